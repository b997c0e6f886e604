"""Forms of an import. They shape what the user says into a mapping; the verbs check it."""

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tejido.core.ingest import ENCODINGS
from tejido.interop.checking.words import choices_of, words_of
from tejido.interop.matching import MappingUnfit, Target, read_mapping_file
from tejido.interop.matching.suggest import measure_target
from tejido.interop.permissions import organisations_to_import_into_visible_to
from tejido.interop.queries import cohorts_of, different_values, text_versions
from tejido.interop.reading.values import is_empty, plain_word
from tejido.interop.targets import NEW_MEASURE, in_words, target_choices
from tejido.people.models import Purpose
from tejido.programmes.models import Cohort
from tejido.ui.forms import DayInput

DATE_ORDERS = [("dmy", gettext_lazy("día/mes/año")), ("mdy", gettext_lazy("mes/día/año")), ("ymd", gettext_lazy("año-mes-día"))]
SEPARATORS = [(",", gettext_lazy("coma")), (";", gettext_lazy("punto y coma")), ("\t", gettext_lazy("tabulador")), ("|", gettext_lazy("barra |"))]


LEAVE_EMPTY = "-"  # reads as an empty cell


def letters_of_sex(words):
    """«M» is man beside «F» and woman beside «H»: only the column itself can tell."""
    letters = {word.casefold() for word in words}
    if letters <= {"f", "m", "x"}:
        return {word: "man" for word in words if word.casefold() == "m"}
    return {word: "woman" for word in words if word.casefold() == "m"} if letters <= {"h", "m", "x"} else {}


