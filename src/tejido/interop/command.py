"""`tejido import FILE --mapping M.yaml --organisation CODE`: the same check and the same verbs as in the browser, at the console."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db.models import Q
from django.utils.translation import gettext as _

from tejido.core.scope import within
from tejido.core.trail import Refused
from tejido.interop.actions import match_columns, run_import, start_import
from tejido.interop.checking import Checker, Ground
from tejido.interop.matching import MappingUnfit, load_mapping, read_mapping_file
from tejido.interop.models import Import
from tejido.interop.nouns import in_words
from tejido.interop.queries import rows_to_fix
from tejido.interop.reading import guess_reading
from tejido.network.models import Organisation

MOST_SHOWN = 20


def import_file(path: Path | str, mapping_path: Path | str, organisation_code: str, *, dry_run: bool = False, as_json: bool = False) -> int:
    """0 when every row is good, 1 when some rows wait to be corrected, 2 when nothing could be done."""
    try:
        organisation = _organisation(organisation_code)
        mapping = read_mapping_file(_text(Path(mapping_path)))
        go = _try if dry_run else _bring
        with within(organisation):
            result = go(_existing(Path(path)), mapping, organisation)
    except Refused as refused:
        problems = refused.problems if isinstance(refused, MappingUnfit) else [str(refused)]
        if as_json:
            print(json.dumps({"rows": 0, "good": 0, "bad": 0, "created": {}, "problems": problems}, ensure_ascii=False))
        else:
            print("\n".join(problems), file=sys.stderr)
        return 2
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        _print(result, dry_run)
    return 1 if result["bad"] or result["stopped"] else 0


def _organisation(code: str) -> Organisation:
    found = Organisation.objects.filter(Q(code=code) | Q(slug=code)).first()
    if found is None:
        raise Refused(_("No hay una entidad con el código «%(code)s».") % {"code": code})
    return found


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise Refused(_("No existe el archivo %(path)s.") % {"path": path})
    return path


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        raise Refused(_("No existe el archivo %(path)s.") % {"path": path}) from None
    except UnicodeDecodeError:
        raise Refused(_("El archivo de columnas debe estar guardado en UTF-8.")) from None


def _try(path: Path, mapping: dict[str, Any], organisation: Organisation) -> dict[str, Any]:
    """Check everything, write nothing."""
    reading = guess_reading(path, path.name, **(mapping.get("reading") or {}))
    checker = Checker(Ground(organisation, load_mapping(mapping, reading.header), reading))
    made, rows, good, unchanged, problems = Counter[str](), 0, 0, 0, list[dict[str, Any]]()
    bad = 0
    for checked in checker.chunks(path):
        made += checked.new
        rows, good, bad, unchanged = rows + checked.read, good + len(checked.good), bad + len(checked.bad), unchanged + checked.unchanged
        for row in checked.bad:
            problems += [{"row": row.number, "column": column, "message": message} for column, message in row.problems.items()]
    return {"rows": rows, "good": good, "bad": bad, "created": dict(made), "unchanged": unchanged, "problems": problems, "stopped": ""}


def _bring(path: Path, mapping: dict[str, Any], organisation: Organisation) -> dict[str, Any]:
    with path.open("rb") as file:
        brought = start_import(organisation, File(file, name=path.name), path.name, by=None, mapping=mapping)
    try:
        brought = match_columns(brought, mapping, by=None, check=False)
    except Refused:
        brought.file.delete(save=False)
        brought.delete()
        raise
    brought = run_import(brought, by=None)
    brought.refresh_from_db()
    made = dict(brought.made)
    unchanged = made.pop("unchanged", 0)
    problems = [
        {"row": row.number, "column": column, "message": message} for row in rows_to_fix(brought).iterator() for column, message in row.problems.items()
    ]
    stopped = brought.problem if brought.status == Import.Status.FAILED else ""
    return {
        "import": brought.code, "rows": brought.rows_read, "good": brought.rows_good, "bad": brought.rows_bad,
        "created": made, "unchanged": unchanged, "problems": problems, "stopped": stopped,
    }  # fmt: skip


def _print(result: dict[str, Any], dry_run: bool) -> None:
    print(_("%(rows)d filas: %(good)d bien, %(bad)d por revisar.") % result)
    if result["unchanged"]:
        print(_("%(unchanged)d filas ya estaban y no se repiten.") % result)
    print((_("Se crearía: %(what)s.") if dry_run else _("Se creó: %(what)s.")) % {"what": in_words(result["created"]) or _("nada")})
    if result["stopped"]:
        print(result["stopped"], file=sys.stderr)
    for problem in result["problems"][:MOST_SHOWN]:
        print(_("  fila %(row)d, %(column)s: %(message)s") % problem)
    if len(result["problems"]) > MOST_SHOWN:
        print(_("  … y %(n)d más. Con --json salen todas.") % {"n": len(result["problems"]) - MOST_SHOWN})
    if "import" in result:
        print(_("Importación %(import)s: puede deshacerla durante siete días desde «Traer registros».") % result)
