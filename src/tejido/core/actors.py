"""Who acted: the trail keeps the code of an account and nothing else, so that the name goes with the account when a person is erased."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Name of each account that acted, by its code; those that are no longer there are told as such."""
    asked = set(codes) - {""}
    gone = dict.fromkeys(asked, _("una cuenta que ya no existe")) if asked else {}
    return gone | dict(get_user_model()._default_manager.filter(code__in=asked).values_list("code", "name"))
