"""Forms about persons and what they allow. They check shapes; the verbs check what may be."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tejido.core.periods import today
from tejido.people.models import Consent, ConsentText, Identity, Person, Purpose
from tejido.people.permissions import organisations_to_register_in_visible_to
from tejido.ui.forms import DatePartsField, DayInput
from tejido.ui.versioned import Versioned

IDENTITY_FIELDS = ["given_name", "family_name", "preferred_name", "birth_date", "phone", "email", "address"]


class PersonForm(Versioned, forms.ModelForm):
    """Correct a record."""

    class Meta:
        model = Person
        fields = ["kind", "register_code", "sex", "birth_year", "registered_on"]
        widgets = {"registered_on": DayInput(), "kind": forms.RadioSelect, "sex": forms.RadioSelect}
        help_texts = {
            "register_code": _("Como le llama su propio registro, si lo tiene."),
            "sex": _("Lo que diga la persona. Si no lo dice, no se adivina."),
            "birth_year": _("Solo el año. Si no se sabe, se deja vacío."),
        }

    field_order = ["version", "kind", "register_code", "sex", "birth_year", "registered_on"]


class IdentityForm(Versioned, forms.ModelForm):
    """Correct a name and a contact."""

    birth_date = DatePartsField(label=_("Fecha de nacimiento"), required=False)

    class Meta:
        model = Identity
        fields = IDENTITY_FIELDS
        help_texts = {"preferred_name": _("Así le saludan las pantallas.")}


class NewPersonForm(PersonForm):
    """Open a record; the name may wait for another day."""

    organisation = forms.ModelChoiceField(queryset=None, label=_("Entidad"), empty_label=None)
    given_name = forms.CharField(label=_("Nombre"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Apellidos"), max_length=120, required=False)
    preferred_name = forms.CharField(label=_("Le gusta que le digan"), max_length=80, required=False)
    birth_date = DatePartsField(label=_("Fecha de nacimiento"), required=False)
    phone = forms.CharField(label=_("Teléfono"), max_length=40, required=False)
    email = forms.EmailField(label=_("Correo electrónico"), required=False)
    address = forms.CharField(label=_("Dirección"), max_length=200, required=False)
    is_somebody_else = forms.BooleanField(label=_("Es otra persona"), required=False, widget=forms.HiddenInput)

    field_order = [
        "organisation", "kind", "given_name", "family_name", "preferred_name", "birth_date", "sex", "birth_year",
        "register_code", "registered_on", "phone", "email", "address", "is_somebody_else",
    ]

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        organisations = organisations_to_register_in_visible_to(user)
        self.fields["organisation"].queryset = organisations
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0]
            self.fields["organisation"].widget = forms.HiddenInput()
        self.fields["registered_on"].initial = today

    def ask_if_somebody_else(self):
        """From now on the form shows the box «es otra persona»."""
        self.fields["is_somebody_else"].widget = forms.CheckboxInput()

    def changes(self):
        """The record, with the identity apart."""
        changes = super().changes()
        identity = {name: changes.pop(name) for name in IDENTITY_FIELDS}
        return {**changes, "identity": identity}


class AccountForm(Versioned):
    """Which account opens this record as its own."""

    account = forms.ModelChoiceField(queryset=None, label=_("Cuenta de la persona"), required=False, to_field_name="code", empty_label=_("ninguna"), widget=forms.RadioSelect)

    def __init__(self, accounts, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts
        self.fields["account"].label_from_instance = lambda account: f"{account.name} · {account.email}"


class FilterForm(forms.Form):
    """What the list shows."""

    q = forms.CharField(label=_("Código o nombre"), required=False, widget=forms.TextInput({"type": "search"}))
    organisation = forms.ModelChoiceField(queryset=None, label=_("Entidad"), required=False, empty_label=_("Todas"), to_field_name="code")
    kind = forms.ChoiceField(label=_("Participa como"), required=False, choices=[("", _("Todas")), *Person.Kind.choices])
    impact = forms.ChoiceField(
        label=_("Contar sus datos sin su nombre"), required=False, choices=[("", _("Todas")), ("yes", _("Dijeron que sí")), ("no", _("Sin permiso"))]
    )

    def __init__(self, organisations, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        if len(organisations) < 2:
            del self.fields["organisation"]


class ConsentForm(forms.Form):
    """One answer to one text."""

    refuse = Versioned.refuse
    is_given = forms.TypedChoiceField(
        label=_("Respuesta"), choices=[("yes", _("Sí")), ("no", _("No"))], coerce=lambda v: v == "yes", widget=forms.RadioSelect,
        help_text=_("El no también se guarda, para no preguntar dos veces."),
    )
    receiver = forms.CharField(label=_("Con quién se comparte"), max_length=160, help_text=_("El nombre de la entidad: el permiso vale solo para ella."))
    given_on = forms.DateField(label=_("Cuándo contestó"), widget=DayInput(), initial=today)
    channel = forms.ChoiceField(label=_("Cómo"), widget=forms.RadioSelect, initial=Consent.Channel.IN_PERSON)
    explained_by = forms.CharField(label=_("Quién se lo explicó"), max_length=120, required=False)
    expires_on = forms.DateField(label=_("Hasta cuándo vale"), widget=DayInput(), required=False, help_text=_("Si se deja vacío, vale hasta que la persona lo retire."))

    def __init__(self, text: ConsentText, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [c for c in Consent.Channel.choices if c[0] not in (Consent.Channel.PORTAL, Consent.Channel.REGISTER)]
        if text.purpose != Purpose.SHARING:
            del self.fields["receiver"]


class OwnConsentForm(forms.Form):
    """The person's own answer, on their own page."""

    refuse = Versioned.refuse
    is_given = ConsentForm.declared_fields["is_given"]
    receiver = ConsentForm.declared_fields["receiver"]

    def __init__(self, text: ConsentText, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if text.purpose != Purpose.SHARING:
            del self.fields["receiver"]
