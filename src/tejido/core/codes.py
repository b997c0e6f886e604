"""Short random codes: the only identifier that leaves the process. Never a key to anything: doors decide."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud on a telephone without doubt


def new_code() -> str:
    """Ten characters, about 49 bits: unguessable enough not to be met by chance, short enough to write on paper."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))
