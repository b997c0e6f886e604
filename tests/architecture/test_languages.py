"""The interface speaks Spanish, English and Hungarian, whole."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

SRC = Path(__file__).parents[2] / "src" / "tejido"
LANGUAGES = ["en", "hu"]


def catalogue(language: str, root: Path = SRC) -> polib.POFile:
    return polib.pofile(str(root / "locale" / language / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_is_translated(language, tmp_path):
    if not shutil.which("xgettext"):
        pytest.skip("xgettext is not installed")
    copy = tmp_path / "tejido"
    shutil.copytree(SRC, copy, ignore=shutil.ignore_patterns("__pycache__", "tests", "static"))
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", language, "--no-location", "--no-obsolete", "--settings", "tejido.settings"],
        cwd=copy, check=True, capture_output=True, env={**os.environ, "TEJIDO_HOME": str(tmp_path / "home"), "PYTHONPATH": str(SRC.parent)},
    )  # fmt: skip
    missing = [entry.msgid for entry in catalogue(language, copy) if not entry.translated()]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_where_the_reader_of_sources_does_not_look_are_translated_too(language):
    """Such as those within an f-string."""
    known = {entry.msgid for entry in catalogue(language)}
    texts = [
        node.args[0].value
        for path in SRC.rglob("*.py") if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "gettext", "gettext_lazy")
        if node.args and isinstance(node.args[0], ast.Constant)
    ]  # fmt: skip
    assert len(texts) > 1000
    assert sorted(set(texts) - known) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_its_source_says(language):
    with (SRC / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        said = gettext.GNUTranslations(compiled)
    different = [entry.msgid for entry in catalogue(language) if not entry.msgid_plural and not entry.msgctxt and said.gettext(entry.msgid) != entry.msgstr]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_what_is_filled_in(language):
    def filled(text):
        return sorted(re.findall(r"%\(\w+\)[sdf]|</?\w+", text))

    changed = [entry.msgid for entry in catalogue(language) if not entry.msgid_plural and filled(entry.msgid) != filled(entry.msgstr)]
    assert changed == []
