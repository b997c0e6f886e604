"""`tejido lake build | show | verify`."""

from __future__ import annotations

import argparse
import datetime as dt
import sys

from django.utils import timezone

from tejido.core.trail import Refused
from tejido.impact.engine import EngineWrong
from tejido.impact.lake.build import build_lake, lake_folder
from tejido.impact.lake.reading import open_lake
from tejido.impact.lake.schema import FACTS
from tejido.impact.lake.store import LakeBusy, LakeDamaged, LakeMissing, problems_of, read_manifest


def run(options: argparse.Namespace) -> int:
    try:
        return {"build": _build, "show": _show, "verify": _verify}[options.ask](options)
    except (LakeMissing, LakeDamaged, LakeBusy, EngineWrong, Refused) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except ValueError as wrong:
        print(f"A day is written 2026-03-31 and a moment 2026-03-31T14:00 ({wrong}).", file=sys.stderr)
        return 2
    except OSError as full:
        print(f"The lake could not be written ({full.strerror}). The one there was is untouched.", file=sys.stderr)
        return 1


def _build(options: argparse.Namespace) -> int:
    known = dt.datetime.fromisoformat(options.known_at) if options.known_at else None
    if known is not None and timezone.is_naive(known):
        known = timezone.make_aware(known)
    built = build_lake(cut_off=dt.date.fromisoformat(options.until) if options.until else None, known_at=known)
    print(f"{built.manifest.snapshot[:16]}  {built.written} files written, {built.kept} kept, {built.removed} removed")
    for code, place in sorted(built.manifest.places.items()):
        unsure = ", ".join(f"{name} {count}" for name, count in sorted(place["not_known"].items()) if count)
        print(f"  {code}  {place['persons']} persons{f'; of then not known: {unsure}' if unsure else ''}")
    return 0


def _show(options: argparse.Namespace) -> int:
    lake = open_lake()
    print(f"snapshot {lake.snapshot}\nuntil {lake.manifest.cut_off}, as known at {lake.manifest.known_at}, built {lake.manifest.built_at}")
    for fact in FACTS:
        parts = [part for part in lake.manifest.parts if part.fact == fact.name]
        print(f"  {fact.name:<16} {sum(part.rows for part in parts):>10} rows in {len(parts)} files")
    for part in lake.manifest.rollups:
        print(f"  {part.fact:<16} {part.rows:>10} rows rolled up")
    print(f"codebook {lake.root / 'codebook.md'}")
    return 0


def _verify(options: argparse.Namespace) -> int:
    root = lake_folder()
    problems = problems_of(root, read_manifest(root))
    for problem in problems:
        print(problem, file=sys.stderr)
    print("The lake is not whole: run `tejido lake build`." if problems else "The lake is as it was written.")
    return 1 if problems else 0
