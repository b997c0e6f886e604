"""Password rules of NIST SP 800-63B rev. 4: length and a list of known passwords; no composition rules, no yearly change."""

from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CONTEXT_WORDS = ("tejido", "acisam", "isem", "transformar", "saludmental", "contraseña", "familia")


class LengthByFactor:
    """15 characters when the password stands alone, 8 when a second factor is asked as well."""

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


class NotCommon(CommonPasswordValidator):
    """Refuse passwords of the public lists, and those that are only a word of this field with decorations."""

    def validate(self, password: str, user: Any = None) -> None:
        bare = "".join(c for c in password.lower() if c.isalpha())
        if password.lower().strip() in self.passwords or bare in self.passwords or bare in CONTEXT_WORDS:
            raise ValidationError(_("Esta contraseña es de las primeras que probaría un extraño. Elija otra, por ejemplo cuatro palabras sueltas."), code="password_too_common")

    def get_help_text(self) -> str:
        return _("No use una contraseña conocida o una sola palabra.")
