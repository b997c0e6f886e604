"""What the network does every day."""

import datetime as dt

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tejido.accounts.models import User
from tejido.core.heads import hand_off, heads
from tejido.core.outbound import send_mail
from tejido.core.periods import today
from tejido.core.trail import record
from tejido.network.models import Invitation, Network, Organisation
from tejido.network.watchers import watchers_of

SHOWN_FOR = dt.timedelta(days=7)


def hand_off_heads() -> str:
    """The heads of the trail go into today's file and, by mail, to those who watch over each place."""
    path = hand_off(today())
    if path is None:
        return ""
    now = heads()
    system = now.get("", (0, "–"))  # which chains there are at all: a whole place that was taken away is seen there
    places: list[Organisation | Network] = [*Organisation.objects.filter(code__in=now, is_demo=False), *Network.objects.filter(code__in=now, is_demo=False)]
    for place in places:
        for account in watchers_of(place):
            send_head(account, place, *now[place.code], system)
    record("core.heads_handed_off", by=None, note=path.name)
    return f"{path}"


def send_head(account: User, place: Organisation | Network, number: int, mac: str, system: tuple[int, str]) -> None:
    """Kept in a mailbox, this proves later whether lines were taken away. It tells of nobody."""
    with translation.override(account.language):
        body = _(
            "Hola, %(name)s:\n\nGuarde este mensaje. Sirve para comprobar más adelante que nadie quitó ni cambió nada.\n\n"
            "Día: %(day)s\nLugar: %(place)s\nLíneas: %(number)s\nSello: %(code)s\n"
        ) % {"name": account.name, "day": today().isoformat(), "place": place.code, "number": number, "code": mac}
        body += _("\nLugar: el sistema\nLíneas: %(number)s\nSello: %(code)s\n") % {"number": system[0], "code": system[1]}
        send_mail(account.email, _("Sello del día"), body, organisation=place)


def forget_invitations() -> str:
    """One that nobody answered is shown for a week more, so that it can be sent again; then the address is forgotten."""
    gone = Invitation.objects.filter(expires_at__lt=timezone.now() - SHOWN_FOR).delete()[0]
    return f"{gone} invitations without an answer removed" if gone else ""
