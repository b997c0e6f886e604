"""Password rules of NIST SP 800-63B rev. 4: length and a list of known passwords; no composition rules, no yearly change."""

import gzip
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tejido.core.scope import Scope, acting_in

KNOWN = Path(__file__).with_name("known-passwords.txt.gz")  # where the words come from: docs/decisions/0018-sign-in.md
CONTEXT_WORDS = ("tejido", "acisam", "isem", "transformar", "saludmental", "contraseña", "familia")
SHORTEST_WORD = 4  # shorter words of a name are met in any phrase by chance
LEFT_OVER = 8  # what must remain of a password without the words that everybody here knows


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB, twice over: more than OWASP's least, and small enough that four sign-ins at once fit a small server."""

    time_cost = 2
    memory_cost = 46 * 1024
    parallelism = 1


class LengthByFactor:
    """15 characters when the password stands alone, 8 when a second factor is asked as well; it ends with the last one (`accounts.factor`)."""

    alone = 15
    with_factor = 8

    def shortest(self, user: Any) -> int:
        authenticators = getattr(user, "authenticator_set", None)
        return self.with_factor if user is not None and user.pk and authenticators is not None and authenticators.exists() else self.alone

    def validate(self, password: str, user: Any = None) -> None:
        shortest = self.shortest(user)
        if len(password) < shortest:
            raise ValidationError(
                _("Use al menos %(n)d caracteres. Cuatro palabras que solo usted junta son fáciles de recordar y difíciles de adivinar.") % {"n": shortest},
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        return _("Al menos 15 caracteres; 8 si además usa un segundo paso. Sin reglas raras: una frase sirve. Puede pegarla desde su gestor de contraseñas.")


class NotKnown:
    """Refuse passwords of the public lists, also with decorations, and those made of words that everybody around this account knows."""

    def validate(self, password: str, user: Any = None) -> None:
        whole = folded(password.strip())
        bare = "".join(c for c in whole if c.isalpha())
        left = without(whole, context_words(user))
        if is_known({whole, bare}) or (left != whole and says_little(left)) or is_repetition(whole):
            raise ValidationError(_("Esta contraseña es de las primeras que probaría un extraño. Elija otra, por ejemplo cuatro palabras sueltas."), code="password_too_common")

    def get_help_text(self) -> str:
        return _("No use una contraseña conocida o una sola palabra.")


def folded(text: str) -> str:
    """Lower case without accents: for comparing only, the password itself is kept to the letter."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def is_known(candidates: set[str]) -> bool:
    """Whether one of them is in the list. It is read each time: a password is set seldom, and 145,000 words are not kept in memory for that."""
    with gzip.open(KNOWN, "rt", encoding="utf-8") as words:
        return any(word.rstrip("\n") in candidates for word in words)


def says_little(left: str) -> bool:
    """Too short, or a year and a number: what remains would be tried in minutes."""
    return len(left.strip()) < LEFT_OVER or not any(c.isalpha() for c in left)


def is_repetition(text: str) -> bool:
    """`aaaaaaaaaaaaaaaa`, `abcabcabcabcabc`, `1234567890123456`: long, and guessed at once."""
    if any(text == text[:n] * (len(text) // n) + text[: len(text) % n] for n in range(1, min(6, len(text) // 2) + 1)):
        return True
    steps = {(ord(b) - ord(a)) % 10 if a.isdigit() and b.isdigit() else ord(b) - ord(a) for a, b in pairwise(text)}
    return len(text) > 1 and len(steps) == 1 and abs(next(iter(steps))) in {0, 1, 9}


def context_words(user: Any) -> set[str]:
    """Words of the account, of the places where it holds a role, and of this software."""
    texts = [*CONTEXT_WORDS]
    if user is not None:
        texts += [getattr(user, "name", ""), getattr(user, "email", "")]
        texts += places_of(user) if getattr(user, "pk", None) else []
    return {word for text in texts for word in words_of(text)}


def places_of(user: Any) -> Iterator[str]:
    """Names of the organisations and networks of an account's roles, and of the networks these belong to."""
    with acting_in(Scope(account=user.pk)):  # also for somebody who is not signed in yet: these are the account's own
        held = list(user.roles.select_related("organisation", "network"))
    for role in held:
        yield role.place.name
        yield from role.place.memberships.values_list("network__name", flat=True) if role.organisation_id else ()


def words_of(text: str) -> list[str]:
    """Each word of a name, and the name written as one word."""
    words = "".join(c if c.isalnum() else " " for c in folded(text)).split()
    return [word for word in [*words, "".join(words)] if len(word) >= SHORTEST_WORD]


def without(text: str, words: set[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text
