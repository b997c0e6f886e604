"""The words that registers use for what Tejido keeps as a choice, in Spanish, English and Hungarian."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from tejido.interop.reading.values import Problem, plain_word
from tejido.outcomes.models import Spell
from tejido.people.models import Person
from tejido.programmes.models import Enrolment

# Written without accents and in lower case. «m» is left out on purpose: it is mujer in one register and masculino in the next.
SEX = {
    "woman": ["woman", "w", "f", "female", "mujer", "femenino", "femenina", "no", "nő"],
    "man": ["man", "male", "hombre", "h", "masculino", "varon", "ferfi"],
    "non_binary": ["non_binary", "nb", "x", "no binario", "no binaria", "non-binary", "nem binaris", "otro"],
    "not_stated": ["not_stated", "no consta", "desconocido", "unknown", "nd", "?"],
}
SEX["woman"].remove("no")  # Hungarian «nő» loses its accent in comparison and would read as «no»: only the accented form counts
KIND = {
    "served": ["served", "usuario", "usuaria", "participante", "participant", "persona usuaria", "persona atendida", "erintett"],
    "family": ["family", "familiar", "cuidador", "cuidadora", "family member", "caregiver", "hozzatartozo"],
}
EXIT = {
    "goals_reached": ["alta", "logro", "objetivos cumplidos", "goals reached", "completed", "completo", "termino"],
    "own_decision": ["decision propia", "abandono", "baja voluntaria", "own decision", "dropped out"],
    "referred": ["derivado", "derivada", "derivacion", "referred", "referral"],
    "lost_contact": ["perdido", "perdida", "sin contacto", "lost contact", "lost"],
    "moved": ["traslado", "mudanza", "moved"],
    "died": ["fallecido", "fallecida", "fallecimiento", "muerte", "died", "death"],
    "programme_ended": ["fin del programa", "programme ended", "program ended"],
    "other": ["otro", "otra", "other", "egyeb"],
}
JOB = {
    "open_market": ["empleo ordinario", "ordinario", "mercado abierto", "open market", "competitive"],
    "supported": ["empleo con apoyo", "supported", "ips"],
    "sheltered": ["cee", "centro especial de empleo", "protegido", "sheltered"],
    "self_employed": ["autonomo", "autonoma", "cuenta propia", "self-employed", "self employed"],
}
_CHOICES: dict[str, tuple[type[TextChoices], dict[str, list[str]]]] = {
    "person.sex": (Person.Sex, SEX),
    "person.kind": (Person.Kind, KIND),
    "enrolment.exit_reason": (Enrolment.ExitReason, EXIT),
    "spell.kind": (Spell.Kind, {}),
    "spell.type": (Spell.Type, JOB),
}


def choices_of(target: str) -> type[TextChoices] | None:
    return _CHOICES[target][0] if target in _CHOICES else None


def words_of(target: str) -> dict[str, str]:
    """Plain word → value, for one of the targets that are a choice; the labels of the interface count too."""
    choices, extra = _CHOICES[target]
    words = {plain_word(str(label)): value for value, label in choices.choices}
    words |= {plain_word(value): value for value in choices.values}
    return words | {word: value for value, several in extra.items() for word in several}


def read_choice(text: str, target: str, words: dict[str, str]) -> str | Problem:
    found = words.get(text.strip().lower()) or words.get(plain_word(text))
    if found:
        return found
    offered = ", ".join(str(label) for label in _CHOICES[target][0].labels)
    return Problem(_("«%(text)s» no está entre las respuestas posibles: %(offered)s.") % {"text": text[:40], "offered": offered})
