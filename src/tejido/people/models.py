"""Persons, who they are, and what they allow. The person's row carries no name: identity lies in a table of its own."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tejido.core.belongs import Belongs
from tejido.core.models import Record
from tejido.core.sealed import Mark, Sealed


class Person(Record):
    """A person whom an organisation accompanies, a family member included: each has a record and permissions of their own.

    `code` is the pseudonym used everywhere; `register_code` is what the organisation's own register calls the person. A record whose use
    is restricted is kept and nothing else: doors stay shut but for the person, nobody counts it.
    """

    class Kind(models.TextChoices):
        SERVED = "served", _("persona con experiencia propia")
        FAMILY = "family", _("familiar")

    class Restriction(models.TextChoices):
        NONE = "", _("sin limitar")
        ACCURACY = "accuracy", _("la persona dice que algo no es correcto y se está revisando")
        UNLAWFUL = "unlawful", _("no debía guardarse, y la persona prefiere que no se borre")
        CLAIMS = "claims", _("la persona lo necesita para una reclamación")
        OBJECTION = "objection", _("la persona se opuso y se está decidiendo")
        LEGAL_DUTY = "legal_duty", _("la persona pidió borrarlo y una ley obliga a guardar una parte")

    class Sex(models.TextChoices):
        WOMAN = "woman", _("mujer")
        MAN = "man", _("hombre")
        NON_BINARY = "non_binary", _("persona no binaria")
        NOT_STATED = "not_stated", _("no consta")

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="persons", verbose_name=_("entidad"))
    kind = models.CharField(_("participa como"), max_length=10, choices=Kind, default=Kind.SERVED)
    register_code = models.CharField(_("código en su registro"), max_length=60, blank=True)
    sex = models.CharField(_("sexo o género"), max_length=12, choices=Sex, default=Sex.NOT_STATED)
    birth_year = models.PositiveSmallIntegerField(_("año de nacimiento"), null=True, blank=True)
    registered_on = models.DateField(_("registro abierto el"))
    account = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="persons", verbose_name=_("cuenta"))
    restricted_on = models.DateField(_("uso limitado desde"), null=True, blank=True, editable=False)
    restriction = models.CharField(_("por qué"), max_length=12, choices=Restriction, default=Restriction.NONE, blank=True, editable=False)
    source = models.CharField(max_length=12, blank=True, db_index=True, editable=False, help_text="code of the import that brought this row; empty when typed in")
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["-registered_on", "code"]
        verbose_name = _("persona")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "register_code"], condition=~Q(register_code=""), name="one_person_per_register_code"),
        ]
        indexes = [models.Index(fields=["organisation", "-registered_on"])]

    def __str__(self) -> str:
        return self.code

    @property
    def is_restricted(self) -> bool:
        return self.restricted_on is not None


class Identity(models.Model):
    """Name and contact, sealed with the person's key. Nothing else in the database may hold them; only the verbs and doors of `people` read
    this table. A phone number or an e-mail address is found again, exactly, by its mark."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="identity", primary_key=True)
    organisation = Belongs(by="person")
    given_name = Sealed(_("nombre"), max_length=80, blank=True)
    family_name = Sealed(_("apellidos"), max_length=120, blank=True)
    preferred_name = Sealed(_("le gusta que le digan"), max_length=80, blank=True)
    birth_date = Sealed(_("fecha de nacimiento"), kind="date", blank=True)
    phone = Sealed(_("teléfono"), kind="phone", max_length=40, blank=True)
    phone_mark = Mark(of="phone")
    email = Sealed(_("correo electrónico"), kind="email", max_length=254, blank=True)
    email_mark = Mark(of="email")
    address = Sealed(_("dirección"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("identidad")
        indexes = [
            models.Index(fields=["organisation", "phone_mark"], name="identity_by_phone"),
            models.Index(fields=["organisation", "email_mark"], name="identity_by_email"),
        ]

    def __str__(self) -> str:
        return self.preferred_name or " ".join(part for part in (self.given_name, self.family_name) if part)


class Purpose(models.TextChoices):
    """What a permission is for: each is asked, answered and withdrawn on its own."""

    SERVICE = "service", _("recibir acompañamiento")
    HEALTH_DATA = "health_data", _("guardar datos sobre mi salud")
    SHARING = "sharing", _("compartir con una entidad que se nombra")
    IMAGE = "image", _("usar mi imagen o mi voz")
    IMPACT = "impact", _("contar mis datos, sin mi nombre, para saber qué ayuda")
    MESSAGES = "messages", _("recibir mensajes en el teléfono")
    FAMILY = "family", _("que participe mi familia")


class ConsentText(Record):
    """The words that were read out: a version never changes once somebody has answered it."""

    purpose = models.CharField(_("finalidad"), max_length=12, choices=Purpose)
    text_version = models.CharField(_("versión"), max_length=20)
    language = models.CharField(_("idioma"), max_length=5)
    text = models.TextField(_("texto"))
    published_on = models.DateField(_("desde"))

    class Meta:
        ordering = ["purpose", "-published_on"]
        verbose_name = _("texto del permiso")
        constraints = [models.UniqueConstraint(fields=["purpose", "text_version", "language"], name="one_text_per_version_and_language")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.text_version} · {self.language}"


class Consent(Record):
    """One answer of one person to one text: given or refused on a date, perhaps withdrawn later."""

    class Channel(models.TextChoices):
        PAPER = "paper", _("en papel")
        IN_PERSON = "in_person", _("en persona")
        PORTAL = "portal", _("en su página")
        PHONE = "phone", _("por teléfono")
        REGISTER = "register", _("consta en el registro de la entidad")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents", verbose_name=_("persona"))
    organisation = Belongs(by="person")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="answers", verbose_name=_("texto"))
    purpose = models.CharField(_("finalidad"), max_length=12, choices=Purpose)
    is_given = models.BooleanField(_("respuesta"), help_text=_("Sí o no: también se guarda el no."))
    given_on = models.DateField(_("fecha"))
    channel = models.CharField(_("cómo"), max_length=10, choices=Channel)
    explained_by = models.CharField(_("quién lo explicó"), max_length=120, blank=True)
    receiver = models.CharField(_("con quién se comparte"), max_length=160, blank=True)
    expires_on = models.DateField(_("vence"), null=True, blank=True)
    withdrawn_on = models.DateField(_("retirado el"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    source = models.CharField(max_length=12, blank=True, db_index=True, editable=False)

    class Meta:
        ordering = ["purpose", "-given_on", "-id"]
        verbose_name = _("permiso")
        indexes = [models.Index(fields=["purpose", "person"])]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {_('sí') if self.is_given else _('no')}"
