"""The shape of the code, checked. Each test is one sentence of docs/architecture.md."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src" / "tejido"
FILES = sorted(p for p in SRC.rglob("*.py") if not {"migrations", "tests"} & set(p.parts))


def role(name):
    return [p for p in FILES if p.stem == name or p.parent.name == name]


def functions(path):
    return [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef)]


def public(path):
    return [n for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


def sentence(path):
    return str(path.relative_to(SRC))


@pytest.mark.parametrize("path", FILES, ids=sentence)
def test_files_fit_in_400_lines_and_functions_in_50(path):
    assert len(path.read_text().splitlines()) <= 400
    assert [f.name for f in functions(path) if f.end_lineno - f.lineno >= 50] == []


@pytest.mark.parametrize("path", role("views"), ids=sentence)
def test_views_reach_rows_only_through_a_door_and_write_only_through_a_verb(path):
    used = {n.attr for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Attribute)}
    assert used & {"objects", "save", "create", "bulk_create", "_default_manager"} == set()


def _verbs():
    return [(path, verb) for path in role("actions") if path.stem != "__init__" for verb in public(path) if "by" in {a.arg for a in verb.args.kwonlyargs}]


@pytest.mark.parametrize(("path", "verb"), [pytest.param(p, v, id=f"{sentence(p)}:{v.name}") for p, v in _verbs()])
def test_every_verb_asks_leave_and_leaves_a_trace_in_one_transaction(path, verb):
    called = {n.func.id for n in ast.walk(verb) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    decorators = {ast.unparse(d) for d in verb.decorator_list}
    assert ast.get_docstring(verb)
    other_verbs = {v.name for _, v in _verbs()}
    assert "record" in called or other_verbs & called, "a verb leaves a trace, or is made of verbs that do"
    writes_in_a_block = "with transaction.atomic():" in ast.unparse(verb)  # a long calculation stays outside of it
    assert "transaction.atomic" in decorators or writes_in_a_block
    asking = {v.name for _, v in _verbs() if any(isinstance(n, ast.Name) and n.id == "require" for n in ast.walk(v))}
    assert "require" in called or asking & called or path.parent.name == "accounts" or path.parts[-2] == "accounts"


@pytest.mark.parametrize("path", role("permissions"), ids=sentence)
def test_permissions_are_doors_or_predicates(path):
    if "network" in path.parts:
        return
    for f in public(path):
        assert f.name.endswith("_visible_to") or f.name.startswith("can_"), f.name


def test_foreign_keys_go_down():
    from django.apps import apps

    order = [["accounts"], ["network"], ["people"], ["programmes"], ["outcomes"], ["impact"], ["interop", "publishing"]]
    floor = {app: n for n, row in enumerate(order) for app in row}
    up = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in floor
        for field in model._meta.get_fields()
        if getattr(field, "many_to_one", False) and field.concrete
        and field.related_model._meta.app_label != model._meta.app_label
        and floor.get(field.related_model._meta.app_label, -1) >= floor[model._meta.app_label]
    ]
    assert up == []


def test_no_room_is_called_utils():
    vague = {"utils", "helpers", "common", "misc", "base", "manager", "service", "handler"}
    prescribed = ["core/walls/postgresql/base.py", "core/walls/sqlite3/base.py"]  # Django looks for a backend of databases there
    assert sorted(sentence(p) for p in FILES if p.stem in vague) == prescribed


def test_templates_carry_no_inline_style_or_script():
    bad = []
    for path in SRC.rglob("templates/**/*.html"):
        text = path.read_text()
        if " style=" in text or "<style" in text or "onclick=" in text or ("<script" in text and "<script src" not in text and 'type="application/json"' not in text):
            bad.append(sentence(path))
    assert bad == []
