"""Reading is watched: whoever opens many records within an hour is noticed, and notices are read by somebody."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from tejido.core.breach import Touched, persons_in, rows_told, touched_in
from tejido.core.models import AuditEntry
from tejido.core.trail import record, require
from tejido.network.models import Notice, Organisation
from tejido.network.permissions import can_see_notice, places_of_trail, trail_visible_to
from tejido.network.watchers import notify, tell, watchers_of

MANY = 30
MANY_LISTED = 300  # six full pages of a list
MANY_FILES = 10
WITHIN = dt.timedelta(hours=1)
ALARM = "network.many_records_opened"
OPENING = "_viewed"  # how the verbs end that tell of one person's record or name being opened
ROWS_SEEN = "interop.rows_viewed"
TAKEN_ALONG = ("privacy.data_exported", "interop.rows_downloaded")
MANY_OPENED = gettext_noop("%(who)s abrió fichas de %(count)s personas en una hora. Puede tener un buen motivo: pregúntele.")
MANY_SEEN = gettext_noop("%(who)s vio en listas a %(count)s personas en una hora. Puede tener un buen motivo: pregúntele.")
MANY_ROWS = gettext_noop("%(who)s vio %(count)s filas de registros en una hora. Puede tener un buen motivo: pregúntele.")
MANY_TAKEN = gettext_noop("%(who)s descargó %(count)s archivos con datos de personas en una hora. Puede tener un buen motivo: pregúntele.")


def watch_reading(account: Any, organisation: Organisation) -> bool:
    """After a look at one person: more than 30 different ones within an hour are told to who watches, once an hour. True when told."""
    opened = _lately(account).filter(verb__endswith=OPENING).exclude(person="")
    return _tell_of(account, organisation, opened.order_by().values("person").distinct().count(), MANY, MANY_OPENED)


def watch_listing(account: Any, organisation: Organisation) -> bool:
    """After a page of a list: lists are read all day, but not hundreds of different persons in an hour."""
    pages = _lately(account).exclude(persons="").values_list("persons", flat=True)
    return _tell_of(account, organisation, len({code for page in pages for code in page.split()}), MANY_LISTED, MANY_SEEN)


def watch_rows(account: Any, organisation: Organisation) -> bool:
    """After rows of a register were shown: they hold names of persons who may have no record yet, so rows are counted, the same page once."""
    pages = _lately(account).filter(verb=ROWS_SEEN).order_by().values_list("target", "note").distinct()
    return _tell_of(account, organisation, sum(rows_told([note]) for _register, note in pages), MANY_LISTED, MANY_ROWS)


def watch_taking(account: Any, organisation: Organisation) -> bool:
    """After rows or copies were taken along as files: more than a few in an hour are told."""
    return _tell_of(account, organisation, _lately(account).filter(verb__in=TAKEN_ALONG).count(), MANY_FILES, MANY_TAKEN)


def _lately(account: Any) -> Any:
    return AuditEntry.objects.filter(actor=account.code, at__gte=timezone.now() - WITHIN)


def _tell_of(account: Any, organisation: Organisation, count: int, most: int, words: str) -> bool:
    link = reverse("desk:trail") + f"?account={account.code}"
    told = Notice.objects.filter(text=words, link=link, created_at__gte=timezone.now() - WITHIN)  # of this kind: lists that were read excuse no files
    if count <= most or told.exists():
        return False
    with transaction.atomic():
        record(ALARM, by=account, organisation=organisation, note=str(count))
        notify(organisation, "audit.read", words, link, who=str(account), count=count)
        tell(watchers_of(organisation, but=account), organisation)
    return True


@transaction.atomic
def see_notice(notice: Notice, *, by: Any) -> Notice:
    """Say that a notice was read: it leaves the desks of all who could see it."""
    require(can_see_notice(by, notice))
    if notice.seen_at is None:
        notice.seen_at, notice.seen_by = timezone.now(), by
        notice.save(update_fields=["seen_at", "seen_by"])
        record("network.notice_seen", by=by, on=notice, organisation=notice.place)
    return notice


@transaction.atomic
def ask_breach(since: dt.datetime, until: dt.datetime, *, by: Any, account: str = "") -> list[Touched]:
    """Of which persons was what seen or changed in this time, at the places where `by` reads the trail?"""
    places = places_of_trail(by)
    require(bool(places))
    touched = touched_in(trail_visible_to(by), since, until, account)
    for place in places:
        count = persons_in(one for one in touched if one.organisation == place.code)
        record("network.breach_asked", by=by, organisation=place, note=f"{since.date()} – {until.date()}: {count}")
    return touched


@transaction.atomic
def read_trail(lines: list[AuditEntry], *, by: Any, places: list[Any], note: str = "") -> list[AuditEntry]:
    """Read lines of the trail: they tell of persons, so the reading is a line too, at each place that was read."""
    require(trail_visible_to(by).filter(pk__in=[line.pk for line in lines]).count() == len(lines))
    for place in places:
        told = {code for line in lines if line.organisation == place.code for code in (line.person, *line.persons.split())} - {""}
        if told:
            record("network.trail_read", by=by, organisation=place, persons=sorted(told), note=note)
    return lines