class UploadForm(forms.Form):
    organisation = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Entidad"), empty_label=None)
    file = forms.FileField(
        label=gettext_lazy("Archivo"), help_text=gettext_lazy("Una hoja .xlsx o .csv, hasta 50 MB. La primera fila con los nombres de las columnas.")
    )
    mapping = forms.FileField(
        label=gettext_lazy("Columnas ya unidas"), required=False, help_text=gettext_lazy("Si tiene un archivo .yaml con lo que significa cada columna.")
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_to_import_into_visible_to(user)
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx"
        self.fields["mapping"].widget.attrs["accept"] = ".yaml,.yml,.json"

    def clean_mapping(self):
        if not self.cleaned_data["mapping"]:
            return None
        try:
            return read_mapping_file(self.cleaned_data["mapping"].read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("El archivo de columnas debe estar guardado en UTF-8."))
        except MappingUnfit as unfit:
            raise forms.ValidationError(unfit.problems)


class ReadingForm(forms.Form):
    """What was guessed about the file, to be changed."""

    sheet = forms.ChoiceField(label=gettext_lazy("Hoja"), required=False)
    encoding = forms.ChoiceField(label=gettext_lazy("Letras (codificación)"), required=False, choices=[(name, name) for name in ENCODINGS])
    separator = forms.ChoiceField(label=gettext_lazy("Separador"), required=False, choices=SEPARATORS)
    header_row = forms.IntegerField(label=gettext_lazy("Fila de los encabezados"), min_value=1, max_value=100)
    date_order = forms.ChoiceField(label=gettext_lazy("Orden de las fechas"), choices=DATE_ORDERS)
    decimal = forms.ChoiceField(label=gettext_lazy("Decimales con"), choices=[(",", gettext_lazy("coma: 12,5")), (".", gettext_lazy("punto: 12.5"))])

    def __init__(self, reading, *args, **kwargs):
        super().__init__(*args, initial={name: reading.get(name) for name in self.base_fields}, prefix="r", **kwargs)
        self.fields["sheet"].choices = [(name, name) for name in reading.get("sheets", [])]
        for name in ("encoding", "separator") if reading["sort"] == "xlsx" else ("sheet",):
            del self.fields[name]


class ColumnsForm(forms.Form):
    """One choice for each column, and what holds for all rows. `mapping()` is the result."""

    rows = forms.ChoiceField(
        label=gettext_lazy("Cada fila es"), widget=forms.RadioSelect,
        choices=[("person", gettext_lazy("una persona")), ("person_wave", gettext_lazy("una persona en un momento: la misma persona ocupa varias filas"))],
    )
    registered_on = forms.DateField(label=gettext_lazy("Fecha de registro, si no está en una columna"), required=False, widget=DayInput())
    starts_on = forms.DateField(label=gettext_lazy("Fecha de entrada al grupo, si no está en una columna"), required=False, widget=DayInput())
    cohort = forms.ChoiceField(label=gettext_lazy("Todas las personas están en el grupo"), required=False)
    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("Permisos que constan en su registro"), required=False, widget=forms.CheckboxSelectMultiple, choices=Purpose.choices,
        help_text=gettext_lazy("Marque solo lo que cada persona de este archivo ya permitió. Usted lo declara y queda anotado."),
    )
    given_on = forms.DateField(label=gettext_lazy("Desde cuándo constan"), required=False, widget=DayInput())
    text_version = forms.ChoiceField(label=gettext_lazy("Versión del texto que se leyó"), required=False)

    def __init__(self, brought, *args, **kwargs):
        self.brought, self.base = brought, brought.mapping
        super().__init__(*args, initial=self._initial(), **kwargs)
        self.targets = target_choices(brought.organisation)
        self.cohorts = cohorts_of(brought.organisation)
        declared = [(slug, says.get("name", slug)) for slug, says in self.base.get("cohorts", {}).items()]
        self.fields["cohort"].choices = [("", "–"), *{**dict(self.cohorts), **dict(declared)}.items()]
        self.fields["text_version"].choices = [(version, version) for version in text_versions()]
        known = in_words(self.targets)
        for at, name in enumerate(brought.reading["header"]):
            to, wave = self._present(name)
            extra = [] if to in known else [(to, _("medida nueva: %(name)s") % {"name": self._label(to)})]
            self.fields[f"to_{at}"] = forms.ChoiceField(label=name, choices=[*self.targets, *extra], initial=to)
            self.fields[f"wave_{at}"] = forms.CharField(label=_("Momento de «%(name)s»") % {"name": name}, max_length=20, required=False, initial=wave)
        self._add_words()

    def _initial(self):
        constants, consent = self.base.get("constants", {}), self.base.get("consent") or {}
        return {
            "rows": self.base.get("rows", "person"),
            "registered_on": constants.get("person.registered_on"),
            "starts_on": constants.get("enrolment.starts_on"),
            "cohort": constants.get("enrolment.cohort", ""),
            "purposes": consent.get("purposes", []),
            "given_on": consent.get("given_on"),
            "text_version": consent.get("text_version"),
        }

    def _label(self, target):
        slug = target.partition(":")[2]
        return (self.base.get("measures", {}).get(slug) or {}).get("label", slug)

    def _says(self, name):
        says = self.base.get("columns", {}).get(name, "ignore")
        return says if isinstance(says, dict) else {"to": says}

    def _present(self, name):
        """The target of a column without its wave, and the wave: from the answer if there is one, else from the mapping."""
        target = Target.parse(str(self._says(name).get("to", "ignore"))) or Target("ignore")
        return str(Target(target.noun, target.name)), target.wave

    def _chosen(self, at, name):
        return self.data.get(f"to_{at}") if self.is_bound else self._present(name)[0]

    def _add_words(self):
        """For columns of groups and choices: what does each word of the column mean?"""
        self.words = []
        header = self.brought.reading["header"]
        chosen = {name: self._chosen(at, name) for at, name in enumerate(header)}
        asked = [name for name, to in chosen.items() if to == "enrolment.cohort" or choices_of(to or "")]
        different = different_values(self.brought, asked) if asked else {}
        for name, words in different.items():
            values = {**letters_of_sex(words), **{str(k): str(v) for k, v in (self._says(name).get("values") or {}).items()}}
            for k, word in enumerate(words):
                if not is_empty(word):
                    self._add_word(f"word_{header.index(name)}_{k}", name, word, chosen[name], values.get(word))
        if any(to == "enrolment.cohort" for _key, _name, _word, to in self.words):
            self.fields["programme"] = forms.CharField(label=_("Programa de los grupos nuevos"), max_length=160, required=False)

    def _add_word(self, key, name, word, to, meaning):
        if to == "enrolment.cohort":
            declared = [(slug, says.get("name", slug)) for slug, says in self.base.get("cohorts", {}).items()]
            new = [(f"new:{arm}", _("grupo nuevo: %(arm)s") % {"arm": label}) for arm, label in Cohort.Arm.choices]
            choices = {**dict(self.cohorts), **dict(declared), **dict(new)}
            guess = next((slug for slug, label in choices.items() if word.casefold() in {slug.casefold(), str(label).casefold()}), "")
        else:
            choices = dict(choices_of(to).choices)
            known = words_of(to)
            guess = known.get(word.lower()) or known.get(plain_word(word)) or ""
        label = _("«%(word)s» en %(column)s") % {"word": word, "column": name}
        choices = [("", _("elija…")), *choices.items(), (LEAVE_EMPTY, _("nada: dejar vacío"))]
        self.fields[key] = forms.ChoiceField(label=label, choices=choices, initial=meaning if meaning in dict(choices) else guess)
        self.words.append((key, name, word, to))

    def columns(self):
        """Column by column for the page: its name, some values, and the two boxes."""
        for at, name in enumerate(self.brought.reading["header"]):
            yield name, self[f"to_{at}"], self[f"wave_{at}"]

    def word_fields(self):
        return [self[key] for key, *_rest in self.words]

    def waits_for_words(self):
        """True when a column of groups was chosen just now and its words were not on the page that was sent."""
        return any(key not in self.data for key, *_rest in self.words)

    def mapping(self):
        """What the user said, on top of what the mapping held already (labels of measures, dates of waves …)."""
        said = self.cleaned_data
        mapping = {**self.base, "rows": said["rows"], "columns": {}}
        for at, name in enumerate(self.brought.reading["header"]):
            mapping["columns"][name] = self._column(at, name, said)
        constants = dict(self.base.get("constants", {}))
        for key, value in (("person.registered_on", said["registered_on"]), ("enrolment.starts_on", said["starts_on"]), ("enrolment.cohort", said["cohort"])):
            constants.pop(key, None)
            if value:
                constants[key] = value if isinstance(value, str) else value.isoformat()
        mapping["constants"] = constants
        self._new_cohorts(mapping, said)
        mapping["consent"] = {}
        if said["purposes"]:
            given_on = said["given_on"].isoformat() if said["given_on"] else ""
            before = {key: value for key, value in (self.base.get("consent") or {}).items() if key in {"channel", "language"}}
            mapping["consent"] = {**before, "purposes": said["purposes"], "given_on": given_on, "text_version": said["text_version"]}
        return {key: value for key, value in mapping.items() if value}

    def _column(self, at, name, said):
        to, wave = said[f"to_{at}"], said[f"wave_{at}"].strip()
        if to == NEW_MEASURE:
            to = measure_target(name)
        if wave and to.startswith(("measure:", "assessment:", "score:")):
            to = f"{to}@{wave}"
        values = {word: said[key] for key, column, word, _to in self.words if column == name and said.get(key)}
        order = self._says(name).get("date_order")
        if not values and not order:
            return to
        return {"to": to, **({"values": values} if values else {}), **({"date_order": order} if order else {})}

    def _new_cohorts(self, mapping, said):
        """Groups that the register names and the organisation does not have: opened in the programme that the user names."""
        mapping["cohorts"], mapping["programmes"] = dict(self.base.get("cohorts", {})), dict(self.base.get("programmes", {}))
        for key, column, word, to in self.words:
            if to != "enrolment.cohort" or not said.get(key, "").startswith("new:"):
                continue
            name = said.get("programme") or _("Programa")
            programme = slugify(name)[:60] or "programa"
            mapping["programmes"].setdefault(programme, {"name": name})
            slug = slugify(word)[:60] or f"grupo-{len(mapping['cohorts']) + 1}"
            mapping["cohorts"][slug] = {"programme": programme, "name": word[:160], "arm": said[key].removeprefix("new:")}
            mapping["columns"][column]["values"][word] = slug
