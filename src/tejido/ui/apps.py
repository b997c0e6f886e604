from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "tejido.ui"
    label = "ui"
