"""Verbs about what an organisation offers."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tejido.core.trail import Refused, amend, record, require
from tejido.network.models import Organisation
from tejido.programmes.models import Programme
from tejido.programmes.permissions import can_manage_programme, can_open_programme


class NameTaken(Refused):
    """The organisation already has a programme, or the programme a group, that is called so."""

    field = "name"


def free_slug(name: str, taken: set[str]) -> str:
    """A key made from the name; a number is added when another one has it."""
    stem = slugify(name)[:50] or "x"
    return next(slug for slug in [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))] if slug not in taken)


@transaction.atomic
def open_programme(organisation: Organisation, *, by: Any, name: str, kind: str = Programme.Kind.SUPPORT, about: str = "") -> Programme:
    """Describe something that the organisation offers."""
    require(can_open_programme(by, organisation))
    others = Programme.objects.filter(organisation=organisation)
    if others.filter(name__iexact=name.strip()).exists():
        raise NameTaken(_("Ya hay un programa con ese nombre en %(where)s. Escriba otro, o abra un grupo nuevo dentro del que existe.") % {"where": organisation})
    slug = free_slug(name, set(others.values_list("slug", flat=True)))
    programme = Programme.objects.create(organisation=organisation, slug=slug, name=name.strip(), kind=kind, about=about)
    record("programmes.programme_opened", by=by, on=programme, fields=["name", "kind", "about"])
    return programme


@transaction.atomic
def correct_programme(programme: Programme, *, by: Any, version: int | None = None, **changes: Any) -> Programme:
    """Correct the name, the type or the description."""
    require(can_manage_programme(by, programme))
    others = Programme.objects.filter(organisation=programme.organisation).exclude(pk=programme.pk)
    if "name" in changes and others.filter(name__iexact=changes["name"]).exists():
        raise NameTaken(_("Ya hay otro programa con ese nombre en %(where)s. Escriba otro.") % {"where": programme.organisation})
    fields = amend(programme, changes, version=version)
    record("programmes.programme_corrected", by=by, on=programme, fields=fields)
    return programme
