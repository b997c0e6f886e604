"""How many people, and why some are missing: the attrition and the tables of persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tejido.impact.hidden import hidden_text
from tejido.impact.numbers import written
from tejido.impact.reading.words import plan_of_document, side_label
from tejido.impact.sentences import lost_sentence, table_title
from tejido.impact.sentences.labels import ORGANISATIONS
from tejido.impact.spec import Estimate, Plan
from tejido.ui.charts.picture import LONG

COLUMNS = {
    "analysed": gettext_lazy("analizadas"),
    "lost": gettext_lazy("no analizadas"),
    "yes": gettext_lazy("sí"),
    "no": gettext_lazy("no"),
    "missed": gettext_lazy("sin entrevista"),
    "event": gettext_lazy("les ocurre"),
    "censored": gettext_lazy("dejan de verse"),
    "recovered": gettext_lazy("se recuperan"),
    "improved": gettext_lazy("mejoran"),
    "unchanged": gettext_lazy("siguen igual"),
    "deteriorated": gettext_lazy("empeoran"),
}


#: The rows of tables whose rows are no groups of the comparison.
HEADS = {"life_table": gettext_lazy("Periodo"), "transition": gettext_lazy("Situación de antes"), "states": gettext_lazy("Grupo")}


@dataclass(frozen=True)
class Count:
    """A number of people as text; `mark` is "hidden" when it may not be shown, and then
    `exact` holds it for the reviewer alone. `label` names its column for those who do not see the table's head."""

    text: str
    mark: str = ""
    exact: int | None = None
    label: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Step:
    label: str
    counts: tuple[Count, ...]
    is_loss: bool


@dataclass(frozen=True)
class Attrition:
    """Steps in rows; everybody, and then each group, in columns."""

    columns: tuple[str, ...]
    steps: tuple[Step, ...]
    interviews: Mapping[str, int] | None
    note: str
    of_organisations: bool = False

    @property
    def analysed(self) -> Count:
        """Of everybody, the last step that is no loss."""
        return next(step.counts[0] for step in reversed(self.steps) if not step.is_loss)

    @property
    def lost_nobody(self) -> bool:
        """Everybody who enrolled was analysed, and nothing of it is hidden: one line says it."""
        whole = [one.number for step in self.steps if not step.is_loss for one in step.counts[:1]]
        return None not in whole and len(set(whole)) == 1 and not self.note and not self.interviews


@dataclass(frozen=True)
class PeopleTable:
    """`head` is what its rows are: groups, periods, situations, organisations. Tables of one question and kind are a `series`, told by
    its title, of which each is a `part`: an interview, a step from one to the next, a group; empty where there is but one."""

    name: str
    title: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Count, ...]], ...]
    note: str
    kind: str
    series: str
    part: str

    @property
    def is_long(self) -> bool:
        return len(self.rows) > LONG


def count(value: int | None, exact: int | None = None, label: str = "") -> Count:
    return Count("▒", "hidden", exact, label) if value is None else Count(written(value, 0), "", exact, label, value)


def attrition_of(document: Mapping[str, Any], plan: Plan | None = None, exact: Mapping[str, Any] | None = None) -> Attrition | None:
    """Enrolled, with baseline, analysed, and the lost by reason, for all and by group; `exact` shows the reviewer what is hidden."""
    plan = plan or plan_of_document(document)
    attrition = document.get("attrition")
    if not attrition:
        return None
    columns = [_("Todas"), *(side_label(plan, plan.primary, scope.get("group")) for scope in attrition.get("arms", []))]
    scopes = list(zip(columns, [attrition, *attrition.get("arms", [])], strict=True))
    steps = [
        Step(label, tuple(count(scope.get(key), label=column) for column, scope in scopes), False)
        for key, label in _steps(plan)
    ]
    steps += [Step(label, tuple(_lost(scope, reason, name, column) for column, scope in scopes), True) for (reason, name), label in _reasons(scopes, plan).items()]
    hidden = any(one.mark for step in steps for one in step.counts)
    threshold = (document.get("protection") or {}).get("threshold", 10)
    note = hidden_text(threshold) if hidden else ""
    found = Attrition(tuple(columns), tuple(steps), attrition.get("interviews"), note, plan.rows == "organisation")
    truth = attrition_of(exact, plan) if exact else None
    return found if truth is None else replace(found, steps=tuple(_beside(step, true) for step, true in zip(found.steps, truth.steps, strict=True)))


