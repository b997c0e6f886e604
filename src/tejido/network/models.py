"""Networks, their members, the regions they are in and the community spaces they open. Everything that can change is dated."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tejido.core.models import Record
from tejido.core.periods import Dated
from tejido.core.walls.standing import Outside, Wall
from tejido.network.roles import ROLE_CHOICES


class Region(models.Model):
    """A first-level region of ISO 3166-2, such as ES-AN or SV-SS; loaded from `regions.csv`."""

    iso = models.CharField(_("código"), max_length=8, unique=True)
    country = models.CharField(_("país"), max_length=2, db_index=True)
    name = models.CharField(_("nombre"), max_length=80)

    class Meta:
        ordering = ["country", "name"]

    def __str__(self) -> str:
        return self.name


class Network(Record):
    """A network of independent entities. It may itself be a member of a network: three levels are usual."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("nombre"), max_length=160)
    purpose = models.TextField(_("para qué existe"), blank=True)
    website = models.URLField(_("sitio web"), blank=True)
    founded_on = models.DateField(_("desde"), null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("red")

    def __str__(self) -> str:
        return self.name


class Organisation(Record):
    """A legal entity of its own, controller of its own data."""

    class LegalForm(models.TextChoices):
        ASSOCIATION = "association", _("asociación")
        FOUNDATION = "foundation", _("fundación")
        FEDERATION = "federation", _("federación")
        COOPERATIVE = "cooperative", _("cooperativa")
        RELIGIOUS = "religious", _("entidad religiosa")
        HEALTH = "health", _("institución de salud")
        SOCIAL = "social", _("institución de servicios sociales")
        MUNICIPAL = "municipal", _("entidad municipal")
        UNIVERSITY = "university", _("universidad")
        COMPANY = "company", _("empresa")
        SHELTERED = "sheltered", _("centro especial de empleo")
        INFORMAL = "informal", _("grupo sin personería jurídica")

    slug = models.SlugField(unique=True)
    name = models.CharField(_("nombre"), max_length=160)
    legal_form = models.CharField(_("naturaleza jurídica"), max_length=20, choices=LegalForm, default=LegalForm.ASSOCIATION)
    country = models.CharField(_("país"), max_length=2)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("región"))
    town = models.CharField(_("localidad"), max_length=80, blank=True)
    latitude = models.FloatField(_("latitud"), null=True, blank=True)
    longitude = models.FloatField(_("longitud"), null=True, blank=True)
    founded_on = models.DateField(_("desde"), null=True, blank=True)
    website = models.URLField(_("sitio web"), blank=True)
    about = models.TextField(_("qué hace"), blank=True)
    band_draft = models.CharField(_("ligamento de la franja"), max_length=12, blank=True)
    band_dye = models.PositiveSmallIntegerField(_("colores de la franja"), null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("entidad")
        constraints = [
            models.UniqueConstraint(fields=["band_draft", "band_dye"], condition=Q(band_dye__isnull=False), name="one_band_each"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:organisation", args=[self.code])


class Membership(Record, Dated):
    """An organisation, or a network, as member of a network for a time."""

    wall = Outside("who is a member of whom is public: a network has no secret members")

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("red"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("entidad"))
    member_network = models.ForeignKey(Network, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships_held", verbose_name=_("red miembro"))
    evidence_agreed_on = models.DateField(
        _("aporta a los resultados de la red desde"), null=True, blank=True,
        help_text=_("Desde esta fecha la entidad permite que sus datos, con permiso de cada persona y sin identidad, entren en las respuestas de la red."),
    )

    class Meta:
        ordering = ["starts_on"]
        verbose_name = _("membresía")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, member_network__isnull=True) | Q(organisation__isnull=True, member_network__isnull=False),
                name="one_kind_of_member",
            ),
            models.CheckConstraint(condition=~Q(network=models.F("member_network")), name="no_network_in_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or self.member_network} · {self.network}"


class Space(Record, Dated):
    """A community space: a place open to whoever needs to be heard. The goal is one in every region."""

    wall = Outside("where a space opens, and when, is told to everybody")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="spaces", verbose_name=_("entidad"))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="spaces", verbose_name=_("región"))
    name = models.CharField(_("nombre"), max_length=120)
    town = models.CharField(_("localidad"), max_length=80, blank=True)
    opening_hours = models.CharField(_("cuándo abre"), max_length=160, blank=True)

    class Meta:
        ordering = ["region__country", "region__name", "name"]
        verbose_name = _("espacio comunitario")

    def __str__(self) -> str:
        return self.name


class RoleAssignment(Record, Dated):
    """A role that a user holds at a place for a time. Nothing else grants anything."""

    wall = Wall(affairs=True, account="user_id")

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="roles", verbose_name=_("cuenta"))
    role = models.CharField(_("papel"), max_length=30, choices=ROLE_CHOICES)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="roles", verbose_name=_("entidad"))
    network = models.ForeignKey(Network, on_delete=models.CASCADE, null=True, blank=True, related_name="roles", verbose_name=_("red"))

    class Meta:
        ordering = ["user__name", "starts_on"]
        verbose_name = _("papel")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, network__isnull=True) | Q(organisation__isnull=True, network__isnull=False),
                name="role_at_one_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.place}"

    @property
    def place(self) -> Any:
        return self.organisation or self.network


