"""Which passwords are taken: long enough, not known to everybody, and to the letter."""

import gzip

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tejido.accounts.models import User
from tejido.accounts.passwords import KNOWN, Argon2
from tests.cast import give_role

PHRASE = "molino lento bajo tierra"
# (password, second factor owned, taken)
CASES = [
    ("molino lento ba", False, True),  # 15
    ("molino lento b", False, False),  # 14
    ("molinole", True, True),  # 8 with a second factor
    ("molinol", True, False),  # 7
    ("m" + "olino lento bajo" * 4, False, True),  # 65
    ("quieto viento " * 18, False, True),  # 252
    ("ñandú añejo sobre güira", False, True),
    ("風に揺れる柳の枝と古い池の水の音", False, True),
    ("🙂🌿🧶🪡🧵🪢🌙⭐🌧🌈🍞🥣🫖🕯🪑", False, True),
    ("todo en minusculas sin cifras", False, True),
    ("  espacios al principio y final  ", False, True),
    ("73059184620937158264", False, True),
    ("password", True, False),
    ("contraseña", True, False),
    ("contrasena", True, False),
    ("qwertyuiop", True, False),
    ("iloveyou2024!!!", False, False),
    ("aaaaaaaaaaaaaaaaaa", False, False),
    ("abcabcabcabcabcabc", False, False),
    ("12345678901234567890", False, False),
    ("elena.portillo@example", False, False),
    ("Portillo2024Elena", False, False),
    ("hilosdevida20242024", False, False),
    ("Tejido-Tejido-Tejido", False, False),
]


def is_taken(password, account):
    try:
        validate_password(password, account)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("password", "has_factor", "taken"), CASES)
def test_a_password_is_taken_or_refused_for_what_it_is(cast, password, has_factor, taken):
    if has_factor:
        TOTP.activate(cast.elena, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert is_taken(password, cast.elena) == taken


def test_words_of_the_own_organisation_and_network_are_known_to_everybody_around(cast):
    assert is_taken("hilosdevida 28374", cast.diego)  # not his organisation
    give_role(cast.diego, "researcher", organisation=cast.a)
    assert not is_taken("hilosdevida 28374", cast.diego)


@pytest.mark.parametrize(("one", "other"), [(PHRASE + "x" * 64 + "1", PHRASE + "x" * 64 + "2"),
    ("caf\u00e9 molido lento", "cafe\u0301 molido lento"), (PHRASE, PHRASE + " "), (PHRASE, PHRASE.upper())])
def test_a_password_counts_to_the_letter(db, one, other):
    account = User(email="x@example.org")
    account.set_password(one)
    assert account.check_password(one)
    assert not account.check_password(other)


def test_passwords_are_kept_with_argon2id(settings):
    settings.PASSWORD_HASHERS = ["tejido.accounts.passwords.Argon2"]
    kept = make_password(PHRASE)
    assert kept.startswith("argon2$argon2id$")
    assert Argon2.memory_cost >= 19 * 1024
    assert Argon2.time_cost >= 2
    assert check_password(PHRASE, kept)


def test_the_list_of_known_passwords_is_long():
    with gzip.open(KNOWN, "rt", encoding="utf-8") as words:
        assert sum(1 for _word in words) >= 100_000


def test_nobody_is_asked_to_change_a_password_that_is_good(cast):
    """No rotation: nothing in the account tells how old a password is."""
    assert not [field.name for field in User._meta.fields if "password_" in field.name or "expire" in field.name]
