from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "tejido.demo"
    label = "demo"
    trail_words = {
        "demo.loaded": _("cargó la demostración"),
        "demo.removed": _("quitó la demostración"),
    }
