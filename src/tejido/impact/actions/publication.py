"""The second pair of eyes: returning, approving, withdrawing."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tejido.core.trail import Refused, claim, record, require
from tejido.impact.models import Release
from tejido.impact.owners import owner_of
from tejido.impact.permissions import can_review_release, can_withdraw_release
from tejido.impact.release import audit_of, sealed_document
from tejido.impact.seal import seal_of


class NotInReview(Refused):
    """Only what was sent to review can be judged."""


class DisclosurePossible(Refused):
    """A reader could work out a protected cell from what would be published."""


@transaction.atomic
def return_release(release: Release, *, by: Any, note: str) -> Release:
    """Give the release back with comments."""
    require(can_review_release(by, release))
    if not note.strip():
        raise Refused(_("Escriba qué hay que cambiar, para que quien lo preparó pueda hacerlo."))
    claim(release, None)
    _in_review(release)
    release.status, release.review_note, release.reviewed_by = Release.Status.RETURNED, note.strip(), by
    release.save(update_fields=["status", "review_note", "reviewed_by"])
    record("impact.release_returned", by=by, on=release, organisation=owner_of(release.answer.plan))
    return release


@transaction.atomic
def approve_release(release: Release, *, by: Any) -> Release:
    """Publish: attack it once more, protect it, seal it and give it the next number of its address."""
    require(can_review_release(by, release))
    claim(release, None)
    _in_review(release)
    report = audit_of(release.answer)
    if not report.is_clean:
        raise DisclosurePossible(
            _("No se puede publicar: de lo que se mostraría se podrían deducir %(n)s casillas protegidas. Avise a quien cuida los datos.") % {"n": len(report.unsafe)}
        )
    release.published_at = timezone.now()
    release.number = (Release.objects.filter(slug=release.slug).aggregate(last=Max("number"))["last"] or 0) + 1
    release.document = sealed_document(release, release.number, timezone.localtime(release.published_at))
    if all(row["estimate"] is None for row in release.document["estimates"]):
        raise DisclosurePossible(_("Después de proteger a las personas no queda ninguna cifra que mostrar. Devuélvalo con comentarios."))
    release.seal = seal_of(release.document)
    release.status, release.reviewed_by, release.review_note = Release.Status.PUBLISHED, by, ""
    release.save(update_fields=["published_at", "number", "document", "seal", "status", "reviewed_by", "review_note"])
    record("impact.release_published", by=by, on=release, organisation=owner_of(release.answer.plan), note=release.seal)
    return release


@transaction.atomic
def withdraw_release(release: Release, *, by: Any, reason: str) -> Release:
    """Take the figures of an issue off the public page, which from then on says that, when and why."""
    require(can_withdraw_release(by, release))
    if not reason.strip():
        raise Refused(_("Escriba por qué se retira: la página pública lo dirá."))
    claim(release, None)
    release.refresh_from_db()
    if release.status != Release.Status.PUBLISHED:
        raise Refused(_("Solo se retira un informe que está publicado."))
    release.status, release.withdrawn_reason = Release.Status.WITHDRAWN, reason.strip()[:300]
    release.save(update_fields=["status", "withdrawn_reason"])
    record("impact.release_withdrawn", by=by, on=release, organisation=owner_of(release.answer.plan))
    return release


def _in_review(release: Release) -> None:
    release.status = Release.objects.values_list("status", flat=True).get(pk=release.pk)
    if release.status != Release.Status.IN_REVIEW:
        raise NotInReview(_("El informe está «%(status)s»: solo se juzga lo que se envió a revisión.") % {"status": release.get_status_display()})
