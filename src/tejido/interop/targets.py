"""What a column may be matched with, in words and in groups, as one list for the browser."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tejido.network.models import Organisation
from tejido.outcomes.models import Measure, Spell
from tejido.outcomes.packs import in_language, packs
from tejido.people.models import Identity, Person, Purpose
from tejido.programmes.models import Enrolment

NEW_MEASURE = "measure:new"
Choices = list[tuple[str, Any]]


def target_choices(organisation: Organisation) -> Choices:
    """Grouped as a person thinks of a register: who, what they take part in, what was measured."""
    measures = Measure.objects.filter(organisation=organisation).values_list("slug", "label")
    return [
        ("ignore", _("No traer esta columna")),
        (_("La persona"), [("person.register_code", _("código en su registro (quién es)")), *_fields(Person, "person", ("sex", "birth_year", "kind", "registered_on"))]),
        (_("Nombre y contacto"), _fields(Identity, "identity", ("given_name", "family_name", "preferred_name", "birth_date", "phone", "email", "address"))),
        (_("Participación"), [
            ("enrolment.cohort", _("grupo")), ("enrolment.starts_on", _("fecha de entrada")),
            ("enrolment.ends_on", _("fecha de salida")), *_fields(Enrolment, "enrolment", ("exit_reason",)),
        ]),
        (_("Medidas"), [(NEW_MEASURE, _("medida con el nombre de la columna")), *((f"measure:{slug}", label) for slug, label in measures)]),
        (_("Momento"), [("moment.on", _("fecha de las medidas de la fila")), ("moment.wave", _("momento: 0, 6, 12 meses"))]),
        (_("Cuestionarios"), list(_instruments())),
        (_("Permisos"), [(f"consent:{value}", label) for value, label in Purpose.choices]),
        (_("Trabajo y vivienda"), [
            ("spell.starts_on", _("empezó el")), ("spell.ends_on", _("terminó el")), *_fields(Spell, "spell", ("type", "kind", "hours", "support", "end_reason")),
        ]),
    ]  # fmt: skip


def _fields(model: Any, noun: str, names: tuple[str, ...]) -> Choices:
    return [(f"{noun}.{name}", str(model._meta.get_field(name).verbose_name)) for name in names]


def _instruments() -> Any:
    language = get_language() or "es"
    for pack in packs().values():
        for scale in pack.scales:
            yield f"score:{pack.id}.{scale.id}", _("%(name)s, total: %(scale)s") % {"name": pack.name, "scale": in_language(scale.title, language)}
        for item in pack.items:
            yield f"assessment:{pack.id}.{item.id}", _("%(name)s, pregunta %(item)s") % {"name": pack.name, "item": item.id}


def in_words(choices: Choices) -> dict[str, str]:
    """Target → words, out of the groups."""
    flat: dict[str, str] = {}
    for value, words in choices:
        if isinstance(words, list):
            flat.update({inner: str(label) for inner, label in words})
        else:
            flat[value] = str(words)
    return flat
