from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "tejido.network"
    label = "network"
    daily = ("tejido.network.daily.hand_off_heads", "tejido.network.daily.forget_invitations")
    trail_words = {
        "network.network_opened": _("abrió una red"),
        "network.network_corrected": _("corrigió una red"),
        "network.organisation_opened": _("abrió una entidad"),
        "network.organisation_corrected": _("corrigió una entidad"),
        "network.band_chosen": _("eligió la franja"),
        "network.membership_opened": _("abrió una membresía"),
        "network.membership_closed": _("cerró una membresía"),
        "network.evidence_agreed": _("aceptó aportar a los resultados de la red"),
        "network.evidence_stopped": _("dejó de aportar a los resultados de la red"),
        "network.space_opened": _("abrió un espacio comunitario"),
        "network.space_corrected": _("corrigió un espacio comunitario"),
        "network.space_closed": _("cerró un espacio comunitario"),
        "network.invited": _("invitó a una persona"),
        "network.invitation_withdrawn": _("retiró una invitación"),
        "network.invitation_accepted": _("aceptó una invitación"),
        "network.role_given": _("dio un papel"),
        "network.role_ended": _("terminó un papel"),
        "network.token_made": _("hizo un pase para un programa"),
        "network.token_revoked": _("quitó un pase de programa"),
        "network.token_used": _("leyó por medio de un programa"),
        "network.emergency_opened": _("abrió un acceso de emergencia"),
        "network.emergency_ended": _("terminó un acceso de emergencia"),
        "network.many_records_opened": _("abrió fichas de muchas personas en una hora"),
        "network.notice_seen": _("leyó un aviso"),
        "network.trail_read": _("leyó quién hizo y quién miró qué"),
        "network.breach_asked": _("sacó la lista de personas afectadas por un incidente"),
    }

    def ready(self) -> None:
        from tejido.network.checks import fields_are_classified, forms_are_classified, routes_are_classified
        from tejido.network.regions import load_regions

        register(routes_are_classified, deploy=False)
        register(fields_are_classified, deploy=False)
        register(forms_are_classified, deploy=False)
        post_migrate.connect(load_regions, sender=self)
