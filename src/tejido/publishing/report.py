"""One issue of a report, ready to be shown: page, easy reading, CSV and PDF all begin here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tejido.impact import reading
from tejido.impact.published import Issue
from tejido.publishing.language import present, said


@dataclass(frozen=True)
class Report:
    """What a reader gets to see of an issue in the language in force."""

    issue: Issue
    title: str
    title_language: str
    lead: str
    lead_language: str
    owner: str
    members: int | None
    cut_off: dt.date
    published_on: dt.date
    is_demo: bool
    is_registered: bool
    is_random: bool
    question: str
    sentences: Sequence[str]
    hundred: reading.Hundred | None
    forests: Sequence[reading.Forest]
    levels: Sequence[reading.Forest]
    plots: Sequence[reading.Plot]
    flow: reading.Plot | None
    attrition: reading.Attrition | None
    tables: Sequence[reading.PeopleTable]
    figures: Sequence[reading.Figure]
    checks: Sequence[tuple[str, str]]
    methods: Sequence[str]
    threshold: int
    has_hidden: bool

    @property
    def telling(self) -> reading.Telling:
        """The sentences in the order of the desk: the finding, the rest, what to mind."""
        return reading.telling_of(self.issue.document, self.sentences)

    @property
    def other_tables(self) -> Sequence[reading.PeopleTable]:
        """Tables of persons besides the attrition, which has a place of its own."""
        return [table for table in self.tables if table.name != "attrition"]

    @property
    def shelf(self) -> reading.Shelf:
        return reading.shelf_of(self.forests, self.levels, self.plots)

    @property
    def analysed(self) -> str:
        """How many people the report speaks of, where that may be said."""
        attrition = self.issue.document.get("attrition") or {}
        return "" if attrition.get("analysed") is None else str(attrition["analysed"])


def report_of(issue: Issue) -> Report:
    """Read one issue aloud in the language in force."""
    document, release = issue.document, issue.release
    plan = reading.plan_of_document(document)
    title, title_language = said(release["title"])
    lead, lead_language = said(release["lead"])
    return Report(
        issue=issue,
        title=title or reading.plan_title(document),
        title_language=title_language,
        lead=lead,
        lead_language=lead_language,
        owner=release["owner"]["name"],
        members=release["members"],
        cut_off=dt.date.fromisoformat(release["cut_off"]),
        published_on=dt.date.fromisoformat(release["published_on"]),
        is_demo=release["is_demo"],
        is_registered=document["status"] == "registered",
        is_random=plan.assignment == "random",
        question=said(dict(plan.question))[0],
        sentences=document["sentences"].get(present()) or document["sentences"]["es"],
        hundred=reading.hundred_of(document, plan),
        forests=reading.forests_of(document, plan),
        levels=reading.levels_of(document, plan),
        plots=reading.plots_of(document, plan),
        flow=reading.flow_of(document, plan),
        attrition=reading.attrition_of(document, plan),
        tables=reading.people_tables_of(document, plan),
        figures=reading.figures_of(document, plan),
        checks=reading.check_lines(document),
        methods=reading.method_text(plan),
        threshold=document["protection"]["threshold"],
        has_hidden=bool(document["protection"]["hidden_cells"] or document["protection"]["hidden_estimates"]),
    )


def origin_of(issue: Issue, address: str) -> str:
    """The line under a picture of this issue that leaves its page."""
    release = issue.release
    published_on = dt.date.fromisoformat(release["published_on"])
    edition = _("%(n)s, del %(day)s") % {"n": issue.number, "day": date_format(published_on, "DATE_FORMAT")}
    return reading.origin_line(
        said(release["title"])[0] or reading.plan_title(issue.document),
        release["owner"]["name"],
        dt.date.fromisoformat(release["cut_off"]),
        issue.document["plan_hash"],
        f"{_('Edición')} {edition}",
        address,
        is_demo=release["is_demo"],
    )


def easy_ideas(report: Report) -> list[Mapping[str, Any]]:
    """The ideas that somebody wrote for easy reading; where nobody did, the few that follow from the figures themselves."""
    written = report.issue.release["easy"].get(present()) or report.issue.release["easy"].get("es")
    if written:
        return list(written)
    ideas: list[Mapping[str, Any]] = []
    if report.analysed:
        ideas.append({"icon": "users", "text": _("Miramos los datos de %(n)s personas.") % {"n": report.analysed}})
    if report.hundred is not None:
        ideas.append({"heading": report.hundred.outcome})
        for i, square in enumerate(report.hundred.squares):
            text = _("%(group)s: %(n)s de cada 100.") % {"group": square.group[:1].upper() + square.group[1:], "n": square.count}
            ideas.append({"icon": "check" if i == 0 else "users", "text": text})
    ideas += _ideas_of_time(report)
    ideas.append({"icon": "circle-help", "text": _("No lo sabemos todo. Por eso damos las cifras con su duda.")})
    return ideas


def _ideas_of_time(report: Report) -> list[Mapping[str, Any]]:
    """To how many of every hundred it had happened by the last moment told, group by group."""
    told = [figure for figure in report.figures if figure.scale == "survival" and figure.value is not None and not figure.is_hidden]
    if not told:
        return []
    moment = told[-1].where.rpartition(" · ")[2]
    ideas: list[Mapping[str, Any]] = [{"heading": f"{told[-1].outcome} ({moment})"}]
    for figure in told:
        group, _dot, when = figure.where.rpartition(" · ")
        if when == moment and group and figure.value is not None:
            text = _("%(group)s: %(n)s de cada 100.") % {"group": group[:1].upper() + group[1:], "n": round(100 - figure.value)}
            ideas.append({"icon": "clock", "text": text})
    return ideas
