"""The copy as a file to take away: JSON for machines, a sheet for each kind, and a page to read. Documented in docs/guides/person-export.md."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from tejido.core.spreadsheet import as_csv
from tejido.people.models import Person
from tejido.privacy.export import everything_about
from tejido.privacy.kinds import KINDS, Kind

LOOK = Path(__file__).with_name("copy.css")
MOST = 64 * 1024 * 1024  # bytes of data.json, far beyond any life
QUIET = {"code", "created_at"}  # in the data, not on the page


def archive_of(person: Person, language: str) -> tuple[bytes, dict[str, Any]]:
    """The ZIP, and the data in it."""
    data = everything_about(person)
    file = io.BytesIO()
    with translation.override(language), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
        for slug, lines in sheets_of(data):
            packed.writestr(f"csv/{slug}.csv", "".join(as_csv(lines, "," if language == "en" else ";")))
        shown = {"person": person, "sections": sections_of(person), "looks": data["looks"], "data": data, "language": language}
        packed.writestr("index.html", render_to_string("privacy/copy.html", shown))
        packed.writestr("copy.css", LOOK.read_text())
    return file.getvalue(), data


def sheets_of(data: dict[str, Any]) -> list[tuple[str, list[list[str]]]]:
    """One sheet for each kind that has rows; what is nested is written as JSON in its cell."""
    tables = {**data["records"], "looks": data["looks"], "mails": data["mails"], "import_rows": data["import_rows"]}
    sheets = []
    for slug, rows in tables.items():
        if rows:
            header = list(rows[0])
            sheets.append((slug, [header, *[[_cell(row.get(name)) for name in header] for row in rows]]))
    return sheets


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list | bool) else str(value)


def sections_of(person: Person) -> list[dict[str, Any]]:
    """What the page shows of each kind: labels as screens have them, values in words."""
    sections = []
    for kind in KINDS:
        rows = list(kind.rows_of(person))
        fields = [field for field in kind.fields() if field.name not in QUIET]
        if rows:
            sections.append({"title": str(kind.title), "rows": [[(_label(field), in_words(row, field)) for field in fields] for row in rows], "left_out": _reasons(kind)})
    return sections


def _label(field: Any) -> str:
    words = str(field.verbose_name)
    return words[:1].upper() + words[1:]


def _reasons(kind: Kind) -> list[str]:
    return [f"{kind.model._meta.get_field(name).verbose_name}: {why}" for name, why in kind.left_out.items()]


def in_words(row: Any, field: Any) -> Any:
    """A value as a person reads it; dates are left to the template."""
    display = getattr(row, f"get_{field.name}_display", None)
    if field.is_relation:
        other = getattr(row, field.name)
        return "" if other is None else str(other)
    value = display() if display else getattr(row, field.attname)
    if isinstance(value, bool):
        return _("sí") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{name}: {said}" for name, said in value.items())
    return "" if value is None else value


def data_of(file: Path) -> dict[str, Any]:
    """The data of a copy: the ZIP that Tejido made, or the data.json out of it."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as packed:
            if packed.getinfo("data.json").file_size > MOST:
                raise ValueError("the copy is too large")
            text = packed.read("data.json").decode()
    else:
        text = file.read_text(encoding="utf-8")
    data = json.loads(text)
    if not isinstance(data, dict) or not isinstance(data.get("records"), dict):
        raise ValueError("not a copy made by Tejido")  # noqa: TRY004  # it is the file that is wrong
    return data
