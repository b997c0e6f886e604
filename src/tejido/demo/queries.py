"""What of this database is invented."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tejido.accounts.models import User
from tejido.core.scope import everywhere
from tejido.network.models import Network, Organisation
from tejido.outcomes.models import Assessment
from tejido.people.models import Person
from tejido.programmes.models import Enrolment


def demo_is_loaded() -> bool:
    return Network.objects.filter(is_demo=True).exists()


def demo_accounts() -> Any:
    """Accounts of the demonstration: those it came with, and those that visitors opened for others in it."""
    return User.objects.filter(is_demo=True)


def real_organisations() -> Any:
    return Organisation.objects.filter(is_demo=False)


@everywhere("what is invented is counted")
def what_is_invented() -> list[tuple[str, int]]:
    """What the demonstration holds, in words and numbers."""
    return [
        (_("redes"), Network.objects.filter(is_demo=True).count()),
        (_("entidades"), Organisation.objects.filter(is_demo=True).count()),
        (_("personas"), Person.objects.filter(organisation__is_demo=True).count()),
        (_("participaciones"), Enrolment.objects.filter(organisation__is_demo=True).count()),
        (_("cuestionarios"), Assessment.objects.filter(organisation__is_demo=True).count()),
        (_("cuentas"), demo_accounts().count()),
    ]


def at_demo(prefix: str = "") -> Q:
    """Rows of demo organisations or demo networks."""
    return Q(**{f"{prefix}organisation__is_demo": True}) | Q(**{f"{prefix}network__is_demo": True})
