"""Forms about requests. They check shapes; the verbs check what may be."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tejido.core.periods import today
from tejido.people.models import Person, Purpose
from tejido.privacy.models import DataRequest, LegalDuty, RightsTerms
from tejido.privacy.permissions import persons_to_file_for_visible_to
from tejido.ui.forms import DayInput
from tejido.ui.versioned import Versioned

Kind = DataRequest.Kind
OWN_KINDS = (Kind.RECTIFICATION, Kind.PORTABILITY, Kind.RESTRICTION, Kind.OBJECTION, Kind.ERASURE, Kind.COMPLAINT)


class OwnRequestForm(forms.Form):
    """What the person asks on their own page."""

    refuse = Versioned.refuse
    words = forms.CharField(label=_("Con sus palabras"), max_length=2000, required=False, widget=forms.Textarea({"rows": 5}))

    def __init__(self, kind, *args, **kwargs):
        super().__init__(*args, **kwargs)
        needed = kind in (Kind.RECTIFICATION, Kind.COMPLAINT)
        self.fields["words"].required = needed
        self.fields["words"].help_text = {
            Kind.RECTIFICATION: _("Diga qué no es correcto y cómo debería decir."),
            Kind.COMPLAINT: _("Cuente qué pasó. Lo lee quien cuida los datos en su entidad."),
            Kind.OBJECTION: _("Si quiere, diga para qué no quiere que se usen."),
        }.get(kind, _("No tiene que dar razones. Si quiere, escriba algo que ayude a contestarle."))


class FilingForm(forms.Form):
    """What somebody asks on paper, in person or by phone, written down by whoever receives it."""

    refuse = Versioned.refuse
    person_code = forms.CharField(label=_("Código de la persona"), max_length=60, help_text=_("El de Tejido o el de su registro."))
    kind = forms.ChoiceField(label=_("Qué pide"), widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("Cómo llegó"), widget=forms.RadioSelect, initial=DataRequest.Channel.IN_PERSON)
    received_on = forms.DateField(label=_("Cuándo llegó"), widget=DayInput(), initial=today, help_text=_("El plazo se cuenta desde este día."))
    words = forms.CharField(label=_("Con sus palabras"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4}))
    purposes = forms.MultipleChoiceField(label=_("Qué ya no permite"), required=False, widget=forms.CheckboxSelectMultiple, choices=Purpose.choices,
                                         help_text=_("Deja de valer al guardar, sin esperar la respuesta. Quien pide que no se use para algo deja de contarse siempre."))
    proof = forms.ChoiceField(label=_("Cómo se comprobó quién es"), required=False, help_text=_("No copie el documento: basta decir que lo vio. Puede anotarse después."))
    authority = forms.CharField(label=_("Si lo manda una autoridad: cuál y con qué norma"), max_length=300, required=False)

    def __init__(self, user, handles, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["kind"].choices = [c for c in Kind.choices if handles or c[0] != Kind.AUTHORITY]
        self.fields["channel"].choices = [c for c in DataRequest.Channel.choices if c[0] != DataRequest.Channel.PORTAL]
        self.fields["proof"].choices = [c for c in DataRequest.Proof.choices if c[0] != DataRequest.Proof.SIGNED_IN]
        if not handles:
            del self.fields["authority"]

    def clean_person_code(self):
        said = self.cleaned_data["person_code"].strip()
        persons = persons_to_file_for_visible_to(self.user)
        found = persons.filter(code__iexact=said).first() or persons.filter(register_code=said).first()
        if found is None:
            raise forms.ValidationError(_("No hay ninguna ficha con ese código. Revíselo, o búsquela en la lista de personas."))
        return found


class QueueForm(forms.Form):
    """What the queue shows."""

    state = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Por contestar")), ("closed", _("Contestadas")), ("all", _("Todas"))])
    kind = forms.ChoiceField(label=_("Qué se pide"), required=False, choices=[("", _("Todo")), *Kind.choices])
    due = forms.ChoiceField(label=_("Plazo"), required=False, choices=[("", _("Cualquiera")), ("late", _("Ya pasó")), ("soon", _("En siete días o menos"))])


class ProofForm(forms.Form):
    """How it was made sure who asks."""

    proof = forms.ChoiceField(
        label=_("Cómo se comprobó quién es"), widget=forms.RadioSelect, choices=[c for c in DataRequest.Proof.choices if c[0] and c[0] != DataRequest.Proof.SIGNED_IN],
        help_text=_("No guarde copia del documento."),
    )


class ExtensionForm(forms.Form):
    """Why more time is needed."""

    refuse = Versioned.refuse
    extension_reason = forms.CharField(label=_("Por qué hace falta más tiempo"), max_length=300, help_text=_("La persona lo lee tal como lo escriba."))


class AnswerForm(forms.Form):
    """The end of a request."""

    refuse = Versioned.refuse
    outcome = forms.TypedChoiceField(
        label=_("Qué se contesta"), widget=forms.RadioSelect, coerce=lambda v: v == "granted",
        choices=[("granted", _("Se hizo lo que pidió")), ("refused", _("No es posible, o solo en parte"))],
    )
    answer = forms.CharField(label=_("Respuesta para la persona"), max_length=4000, widget=forms.Textarea({"rows": 6}),
                             help_text=_("Diga qué se hizo. Si algo no es posible, diga por qué."))


class RestrictionForm(forms.Form):
    """Why a record is kept without being used."""

    restriction = forms.ChoiceField(
        label=_("Por qué se limita"), widget=forms.RadioSelect,
        choices=[c for c in Person.Restriction.choices if c[0] and c[0] != Person.Restriction.LEGAL_DUTY],
    )


class DutyForm(forms.Form):
    """A law that makes the organisation keep a part."""

    refuse = Versioned.refuse
    law = forms.CharField(label=_("Qué norma lo manda"), max_length=300, help_text=_("Nombre y artículo. La persona lo lee en la carta."))
    years = forms.IntegerField(label=_("Cuántos años desde la salida"), min_value=1, max_value=30)
    keeps = forms.ChoiceField(label=_("Qué hay que guardar"), widget=forms.RadioSelect, choices=LegalDuty.Keeps.choices, initial=LegalDuty.Keeps.PARTICIPATIONS)
    programme = forms.ModelChoiceField(queryset=None, label=_("Solo para un programa"), required=False, to_field_name="code", empty_label=_("todos los programas"))

    def __init__(self, programmes, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes


class TermsForm(Versioned, forms.ModelForm):
    """Days to answer, and to whom people turn."""

    class Meta:
        model = RightsTerms
        fields = ["answer_days", "extension_days", "contact", "authority"]
        help_texts = {
            "answer_days": _("Vacío: un mes, como dice el reglamento europeo. Escriba otro número solo si la ley de su país lo fija."),
            "extension_days": _("Vacío: dos meses."),
            "contact": _("Nombre, teléfono o correo de quien contesta."),
            "authority": _("La autoridad de protección de datos de su país."),
        }
