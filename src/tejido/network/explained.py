"""The catalogue in words: for each table about people, which data there are and which roles read and write them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tejido.network.catalogue import IDENTIFYING, INTERNAL, PUBLIC, SECRET, SELF, SPECIAL, Kept, catalogue, reach
from tejido.network.roles import ROLES, Role

Words = str | Promise

CLASS_WORDS: dict[str, tuple[Words, Words]] = {
    PUBLIC: (_("público"), _("lo que cualquiera puede saber de una entidad, una red o un informe ya publicado")),
    INTERNAL: (_("de trabajo"), _("lo que el programa necesita para ordenar: fechas de guardado, claves, a qué entidad pertenece")),
    IDENTIFYING: (_("de identidad"), _("lo que dice quién es alguien: nombre, contacto, cuenta")),
    SPECIAL: (_("delicado"), _("lo que habla de la vida o la salud de quien es acompañado; estar en la lista ya lo es")),
    SECRET: (_("secreto"), _("contraseñas y llaves: no las lee nadie, tampoco quien administra")),
}

TITLES: dict[str, Words] = {
    "people.Person": _("La ficha"),
    "people.Identity": _("Nombre y contacto"),
    "people.Consent": _("Lo que cada persona decidió"),
    "programmes.Enrolment": _("Participaciones en grupos"),
    "outcomes.Assessment": _("Cuestionarios"),
    "outcomes.Score": _("Resultados de los cuestionarios"),
    "outcomes.Goal": _("Metas, con sus palabras"),
    "outcomes.Measurement": _("Medidas"),
    "outcomes.Spell": _("Empleo, vivienda y otros períodos"),
    "impact.Answer": _("Tablas exactas, antes de publicar"),
    "interop.Import": _("Archivos que se traen"),
    "interop.ImportRow": _("Filas por corregir de un archivo"),
    "privacy.DataRequest": _("Lo que alguien pide sobre sus datos"),
    "privacy.Erasure": _("Constancia de lo que se borró"),
    "core.AuditEntry": _("Rastro de quién hizo y quién miró qué"),
    "core.OutgoingMail": _("Mensajes que salen"),
    "accounts.User": _("Cuentas"),
    "account.EmailAddress": _("Correo de las cuentas"),
    "account.EmailConfirmation": _("Enlaces para confirmar el correo"),
    "mfa.Authenticator": _("Segundo paso para entrar"),
    "usersessions.UserSession": _("Sesiones abiertas"),
    "sessions.Session": _("Llaves de las sesiones"),
    "network.RoleAssignment": _("Papeles"),
    "network.EmergencyAccess": _("Accesos de emergencia"),
    "network.Notice": _("Avisos a quien protege los datos"),
}

# Fields whose model carries no words for a reader, the libraries' among them.
LABELS: dict[str, Words] = {
    "at": _("cuándo"), "actor_name": _("nombre de quien lo hizo"), "target": _("en qué registro"), "person": _("de qué persona"),
    "persons": _("de qué personas"), "note": _("nota"), "recipient": _("a quién"), "subject": _("asunto"), "body": _("texto"),
    "withdrawn_at": _("hora en que se retiró"), "assessment": _("cuestionario"), "scale": _("escala"), "value": _("valor"),
    "answered": _("cuántas preguntas se contestaron"), "document": _("tablas"), "file": _("el archivo"), "reading": _("cómo se leyó el archivo"),
    "mapping": _("qué significa cada columna"), "problem": _("qué falló"), "brought": _("importación"), "cells": _("celdas"), "problems": _("qué le falta a cada celda"),
    "user": _("cuenta"), "type": _("tipo"), "last_used_at": _("última vez que se usó"), "ip": _("dirección de internet"), "last_seen_at": _("última actividad"),
    "user_agent": _("navegador"), "data": _("datos de la sesión"), "email_address": _("correo"), "email": _("correo electrónico"), "verified": _("confirmado"),
    "primary": _("principal"), "person_code": _("código de la persona"), "key": _("llave"), "session_key": _("llave"), "session_data": _("contenido de la sesión"),
    "password": _("contraseña"), "account": _("cuenta"), "actor": _("quién"), "items": _("preguntas"),
}  # fmt: skip


@dataclass(frozen=True)
class Readers:
    """Fields of one table with the same class and the same readers."""

    kind: str
    fields: tuple[str, ...]
    roles: tuple[Role, ...]
    oneself: bool

    @property
    def kind_words(self) -> Words:
        return CLASS_WORDS[self.kind][0]


@dataclass(frozen=True)
class Table:
    """One kind of record about people."""

    kept: Kept
    title: str
    readers: tuple[Readers, ...]
    writers: tuple[Role, ...]


def label_of(label: str, name: str) -> str:
    """What a reader calls this field."""
    words = apps.get_model(label)._meta.get_field(name)._verbose_name  # type: ignore[union-attr]
    return str(words if isinstance(words, Promise) else LABELS.get(name, name.replace("_", " ")))


def title_of(label: str) -> str:
    return str(TITLES.get(label) or capfirst(apps.get_model(label)._meta.verbose_name))


def readers_of(known: Kept, kinds: Iterable[str]) -> Iterator[Readers]:
    """The fields of these classes, those with equal readers together."""
    groups: dict[tuple[str, tuple[str, ...], bool], list[str]] = {}
    present = [column.name for column in apps.get_model(known.label)._meta.concrete_fields if column.name in known.classes]
    for name in (name for kind in kinds for name in present if known.classes[name] == kind):
        reached = {slug: reach(role, known.label, name) for slug, role in ROLES.items()}
        by_place = tuple(slug for slug, how_far in reached.items() if how_far not in ("", SELF))
        own = known.readers(name) & {SELF, "own.read"}
        groups.setdefault((known.classes[name], by_place, bool(own)), []).append(label_of(known.label, name))
    for (kind, slugs, oneself), labels in groups.items():
        yield Readers(kind, tuple(dict.fromkeys(labels)), tuple(ROLES[slug] for slug in slugs), oneself)


def writers_of(known: Kept) -> tuple[Role, ...]:
    """Roles that may write at least one field through a form."""
    asked = frozenset[str]().union(*known.written_by.values())
    return tuple(role for role in ROLES.values() if asked & role.capabilities)


def tables(kinds: Iterable[str] = (IDENTIFYING, SPECIAL, SECRET), purposes: Iterable[str] = ()) -> list[Table]:
    """Every table that holds data of these classes about somebody, in the order of the catalogue."""
    wanted, present = set(purposes), {model._meta.label for model in apps.get_models(include_auto_created=True)}
    found = []
    for known in catalogue().values():
        if known.subjects == ("none",) or known.label not in present or (wanted and known.purpose not in wanted):
            continue
        if readers := tuple(readers_of(known, kinds)):
            found.append(Table(known, title_of(known.label), readers, writers_of(known)))
    return found


def about_a_person() -> list[Table]:
    """The tables that speak of who is accompanied."""
    return [table for table in tables((IDENTIFYING, SPECIAL)) if "persons" in table.kept.subjects and table.kept.owner == "organisation"]
