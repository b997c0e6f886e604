"""A plan on a flat file, from the command line: a table to read, or the whole answer as JSON."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tejido.impact.manifest import causes, differences
from tejido.impact.numbers import written, written_p
from tejido.impact.spec import Plan, PlanError, load_plan, localised, plan_hash, plan_of

DONE, ALL_REFUSED, NOT_READABLE, DIFFERENT = 0, 1, 2, 3
WIDTHS = (22, 24, 14, 12, 28, 9, 7)


def run_plan_on_file(
    plan_path: str, data_path: str, json_out: str | None = None, *, rerun: str | None = None, registered: str | None = None
) -> int:
    """Answer a plan from a flat file. `json_out` is a path, or `-` for the standard output; `rerun` the manifest (or answer) of an
    earlier run to compare with; `registered` the hash under which the plan was registered. Returns the exit status."""
    from tejido.impact.answer import answer_plan
    from tejido.impact.flatfile import FlatFileError, read_flatfile
    from tejido.impact.uncounted import NotCounted, told_in_words

    try:
        plan = load_plan(read_plan(plan_path))
        _require_registered(plan, registered)
        frame = read_flatfile(data_path, plan)
        with told_in_words():
            document = answer_plan(plan, frame, source="file", registered=registered is not None, asked_at=datetime.now(UTC))
    except (PlanError, FlatFileError, NotCounted) as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return NOT_READABLE
    return give(document, json_out) if rerun is None else compare(document, rerun, json_out)


def _require_registered(plan: Plan, registered: str | None) -> None:
    if registered is not None and registered != plan_hash(plan):
        raise PlanError([_("El plan no es el que se registró: su huella es %(hash)s.") % {"hash": plan_hash(plan)}])


def compare(document: dict[str, Any], path: str, json_out: str | None = None) -> int:
    """Say whether an answer is the one that was given before, and if not what differs and what may be behind it; the new one goes to `json_out`.

    Where that is the standard output, the words go to the other one.
    """
    try:
        kept = json.loads(Path(path).read_text(encoding="utf-8"))
        before = kept.get("manifest", kept)
        changed, behind = differences(before, document["manifest"]), causes(before, document["manifest"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        print(_("«%(name)s» no es el manifiesto de una respuesta.") % {"name": Path(path).name}, file=sys.stderr)
        return NOT_READABLE
    if not _written(document, json_out):
        return NOT_READABLE
    said = sys.stderr if json_out == "-" else sys.stdout
    for line in (*changed, *behind):
        print(line, file=said)
    if changed:
        print(_("La respuesta no es la de antes: %(n)s cifras distintas.") % {"n": len(changed)}, file=said)
        return DIFFERENT
    print(_("La respuesta es la misma, cifra por cifra, hasta 1e-10."), file=said)
    return DONE


def read_plan(path: str) -> str:
    """The text of a plan, or why it cannot be read."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PlanError([_("No se puede abrir el plan «%(name)s».") % {"name": Path(path).name}]) from error
    except UnicodeDecodeError as error:
        raise PlanError([_("El plan «%(name)s» no es un texto en UTF-8.") % {"name": Path(path).name}]) from error


def give(document: dict[str, Any], json_out: str | None) -> int:
    """Hand an answer over: JSON to standard output or to a file, and otherwise a table to read; the file first, for who reads may stop early."""
    is_written = _written(document, json_out)
    if json_out != "-":
        print_answer(document)
    if not is_written:
        return NOT_READABLE
    given = [row for row in document["estimates"] if row["estimate"] is not None]
    return DONE if given else ALL_REFUSED


def _written(document: dict[str, Any], json_out: str | None) -> bool:
    """The document as JSON where it was asked for; False where it cannot be written there, and that is said."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    if json_out == "-":
        print(text)
    elif json_out:
        try:
            Path(json_out).write_text(text + "\n", encoding="utf-8")
        except OSError:
            print(_("No se puede escribir en «%(name)s».") % {"name": json_out}, file=sys.stderr)
            return False
    return True


def print_answer(document: dict[str, Any]) -> None:
    """The answer for a person at a terminal: who was analysed, each figure with its interval before its p, and the sentences."""
    title = document["plan"]["title"]
    words = {"es": title} if isinstance(title, str) else title
    print(localised(words, get_language() or "es"))
    status = _("registrado antes de mirar los datos") if document["status"] == "registered" else _("exploratorio")
    data = _("Datos")  # xgettext reads no text within an f-string
    print(f"{_('Plan')} {document['plan_hash'][:12]} · {data.lower()} {(document['data_hash'] or '—')[:12]} · {status}\n")
    _print_attrition(document["attrition"], plan_of(document["plan"]))
    _print_line([_("nombre"), _("término"), _("estimación"), _("error"), _("intervalo del 95 %"), "p", "n"])
    for row in document["estimates"]:
        _print_row(row)
    print()
    for sentence in document["sentences"]:
        print(f"• {sentence}")


def _print_attrition(attrition: dict[str, Any], plan: Plan) -> None:
    from tejido.impact.sentences import lost_sentence

    parts = [
        _("inscritas %(n)s") % {"n": attrition["enrolled"]},
        _("con línea base %(n)s") % {"n": attrition["with_baseline"]},
        _("analizadas %(n)s") % {"n": attrition["analysed"]},
        _("perdidas %(n)s") % {"n": sum(item["n"] for item in attrition["lost"])},
    ]
    if "interviews" in attrition:
        parts.append(_("entrevistas sin hacer %(n)s") % {"n": attrition["interviews"]["missed"]})
    whom = _("Entidades") if plan.rows == "organisation" else _("Personas")
    print(f"{whom}: {', '.join(parts)}")
    if attrition["lost"]:
        print(_("Por qué faltan en la primera respuesta («%(name)s»):") % {"name": plan.primary.name})
    for item in attrition["lost"]:
        print(f"  {item['n']}: {lost_sentence(item, plan)}")
    print()


def _print_row(row: dict[str, Any]) -> None:
    places = [str(row[key]) for key in ("errors", "group", "wave") if row[key] is not None]
    places += [f"{row['at']:g}"] if "at" in row else []
    places += ["log"] if str(row["scale"]).startswith("log_") else []
    term = " · ".join([row["term"], *places])
    if row["estimate"] is None:
        print(f"{row['name']:<{WIDTHS[0]}} {term:<{WIDTHS[1]}} {row['note']}")
        return
    interval = f"{written(row['low'], 6)} — {written(row['high'], 6)}" if row["low"] is not None else ""
    error = written(row["se"], 6) if row["se"] is not None else ""
    p = written_p(row["p"]).removeprefix("= ") if row["p"] is not None else ""
    _print_line([row["name"], term, written(row["estimate"], 6), error, interval, p, "" if row["n"] is None else str(row["n"])])


def _print_line(cells: Sequence[str]) -> None:
    first = [f"{cell:<{width}}" for cell, width in zip(cells[:2], WIDTHS[:2], strict=True)]
    rest = [f"{cell:>{width}}" for cell, width in zip(cells[2:], WIDTHS[2:], strict=True)]
    print(" ".join(first + rest).rstrip())
