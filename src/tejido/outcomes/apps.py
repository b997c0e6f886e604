from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutcomesConfig(AppConfig):
    name = "tejido.outcomes"
    label = "outcomes"
    trail_words = {
        "outcomes.outcomes_erased": _("borró cuestionarios, metas, medidas y etapas"),
        "outcomes.assessment_recorded": _("anotó un cuestionario"),
        "outcomes.assessment_corrected": _("corrigió un cuestionario"),
        "outcomes.goal_recorded": _("anotó una meta"),
        "outcomes.goal_corrected": _("corrigió una meta"),
        "outcomes.goal_closed": _("cerró una meta"),
        "outcomes.goals_rated": _("anotó el avance de las metas"),
        "outcomes.measure_defined": _("definió una medida"),
        "outcomes.measure_corrected": _("corrigió una medida"),
        "outcomes.measurement_recorded": _("anotó un valor"),
        "outcomes.measurement_corrected": _("corrigió un valor"),
        "outcomes.spell_opened": _("anotó una etapa"),
        "outcomes.spell_closed": _("anotó el final de una etapa"),
        "outcomes.spell_corrected": _("corrigió una etapa"),
        "outcomes.wording_uploaded": _("cargó la redacción de un cuestionario"),
        "outcomes.person_viewed": _("miró cómo va"),
    }
