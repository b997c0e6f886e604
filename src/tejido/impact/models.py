"""Plans that were written before the data were looked at, the answers they gave, and the numbered releases made from them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tejido.core.belongs import Belongs
from tejido.core.models import Record
from tejido.core.walls.standing import Wall


class Plan(Record):
    """A plan of analysis of an organisation, or of a network over the members that agreed. Its text never changes: a new text is a new version."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("entidad"))
    network = models.ForeignKey("network.Network", on_delete=models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("red"))
    slug = models.SlugField(_("clave"), max_length=60)
    title = models.CharField(_("título"), max_length=200)
    text = models.TextField(_("plan"), help_text="YAML, see docs/guides/plans.md")
    plan_hash = models.CharField(max_length=64)
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="plans")
    registered_at = models.DateTimeField(_("registrado"), null=True, blank=True)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by")
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("plan de análisis")
        constraints = [
            models.CheckConstraint(condition=Q(organisation__isnull=False, network__isnull=True) | Q(organisation__isnull=True, network__isnull=False), name="plan_has_one_owner"),
        ]

    def __str__(self) -> str:
        return self.title


class Answer(Record):
    """One run of a plan: the exact document (see docs/guides/answers.md). Exact tables are for reviewers; others see it protected."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="answers")
    organisation = Belongs(by="plan", null=True, blank=True)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="answers")
    cut_off = models.DateField(_("datos hasta"))
    is_registered = models.BooleanField(help_text="the plan had been registered before the first look at the data")
    data_hash = models.CharField(max_length=64)
    document = models.JSONField()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("respuesta")

    def __str__(self) -> str:
        return f"{self.plan} · {self.created_at:%Y-%m-%d}"


class Release(Record):
    """A protected answer on its way to the public: prepared, approved by a second person, sealed and numbered."""

    wall = Wall(published="published_at")

    class Status(models.TextChoices):
        PREPARED = "prepared", _("en preparación")
        IN_REVIEW = "in_review", _("en revisión")
        RETURNED = "returned", _("devuelto con comentarios")
        PUBLISHED = "published", _("publicado")
        WITHDRAWN = "withdrawn", _("retirado")

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="releases")
    organisation = Belongs(by="answer", null=True, blank=True)
    status = models.CharField(_("estado"), max_length=10, choices=Status, default=Status.PREPARED)
    slug = models.SlugField(_("dirección pública"), max_length=80)
    number = models.PositiveIntegerField(_("número"), null=True, blank=True, help_text="1 for the first issue of this slug, 2 for its re-issue")
    title = models.JSONField(_("título"), help_text="language → text")
    lead = models.JSONField(_("entradilla"), default=dict, help_text="language → text")
    easy = models.JSONField(_("texto fácil de leer"), default=dict, help_text="language → list of ideas")
    prepared_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="releases_prepared")
    reviewed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="releases_reviewed")
    review_note = models.TextField(_("comentarios de la revisión"), blank=True)
    published_at = models.DateTimeField(_("publicado"), null=True, blank=True)
    document = models.JSONField(default=dict, help_text="the protected document, sealed at publication: pages, CSV, JSON and PDF are all made from it")
    seal = models.CharField(max_length=64, blank=True, help_text="SHA-256 over the canonical JSON of the document")
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("informe")
        constraints = [models.UniqueConstraint(fields=["slug", "number"], condition=Q(number__isnull=False), name="one_number_per_issue")]

    def __str__(self) -> str:
        return self.slug
