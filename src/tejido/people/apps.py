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
        "people.name_viewed": _("vio el nombre en una página suya"),
        "people.names_listed": _("vio el nombre en una lista"),
        "people.persons_listed": _("vio el código en una lista"),
        "people.names_searched": _("buscó por nombre"),
        "people.person_restricted": _("limitó el uso de la ficha"),
        "people.restriction_lifted": _("quitó el límite al uso de la ficha"),
        "people.person_erased": _("borró la ficha"),
        "people.person_reduced": _("borró la ficha, salvo lo que una ley obliga a guardar"),
        "people.consent_given": _("anotó un sí a un permiso"),
        "people.consent_refused": _("anotó un no a un permiso"),
        "people.consent_withdrawn": _("retiró un permiso"),
        "people.consent_text_published": _("publicó un texto de permiso"),
    }
    # lines that tell of looking, not of writing
    looking = (
        "people.person_viewed", "people.trail_viewed", "people.identity_viewed", "people.name_viewed", "people.names_listed", "people.persons_listed",
        "programmes.person_viewed", "outcomes.person_viewed", "network.trail_read",
        "interop.rows_viewed", "interop.rows_downloaded",
    )  # fmt: skip

    def ready(self) -> None:
        from tejido.people.consent_texts import publish_shipped_texts

        post_migrate.connect(publish_shipped_texts, sender=self, dispatch_uid="people.consent_texts")