def _steps(plan: Plan) -> tuple[tuple[str, str], ...]:
    """People are enrolled; organisations send their figures."""
    if plan.rows == "organisation":
        return ("enrolled", _("Entidades")), ("with_baseline", _("Con sus cifras")), ("analysed", _("Analizadas"))
    return ("enrolled", _("Inscritas")), ("with_baseline", _("Con datos del comienzo")), ("analysed", _("Analizadas"))


def _beside(step: Step, true: Step) -> Step:
    """Each hidden number of a step with the exact one for the reviewer."""
    counts = tuple(replace(shown, exact=exact.number) if shown.mark else shown for shown, exact in zip(step.counts, true.counts, strict=True))
    return replace(step, counts=counts)


def _reasons(scopes: Sequence[tuple[str, Mapping[str, Any]]], plan: Plan) -> dict[tuple[str, str | None], str]:
    """Every reason for a loss, in the order of the whole."""
    found: dict[tuple[str, str | None], str] = {}
    for _column, scope in scopes:
        for item in scope.get("lost", []):
            found.setdefault((item["reason"], item.get("column")), lost_sentence(item, plan))
    return found


def _lost(scope: Mapping[str, Any], reason: str, name: str | None, label: str) -> Count:
    same = [item for item in scope.get("lost", []) if (item["reason"], item.get("column")) == (reason, name)]
    return count(same[0]["n"] if same else 0, label=label)


def people_tables_of(document: Mapping[str, Any], plan: Plan | None = None, exact: Mapping[str, Any] | None = None) -> list[PeopleTable]:
    """The tables of persons with their totals; beside each hidden cell its exact number, where `exact` is given to the reviewer."""
    plan = plan or plan_of_document(document)
    threshold = (document.get("protection") or {}).get("threshold", 10)
    originals = {table["name"]: table for table in (exact or {}).get("tables", [])}
    return [_table(table, originals.get(table["name"]), plan, threshold) for table in document.get("tables", [])]


def _table(table: Mapping[str, Any], original: Mapping[str, Any] | None, plan: Plan, threshold: int) -> PeopleTable:
    truth = original["counts"] if original else [[None] * len(row) for row in table["counts"]]
    estimate = next((e for e in plan.estimates if e.name == table.get("estimate")), plan.primary)
    rows = []
    columns = [str(COLUMNS.get(column, column)) for column in table["columns"]] + [_("total")]
    with_totals = bool(table.get("row_totals")) or "row_totals" not in table
    for i, (label, counts) in enumerate(zip(table["rows"], table["counts"], strict=True)):
        cells = [count(value, truth[i][j], columns[j]) for j, value in enumerate(counts)]
        if with_totals:
            total = table["row_totals"][i] if "row_totals" in table else sum(counts)
            cells.append(count(total, sum(truth[i]) if original else None, columns[-1]))
        rows.append((str(label) if table.get("kind") in ("life_table", "transition") else side_label(plan, estimate, label), tuple(cells)))
    hidden = any(one.mark for _label, cells in rows for one in cells)
    whose = side_label(plan, estimate, table["group"]) if table.get("group") not in (None, "all") else ""
    title = " · ".join(part for part in (table_title(table, plan), whose) if part)
    series = table_title({**table, "wave": None}, plan)
    head = _("Entidad") if _of_organisations(plan, estimate) else str(HEADS.get(table.get("kind", ""), _("Grupo")))
    shown = tuple(columns if with_totals else columns[:-1])
    told = title, head, shown, tuple(rows), hidden_text(threshold) if hidden else ""
    return PeopleTable(table["name"], *told, table.get("kind", ""), series, " · ".join(part for part in (_when(table), whose) if part))


def _when(table: Mapping[str, Any]) -> str:
    if table.get("wave") is None:
        return ""
    return (_("entrevistas %(wave)s") if table["kind"] == "transition" else _("entrevista %(wave)s")) % {"wave": table["wave"]}


def _of_organisations(plan: Plan, estimate: Estimate) -> bool:
    """Are the rows of its tables organisations? They are where the method looks at each of them."""
    return estimate.method in ORGANISATIONS or plan.rows == "organisation"
