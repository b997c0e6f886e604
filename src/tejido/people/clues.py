"""By what else than the register code a person may be recognised in a spreadsheet or a mail: kept in memory only, for copy and erasure."""

from tejido.core.keys import Unreadable
from tejido.people.models import Identity, Person


def clues_of(person: Person) -> frozenset[str]:
    """Address, phone and full name, in small letters; what can no longer be read is no clue."""
    identity = Identity.objects.filter(person=person).first()
    if identity is None:
        return frozenset()
    try:
        names = (identity.given_name, identity.family_name)
        told = {identity.email, identity.phone, " ".join(names) if all(names) else ""}
    except Unreadable:
        return frozenset()
    return frozenset(clue.strip().casefold() for clue in told if clue and clue.strip())
