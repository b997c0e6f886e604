"""Who may sign in. An account is a person at work (or served); what it may do is told by its roles in `network`."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from tejido.core.models import Record


class UserManager(BaseUserManager["User"]):
    """Accounts are made by the verb `accounts.actions.open_account`; this manager only finds them."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Record):
    """An account, signed in to by e-mail address."""

    email = models.EmailField(_("correo electrónico"), unique=True)
    name = models.CharField(_("nombre"), max_length=120)
    language = models.CharField(_("idioma"), max_length=5, default="es")
    is_active = models.BooleanField(_("cuenta abierta"), default=True)
    is_demo = models.BooleanField(default=False, help_text="invented account of the demo network; its sign-in is shown on screen")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("cuenta")

    def __str__(self) -> str:
        return self.name

    def has_perm(self, *args: Any) -> bool:
        """Django's own permissions are not used: doors decide (network/roles.py)."""
        return False
