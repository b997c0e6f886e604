"""Short random codes: the only identifier that leaves the process. Never a key to anything: doors decide."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud on a telephone without doubt


def new_code() -> str:
    """Ten characters, about 49 bits: unguessable enough not to be met by chance, short enough to write on paper."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_UNFAIR = bytes(range(256 - 256 % len(ALPHABET), 256))  # bytes that would make the first letters likelier


def new_codes(count: int) -> list[str]:
    """Many codes at once, from the same source of chance: one call of the system instead of ten for each code."""
    letters = ""
    while len(letters) < count * 10:
        letters += secrets.token_bytes(count * 11 + 16).translate(_LETTERS, _UNFAIR).decode("ascii")
    return [letters[at : at + 10] for at in range(0, count * 10, 10)]
