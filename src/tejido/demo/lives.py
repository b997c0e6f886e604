"""Two years in the lives of people who do not exist, from a seed: the same seed makes the same lives."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tejido.demo.names import family_name, given_name
from tejido.demo.programmes import Asked, Group, Offer
from tejido.outcomes.packs import Pack, pack_of
from tejido.outcomes.scoring import score

FAMILY_SEX, SERVED_SEX = (("woman", 78), ("man", 20), ("not_stated", 2)), (("woman", 45), ("man", 51), ("non_binary", 2), ("not_stated", 2))
EXITS = ((None, 80), ("own_decision", 8), ("lost_contact", 7), ("moved", 4), ("referred", 1))
# purpose: how many in a hundred say yes, how many say no (the others were not asked yet), for how many days it holds
PERMISSIONS = {"service": (99, 1, None), "health_data": (95, 4, None), "impact": (89, 8, None), "messages": (58, 30, 330), "family": (40, 45, None), "image": (22, 60, 730)}
CHANNELS = (("paper", 60), ("in_person", 35), ("phone", 5))
JOBS_WITH, JOBS_WITHOUT = (("open_market", 55), ("supported", 33), ("sheltered", 12)), (("open_market", 46), ("sheltered", 46), ("enclave", 8))
#: Where a kind of home is, in the words of the interviews.
PLACES = {
    "homeless": "en la calle", "with_family": "con la familia", "guest_house": "pensión o residencia", "staffed_home": "pensión o residencia",
    "supervised_flat": "piso con apoyo", "own_tenancy": "casa propia",
}  # fmt: skip
ENDINGS = ("terminó el contrato", "decidió dejarlo", "cambió a otro trabajo", "cerró la empresa")


@dataclass
class Life:
    """One invented person, as rows to be: everything but the keys of the database."""

    kind: str
    sex: str
    birth_year: int
    given: str
    family: str
    registered_on: dt.date
    stays: list[tuple[str, str, dt.date, dt.date | None, str, str]] = field(default_factory=list)
    permissions: list[tuple[str, bool, dt.date, str, dt.date | None, dt.date | None]] = field(default_factory=list)
    answers: list[tuple[str, str, dt.date, str, dict[str, int], list[tuple[str, float | None, int]]]] = field(default_factory=list)
    spells: list[tuple[str, str, dt.date, dt.date | None, float | None, int | None, str]] = field(default_factory=list)
    values: list[tuple[str, str, dt.date, float | None, str]] = field(default_factory=list)


def picked(chance: random.Random, weighted: tuple[tuple[Any, int], ...]) -> Any:
    return chance.choices([value for value, _weight in weighted], [weight for _value, weight in weighted])[0]


def lives_of(chance: random.Random, offer: Offer, weight: float, today: dt.date) -> Iterator[Life]:
    """Everybody who enters the groups of one programme at one organisation."""
    for group in offer.groups:
        for _person in range(max(3, round(group.size * weight * chance.uniform(0.85, 1.15)))):
            life = born(chance, offer, group, today)
            leave, reason = stayed(chance, life, offer, group, today)
            for asked in offer.asked:
                answer(chance, life, asked, group, leave if reason in ("lost_contact", "moved") else None, today)
            if offer.jobs:
                worked(chance, life, offer, group, today)
            if offer.homes:
                lived(chance, life, group, today)
            measured(chance, life, offer, group, today)
            permitted(chance, life, today)
            yield life


def born(chance: random.Random, offer: Offer, group: Group, today: dt.date) -> Life:
    family_member = offer.who == "family"
    sex = picked(chance, FAMILY_SEX if family_member else SERVED_SEX)
    age = min(82, max(18, chance.gauss(52 if family_member else 38, 12 if family_member else 11)))
    entered = group.starts_on(today) + dt.timedelta(days=chance.randint(0, group.enters_within))
    registered = min(today, entered) - dt.timedelta(days=chance.randint(0, 25))
    return Life(
        offer.who, sex, entered.year - round(age), given_name(chance, sex), family_name(chance), registered,
        stays=[(offer.slug, group.slug, min(entered, today), None, "", "")],
    )  # fmt: skip


def stayed(chance: random.Random, life: Life, offer: Offer, group: Group, today: dt.date) -> tuple[dt.date | None, str]:
    """When and why the person leaves the group; who waited goes on to the group that they waited for."""
    entered, end = life.stays[0][2], group.ends_on(today)
    reason = picked(chance, EXITS)
    leave: dt.date | None = None
    if reason:
        leave = entered + dt.timedelta(days=chance.randint(15, (group.lasts or 360) - 10))
        leave = leave if leave <= today and (end is None or leave < end) else None
    if leave is None and end is not None:
        leave, reason = end, ("other" if group.goes_on_to else chance.choice(("goals_reached", "programme_ended")))
    if leave is None:
        return None, ""
    note = "pasó al grupo siguiente" if reason == "other" else ""
    life.stays[0] = (*life.stays[0][:3], leave, reason, note)
    following = next((g for g in offer.groups if g.slug == group.goes_on_to), None) if reason == "other" else None
    if following is not None and following.starts_on(today) >= leave:
        end = following.ends_on(today)
        life.stays.append((offer.slug, following.slug, following.starts_on(today), end, "programme_ended" if end else "", ""))
    return leave, reason


def answer(chance: random.Random, life: Life, asked: Asked, group: Group, gone: dt.date | None, today: dt.date) -> None:
    """The questionnaires of one person: own level, time, the programme, chance; some are missing, more of them later."""
    pack = pack_of(asked.instrument)
    assert pack is not None
    own, helped = chance.gauss(0, asked.spread), group.arm == "programme"
    for month in asked.months:
        day = life.stays[0][2] + dt.timedelta(days=round(month * 30.44) + chance.randint(0, 9))
        absent = 0.04 if month == 0 else 0.15 if helped else 0.21
        if day > today or (gone is not None and day > gone) or chance.random() < absent:
            continue
        moved = (asked.drift + (asked.effect if helped else 0.0) * chance.uniform(0.4, 1.6)) if month else 0.0
        answers = filled_in(chance, pack, asked.baseline + own + moved + chance.gauss(0, asked.spread / 3))
        scored = [(one.scale, one.value, one.answered) for one in score(pack, answers)]
        mode = picked(chance, (("self", 55), ("helped", 30), ("interview", 15)))
        life.answers.append((asked.instrument, str(month), day, mode, answers, scored))


def filled_in(chance: random.Random, pack: Pack, wanted: float) -> dict[str, int]:
    """Answers whose sum lies about `wanted`; now and then one is left blank."""
    low, high = int(pack.lowest), int(pack.highest)
    share = min(0.98, max(0.02, (wanted / len(pack.items) - low) / (high - low)))
    answers = {item.id: low + sum(chance.random() < share for _step in range(high - low)) for item in pack.items}
    if chance.random() < 0.03:
        del answers[chance.choice(pack.items).id]
    return answers


def worked(chance: random.Random, life: Life, offer: Offer, group: Group, today: dt.date) -> None:
    """Jobs with their type. Supported employment finds work sooner, and oftener on the open market."""
    entered = life.stays[0][2]
    if offer.kind == "workshop":
        if chance.random() < 0.7:
            life.spells.append(("job", "initiative", entered, life.stays[0][3], float(chance.randint(6, 16)), None, ""))
        return
    helped = group.arm == "programme"
    start = entered + dt.timedelta(days=20 + round(chance.expovariate(1 / (330 if helped else 760))))
    while start < today:
        end: dt.date | None = start + dt.timedelta(days=20 + round(chance.expovariate(1 / 310)))
        end = end if end is not None and end < today else None
        kind = picked(chance, JOBS_WITH if helped else JOBS_WITHOUT)
        life.spells.append(("job", kind, start, end, float(chance.choice((10, 15, 20, 20, 25, 30, 37.5))), None, chance.choice(ENDINGS) if end else ""))
        if end is None:
            return
        start = end + dt.timedelta(days=30 + round(chance.expovariate(1 / 300)))


def lived(chance: random.Random, life: Life, group: Group, today: dt.date) -> None:
    """Homes one after the other, towards less support where a place was found."""
    start = life.registered_on - dt.timedelta(days=chance.randint(200, 2000))
    first = picked(chance, (("with_family", 55), ("guest_house", 20), ("staffed_home", 15), ("homeless", 10)))
    support = {"with_family": 2, "guest_house": 2, "staffed_home": 4, "homeless": 0}[first]
    mean = 60 if group.arm == "programme" else 420
    moved = life.stays[0][2] + dt.timedelta(days=round(chance.expovariate(1 / mean)))
    if moved >= today:
        life.spells.append(("home", first, start, None, None, support, ""))
        return
    life.spells.append(("home", first, start, moved, None, support, "se mudó"))
    on_own = moved + dt.timedelta(days=120 + round(chance.expovariate(1 / 380)))
    if on_own >= today:
        life.spells.append(("home", "supervised_flat", moved, None, None, 3, ""))
        return
    life.spells.append(("home", "supervised_flat", moved, on_own, None, 3, "se mudó"))
    life.spells.append(("home", "own_tenancy", on_own, None, None, chance.choice((0, 1, 1)), ""))


def measured(chance: random.Random, life: Life, offer: Offer, group: Group, today: dt.date) -> None:
    """Figures that the organisations keep beside the questionnaires."""
    entered, helped = life.stays[0][2], group.arm == "programme"
    if offer.slug == "familia-a-familia":
        hours = max(2.0, chance.gauss(34, 13))
        for wave, day in (("0", entered), ("3", entered + dt.timedelta(days=95))):
            if day <= today and chance.random() < (0.95 if wave == "0" else 0.8):
                life.values.append(("horas-de-cuidado", wave, day, round(max(0.0, hours + chance.gauss(0, 4)), 0), ""))
    if offer.slug == "empleo-con-apoyo":
        life.values.append(("anos-de-escuela", "0", entered, float(min(20, max(4, round(chance.gauss(11, 3))))), ""))
        later = entered + dt.timedelta(days=365)
        if later <= today and chance.random() < 0.85:
            income = max(0.0, chance.gauss(620 if helped else 540, 260))
            life.values.append(("ingresos-al-mes", "12", later, round(income, 0), ""))


    if offer.homes:
        for _instrument, wave, day, *_answers in life.answers:
            (home,) = (spell for spell in life.spells if spell[0] == "home" and spell[2] <= day and (spell[3] is None or day < spell[3]))
            life.values.append(("donde-vive", wave, day, None, PLACES[home[1]]))


def permitted(chance: random.Random, life: Life, today: dt.date) -> None:
    """What the person allows: some say no, some take it back, some were not asked."""
    channel = picked(chance, CHANNELS)
    for purpose, (yes, no, days) in PERMISSIONS.items():
        drawn = chance.random() * 100
        if drawn > yes + no:
            continue
        withdrawn = None
        since = (today - life.registered_on).days
        if drawn <= yes and purpose in ("impact", "messages", "image") and since > 60 and chance.random() < 0.04:
            withdrawn = life.registered_on + dt.timedelta(days=chance.randint(20, since - 5))
        expires = life.registered_on + dt.timedelta(days=days) if days and drawn <= yes else None
        life.permissions.append((purpose, drawn <= yes, life.registered_on, channel, expires, withdrawn))
