"""Doors to imports: only where the user may bring registers. The network sees none of them."""

from typing import Any

from django.db.models import QuerySet

from tejido.interop.models import Import
from tejido.network.models import Organisation
from tejido.network.permissions import can_at_organisation, organisations_where


def imports_visible_to(user: Any) -> QuerySet[Import]:
    return Import.objects.filter(organisation__in=organisations_where(user, "imports.run")).select_related("organisation", "brought_by")


def organisations_to_import_into_visible_to(user: Any) -> QuerySet[Organisation]:
    return organisations_where(user, "imports.run")


def can_import_into(user: Any, organisation: Organisation) -> bool:
    """The console (`user` is None) acts as the system."""
    return user is None or can_at_organisation(user, "imports.run", organisation)
