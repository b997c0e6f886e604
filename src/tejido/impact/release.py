"""What leaves the house: the protected document of an answer, and the sealed document of a release."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.crypto import salted_hmac

from tejido.impact.models import Answer, Release
from tejido.impact.owners import owner_of
from tejido.impact.permissions import can_see_exact_answer
from tejido.impact.reading import Figure, figures_of
from tejido.impact.reading.plots import withheld_of
from tejido.impact.spoken import spoken

if TYPE_CHECKING:
    from tejido.impact.disclosure import AuditReport

SCHEMA = 1
WORDS = frozenset({"title", "question", "label", "labels", "unit"})  # keys of a plan that hold words
YEAR = re.compile(r"(19|20)\d\d")
NUMBER = re.compile(r"\d+(?:[.,\u202f ]\d+)*")


def protected_document(answer: Answer) -> dict[str, Any]:
    """What anybody but the holders of exact tables may see of an answer."""
    from tejido.impact.disclosure import protect_figures

    found = protect_figures(answer.document)
    if withheld := withheld_of(answer.document, found):
        found["withheld"] = withheld
    return found | {"sentences": spoken(found), "data_hash": keyed_hash(answer.document["data_hash"])}


def keyed_hash(data_hash: str | None) -> str | None:
    """The fingerprint of the data as others may see it: equal for equal data, and no use without the secret of this house.

    The plain one is a function of the table alone. Of a small table, a reader could try every table that fits the published
    totals until the fingerprint fits too, and so learn each protected cell.
    """
    return salted_hmac("tejido.impact.data_hash", data_hash, algorithm="sha256").hexdigest() if data_hash else None


def document_for(user: Any, answer: Answer) -> dict[str, Any]:
    """The exact document for those who answer for the data, the protected one for every other reader."""
    if can_see_exact_answer(user, answer):
        exact: dict[str, Any] = answer.document
        return exact
    return protected_document(answer)


def hidden_figures(answer: Answer, protected: Mapping[str, Any]) -> list[Figure]:
    """What the reviewer alone sees: the exact lines that the public will not."""
    pairs = zip(figures_of(answer.document), figures_of(protected), strict=True)
    return [exact for exact, shown in pairs if shown.value is None and exact.value is not None]


def audit_of(answer: Answer) -> AuditReport:
    """The solver's attack on everything that would be published together."""
    from tejido.impact.disclosure import figures_audit

    return figures_audit(answer.document)


def sealed_document(release: Release, number: int, published_at: dt.datetime) -> dict[str, Any]:
    """Everything that page, CSV, JSON and PDF of this issue will ever say."""
    answer = release.answer
    owner = owner_of(answer.plan)
    return protected_document(answer) | {
        "release": {
            "schema": SCHEMA,
            "slug": release.slug,
            "number": number,
            "title": release.title,
            "lead": release.lead,
            "easy": release.easy,
            "published_on": published_at.date().isoformat(),
            "cut_off": answer.cut_off.isoformat(),
            "asked_on": answer.created_at.date().isoformat(),
            "registered_on": answer.plan.registered_at.date().isoformat() if answer.plan.registered_at else None,
            "owner": {"kind": "organisation" if answer.plan.organisation_id else "network", "name": owner.name},
            "members": members_behind(answer.document),
            "is_demo": release.is_demo,
        },
    }


def members_behind(document: Mapping[str, Any]) -> int | None:
    """How many organisations a network's figure speaks of; None for the figure of one organisation."""
    return len([n for n in document["persons_by_organisation"] if n]) if "persons_by_organisation" in document else None


def numbers_by_hand(release: Release) -> list[str]:
    """Numbers typed into title, lead, easy text and the words of the plan that the protected document does not contain: for the reviewer to look at.

    A hidden count may come back through a sentence that somebody wrote by hand; no solver can see that.
    """
    document = protected_document(release.answer)
    told = [row for row in document["estimates"] if row.get("role") != "covariate"]
    figures = [{key: row.get(key) for key in ("estimate", "low", "high", "n", "at", "wave", "count")} for row in told]
    shown = set(_numbers([figures, document.get("attrition", {}), document["tables"]]))
    texts = [text for words in (release.title, release.lead) for text in words.values()]
    texts += [word for ideas in release.easy.values() for idea in ideas for word in (idea.get("heading", ""), idea.get("text", ""))]
    typed = dict.fromkeys(found for text in texts for found in NUMBER.findall(text))
    typed |= dict.fromkeys(found for text in _words_of(document["plan"]) for found in NUMBER.findall(text) if not YEAR.fullmatch(found))
    return [number for number in typed if _plain(number) not in shown]


def _words_of(plan: Any, told: bool = False) -> list[str]:
    """The sentences and labels of a plan: they go out with the figures, and somebody wrote them by hand."""
    if isinstance(plan, str):
        return [plan] if told else []
    if isinstance(plan, list):
        return [text for item in plan for text in _words_of(item, told)]
    if isinstance(plan, Mapping):
        return [text for key, item in plan.items() for text in _words_of(item, told or key in WORDS)]
    return []


def _plain(number: str) -> str:
    return re.sub(r"[\u202f ]", "", number).replace(",", ".").strip(".")


def _numbers(value: Any) -> list[str]:
    """Every number of a document in the ways in which people write it."""
    if isinstance(value, Mapping):
        return [number for item in value.values() for number in _numbers(item)]
    if isinstance(value, list):
        return [number for item in value for number in _numbers(item)]
    if isinstance(value, str):
        return [_plain(found) for found in NUMBER.findall(value)]
    if isinstance(value, int | float) and not isinstance(value, bool):
        scaled = [abs(value), 100 * abs(value)]
        return [f"{one:.{digits}f}" for one in scaled for digits in (0, 1, 2)] + [f"{round(100 * abs(value), -1):.0f}"]
    return []
