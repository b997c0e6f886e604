from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tejido.accounts"
    label = "accounts"

    def ready(self) -> None:
        from tejido.accounts import factor  # noqa: F401  (connects its receiver)
