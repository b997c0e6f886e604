"""Every kind of row that reaches a person: how it is found, what of it goes into their copy, and who erases it.

The list must cover everything that `graph.reached_by_any_way` finds; what is in neither table fails a test.
"""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tejido.people.models import Person

# Fields that the copy leaves out everywhere: keys of the database, and what only says to which organisation or person the row belongs.
TECHNICAL = frozenset({"id", "version", "is_demo", "organisation", "person", "source", "user", "account", "person_code"})


@dataclass(frozen=True)
class Kind:
    """`path`: lookup from the row to the person · `left_out`: field → why it is not in the copy · `erased_by`: the app with the verb ·
    `but`: which of these rows are not shown to the person."""

    label: str
    slug: str
    title: str | Promise
    path: str
    erased_by: str
    left_out: dict[str, Any]
    but: dict[str, Any] = field(default_factory=dict)

    @property
    def model(self) -> Any:
        return apps.get_model(self.label)

    def rows_of(self, person: Person) -> QuerySet[Any]:
        """The rows about this person, oldest first."""
        if self.path.startswith("account"):
            top = self.path.removeprefix("account").removeprefix("__")
            found = self.model._default_manager.filter(**{top or "pk": person.account_id})
        else:
            found = self.model._default_manager.filter(**{self.path: person.pk})
        return (found.exclude(**self.but) if self.but else found).order_by("pk")

    def fields(self) -> list[Any]:
        """The fields that the copy carries."""
        return [f for f in self.model._meta.concrete_fields if f.name not in TECHNICAL and f.name not in self.left_out and not _is_mark(f)]


def _is_mark(field: Any) -> bool:
    """A blind index is made from a field that is in the copy already."""
    return type(field).__name__ == "Mark"


COLLEAGUE = _("nombre de una persona que trabaja en la entidad")
OTHERS = _("puede llevar el nombre de otra persona")
BY_LETTER = _("lo que pide un juzgado o una autoridad se le dice por carta, cuando la ley lo permite")
SECRET = _("secreto con el que se entra: entregarlo abriría su cuenta")

KINDS: tuple[Kind, ...] = (
    Kind("people.Person", "person", _("Mi ficha"), "pk", "people", {}),
    Kind("people.Identity", "identity", _("Mi nombre y mi contacto"), "person", "people", {}),
    Kind("people.Consent", "consents", _("Lo que decidí"), "person", "people", {"explained_by": COLLEAGUE}),
    Kind("programmes.Enrolment", "enrolments", _("En qué participé"), "person", "programmes", {}),
    Kind("outcomes.Assessment", "assessments", _("Cuestionarios"), "person", "outcomes", {"informant": OTHERS}),
    Kind("outcomes.Score", "scores", _("Resultados de los cuestionarios"), "assessment__person", "outcomes", {}),
    Kind("outcomes.Goal", "goals", _("Mis metas"), "person", "outcomes", {}),
    Kind("outcomes.Measurement", "measurements", _("Medidas"), "person", "outcomes", {}),
    Kind("outcomes.Spell", "spells", _("Trabajo, vivienda y otras etapas"), "person", "outcomes", {}),
    Kind("privacy.DataRequest", "requests", _("Lo que pedí sobre mis datos"), "person", "privacy",
         {"filed_by": COLLEAGUE, "closed_by": COLLEAGUE, "authority": BY_LETTER}, {"kind": "authority"}),
    Kind("accounts.User", "account", _("Mi cuenta"), "account", "accounts", {"password": SECRET}),
    Kind("account.EmailAddress", "addresses", _("Correos con los que entro"), "account__user", "accounts", {}),
    Kind("mfa.Authenticator", "second_factors", _("Segundos pasos para entrar"), "account__user", "accounts", {"data": SECRET}),
    Kind("usersessions.UserSession", "sessions", _("Dónde tengo la sesión abierta"), "account__user", "accounts", {"session_key": SECRET, "data": SECRET}),
    Kind("network.AccessToken", "tokens", _("Pases que di a otros programas"), "account__user", "accounts", {"secret_hash": SECRET, "role": _("está en los papeles de la cuenta")}),
    Kind("network.RoleAssignment", "roles", _("Papeles de mi cuenta"), "account__user", "accounts", {}),
)  # fmt: skip

# Reached in another way, and covered by hand: where, and what happens to it on erasure.
BY_HAND: dict[str, str] = {
    "core.AuditEntry": "in the copy as «looks» (export.looks_of); stays, for it holds the pseudonym only",
    "core.OutgoingMail": "in the copy as «mails», without their text; removed by privacy",
    "interop.ImportRow": "in the copy as «import_rows»; removed by interop",
    "interop.Import": "the file that brought the person, removed by interop when the person is erased; its other fields tell nothing of a person",
    "sessions.Session": "ended by accounts; what it holds is the account's number",
    "account.EmailConfirmation": "a key on its way to an address; removed with the address",
    "network.Invitation": "to an address, gone in days; that a mail was sent is in the copy; removed by privacy",
    "privacy.Erasure": "written when everything else has gone: the ledger of it",
    "privacy.Approval": "who approved a request: a colleague; stays with the bare request, which holds the pseudonym only",
}

# Reached through the account only by those who work: what a colleague did for the organisation, not what is kept about a person served.
OF_THE_WORK: dict[str, str] = {
    "impact.Plan": "written by a colleague",
    "impact.Answer": "asked by a colleague; its tables are of groups",
    "impact.Release": "prepared or reviewed by a colleague",
    "network.EmergencyAccess": "opened by a colleague; the person reads of it among the looks",
    "network.Notice": "seen by a colleague; it never names a person",
}


def covered() -> set[str]:
    return {kind.label for kind in KINDS} | BY_HAND.keys() | OF_THE_WORK.keys()
