from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "tejido.demo"
    label = "demo"
