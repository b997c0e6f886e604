"""Every day: finish what was interrupted, let go what the law no longer holds."""

from django.db.models import Q

from tejido.core import keys
from tejido.core.periods import today
from tejido.privacy.actions import end_retention, finish_erasure
from tejido.privacy.models import Erasure


def complete_erasures() -> str:
    """Destroy keys that a stopped server left, remove the last messages, and end what a law kept until today."""
    over = list(Erasure.objects.filter(retain_until__lte=today()).select_related("organisation"))
    for erasure in over:
        end_retention(erasure)
    left = list(Erasure.objects.filter(Q(shredded_at=None, keeps_name=False) | ~Q(mail_code="")))
    left += Erasure.objects.filter(keeps_name=True, mail_code="").exclude(person_code__in=keys.reductions())
    for erasure in left:
        finish_erasure(erasure)
    return f"{len(over)} retentions ended, {len(left)} erasures completed" if over or left else ""
