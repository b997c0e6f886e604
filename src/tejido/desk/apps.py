from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tejido.desk"
    label = "desk"
