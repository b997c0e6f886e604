from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "tejido.interop"
    label = "interop"
