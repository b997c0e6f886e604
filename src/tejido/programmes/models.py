"""Programmes, their cohorts and who takes part in them from when to when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tejido.core.models import Record
from tejido.core.periods import Dated
from tejido.core.sealed import Sealed


class Programme(Record):
    """What an organisation offers, such as De familia a Familia or supported employment."""

    class Kind(models.TextChoices):
        CLASSES = "classes", _("clases")
        VOCATIONAL = "vocational", _("inserción laboral")
        HOUSING = "housing", _("vivienda")
        WORKSHOP = "workshop", _("taller o iniciativa económica")
        MUTUAL_HELP = "mutual_help", _("grupo de ayuda mutua")
        ART = "art", _("arte y recuperación")
        SUPPORT = "support", _("acompañamiento integral")

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="programmes", verbose_name=_("entidad"))
    slug = models.SlugField(_("clave"), max_length=60)
    name = models.CharField(_("nombre"), max_length=160)
    kind = models.CharField(_("tipo"), max_length=12, choices=Kind, default=Kind.SUPPORT)
    about = models.TextField(_("en qué consiste"), blank=True)
    source = models.CharField(max_length=12, blank=True, db_index=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("programa")
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="one_programme_per_slug")]

    def __str__(self) -> str:
        return self.name


class Cohort(Record, Dated):
    """One edition of a programme, or the waiting list that it is compared with."""

    class Arm(models.TextChoices):
        PROGRAMME = "programme", _("reciben el programa")
        COMPARISON = "comparison", _("grupo de comparación")
        WAITING = "waiting", _("lista de espera")

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("entidad"))
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cohorts", verbose_name=_("programa"))
    slug = models.SlugField(_("clave"), max_length=60)
    name = models.CharField(_("nombre"), max_length=160)
    arm = models.CharField(_("qué recibe este grupo"), max_length=10, choices=Arm, default=Arm.PROGRAMME)
    places = models.PositiveSmallIntegerField(_("plazas"), null=True, blank=True)
    source = models.CharField(max_length=12, blank=True, db_index=True, editable=False)

    class Meta:
        ordering = ["-starts_on", "name"]
        verbose_name = _("grupo")
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="one_cohort_per_slug")]

    def __str__(self) -> str:
        return self.name


class Enrolment(Record, Dated):
    """A participation: entry, exit, reason. The unit of results; a person may have several."""

    class ExitReason(models.TextChoices):
        GOALS_REACHED = "goals_reached", _("logró lo que quería")
        OWN_DECISION = "own_decision", _("decidió terminar")
        REFERRED = "referred", _("sigue en otro servicio")
        LOST_CONTACT = "lost_contact", _("se perdió el contacto")
        MOVED = "moved", _("cambió de lugar de residencia")
        DIED = "died", _("falleció")
        PROGRAMME_ENDED = "programme_ended", _("terminó el programa")
        OTHER = "other", _("otro motivo")

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("entidad"))
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="enrolments", verbose_name=_("persona"))
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("grupo"))
    exit_reason = models.CharField(_("motivo de la salida"), max_length=16, choices=ExitReason, blank=True)
    exit_note = Sealed(_("nota de la salida"), max_length=300, blank=True)
    source = models.CharField(max_length=12, blank=True, db_index=True, editable=False)

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = _("participación")
        constraints = [
            # a person who comes back to the same cohort goes on with the same participation
            models.UniqueConstraint(fields=["person", "cohort"], name="one_participation_per_cohort"),
            models.CheckConstraint(condition=Q(exit_reason="") | Q(ends_on__isnull=False), name="exit_has_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.cohort}"
