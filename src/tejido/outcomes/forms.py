"""Forms about questionnaires, goals, measures and spells."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tejido.core.periods import today
from tejido.outcomes.models import TYPES_OF_KIND, Measure, Mode, Spell
from tejido.outcomes.permissions import organisations_to_define_measures_in_visible_to
from tejido.outcomes.queries import Wording, keys_of, response_key
from tejido.ui.forms import DayInput
from tejido.ui.versioned import Versioned

MODES = [(value, label) for value, label in Mode.choices if value != Mode.REGISTER]
SUPPORT = [
    ("", _("no se sabe")),
    (0, _("0 · sin apoyo")),
    (1, _("1 · alguna visita")),
    (2, _("2 · varias visitas por semana")),
    (3, _("3 · todos los días")),
    (4, _("4 · todo el día")),
]
LANGUAGES = {"es": "Español", "en": "English", "hu": "Magyar"}


class AssessmentForm(Versioned):
    """One filled-in instrument on one page. Any question may stay empty: nobody has to answer."""

    def __init__(self, wording: Wording, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.wording = wording
        choices = [(f"{value:g}", label) for value, label in wording.responses.items()]
        for item, text in wording.items.items():
            question = forms.ChoiceField(label=text, choices=choices, required=False, widget=forms.RadioSelect)
            question.optional_is_obvious = True  # said once above the sheet, not at every question
            self.fields[f"item_{item}"] = question
        self.fields["taken_on"] = forms.DateField(label=_("Fecha en que se contestó"), widget=DayInput(), initial=today)
        self.fields["mode"] = forms.ChoiceField(
            label=_("Cómo se contestó"), choices=MODES, widget=forms.RadioSelect, initial=Mode.SELF,
            help_text=_("Cuando alguien ayuda, las respuestas suelen salir algo mejores. Por eso se anota."),
        )
        self.fields["informant"] = forms.CharField(label=_("Quién contestó por la persona"), max_length=80, required=False)
        self.fields["wave"] = forms.CharField(label=_("Momento"), max_length=20, required=False, help_text=_("Por ejemplo: 0, 6, 12 (meses desde el comienzo)."))

    @property
    def questions(self):
        return [self[f"item_{item}"] for item in self.wording.items]

    @property
    def circumstances(self):
        return [self[name] for name in ("taken_on", "mode", "informant", "wave")]

    def answers(self):
        """Answers by item, without the ones left empty."""
        return {item: float(v) for item in self.wording.items if (v := self.cleaned_data.get(f"item_{item}"))}

    def changes(self):
        return {"answers": self.answers(), **{name: self.cleaned_data[name] for name in ("taken_on", "mode", "informant", "wave")}}

    @staticmethod
    def initial_of(assessment):
        answers = {f"item_{item}": f"{value:g}" for item, value in assessment.answers.items()}
        return {**answers, "version": assessment.version, **{n: getattr(assessment, n) for n in ("taken_on", "mode", "informant", "wave")}}


class GoalForm(Versioned):
    words = forms.CharField(label=_("La meta, con sus palabras"), max_length=300, widget=forms.Textarea({"rows": 3}), help_text=_("Tal como lo dice la persona."))
    starts_on = forms.DateField(label=_("Desde"), widget=DayInput(), initial=today)


class GoalWordsForm(Versioned):
    words = GoalForm.declared_fields["words"]


class GoalEndForm(Versioned):
    ends_on = forms.DateField(label=_("Hasta"), widget=DayInput(), initial=today)


class SpellForm(Versioned):
    """A job, a home or another stretch; the fields that do not belong to the kind are not asked."""

    type = forms.ChoiceField(label=_("Tipo"), widget=forms.RadioSelect)
    starts_on = forms.DateField(label=_("Empezó el"), widget=DayInput())
    hours = forms.FloatField(label=_("Horas por semana"), required=False)
    support = forms.TypedChoiceField(label=_("Nivel de apoyo"), required=False, coerce=int, empty_value=None, choices=SUPPORT)
    ends_on = forms.DateField(label=_("Terminó el"), widget=DayInput(), required=False, help_text=_("Vacío mientras siga."))
    end_reason = forms.CharField(label=_("Por qué terminó"), max_length=160, required=False)

    def __init__(self, kind, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [(t, Spell.Type(t).label) for t in TYPES_OF_KIND[kind]]
        if kind != Spell.Kind.JOB:
            del self.fields["hours"]
        if kind != Spell.Kind.HOME:
            del self.fields["support"]


class SpellEndForm(Versioned):
    ends_on = forms.DateField(label=_("Terminó el"), widget=DayInput(), initial=today)
    end_reason = forms.CharField(label=_("Por qué terminó"), max_length=160, required=False)


class LevelsField(forms.CharField):
    """A list of categories, one in each line."""

    widget = forms.Textarea({"rows": 4})

    def prepare_value(self, value):
        return value if isinstance(value, str) else "\n".join(value or [])

    def clean(self, value):
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class MeasureForm(Versioned, forms.ModelForm):
    levels = LevelsField(label=_("Categorías"), required=False, help_text=_("Solo si el tipo es «categoría»: una en cada línea."))

    class Meta:
        model = Measure
        fields = ["label", "kind", "unit", "direction", "levels", "lowest", "highest"]
        widgets = {"kind": forms.RadioSelect, "direction": forms.RadioSelect}
        help_texts = {
            "label": _("Por ejemplo: ingresos del trabajo en el mes."),
            "lowest": _("Un valor menor se avisa como error de tecleo."),
            "highest": _("Un valor mayor se avisa como error de tecleo."),
        }

    field_order = ["version", "organisation", "label", "kind", "unit", "direction", "levels", "lowest", "highest"]


class NewMeasureForm(MeasureForm):
    organisation = forms.ModelChoiceField(queryset=None, label=_("Entidad"), empty_label=None)

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        organisations = organisations_to_define_measures_in_visible_to(user)
        self.fields["organisation"].queryset = organisations
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0]
            self.fields["organisation"].widget = forms.HiddenInput()


class MeasurementForm(forms.Form):
    """One value of one measure; the field fits its kind."""

    refuse = Versioned.refuse

    def __init__(self, measure, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if measure.kind == Measure.Kind.CATEGORY:
            self.fields["level"] = forms.ChoiceField(label=measure.label, choices=[(v, v) for v in measure.levels], widget=forms.RadioSelect)
        elif measure.kind == Measure.Kind.YES_NO:
            self.fields["value"] = forms.TypedChoiceField(label=measure.label, choices=[("1", _("sí")), ("0", _("no"))], coerce=float, widget=forms.RadioSelect)
        else:
            self.fields["value"] = forms.FloatField(label=measure.label, help_text=measure.unit)
        self.fields["measured_on"] = forms.DateField(label=_("Fecha"), widget=DayInput(), initial=today)
        self.fields["wave"] = forms.CharField(label=_("Momento"), max_length=20, required=False, help_text=_("Por ejemplo: 0, 6, 12 (meses desde el comienzo)."))
        self.fields["is_correction"] = forms.BooleanField(label=_("Estoy corrigiendo el valor guardado"), required=False, widget=forms.HiddenInput)

    def ask_if_correction(self):
        self.fields["is_correction"].widget = forms.CheckboxInput()


class WordingForm(Versioned):
    """The whole wording of an instrument, and with which leave it is used."""

    def __init__(self, pack, organisations, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.pack = pack
        self.fields["organisation"] = forms.ModelChoiceField(queryset=organisations, label=_("Entidad"), empty_label=None, to_field_name="code")
        self.fields["language"] = forms.ChoiceField(label=_("Idioma del texto"), choices=list(LANGUAGES.items()))
        self.fields["stem"] = forms.CharField(label=_("Pregunta o instrucción inicial"), widget=forms.Textarea({"rows": 2}))
        for n, item in enumerate(pack.items, 1):
            self.fields[item.id] = forms.CharField(label=_("Pregunta %(n)s") % {"n": n}, max_length=500)
        for response in pack.responses:
            self.fields[response_key(response.value)] = forms.CharField(label=_("Respuesta que vale %(n)s") % {"n": f"{response.value:g}"}, max_length=200)
        self.fields["licence"] = forms.CharField(label=_("Licencia o permiso"), max_length=300, help_text=_("Quién lo autoriza y desde cuándo, o dónde dice que es libre."))

    def items(self):
        return {key: self.cleaned_data[key] for key in keys_of(self.pack)}
