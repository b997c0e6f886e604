from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImpactConfig(AppConfig):
    name = "tejido.impact"
    label = "impact"
    daily = ("tejido.impact.daily.renew_lake",)
    trail_words = {
        "impact.plan_written": _("escribió un plan de análisis"),
        "impact.plan_revised": _("escribió otra versión de un plan"),
        "impact.plan_registered": _("registró un plan de análisis"),
        "impact.plan_asked": _("preguntó a los datos"),
        "impact.lake_built": _("preparó los datos, sin identidad, para preguntas grandes"),
        "impact.release_prepared": _("preparó un informe"),
        "impact.release_edited": _("cambió el texto de un informe"),
        "impact.release_sent_to_review": _("envió un informe a revisión"),
        "impact.release_returned": _("devolvió un informe"),
        "impact.release_published": _("publicó un informe"),
        "impact.release_withdrawn": _("retiró un informe"),
    }
