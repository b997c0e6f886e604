"""Forms about programmes, groups and participations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tejido.core.periods import today
from tejido.programmes.models import Cohort, Enrolment, Programme
from tejido.programmes.permissions import organisations_to_run_programmes_in_visible_to
from tejido.ui.forms import DayInput
from tejido.ui.versioned import Versioned


class ProgrammeForm(Versioned, forms.ModelForm):
    class Meta:
        model = Programme
        fields = ["name", "kind", "about"]

    field_order = ["version", "organisation", "name", "kind", "about"]


class NewProgrammeForm(ProgrammeForm):
    organisation = forms.ModelChoiceField(queryset=None, label=_("Entidad"), empty_label=None)

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        organisations = organisations_to_run_programmes_in_visible_to(user)
        self.fields["organisation"].queryset = organisations
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0]
            self.fields["organisation"].widget = forms.HiddenInput()


class CohortForm(Versioned, forms.ModelForm):
    class Meta:
        model = Cohort
        fields = ["name", "arm", "starts_on", "ends_on", "places"]
        widgets = {"starts_on": DayInput(), "ends_on": DayInput(), "arm": forms.RadioSelect}
        help_texts = {
            "name": _("Por ejemplo, el lugar y el año."),
            "arm": _("Una lista de espera o un grupo de comparación permiten saber qué cambia por el programa."),
            "ends_on": _("El último día. Se deja vacío mientras el grupo siga abierto."),
            "places": _("Cuántas personas caben a la vez. Vacío: sin límite."),
        }

    field_order = ["version", "name", "arm", "starts_on", "ends_on", "places"]


class EnrolForm(forms.Form):
    """Choose among the persons that were found; `names` are the ones that the user may see."""

    refuse = Versioned.refuse
    person = forms.ModelChoiceField(queryset=None, label=_("Persona"), to_field_name="code", empty_label=None, widget=forms.RadioSelect)
    starts_on = forms.DateField(label=_("Entra el"), widget=DayInput(), initial=today)

    def __init__(self, persons, names, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = persons
        self.fields["person"].label_from_instance = lambda p: " · ".join(x for x in (names.get(p.pk), p.register_code, p.code) if x)


class ExitForm(Versioned):
    ends_on = forms.DateField(label=_("Sale el"), widget=DayInput(), initial=today)
    exit_reason = forms.ChoiceField(label=_("Motivo"), choices=Enrolment.ExitReason.choices, widget=forms.RadioSelect)
    exit_note = forms.CharField(label=_("Nota"), max_length=300, required=False)


class EnrolmentForm(Versioned):
    starts_on = forms.DateField(label=_("Entró el"), widget=DayInput())
    ends_on = forms.DateField(label=_("Salió el"), widget=DayInput(), required=False, help_text=_("Vacío si sigue participando."))
    exit_reason = forms.ChoiceField(label=_("Motivo de la salida"), choices=[("", _("sigue participando")), *Enrolment.ExitReason.choices], required=False)
    exit_note = forms.CharField(label=_("Nota"), max_length=300, required=False)
