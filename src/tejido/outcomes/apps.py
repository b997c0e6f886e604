from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "tejido.outcomes"
    label = "outcomes"
