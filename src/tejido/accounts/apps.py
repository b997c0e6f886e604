from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "tejido.accounts"
    label = "accounts"
    trail_words = {
        "accounts.account_opened": _("abrió una cuenta"),
        "accounts.account_closed": _("cerró una cuenta"),
        "accounts.account_erased": _("borró una cuenta"),
    }

    def ready(self) -> None:
        from tejido.accounts import factor, sessions  # noqa: F401  (connects their receivers)
