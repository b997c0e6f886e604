"""A first guess of what the columns mean, by the words of the header in Spanish, English and Hungarian."""

import re
from typing import Any

from django.utils.text import slugify

from tejido.interop.reading import Reading
from tejido.interop.reading.values import plain_word

# target → header words, in lower case and without accents; whole headers first, then the words within them
WORDS: dict[str, tuple[str, ...]] = {
    "person.register_code": (
        "codigo", "codigo de registro", "codigo de la persona", "code", "id", "person id", "id persona", "expediente", "no expediente", "num expediente",
        "numero de expediente", "registro", "record", "azonosito", "kod", "participant", "participant id", "identificador",
    ),
    "person.sex": ("sexo", "genero", "sex", "gender", "sexo o genero", "nem"),
    "person.birth_year": ("ano de nacimiento", "birth year", "year of birth", "szuletesi ev", "ano nac"),
    "person.kind": ("participa como", "tipo de persona", "kind"),
    "person.registered_on": ("fecha de registro", "fecha de alta en el registro", "registered on", "registration date", "nyilvantartasba vetel"),
    "identity.given_name": ("nombre", "nombres", "first name", "given name", "keresztnev", "utonev"),
    "identity.family_name": ("apellido", "apellidos", "last name", "surname", "family name", "vezeteknev", "csaladnev"),
    "identity.preferred_name": ("le gusta que le digan", "nombre preferido", "preferred name", "becenev"),
    "identity.birth_date": ("fecha de nacimiento", "nacimiento", "f nac", "fecha nac", "birth date", "date of birth", "dob", "szuletesi datum", "szuletesi ido"),
    "identity.phone": ("telefono", "tel", "celular", "movil", "phone", "mobile", "telefon", "telefonszam"),
    "identity.email": ("correo", "correo electronico", "email", "e mail", "e-mail", "mail"),
    "identity.address": ("direccion", "domicilio", "address", "lakcim", "cim"),
    "enrolment.cohort": ("grupo", "cohorte", "edicion", "cohort", "group", "class", "csoport"),
    "enrolment.starts_on": ("fecha de entrada", "entrada", "fecha de inicio", "ingreso", "fecha de ingreso", "start date", "entry date", "starts on", "kezdes", "belepes"),
    "enrolment.ends_on": ("fecha de salida", "salida", "fecha de fin", "egreso", "fecha de egreso", "end date", "exit date", "ends on", "kilepes", "befejezes"),
    "enrolment.exit_reason": ("motivo", "motivo de salida", "motivo de la salida", "motivo de egreso", "exit reason", "reason for leaving", "kilepes oka"),
    "moment.wave": ("momento", "ola", "medicion", "wave", "visit", "interview", "entrevista", "hullam"),
    "moment.on": ("fecha de medicion", "fecha de la medicion", "fecha de entrevista", "fecha", "date", "datum", "interview date"),
}
_BY_WORD = {word: target for target, words in WORDS.items() for word in words}


def suggest_mapping(reading: Reading, remembered: dict[str, Any] | None = None) -> dict[str, Any]:
    """The mapping to start from: what the organisation did with this header last time, else the words of the header."""
    if remembered:
        return remembered
    columns: dict[str, Any] = {}
    taken: set[str] = set()
    for name, kind in zip(reading.header, reading.kinds, strict=True):
        target = _BY_WORD.get(" ".join(re.split(r"[\s_.\-/]+", plain_word(name))).strip(" ?¿:"), "")
        if target in taken or (target.endswith("_on") and kind not in {"date", "number"}):
            target = ""
        if not target:
            target = measure_target(name) if kind in {"number", "yes_no"} else "ignore"
        taken.add(target)
        columns[name] = target
    return {"rows": "person", "columns": columns}


def measure_target(name: str) -> str:
    """A measure named after its column, as a slug."""
    return f"measure:{slugify(name)[:60] or 'medida'}"
