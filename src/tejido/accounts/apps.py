from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "tejido.accounts"
    label = "accounts"
    daily = ("tejido.accounts.daily.forget_sessions",)
    trail_words = {
        "accounts.account_opened": _("abrió una cuenta"),
        "accounts.account_closed": _("cerró una cuenta"),
        "accounts.account_reopened": _("volvió a abrir una cuenta"),
        "accounts.account_erased": _("borró una cuenta"),
        "accounts.signed_in": _("entró"),
        "accounts.signed_out": _("salió"),
        "accounts.sign_in_failed": _("alguien intentó entrar y no pudo"),
        "accounts.code_refused": _("escribió un código que no valía"),
        "accounts.password_changed": _("cambió su contraseña"),
        "accounts.password_ended": _("dejó de valer su contraseña al quitar el último segundo paso"),
        "accounts.password_reset": _("eligió otra contraseña desde su correo"),
        "accounts.email_added": _("añadió un correo"),
        "accounts.email_removed": _("quitó un correo"),
        "accounts.email_changed": _("cambió su correo"),
        "accounts.factor_added": _("preparó un segundo paso"),
        "accounts.factor_removed": _("quitó un segundo paso"),
        "accounts.factor_reset": _("renovó sus códigos de recuperación"),
        "accounts.session_ended": _("terminó una sesión"),
    }

    def ready(self) -> None:
        from tejido.accounts import factor, sessions, trail  # noqa: F401  (connects their receivers)
