"""What persons ask about their own data, who approved it, what the law makes an organisation keep, and the ledger of erasures."""

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tejido.core.belongs import Belongs
from tejido.core.models import Record
from tejido.core.periods import Dated
from tejido.core.sealed import Sealed


class DataRequest(Record):
    """Something that a person, or an authority by law, asks about a record; it has a day by which it must be answered.

    `person_code` stays when the person is erased: the pseudonym, nothing else.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("una copia de sus datos")
        PORTABILITY = "portability", _("una copia para llevarla a otra entidad")
        RECTIFICATION = "rectification", _("que se corrija algo")
        RESTRICTION = "restriction", _("que se guarde sin usarse")
        ERASURE = "erasure", _("que se borre")
        OBJECTION = "objection", _("que no se use para algo")
        WITHDRAWAL = "withdrawal", _("retirar un permiso")
        COMPLAINT = "complaint", _("una queja")
        AUTHORITY = "authority", _("un juzgado o una autoridad pide una ficha")

    class State(models.TextChoices):
        OPEN = "open", _("por contestar")
        ANSWERED = "answered", _("contestada")
        REFUSED = "refused", _("contestada: no fue posible")
        CANCELLED = "cancelled", _("retirada")

    class Channel(models.TextChoices):
        PORTAL = "portal", _("en su página")
        PAPER = "paper", _("por escrito")
        IN_PERSON = "in_person", _("en persona")
        PHONE = "phone", _("por teléfono")

    class Proof(models.TextChoices):
        NONE = "", _("todavía no se comprobó")
        SIGNED_IN = "signed_in", _("entró en su cuenta y confirmó quién es")
        DOCUMENT = "document", _("mostró un documento")
        KNOWN = "known", _("la conoce quien la atiende, en persona")
        REPRESENTATIVE = "representative", _("su representante mostró el poder y su documento")
        COURT = "court", _("mandato escrito de la autoridad, comprobado por otra vía")

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="data_requests", verbose_name=_("entidad"))
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="data_requests", verbose_name=_("persona"))
    person_code = models.CharField(max_length=12, editable=False, db_index=True)
    kind = models.CharField(_("qué se pide"), max_length=14, choices=Kind)
    state = models.CharField(_("estado"), max_length=10, choices=State, default=State.OPEN)
    channel = models.CharField(_("cómo llegó"), max_length=10, choices=Channel, default=Channel.PORTAL)
    words = Sealed(_("con sus palabras"), max_length=2000, blank=True)
    authority = models.CharField(_("quién lo manda y con qué ley"), max_length=300, blank=True)
    received_on = models.DateField(_("llegó el"))
    due_on = models.DateField(_("se contesta antes del"))
    extended_on = models.DateField(_("plazo alargado el"), null=True, blank=True)
    extension_reason = models.CharField(_("por qué hace falta más tiempo"), max_length=300, blank=True)
    proof = models.CharField(_("cómo se comprobó quién es"), max_length=14, choices=Proof, default=Proof.NONE, blank=True)
    proof_on = models.DateField(_("comprobado el"), null=True, blank=True)
    filed_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    answer = Sealed(_("respuesta"), max_length=4000, blank=True)
    closed_on = models.DateField(_("contestada el"), null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("solicitud")
        indexes = [models.Index(fields=["organisation", "state", "due_on"], name="requests_by_deadline")]

    def __str__(self) -> str:
        return f"{self.person_code}: {self.get_kind_display()}"


class Approval(models.Model):
    """One person's yes to something that one person alone may not do."""

    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="approvals")
    organisation = Belongs(by="request")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]
        verbose_name = _("aprobación")
        constraints = [models.UniqueConstraint(fields=["request", "by"], name="one_approval_each")]

    def __str__(self) -> str:
        return f"{self.request.code} · {self.at:%Y-%m-%d}"


class LegalDuty(Record, Dated):
    """A law that makes an organisation keep a part of a record although the person asks to be erased, with its text and its years."""

    class Keeps(models.TextChoices):
        PARTICIPATIONS = "participations", _("en qué participó, desde cuándo y hasta cuándo, sin nombre")
        NAMED = "named", _("en qué participó, desde cuándo y hasta cuándo, con su nombre")

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="legal_duties", verbose_name=_("entidad"))
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programa"))
    keeps = models.CharField(_("qué hay que guardar"), max_length=14, choices=Keeps, default=Keeps.PARTICIPATIONS)
    law = models.CharField(_("qué norma lo manda"), max_length=300)
    years = models.PositiveSmallIntegerField(_("años desde la salida"))

    class Meta:
        ordering = ["law"]
        verbose_name = _("obligación legal")

    def __str__(self) -> str:
        return self.law


class RightsTerms(Record):
    """How long an organisation takes to answer, and to whom its people turn. Without it: one month, and two more with a reason."""

    organisation = models.OneToOneField("network.Organisation", on_delete=models.CASCADE, related_name="rights_terms", verbose_name=_("entidad"))
    answer_days = models.PositiveSmallIntegerField(_("días para contestar"), null=True, blank=True)
    extension_days = models.PositiveSmallIntegerField(_("días más, si hace falta"), null=True, blank=True)
    contact = models.CharField(_("a quién preguntar"), max_length=200, blank=True)
    authority = models.CharField(_("a qué autoridad quejarse"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("plazos y contacto")

    def __str__(self) -> str:
        return f"{self.organisation_id}"


class Erasure(Record):
    """That somebody was erased: a pseudonym, when, why and what had to stay. Nothing that says who it was."""

    class AskedBy(models.TextChoices):
        PERSON = "person", _("la persona")
        REPRESENTATIVE = "representative", _("su representante")
        RESTORED = "restored", _("estaba en una copia antigua que se recuperó")

    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="erasures", verbose_name=_("entidad"))
    person_code = models.CharField(max_length=12, unique=True, editable=False)
    asked_by = models.CharField(_("quién lo pidió"), max_length=14, choices=AskedBy)
    request_code = models.CharField(max_length=12, blank=True)
    approved_by = models.CharField(max_length=12, blank=True, help_text="code of the account that approved it")
    done_at = models.DateTimeField(_("hecho"))
    removed = models.JSONField(_("qué se borró"), default=dict, help_text="kind → number of rows")
    kept = models.JSONField(_("qué se guarda y por qué"), default=list, help_text="[{what, law, keeps, until, participations}]")
    keeps_name = models.BooleanField(default=False)
    retain_until = models.DateField(_("se guarda hasta"), null=True, blank=True, help_text="the next day on which a part of it goes")
    shredded_at = models.DateTimeField(_("llave destruida"), null=True, blank=True)
    mail_code = models.CharField(max_length=12, blank=True, help_text="the message of confirmation, removed once it has left")

    class Meta:
        ordering = ["-done_at"]
        verbose_name = _("borrado")

    def __str__(self) -> str:
        return self.person_code

    @property
    def parts(self) -> list[dict[str, Any]]:
        return with_days(self.kept)


def with_days(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is kept, each part with its day as a date, for a page."""
    return [{**one, "until": dt.date.fromisoformat(one["until"])} for one in kept]
