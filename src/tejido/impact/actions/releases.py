"""Preparing a release, until it is sent to a second person."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tejido.core.trail import Refused, claim, record, require
from tejido.impact.models import Answer, Release
from tejido.impact.owners import owner_of
from tejido.impact.permissions import can_edit_release, can_prepare_release
from tejido.impact.queries import open_release_of

Words = Mapping[str, str]
Ideas = Mapping[str, Sequence[Mapping[str, str]]]

OPEN = (Release.Status.PREPARED, Release.Status.RETURNED)


class NothingToPublish(Refused):
    """Every estimate of the answer was refused or would be hidden."""


class NotOpen(Refused):
    """The release is already with the reviewer, or out."""


class SlugOfAnother(Refused):
    """A public address belongs to whoever published there first."""


@transaction.atomic
def prepare_release(answer: Answer, *, by: Any, slug: str, title: Words, lead: Words, easy: Ideas) -> Release:
    """Start a release from an answer. Nothing is public before a second person has approved it."""
    require(can_prepare_release(by, answer))
    if not any(row["estimate"] is not None for row in answer.document["estimates"]):
        raise NothingToPublish(_("Esta respuesta no da ninguna cifra, así que no hay nada que publicar."))
    if open_release_of(answer) is not None:
        raise NotOpen(_("Esta respuesta ya tiene un informe en camino: continúe con aquel."))
    _own_slug(answer, slug)
    release = Release.objects.create(
        answer=answer, slug=slug, title=dict(title), lead=dict(lead), easy=_plain(easy), prepared_by=by, is_demo=answer.plan.is_demo
    )
    record("impact.release_prepared", by=by, on=release, organisation=owner_of(answer.plan))
    return release


@transaction.atomic
def edit_release(release: Release, *, by: Any, title: Words, lead: Words, easy: Ideas, version: int | None = None) -> Release:
    """Change the words while the release is in the hands of whoever prepares it."""
    require(can_edit_release(by, release))
    claim(release, version)
    _still(release, OPEN)
    release.title, release.lead, release.easy = dict(title), dict(lead), _plain(easy)
    release.save(update_fields=["title", "lead", "easy"])
    record("impact.release_edited", by=by, on=release, organisation=owner_of(release.answer.plan), fields=["title", "lead", "easy"])
    return release


@transaction.atomic
def send_to_review(release: Release, *, by: Any) -> Release:
    """Hand the release to a second person."""
    require(can_edit_release(by, release))
    claim(release, None)
    _still(release, OPEN)
    if not release.title.get("es"):
        raise Refused(_("Falta el título en español."))
    release.status = Release.Status.IN_REVIEW
    release.save(update_fields=["status"])
    record("impact.release_sent_to_review", by=by, on=release, organisation=owner_of(release.answer.plan))
    return release


@transaction.atomic
def reissue_release(release: Release, *, by: Any, answer: Answer) -> Release:
    """Prepare the next issue of a published address from a newer answer; the older issue stays readable."""
    require(can_edit_release(by, release) and can_prepare_release(by, answer))
    if release.number is None:
        raise NotOpen(_("Este informe todavía no se ha publicado: no hace falta otra edición."))
    if answer.plan.slug != release.answer.plan.slug:
        raise Refused(_("La respuesta es de otra pregunta. Prepare para ella un informe propio."))
    return prepare_release(answer, by=by, slug=release.slug, title=release.title, lead=release.lead, easy=release.easy)


def _still(release: Release, allowed: Sequence[str]) -> None:
    """The status may have changed since the page was opened."""
    release.status = Release.objects.values_list("status", flat=True).get(pk=release.pk)
    if release.status not in allowed:
        raise NotOpen(_("El informe está «%(status)s» y no se puede cambiar ahora.") % {"status": release.get_status_display()})


def _own_slug(answer: Answer, slug: str) -> None:
    same = {"answer__plan__organisation": answer.plan.organisation_id, "answer__plan__network": answer.plan.network_id, "answer__plan__slug": answer.plan.slug}
    if Release.objects.filter(slug=slug).exclude(**same).exists():
        raise SlugOfAnother(_("La dirección «%(slug)s» ya es de otro informe. Elija otra.") % {"slug": slug})


def _plain(easy: Ideas) -> dict[str, list[dict[str, str]]]:
    return {language: [dict(idea) for idea in ideas] for language, ideas in easy.items()}
