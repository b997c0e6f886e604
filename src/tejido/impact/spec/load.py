"""From the text of a plan to the plan, or to everything that keeps it from being one."""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext as _

from tejido.core.ingest import composed, read_yaml
from tejido.impact.spec.columns import read_columns, read_conditions, read_derived
from tejido.impact.spec.estimates import read_estimates
from tejido.impact.spec.nouns import Column, Derived, Plan, Population
from tejido.impact.spec.periods import check_periods, read_periods
from tejido.impact.spec.problems import PlanError, Reader
from tejido.impact.spec.vocabulary import ASSIGNMENTS, MISSING, PLAN_KEYS, PLAN_REQUIRED, ROWS

LONGEST = 200_000
#: Inside braces YAML takes these for signs of its own, also in the middle of a text such as a question.
SIGN_IN_BRACES = re.compile(r"expected ',' or '[}\]]', but got '[?:\[{]'$")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")


def load_plan(text: str) -> Plan:
    """Read a plan written in YAML. Nothing in it is ever evaluated: it names columns and operations, and that is all."""
    return plan_of(_parse(text))


def plan_of(raw: Mapping[str, Any]) -> Plan:
    """The plan of an already parsed mapping, such as the one kept inside an answer."""
    reader = Reader()
    values = reader.mapping(raw, "plan", PLAN_KEYS, PLAN_REQUIRED)
    columns = read_columns(reader, values.get("columns"))
    derive = read_derived(reader, values.get("derive"), columns)
    plan = _assemble(reader, values, columns, derive, raw)
    if reader.problems:
        raise PlanError(reader.problems)
    return plan


def plan_hash(plan: Plan) -> str:
    """SHA-256 of the plan's canonical JSON: comments, spacing and the order of keys do not change it, any value does."""
    text = json.dumps(plan.raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _parse(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise PlanError([_("El plan es demasiado largo. Un plan ocupa unas pocas páginas.")])
    try:
        raw = read_yaml(composed(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = str(getattr(error, "problem", ""))
        raise PlanError([_unreadable(problem) % {"line": line, "sign": problem[-2:-1]}]) from error
    except RecursionError as error:
        raise PlanError([_("El plan tiene demasiados niveles uno dentro de otro.")]) from error
    if not isinstance(raw, Mapping):
        raise PlanError([_("El archivo no contiene un plan: se esperaban claves como «plan», «columns» y «estimates».")])
    return _plain(raw)


def _unreadable(problem: str) -> str:
    if problem.startswith("aliases"):
        return _("En la línea %(line)s hay un alias de YAML (un asterisco), y un plan no los usa. Escriba los valores otra vez.")
    if problem.endswith("written twice"):
        return _("En la línea %(line)s hay una clave escrita dos veces. Quite una de ellas.")
    if problem.startswith("no such value"):
        return _("En la línea %(line)s hay una fecha o un número que no existe. Las fechas se escriben así: 2026-01-31.")
    if problem.endswith("no word"):
        return _("En la línea %(line)s una clave es una lista o un grupo de claves (por ejemplo «{{x}}»). Las claves son palabras.")
    if SIGN_IN_BRACES.search(problem):
        return _("En la línea %(line)s hay un «%(sign)s» dentro de llaves o corchetes. Ponga ese texto entre comillas, por ejemplo: {es: \"¿Cambia?\"}.")
    return _("El plan no se puede leer cerca de la línea %(line)s. Revise la sangría y los dos puntos.")


def _plain(value: Any) -> Any:
    """YAML's values as JSON's: keys are texts and dates are ISO texts, so that the hash and the document agree."""
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _key(key: Any) -> str:
    return "true" if key is True else "false" if key is False else str(key)


def _assemble(
    reader: Reader, values: dict[str, Any], columns: tuple[Column, ...], derive: tuple[Derived, ...], raw: Mapping[str, Any]
) -> Plan:
    slug = reader.text(values.get("plan"), "plan.plan")
    if slug and not SLUG.fullmatch(slug):
        reader.complain("plan.plan", _("use letras minúsculas sin acento, cifras y guiones, por ejemplo «empleo-2026»."))
    rows = reader.choice(values.get("rows"), "plan.rows", ROWS, "person")
    wave = reader.text(values.get("wave"), "plan.wave")
    person = reader.text(values.get("person"), "plan.person")
    if rows == "person_wave" and not (wave and person):
        reader.complain(
            "plan.wave", _("con «rows: person_wave» hacen falta «person» y «wave»: las columnas de la persona y de la entrevista.")
        )
    periods = read_periods(reader, values.get("periods"), rows)
    if rows == "person_period" and not person and periods is None:
        reader.complain(
            "plan.person",
            _("con «rows: person_period» hace falta «person», la columna de la persona en un archivo, o «periods», lo que se sigue en el registro."),
        )
    estimates = read_estimates(reader, values, columns, derive, rows)
    check_periods(reader, periods, columns, estimates)
    return Plan(
        slug=slug,
        title=reader.words(values.get("title"), "plan.title"),
        question=reader.words(values.get("question"), "plan.question"),
        assignment=reader.choice(values.get("assignment"), "plan.assignment", ASSIGNMENTS, "not_random"),
        rows=rows,
        person=person,
        wave=wave if rows == "person_wave" else "",
        population=_population(reader, values.get("population")),
        columns=columns,
        derive=derive,
        where=read_conditions(reader, values.get("where"), "plan.where", columns, derive),
        missing=reader.choice(values.get("missing"), "plan.missing", MISSING, "complete_case"),
        estimates=estimates,
        raw=raw,
        periods=periods,
    )


def _population(reader: Reader, value: Any) -> Population | None:
    if value is None:
        return None
    found = reader.mapping(value, "plan.population", ("programme", "cohorts", "from", "to"))
    days = {}
    for key in ("from", "to"):
        try:
            days[key] = date.fromisoformat(found[key]) if found.get(key) else None
        except (TypeError, ValueError):
            reader.complain(f"plan.population.{key}", _("se esperaba una fecha escrita así: 2026-01-31."))
            days[key] = None
    if days["from"] and days["to"] and days["from"] > days["to"]:
        reader.complain("plan.population.to", _("la fecha final es anterior a la inicial."))
    cohorts = reader.names(found.get("cohorts"), "plan.population.cohorts")
    return Population(reader.text(found.get("programme"), "plan.population.programme"), cohorts, days["from"], days["to"])
