from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "tejido.publishing"
    label = "publishing"
