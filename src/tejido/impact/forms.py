"""What people type about plans and releases, shaped and checked."""

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tejido.core.periods import today
from tejido.impact.guided import GuidedPlan
from tejido.impact.reading.words import METHODS
from tejido.ui.forms import DayInput

LARGEST_PLAN = 200_000
LANGUAGES = (("es", gettext_lazy("español")), ("en", gettext_lazy("inglés")), ("hu", gettext_lazy("húngaro")))
PICTOGRAMS = ("briefcase", "calendar", "check", "circle-help", "clock", "flag", "graduation-cap", "hand-heart", "heart", "house", "message-circle", "phone",
              "sprout", "star", "users")  # fmt: skip
GUIDED_METHODS = ("difference", "ancova", "logistic", "cox", "kaplan_meier", "mixed_model")
IN_POINTS = ("difference", "ancova", "mixed_model")  # of these: whose difference is in points of the outcome


class GuidedPlanForm(forms.Form):
    """One question after another; the plan is written from the answers. Choices come from the record behind the owner."""

    title = forms.CharField(label=gettext_lazy("Título"), max_length=200, help_text=gettext_lazy("Por ejemplo: Empleo un año después del acompañamiento."))
    question = forms.CharField(label=gettext_lazy("Qué quiere saber"), widget=forms.Textarea({"rows": 2, "maxlength": 400}), max_length=400)
    programme = forms.ChoiceField(label=gettext_lazy("Programa"))
    compared = forms.ChoiceField(label=gettext_lazy("Grupo que recibe el programa"))
    reference = forms.ChoiceField(label=gettext_lazy("Grupo con el que se compara"))
    assignment = forms.ChoiceField(
        label=gettext_lazy("Cómo se formaron los dos grupos"),
        choices=[("not_random", gettext_lazy("de otra manera")), ("random", gettext_lazy("por sorteo"))],
        widget=forms.RadioSelect,
        initial="not_random",
    )
    outcome = forms.ChoiceField(label=gettext_lazy("Resultado que se mira"))
    wave = forms.CharField(
        label=gettext_lazy("En qué momento"), required=False, max_length=20, help_text=gettext_lazy("Por ejemplo 12. Vacío: el último valor de cada persona.")
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Qué sería bueno"),
        choices=[
            ("higher_is_better", gettext_lazy("que suba, o que ocurra")),
            ("lower_is_better", gettext_lazy("que baje, o que no ocurra")),
            ("neutral", gettext_lazy("ni una cosa ni otra")),
        ],
    )
    method = forms.ChoiceField(label=gettext_lazy("Cómo se compara"), choices=[(name, METHODS[name]) for name in GUIDED_METHODS])
    above = forms.FloatField(
        label=gettext_lazy("Se cuenta como «sí» por encima de"), required=False, help_text=gettext_lazy("Solo para «Posibilidad de que ocurra», si el resultado es un número.")
    )
    mid = forms.FloatField(
        label=gettext_lazy("Desde qué diferencia se nota"),
        required=False,
        help_text=gettext_lazy("La menor que se nota en la vida de las personas, en puntos del resultado: por ejemplo 3. Solo si es un número; vacío si no se sabe."),
    )
    covariates = forms.MultipleChoiceField(
        label=gettext_lazy("Qué se mantiene igual al comparar"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Solo datos de antes de empezar."),
    )

    def __init__(self, vocabulary, *args, **kwargs):
        super().__init__(*args, **kwargs)
        job = [("spell:job", _("Conseguir un trabajo en el primer año")), ("spell:home", _("Conseguir una vivienda en el primer año"))]
        self.words = {name: str(label) for kind in vocabulary.values() for name, label in kind} | dict(job)
        known = [*vocabulary["measures"], *vocabulary["scores"]]
        self.fields["programme"].choices = vocabulary["programmes"]
        choose = ("", _("Elija un grupo"))
        self.fields["compared"].choices = self.fields["reference"].choices = [choose, *vocabulary["cohorts"]]
        self.fields["outcome"].choices = [*known, *job]
        self.fields["covariates"].choices = [*known, ("person:age_at_entry", _("Edad al entrar"))]
        self.words["person:age_at_entry"] = _("edad al entrar")

    def clean(self):
        data = super().clean()
        if data.get("compared") and data.get("compared") == data.get("reference"):
            self.add_error("reference", _("Elija un grupo distinto del que recibe el programa."))
        survival = data.get("method") in ("cox", "kaplan_meier")
        if "outcome" in data and survival != data["outcome"].startswith("spell:"):
            self.add_error("method", _("Trabajo y vivienda se comparan con «Rapidez con que ocurre» o «Tiempo hasta que ocurre»; los demás resultados, no."))
        if data.get("mid") is not None and data["mid"] <= 0:
            self.add_error("mid", _("Escriba un número mayor que cero, o nada."))
        elif data.get("mid") is not None and data.get("method") not in IN_POINTS:
            self.add_error("mid", _("Esta forma de comparar no da una diferencia en puntos: deje este dato vacío."))
        if data.get("outcome") in (data.get("covariates") or []):
            self.add_error("covariates", _("El resultado no puede mantenerse igual: quítelo de esta lista."))
        return data

    def asked(self):
        """The answers as the writer of plans takes them."""
        data = {key: value for key, value in self.cleaned_data.items() if key != "covariates"}
        slug = slugify(data["title"])[:60].strip("-") or "plan"
        return GuidedPlan(slug=slug, covariates=tuple(self.cleaned_data["covariates"]), labels=self.words, **data)


class PlanTextForm(forms.Form):
    """The plan as text, typed or from a file."""

    text = forms.CharField(label=gettext_lazy("Plan (YAML)"), required=False, max_length=LARGEST_PLAN, strip=False, widget=forms.Textarea({"rows": 24, "spellcheck": "false"}))
    file = forms.FileField(label=gettext_lazy("O un archivo"), required=False, help_text=gettext_lazy("Un archivo .yaml en UTF-8; vale más que el texto de arriba."))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file is None:
            return None
        if file.size > LARGEST_PLAN:
            raise forms.ValidationError(_("El archivo es demasiado grande para ser un plan."))
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("El archivo no es un texto en UTF-8. Guárdelo como texto y pruebe otra vez."))

    def clean(self):
        data = super().clean()
        data["text"] = data.get("file") or data.get("text") or ""
        if not data["text"].strip() and not self.errors:
            self.add_error("text", _("Escriba el plan o elija un archivo."))
        return data


