"""What an import makes, in words: «445 personas, 890 permisos»."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import ngettext


def in_words(made: Mapping[str, object]) -> str:
    """The counts as a phrase, people first."""
    return ", ".join(phrase(noun, number) for noun in ORDER if isinstance(number := made.get(noun), int) and number)


ORDER = ("person", "identity", "consent", "enrolment", "measurement", "assessment", "spell", "programme", "cohort", "measure")


def phrase(noun: str, n: int) -> str:
    words = {
        "person": ngettext("%(n)s persona", "%(n)s personas", n),
        "identity": ngettext("%(n)s nombre con su contacto", "%(n)s nombres con su contacto", n),
        "consent": ngettext("%(n)s permiso", "%(n)s permisos", n),
        "enrolment": ngettext("%(n)s participación", "%(n)s participaciones", n),
        "measurement": ngettext("%(n)s valor", "%(n)s valores", n),
        "assessment": ngettext("%(n)s cuestionario", "%(n)s cuestionarios", n),
        "spell": ngettext("%(n)s etapa de trabajo o vivienda", "%(n)s etapas de trabajo o vivienda", n),
        "programme": ngettext("%(n)s programa", "%(n)s programas", n),
        "cohort": ngettext("%(n)s grupo", "%(n)s grupos", n),
        "measure": ngettext("%(n)s medida nueva", "%(n)s medidas nuevas", n),
    }
    return words[noun] % {"n": number_format(n, use_l10n=True, force_grouping=n >= 10_000)}
