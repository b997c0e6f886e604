"""Keys, outside of the database: who may open what is sealed there (docs/decisions/0012-sealed-identities.md).

    secret_for("trail|PLACE")            32 bytes for a purpose, stable
    person_key(code)                     the current key of a person
    make_person_keys(organisation, codes)  the current keys of many, made where missing
    shred(code) · tombstones()           destroy a person's keys for good · who and when
    Cipher(key).seal(plain, place) / .open(sealed, place)   AES-256-GCM; refuses with Unreadable
"""

from tejido.core.keys.cipher import Cipher, Unreadable, derived, fresh_key, key_of_passphrase
from tejido.core.keys.elsewhere import heed, tell_elsewhere
from tejido.core.keys.folder import KeysMissing
from tejido.core.keys.holders import (
    PersonKey,
    Shredded,
    forget,
    is_shredded,
    make_person_keys,
    master,
    note_reduction,
    organisation_keys,
    person_key,
    person_keys_by_id,
    reductions,
    secret_for,
    shred,
    tombstones,
)

__all__ = [
    "Cipher", "KeysMissing", "PersonKey", "Shredded", "Unreadable",
    "derived", "forget", "fresh_key", "heed", "is_shredded", "key_of_passphrase", "make_person_keys", "master", "note_reduction",
    "organisation_keys", "person_key", "person_keys_by_id", "reductions", "secret_for", "shred", "tell_elsewhere", "tombstones",
]
