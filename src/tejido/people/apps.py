from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "tejido.people"
    label = "people"
    # what the lines of the trail say in plain words; every app may have such a list (people/trail.py)
    trail_words = {
        "people.person_registered": _("abrió la ficha por primera vez"),
        "people.person_corrected": _("corrigió la ficha"),
        "people.account_joined": _("dio acceso a la propia persona"),
        "people.account_parted": _("quitó el acceso de la propia persona"),
        "people.person_viewed": _("miró la ficha"),
        "people.trail_viewed": _("miró quién abrió la ficha"),
        "people.identity_viewed": _("miró el nombre y el contacto"),
        "people.identity_corrected": _("corrigió el nombre o el contacto"),
        "people.names_searched": _("buscó por nombre"),
        "people.consent_given": _("anotó un sí a un permiso"),
        "people.consent_refused": _("anotó un no a un permiso"),
        "people.consent_withdrawn": _("retiró un permiso"),
        "people.consent_text_published": _("publicó un texto de permiso"),
    }
    # lines that tell of looking, not of writing
    looking = ("people.person_viewed", "people.trail_viewed", "people.identity_viewed", "programmes.person_viewed", "outcomes.person_viewed")

    def ready(self) -> None:
        from tejido.people.consent_texts import publish_shipped_texts

        post_migrate.connect(publish_shipped_texts, sender=self, dispatch_uid="people.consent_texts")
