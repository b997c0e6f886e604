"""Sign-in: the second factor on every way in, passwords, guesses, sessions, one-time secrets and tokens (bars 13 to 18)."""

from collections.abc import Iterator
from unittest.mock import patch

from trust.bar import Bar
from trust.signing import stage


def bars(seed: int) -> Iterator[Bar]:
    stage.start()
    from django.conf import settings

    cast = stage.the_cast()
    hashers = settings.PASSWORD_HASHERS
    settings.PASSWORD_HASHERS = stage.QUICK
    settings.ACCOUNT_RATE_LIMITS = False
    yield second_factor(cast)


def second_factor(cast: object) -> Bar:
    from trust.signing.ways_in import bypasses, staff_addresses

    addresses = staff_addresses()
    found: list[str] = []
    states, tried = bypasses(cast, addresses, found.append)
    stage.own_factor(cast.all)
    inside = stage.with_both(cast.all)
    opened = sum(inside.get(address).status_code in {200, 404, 405} for address in addresses)
    planted: list[str] = []
    with patch("tejido.network.gate.has_shown_second_factor", return_value=True):
        bypasses(cast, addresses[:3], planted.append)
    return Bar(
        "13", "nobody of staff is let in before the second factor", f"{len(found)} bypasses in {tried} tries{': ' + '; '.join(found[:5]) if found else ''}",
        f"{states} states (20), {len(addresses)} addresses (100), {opened} of them open after both steps (80 %)",
        f"a gate that does not look: {len(planted)} bypasses seen", not found,
        states >= 20 and len(addresses) >= 100 and opened >= 0.8 * len(addresses), bool(planted),
    )  # fmt: skip
