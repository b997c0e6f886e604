from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "tejido.privacy"
    label = "privacy"
    untold = ("tejido.privacy.queries.asked_by_an_authority",)
    daily = ("tejido.privacy.daily.complete_erasures", "tejido.privacy.daily.tell_who_left")
    trail_words = {
        "privacy.request_filed": _("pidió algo sobre sus datos, o alguien lo anotó por la persona"),
        "privacy.request_cancelled": _("retiró lo que había pedido sobre sus datos"),
        "privacy.request_viewed": _("miró lo que se pidió sobre los datos"),
        "privacy.identity_noted": _("anotó cómo se comprobó quién pide"),
        "privacy.request_extended": _("alargó el plazo para contestar"),
        "privacy.request_approved": _("aprobó lo que se pidió sobre los datos"),
        "privacy.request_answered": _("contestó lo que se pidió sobre los datos"),
        "privacy.request_refused": _("contestó que lo pedido no se puede hacer"),
        "privacy.letter_viewed": _("abrió la carta de respuesta"),
        "privacy.data_exported": _("preparó una copia de los datos"),
        "privacy.person_read_back": _("trajo una copia de datos hecha por Tejido"),
        "privacy.person_erased": _("borró los datos de la persona"),
        "privacy.erasure_repeated": _("volvió a borrar a una persona que estaba en una copia antigua"),
        "privacy.duty_declared": _("declaró una obligación legal de guardar"),
        "privacy.duty_ended": _("dio por terminada una obligación legal de guardar"),
        "privacy.terms_changed": _("cambió los plazos y el contacto de protección de datos"),
    }
