"""One door for each danger: files in, mail and HTTP out, spreadsheets out, HTML marked safe. Nobody else holds the tools for it."""

import ast
import re
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src" / "tejido"
FILES = sorted(p for p in SRC.rglob("*.py") if not {"migrations", "tests", "data"} & set(p.parts))
TEMPLATES = sorted(p for p in SRC.rglob("templates/**/*.*") if p.is_file())

# tool (module or name in it) → the only places that may import it
TOOLS = {
    "smtplib": {"core/outbound/mail.py"},
    "django.core.mail": {"core/outbound/mail.py"},
    "poplib": set(), "imaplib": set(), "ftplib": set(), "telnetlib": set(), "xmlrpc": set(),
    "urllib.request": set(), "http.client": {"core/outbound/web.py"}, "requests": set(), "httpx": set(), "aiohttp": set(), "urllib3": set(),
    "socket": {"core/outbound/web.py"}, "ssl": {"core/outbound/web.py"}, "asyncio": set(),
    "zipfile": {"core/ingest/package.py", "privacy/archive.py"}, "tarfile": {"backup/archive.py", "backup/keys_copy.py"}, "gzip": {"accounts/passwords.py"},
    "bz2": set(), "lzma": set(),
    "openpyxl": {"core/ingest/sheets.py", "core/spreadsheet.py"},
    "PIL": set(), "xml": {"ui/markup.py", "core/ingest/package.py", "core/ingest/sheets.py"}, "lxml": set(), "defusedxml": set(),
    "csv": {"core/ingest/lines.py", "core/ingest/separators.py", "network/regions.py", "network/papers.py"},
    "cryptography": {"core/keys/cipher.py"}, "nacl": set(), "Crypto": set(),
    "pickle": set(), "marshal": set(), "shelve": set(), "dill": set(),
    "django.utils.html.format_html": {"ui/markup.py"}, "django.utils.html.format_html_join": set(), "django.utils.html.mark_safe": set(),
    "django.utils.safestring.mark_safe": {"ui/markup.py"},
}  # fmt: skip


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name, tool):
    return name == tool or name.startswith(f"{tool}.")


def breaches(files):
    return [
        f"{path.relative_to(SRC)} imports {name}"
        for path in files
        for name in imported(path)
        for tool, places in TOOLS.items()
        if within(name, tool) and str(path.relative_to(SRC)) not in places
    ]


def test_each_tool_is_held_at_its_door_only():
    assert "\n".join(breaches(FILES)) == ""


def test_the_check_sees_a_tool_in_a_foreign_hand(tmp_path, monkeypatch):
    for line in ("import smtplib", "from urllib import request", "from django.core.mail import send_mail", "import xml.etree.ElementTree as tree"):
        (tmp_path / "view.py").write_text(f"def page():\n    {line}\n")
        monkeypatch.setitem(globals(), "SRC", tmp_path)
        assert len(breaches([tmp_path / "view.py"])) == 1, line


def test_no_code_calls_text_safe_or_runs_it():
    bad = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(node, "id", None) or getattr(node, "attr", None)
            safe = name in {"mark_safe", "SafeText"} and path.name != "markup.py"
            runs = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec", "compile", "__import__"}
            made = isinstance(node, ast.Call) and name is None and getattr(node.func, "id", "") == "SafeString" and path.name != "markup.py"
            if safe or runs or made or name == "__html__":
                bad.append(f"{path.relative_to(SRC)}:{node.lineno}")
    assert bad == []


def test_no_code_calls_a_shell():
    """Other programs get a list of words; none of them is a line for a shell."""
    bad = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            named = isinstance(node, ast.Attribute) and (getattr(node.value, "id", ""), node.attr) in {("os", "system"), ("os", "popen"), ("subprocess", "getoutput")}
            shell = isinstance(node, ast.keyword) and node.arg == "shell"
            if named or shell:
                bad.append(f"{path.relative_to(SRC)}:{getattr(node, 'lineno', 0)}")
    assert bad == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_yaml_from_outside_is_read_at_the_door(path):
    ours = {"outcomes/packs.py", "people/consent_texts.py", "ui/help.py", "core/ingest/yaml_text.py"}  # files of the package or of the operator
    if str(path.relative_to(SRC)) in ours or "demo" in path.parts:
        return
    loads = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Attribute) and n.attr in {"load", "safe_load", "full_load", "unsafe_load"}]
    assert [n.lineno for n in loads if getattr(n.value, "id", "") == "yaml"] == []


def raw_places(text):
    return re.findall(r"\|\s*(?:safe|safeseq)\b|{%\s*autoescape\s+off|{%\s*filter\s+safe|\|\s*escapejs", text)


def test_no_page_prints_anything_unescaped():
    """Text templates of mails are no HTML: there escaping would spoil names. Everything else escapes everything."""
    mails = [path for path in TEMPLATES if "email" in path.parts and path.suffix == ".txt"]
    assert mails
    assert [str(path.relative_to(SRC)) for path in TEMPLATES if path not in mails and raw_places(path.read_text())] == []


def test_the_check_sees_an_unescaped_value():
    assert raw_places("<p>{{ person.name|safe }}</p>")
    assert raw_places("{% autoescape off %}{{ x }}{% endautoescape %}")
    assert not raw_places("<p>{{ person.name }}</p>")
