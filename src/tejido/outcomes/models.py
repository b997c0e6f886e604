"""What changes in a life: answers to instruments, own goals, measures of a study, and dated spells of work, home and more."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tejido.core.belongs import Belongs
from tejido.core.models import Record
from tejido.core.periods import Dated
from tejido.core.sealed import Sealed


class Mode(models.TextChoices):
    SELF = "self", _("contestó la persona sola")
    HELPED = "helped", _("contestó con ayuda")
    INTERVIEW = "interview", _("en entrevista")
    PROXY = "proxy", _("contestó otra persona por ella")
    REGISTER = "register", _("viene de un registro")


class InstrumentWording(Record):
    """The licensed wording of an instrument whose text may not be shipped: the organisation uploads its own (a slot)."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="wordings")
    instrument = models.SlugField(_("instrumento"), max_length=40)
    language = models.CharField(_("idioma"), max_length=5)
    items = models.JSONField(_("preguntas"), help_text="item id → text")
    licence = models.CharField(_("licencia o permiso"), max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "instrument", "language"], name="one_wording_per_language")]

    def __str__(self) -> str:
        return f"{self.instrument} · {self.language}"


class Assessment(Record):
    """One filling-in of one instrument: raw answers by stable item id, with version, language, mode and who answered."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="assessments")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="assessments", verbose_name=_("persona"))
    instrument = models.SlugField(_("instrumento"), max_length=40)
    instrument_version = models.CharField(_("versión"), max_length=20)
    language = models.CharField(_("idioma"), max_length=5)
    mode = models.CharField(_("cómo se contestó"), max_length=10, choices=Mode, default=Mode.SELF)
    informant = models.CharField(_("quién contestó"), max_length=80, blank=True)
    taken_on = models.DateField(_("fecha"))
    wave = models.CharField(_("momento"), max_length=20, blank=True, help_text=_("por ejemplo: 0, 6, 12 meses"))
    answers = models.JSONField(_("respuestas"), default=dict)
    source = models.CharField(max_length=12, blank=True, db_index=True, editable=False)

    class Meta:
        ordering = ["-taken_on", "-id"]
        verbose_name = _("cuestionario")
        indexes = [models.Index(fields=["person", "instrument", "taken_on"])]

    def __str__(self) -> str:
        return f"{self.instrument} · {self.taken_on}"


class Score(models.Model):
    """A scale computed from an assessment by `scoring.py`; `value` is empty when too much is missing to score."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores")
    organisation = Belongs(by="assessment")
    scale = models.SlugField(max_length=40)
    value = models.FloatField(null=True)
    answered = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "scale"], name="one_score_per_scale")]

    def __str__(self) -> str:
        return f"{self.scale}: {self.value}"


class Goal(Record, Dated):
    """A goal in the person's own words, rated 0–10 by the person (goal-based outcomes)."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="goals")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="goals", verbose_name=_("persona"))
    number = models.PositiveSmallIntegerField(_("meta"), help_text=_("1, 2 o 3"))
    words = Sealed(_("con sus palabras"), max_length=300)

    class Meta:
        ordering = ["number", "-starts_on"]

    def __str__(self) -> str:
        return self.words


class Measure(Record):
    """A variable that an organisation records beside instruments: earnings, years of schooling, a benefit. The codebook entry."""

    class Kind(models.TextChoices):
        NUMBER = "number", _("número")
        YES_NO = "yes_no", _("sí o no")
        CATEGORY = "category", _("categoría")

    class Direction(models.TextChoices):
        HIGHER = "higher", _("más es mejor")
        LOWER = "lower", _("menos es mejor")
        NONE = "none", _("ni mejor ni peor")

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="measures", verbose_name=_("entidad"))
    slug = models.SlugField(_("clave"), max_length=60)
    label = models.CharField(_("qué mide"), max_length=160)
    kind = models.CharField(_("tipo"), max_length=10, choices=Kind, default=Kind.NUMBER)
    unit = models.CharField(_("unidad"), max_length=40, blank=True)
    direction = models.CharField(_("sentido"), max_length=6, choices=Direction, default=Direction.NONE)
    levels = models.JSONField(_("categorías"), default=list, blank=True)
    lowest = models.FloatField(_("mínimo posible"), null=True, blank=True)
    highest = models.FloatField(_("máximo posible"), null=True, blank=True)
    source = models.CharField(max_length=12, blank=True, db_index=True, editable=False)

    class Meta:
        ordering = ["label"]
        verbose_name = _("medida")
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="one_measure_per_slug")]

    def __str__(self) -> str:
        return self.label


class Measurement(models.Model):
    """One value of one measure for one person at one moment. yes_no is 1 or 0; a category keeps its level in `level`."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="measurements", verbose_name=_("persona"))
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="measurements", verbose_name=_("medida"))
    measured_on = models.DateField(_("fecha"))
    wave = models.CharField(_("momento"), max_length=20, blank=True)
    value = models.FloatField(_("valor"), null=True, blank=True)
    level = models.CharField(_("categoría"), max_length=80, blank=True)
    source = models.CharField(max_length=12, blank=True, db_index=True, editable=False)

    class Meta:
        ordering = ["measured_on", "id"]
        verbose_name = _("valor")
        constraints = [models.UniqueConstraint(fields=["person", "measure", "wave", "measured_on"], name="one_value_per_moment")]

    def __str__(self) -> str:
        return f"{self.measure}: {self.level or self.value}"