class AskForm(forms.Form):
    """Until which day the record is read."""

    cut_off = forms.DateField(label=gettext_lazy("Datos hasta"), widget=DayInput, initial=today)


class ReasonForm(forms.Form):
    """Why: for the colleague who prepared it, or for the public."""

    note = forms.CharField(label=gettext_lazy("Qué hay que cambiar"), max_length=2000, widget=forms.Textarea({"rows": 4}))


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Por qué se retira"), max_length=300, help_text=gettext_lazy("La página pública mostrará estas palabras."))


class ReleaseForm(forms.Form):
    """The words of a release in each language; the figures come from the answer."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    slug = forms.SlugField(label=gettext_lazy("Dirección pública"), max_length=80, help_text=gettext_lazy("Letras, cifras y guiones. No cambia después."))

    def __init__(self, *args, release=None, **kwargs):
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES:
            self.fields[f"title_{code}"] = forms.CharField(label=_("Título en %(language)s") % {"language": name}, max_length=160, required=code == "es")
        for code, name in LANGUAGES:
            box = forms.Textarea({"rows": 3, "lang": code})
            self.fields[f"lead_{code}"] = forms.CharField(label=_("Entradilla en %(language)s") % {"language": name}, max_length=600, required=False, widget=box)
        for code, name in LANGUAGES:
            box = forms.Textarea({"rows": 6, "lang": code})
            self.fields[f"easy_{code}"] = forms.CharField(
                label=_("Fácil de leer en %(language)s") % {"language": name}, max_length=4000, required=False, widget=box, help_text=_easy_help() if code == "es" else ""
            )
        if release is not None:
            del self.fields["slug"]
            self.initial |= self.initial_of(release)

    @property
    def own_words(self):
        """What everybody fills in: the address and the words in Spanish."""
        return [field for field in self.visible_fields() if field.name == "slug" or field.name.endswith("_es")]

    @property
    def other_languages(self):
        """The same words once more for readers of other languages."""
        return [self[f"{kind}_{code}"] for code, _name in LANGUAGES[1:] for kind in ("title", "lead", "easy")]

    @property
    def translated(self):
        """Somebody wrote in another language, or something there has to be looked at."""
        return any(field.value() or field.errors for field in self.other_languages)

    @staticmethod
    def initial_of(release):
        found = {"version": release.version}
        for code, _name in LANGUAGES:
            found[f"title_{code}"] = release.title.get(code, "")
            found[f"lead_{code}"] = release.lead.get(code, "")
            found[f"easy_{code}"] = "\n".join(_idea_line(idea) for idea in release.easy.get(code, []))
        return found

    def words(self):
        """title, lead and easy text as the verbs take them; a language without words is left out."""
        data = self.cleaned_data

        def said(kind):
            return {code: data[f"{kind}_{code}"].strip() for code, _name in LANGUAGES if data.get(f"{kind}_{code}", "").strip()}

        return {"title": said("title"), "lead": said("lead"), "easy": {code: ideas_of(text) for code, text in said("easy").items()}}


def _easy_help():
    return _("Una idea por línea, con frases cortas. «# » empieza un apartado. Antes de la idea puede poner un dibujo: casa, por ejemplo, es «house | ». Dibujos: %(names)s.") % {
        "names": ", ".join(PICTOGRAMS)
    }


def ideas_of(text):
    """Lines of easy text: «# heading», «pictogram | idea», or an idea alone."""
    found = []
    for line in (line.strip() for line in text.splitlines()):
        icon, bar, rest = line.partition("|")
        if line.startswith("#"):
            found.append({"heading": line.lstrip("# ").strip()})
        elif bar and icon.strip() in PICTOGRAMS and rest.strip():
            found.append({"icon": icon.strip(), "text": rest.strip()})
        elif line:
            found.append({"icon": "message-circle", "text": line})
    return found


def _idea_line(idea):
    if "heading" in idea:
        return f"# {idea['heading']}"
    return f"{idea.get('icon', 'message-circle')} | {idea['text']}"
