"""What the tests of imports share: texts of permission, a place for uploads, and a file brought in one line."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile

from tejido.people.models import ConsentText


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def texts(db):
    for purpose in ("service", "impact"):
        ConsentText.objects.get_or_create(purpose=purpose, text_version="1", language="es", defaults={"text": "…", "published_on": dt.date(2024, 1, 1)})


@pytest.fixture
def bring(django_capture_on_commit_callbacks, texts):
    """`bring(organisation, text, mapping, by=ana)`: the whole way of a file, as the verbs walk it."""
    from tejido.interop import actions

    def go(organisation, content, mapping, *, by, filename="registro.csv", run=True):
        content = content if isinstance(content, bytes) else content.encode()
        brought = actions.start_import(organisation, ContentFile(content, name=filename), filename, by=by)
        brought = actions.match_columns(brought, mapping, by=by)
        if run:
            with django_capture_on_commit_callbacks(execute=True):
                actions.run_import(brought, by=by)
            brought.refresh_from_db()
        return brought

    return go


REGISTER = """código,sexo,grupo,entrada,salida,motivo,nombre,nacimiento,peso,dolor
P-1,mujer,Los Pinos,2024-02-01,2024-05-01,alta,Alma,1980-03-15,61.5,no
P-2,hombre,Los Pinos,2024-02-01,,,Beto,1975-01-02,70,sí
P-3,,Lista,2024-02-08,,,,,,
"""
MAPPING = {
    "columns": {
        "código": "person.register_code",
        "sexo": "person.sex",
        "grupo": "enrolment.cohort",
        "entrada": "enrolment.starts_on",
        "salida": "enrolment.ends_on",
        "motivo": "enrolment.exit_reason",
        "nombre": "identity.given_name",
        "nacimiento": "identity.birth_date",
        "peso": "measure:peso@0",
        "dolor": "measure:dolor@0",
    },
    "programmes": {"familia": {"name": "De familia a familia", "kind": "classes"}},
    "cohorts": {
        "pinos": {"programme": "familia", "name": "Los Pinos", "starts_on": "2024-02-01"},
        "lista": {"programme": "familia", "name": "Lista", "arm": "waiting", "starts_on": "2024-02-01"},
    },
    "measures": {"peso": {"label": "Peso", "unit": "kg", "lowest": 20, "highest": 300}, "dolor": {"label": "Dolor", "kind": "yes_no"}},
    "consent": {"purposes": ["service", "impact"], "given_on": "2024-02-01", "text_version": "1"},
}


@pytest.fixture
def register():
    return REGISTER


@pytest.fixture
def mapping():
    import copy

    return copy.deepcopy(MAPPING)
