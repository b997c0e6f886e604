from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "tejido.programmes"
    label = "programmes"
