from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "tejido.programmes"
    label = "programmes"
    trail_words = {
        "programmes.programme_opened": _("abrió un programa"),
        "programmes.programme_corrected": _("corrigió un programa"),
        "programmes.cohort_opened": _("abrió un grupo"),
        "programmes.cohort_corrected": _("corrigió un grupo"),
        "programmes.participations_erased": _("borró las participaciones"),
        "programmes.person_enrolled": _("anotó la entrada en un grupo"),
        "programmes.person_returned": _("anotó el regreso a un grupo"),
        "programmes.enrolment_closed": _("anotó la salida de un grupo"),
        "programmes.enrolment_corrected": _("corrigió una participación"),
        "programmes.person_viewed": _("miró en qué participa"),
    }
