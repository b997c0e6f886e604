from django.apps import AppConfig


class ImpactConfig(AppConfig):
    name = "tejido.impact"
    label = "impact"
