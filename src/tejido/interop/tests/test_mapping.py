"""A mapping is checked whole: all of its problems at once."""

import pytest

from tejido.interop.matching import MappingUnfit, Target, load_mapping, read_mapping_file, suggest_mapping
from tejido.interop.reading import Reading

HEADER = ("id", "edad", "grupo")
GOOD = {"columns": {"id": "person.register_code", "edad": "measure:edad"}, "constants": {"person.registered_on": "2024-01-01"}}


def problems(**changes):
    with pytest.raises(MappingUnfit) as unfit:
        load_mapping({**GOOD, **changes}, HEADER)
    return " ".join(unfit.value.problems)


def test_a_good_mapping_is_read_from_yaml_with_its_dates_and_yes_or_no_words():
    mapping = load_mapping(
        read_mapping_file("columns: {id: person.register_code, edad: {to: 'measure:edad@0', values: {yes: 1, no: 0, 3: tres}}}\nconstants: {person.registered_on: 2024-01-01}"),
        HEADER,
    )
    assert mapping.constants["person.registered_on"].isoformat() == "2024-01-01"
    assert mapping.columns[1].to == Target("measure", "edad", "0")
    assert mapping.columns[1].values == {"1": "1", "0": "0", "3": "tres"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"colums": {}}, "«colums» no es una clave conocida"),
        ({"columns": {"id": "person.register_code", "edat": "measure:e"}}, "no tiene la columna «edat». ¿Será «edad»?"),
        ({"columns": {"id": "person.registercode"}}, "¿Será «person.register_code»?"),
        ({"columns": {"edad": "measure:edad"}}, "una el código de su registro"),
        ({"columns": {"id": "person.register_code", "edad": "measure:x", "grupo": "measure:x"}}, "Varias columnas se unen a «measure:x»"),
        ({"columns": {"id": "person.register_code", "edad": "spell.type"}}, "tipo y fecha de inicio"),
        ({"columns": {"id": "person.register_code", "edad": "assessment:phq-8"}}, "instrumento y la pregunta"),
        ({"columns": {"id": "person.register_code", "edad": "consent:fame"}}, "debe ser uno de"),
        ({"constants": {}}, "desde cuándo"),
        ({"constants": {"person.registered_on": "ayer"}}, "fecha como 2024-02-28"),
        ({"constants": {"person.register_code": "x", "person.registered_on": "2024-01-01"}}, "no puede ser un valor fijo"),
        ({"rows": "person_wave"}, "moment.wave"),
        ({"rows": "family"}, "debe ser uno de: person, person_wave"),
        ({"measures": {"é x": {}}}, "no sirve de clave"),
        ({"measures": {"x": {"kind": "colour"}}}, "measures.x.kind"),
        ({"cohorts": {"x": {"arm": "programme"}}}, "de qué programa"),
        ({"consent": {"purposes": [], "given_on": "2024-01-01"}}, "para qué dieron permiso"),
        ({"consent": {"purposes": ["impact"], "given_on": "2024-01-01"}}, "qué versión del texto"),
        ({"columns": ["id"]}, "lista de pares"),
        ({"columns": {}}, "Falta «columns»"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong_and_what_to_do(changes, words):
    assert words in problems(**changes)


def test_all_problems_are_told_at_once():
    assert problems(rows="x", constants={}, measures={"x": {"kind": "y"}}).count("«") >= 3


@pytest.mark.parametrize("text", ["columns: [", "- a\n- b", "!!python/object/apply:os.system ['true']", "x" * 300_000, "just words"])
def test_what_is_no_mapping_file_is_refused(text):
    with pytest.raises(MappingUnfit):
        read_mapping_file(text)


@pytest.mark.parametrize(
    ("header", "kinds", "targets"),
    [
        (("Código", "Sexo", "F. Nac.", "Grupo", "Peso"), ("text", "text", "date", "text", "number"),
         ["person.register_code", "person.sex", "identity.birth_date", "enrolment.cohort", "measure:peso"]),
        (("person_id", "Date of birth", "Start date", "Notes"), ("text", "date", "date", "text"),
         ["person.register_code", "identity.birth_date", "enrolment.starts_on", "ignore"]),
        (("Azonosító", "Keresztnév", "Vezetéknév", "Születési dátum", "Belépés"), ("text", "text", "text", "date", "date"),
         ["person.register_code", "identity.given_name", "identity.family_name", "identity.birth_date", "enrolment.starts_on"]),
    ],
)  # fmt: skip
def test_columns_are_recognised_by_their_words_in_three_languages(header, kinds, targets):
    assert [*suggest_mapping(Reading(sort="csv", header=header, kinds=kinds))["columns"].values()] == targets


def test_the_columns_of_the_template_need_no_matching():
    from tejido.interop.downloads import TEMPLATE

    kinds = tuple("date" if name.startswith("fecha") else "text" for name in TEMPLATE)
    assert "ignore" not in suggest_mapping(Reading(sort="csv", header=TEMPLATE, kinds=kinds))["columns"].values()