class Spell(Record, Dated):
    """A dated stretch of work, home, participation or hospital. A sheltered job is never summed silently with open employment."""

    class Kind(models.TextChoices):
        JOB = "job", _("trabajo")
        HOME = "home", _("vivienda")
        PARTICIPATION = "participation", _("participación comunitaria")
        HOSPITAL = "hospital", _("ingreso hospitalario")

    class Type(models.TextChoices):
        OPEN_MARKET = "open_market", _("empleo ordinario")
        SUPPORTED = "supported", _("empleo con apoyo")
        SHELTERED = "sheltered", _("centro especial de empleo")
        ENCLAVE = "enclave", _("enclave laboral")
        SELF_EMPLOYED = "self_employed", _("trabajo por cuenta propia")
        INITIATIVE = "initiative", _("iniciativa económica")
        INTERNSHIP = "internship", _("prácticas")
        VOLUNTEER = "volunteer", _("voluntariado")
        STAFFED_HOME = "staffed_home", _("residencia con apoyo todo el día")
        SUPERVISED_FLAT = "supervised_flat", _("vivienda supervisada")
        GUEST_HOUSE = "guest_house", _("pensión")
        HOME_SUPPORT = "home_support", _("apoyo en el domicilio")
        OWN_TENANCY = "own_tenancy", _("vivienda propia o alquilada")
        WITH_FAMILY = "with_family", _("con su familia")
        HOMELESS = "homeless", _("sin vivienda")
        GROUP = "group", _("grupo o asociación")
        COURSE = "course", _("curso")
        CULTURE = "culture", _("actividad cultural o deportiva")
        WARD = "ward", _("hospital")

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="spells")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="spells", verbose_name=_("persona"))
    kind = models.CharField(_("qué"), max_length=14, choices=Kind)
    type = models.CharField(_("tipo"), max_length=16, choices=Type)
    hours = models.FloatField(_("horas por semana"), null=True, blank=True)
    support = models.PositiveSmallIntegerField(_("nivel de apoyo"), null=True, blank=True, help_text=_("0 sin apoyo … 4 todo el día"))
    end_reason = models.CharField(_("por qué terminó"), max_length=160, blank=True)
    source = models.CharField(max_length=12, blank=True, db_index=True, editable=False)

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = _("etapa")

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.starts_on}"


TYPES_OF_KIND: dict[str, tuple[str, ...]] = {
    Spell.Kind.JOB: ("open_market", "supported", "sheltered", "enclave", "self_employed", "initiative", "internship", "volunteer"),
    Spell.Kind.HOME: ("staffed_home", "supervised_flat", "guest_house", "home_support", "own_tenancy", "with_family", "homeless"),
    Spell.Kind.PARTICIPATION: ("group", "course", "culture", "volunteer"),
    Spell.Kind.HOSPITAL: ("ward",),
}
