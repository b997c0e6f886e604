from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_save
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "tejido.core"
    label = "core"
    daily = ("tejido.core.tidying.forget_what_is_over",)
    trail_words = {
        "core.chain_begun": _("empezó el rastro de un lugar"),
        "core.heads_handed_off": _("entregó el sello del día"),
        "core.keys_rotated": _("renovó las claves"),
        "core.restored_from_backup": _("volvió a poner una copia de seguridad"),
    }

    def ready(self) -> None:
        from tejido.core import append_only, drills, sqlite_file
        from tejido.core.journal import keep_no_words
        from tejido.core.walls import checks, raising

        register(append_only.check, Tags.database)
        register(checks.problems, Tags.database)
        register(checks.deployed, Tags.database, deploy=True)
        register(sqlite_file.check)
        register(drills.check, deploy=True)
        pre_save.connect(keep_no_words, sender="django_tasks_database.DBTaskResult", dispatch_uid="core.journal")
        post_migrate.connect(raising.raise_walls, sender=self, dispatch_uid="core.walls")
        post_migrate.connect(append_only.lay, sender=self, dispatch_uid="core.append_only")
