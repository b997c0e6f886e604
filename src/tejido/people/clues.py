"""By what else than the register code a person may be recognised in a spreadsheet or a mail: kept in memory only, for copy and erasure."""

from tejido.core.keys import Unreadable
from tejido.people.models import Identity, Person


def clues_of(person: Person, *, shared: bool = True) -> frozenset[str]:
    """Full name and, with `shared`, address and phone, in small letters; what can no longer be read is no clue.

    A telephone or an address is often a family's: enough for erasing, not for putting a row into somebody's copy.
    """
    identity = Identity.objects.filter(person=person).first()
    if identity is None:
        return frozenset()
    try:
        names = (identity.given_name, identity.family_name)
        told = {" ".join(names) if all(names) else "", *((identity.email, identity.phone) if shared else ())}
    except Unreadable:
        return frozenset()
    return frozenset(clue.strip().casefold() for clue in told if clue and clue.strip())