class Invitation(Record):
    """A role offered to whoever reads the mail of an address. It grants nothing, and is gone once it is accepted or withdrawn."""

    wall = Wall(affairs=True)

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations", verbose_name=_("entidad"))
    network = models.ForeignKey(Network, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations", verbose_name=_("red"))
    role = models.CharField(_("papel"), max_length=30, choices=ROLE_CHOICES)
    email = models.EmailField(_("correo electrónico"))
    name = models.CharField(_("nombre"), max_length=120, help_text="as the inviter typed it, whoever the address belongs to")
    language = models.CharField(_("idioma"), max_length=5, default="es")
    invited_by = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+", verbose_name=_("quién invitó"))
    expires_at = models.DateTimeField(_("sirve hasta"))

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invitación")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, network__isnull=True) | Q(organisation__isnull=True, network__isnull=False),
                name="invitation_to_one_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.place}"

    @property
    def place(self) -> Any:
        return self.organisation or self.network

    @property
    def is_open(self) -> bool:
        return self.expires_at > timezone.now()


class EmergencyAccess(Record):
    """Leave to read the records of one's own organisation for some minutes, with a reason, in front of those who watch over it.

    It ends by itself. It opens reading and nothing else, and only at the organisation where the role is held.
    """

    class Category(models.TextChoices):
        LIFE = "life", _("hay peligro para la vida o la salud de alguien")
        CALL = "call", _("llamó una familia o un servicio de urgencias")
        VIOLENCE = "violence", _("hay violencia o riesgo de que la haya")
        OTHER = "other", _("otra urgencia que se explica")

    LONGEST = 60
    SHORTEST_REASON = 20

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="emergencies", verbose_name=_("quién"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="emergencies", verbose_name=_("entidad"))
    category = models.CharField(_("qué ocurre"), max_length=10, choices=Category)
    reason = models.CharField(_("por qué hace falta"), max_length=400)
    starts_at = models.DateTimeField(_("desde"))
    ends_at = models.DateTimeField(_("hasta"))
    ended_at = models.DateTimeField(_("terminado"), null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("quién lo terminó"))

    class Meta:
        ordering = ["-starts_at"]
        verbose_name = _("acceso de emergencia")
        indexes = [models.Index(fields=["user", "-ends_at"], name="emergencies_of_an_account")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="an_emergency_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and self.starts_at <= timezone.now() < self.ends_at

    @property
    def minutes_left(self) -> int:
        return max(0, -(-int((self.ends_at - timezone.now()).total_seconds()) // 60))


class Notice(Record):
    """Something that those who hold a capability at a place should know. One of them says that it was seen, for all."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("entidad"))
    network = models.ForeignKey(Network, on_delete=models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("red"))
    capability = models.CharField(max_length=40)
    text = models.CharField(_("aviso"), max_length=300, help_text="a sentence of the catalogues, translated for whoever reads it")
    values = models.JSONField(default=dict, blank=True, help_text="what the sentence names: codes, numbers and accounts, never a person")
    link = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField(_("visto"), null=True, blank=True)
    seen_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("quién lo vio"))

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("aviso")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, network__isnull=True) | Q(organisation__isnull=True, network__isnull=False),
                name="notice_at_one_place",
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def place(self) -> Any:
        return self.organisation or self.network

    @property
    def words(self) -> str:
        return gettext(self.text) % self.values


class AccessToken(Record):
    """The pass of a program: one role of its maker, narrowed to some capabilities, until a day. It ends with the role.

    Only a hash of the secret is kept; whoever loses it makes another.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="tokens", verbose_name=_("de quién"))
    role = models.ForeignKey(RoleAssignment, on_delete=models.CASCADE, related_name="tokens", verbose_name=_("papel"))
    name = models.CharField(_("para qué programa"), max_length=80)
    capabilities = models.JSONField(_("qué puede leer"), default=list)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("sirve hasta"))
    last_used_at = models.DateTimeField(_("última vez"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("pase de programa")

    def is_good(self) -> bool:
        """Whether it opens anything still; whether its role goes on is asked at each request."""
        return self.revoked_at is None and self.expires_at > timezone.now() and self.role.is_on()

    def __str__(self) -> str:
        return self.name
