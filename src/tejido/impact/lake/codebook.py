"""The codebook of the lake, for machines (JSON) and for people (Markdown): every column with its unit, its levels and where it comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tejido.impact.lake.schema import FACTS, NOT_HERE, VERSION
from tejido.impact.lake.store import Manifest, write_text


def codebook_of(manifest: Manifest) -> dict[str, Any]:
    return {
        "version": VERSION,
        "snapshot": manifest.snapshot,
        "cut_off": manifest.cut_off,
        "known_at": manifest.known_at,
        "facts": {
            fact.name: {
                "about": fact.about,
                "source": fact.model,
                "year_of": fact.day,
                "rows": sum(part.rows for part in manifest.parts if part.fact == fact.name),
                "columns": [
                    {
                        "name": column.name, "kind": column.kind, "meaning": column.meaning, "unit": column.unit, "levels": list(column.levels),
                        "source": f"{fact.model}.{column.path}" if column.path else "made by the lake",
                    }
                    for column in fact.columns
                ],
            }
            for fact in FACTS
        },
        "variables": {code: place["measures"] for code, place in sorted(manifest.places.items()) if place.get("measures")},
        "not_known": {code: place["not_known"] for code, place in sorted(manifest.places.items()) if place.get("not_known")},
        "not_here": NOT_HERE,
    }  # fmt: skip


def write_codebook(root: Path, manifest: Manifest) -> None:
    book = codebook_of(manifest)
    write_text(root, "codebook.json", json.dumps(book, ensure_ascii=False, indent=1) + "\n")
    write_text(root, "codebook.md", _markdown(book))


def _markdown(book: dict[str, Any]) -> str:
    lines = [
        "# Codebook of the lake", "", f"Snapshot `{book['snapshot']}` · until {book['cut_off']} · as known at {book['known_at']}", "",
        "Personal data without identity: treat it as such. Nobody's name, code or words are in it.", "",
    ]  # fmt: skip
    for name, fact in book["facts"].items():
        lines += [f"## {name}", "", f"{fact['about']} From `{fact['source']}`, {fact['rows']} rows, by year of `{fact['year_of']}`.", ""]
        lines += ["| column | kind | meaning | unit | levels | source |", "|---|---|---|---|---|---|"]
        for c in fact["columns"]:
            lines.append(f"| {c['name']} | {c['kind']} | {c['meaning']} | {c['unit']} | {', '.join(c['levels'])} | {c['source']} |")
        lines.append("")
    for code, measures in book["variables"].items():
        lines += [
            f"## Variables of {code}",
            "",
            "| key | kind | unit | better | levels | lowest | highest |",
            "|---|---|---|---|---|---|---|",
        ]
        for slug, m in measures.items():
            cells = (slug, m["kind"], m["unit"], m["direction"], ", ".join(map(str, m["levels"])), m["lowest"], m["highest"])
            lines.append("| " + " | ".join("" if cell is None else str(cell).replace("|", "/") for cell in cells) + " |")
        lines.append("")
    lines += ["## What is not here", "", *(f"- **{name}**: {why}" for name, why in book["not_here"].items()), ""]
    return "\n".join(lines)
