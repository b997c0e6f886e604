"""Two organisations, their network and another one, small: every noun that a door opens, and whoever stands before the doors."""

# ruff: noqa: E501  (a table is read by the line)

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from tests.cast import STARTED, give_role, the_cast, user

ENDED = dt.date(2024, 6, 1)


def the_world() -> SimpleNamespace:
    """`actors`: name → account. `things`: name of a parameter → {how it is called in the tables: the row}."""
    cast = the_cast()
    with transaction.atomic():
        actors = everybody(cast)
        things = places(cast)
        for key, organisation, person in (("A", cast.a, cast.person), ("B", cast.b, cast.stranger)):
            of_the_record(things, key, organisation, person)
        of_the_office(things, cast, actors)
    return SimpleNamespace(
        actors=actors, things=things, names={(type(row), row.pk): name for rows in things.values() for name, row in rows.items()}
    )


def everybody(cast: Any) -> dict[str, Any]:
    """The cast, and those who are nearly somebody: out of date, out of the account, with a token, in an emergency."""
    from tejido.network.models import AccessToken, EmergencyAccess, Network

    other = cast.other = Network.objects.create(slug="otra", name="Otra red")
    people = {
        "dora, direction of A": cast.dora, "ana, programmes of A": cast.ana, "bruno, professional of A": cast.bruno, "carla, programmes of B": cast.carla,
        "nora, coordination of the network": cast.nora, "diego, research of the network": cast.diego, "elena, person served by A": cast.elena,
    }  # fmt: skip
    more = (
        ("rita", "rita, person served by A, restricted", "person_served", {"organisation": cast.a}), ("dani", "dani, data protection of A", "data_protection_officer", {"organisation": cast.a}),
        ("fran", "fran, facilitator of A in an emergency", "facilitator", {"organisation": cast.a}), ("fito", "fito, facilitator of A after one", "facilitator", {"organisation": cast.a}),
        ("olga", "olga, coordination of another network", "network_coordinator", {"network": other}), ("ines", "ines, director of A whose account is closed", "director", {"organisation": cast.a}),
        ("teo", "teo, director of A until yesterday's year", "director", {"organisation": cast.a}), ("tere", "tere, director of A with a token for the network", "director", {"organisation": cast.a}),
    )  # fmt: skip
    for key, said, role, place in more:
        people[said] = account = user(key, said.partition(",")[0].title())
        give_role(account, role, **place)
        setattr(cast, key, account)
    now, hour = timezone.now(), dt.timedelta(hours=1)
    for account, starts, ends, ended in (
        (cast.fran, now - hour, now + hour, None),
        (cast.fito, now - 2 * hour, now - hour, None),
        (cast.fito, now - hour, now + hour, now),
    ):
        made = EmergencyAccess.objects.create(
            user=account, organisation=cast.a, category="life", reason="x", starts_at=starts, ends_at=ends, ended_at=ended
        )
        cast.emergencies = [*getattr(cast, "emergencies", []), made]
    cast.ines.is_active = False
    cast.ines.save()
    cast.teo.roles.update(ends_on=ENDED)
    give_role(cast.tere, "professional", organisation=cast.b)
    cast.token = AccessToken.objects.create(user=cast.tere, role=cast.tere.roles.get(role="director"), name="t", capabilities=["network.read"],
                                            secret_hash="0" * 64, expires_at=now + hour)  # fmt: skip
    cast.tere.token = cast.token
    return {**people, "nobody": AnonymousUser()}


def places(cast: Any) -> dict[str, dict[str, Any]]:
    from tejido.network.models import Membership, Notice, Organisation, Space

    c = cast.c = Organisation.objects.create(slug="tercera", name="Tercera", country="GT", region=cast.b.region)
    d = Organisation.objects.create(slug="cuarta", name="Cuarta", country="GT", region=cast.b.region)
    first = Membership.objects.create(network=cast.red, organisation=c, starts_on=STARTED)
    late = Membership.objects.create(network=cast.other, organisation=c, starts_on=STARTED)
    past = Membership.objects.create(network=cast.red, organisation=d, starts_on=STARTED, ends_on=ENDED)
    linked = Membership.objects.create(network=cast.other, member_network=cast.red, starts_on=STARTED)
    notices = {
        f"notice to {capability} of {name}": Notice.objects.create(capability=capability, text="x", **{kind: place})
        for name, kind, place in (("A", "organisation", cast.a), ("B", "organisation", cast.b), ("the network", "network", cast.red))
        for capability in ("audit.read", "people.read")
    }
    spaces = {
        name: Space.objects.create(organisation=place, region=place.region, name="E", starts_on=STARTED)
        for name, place in (("space of A", cast.a), ("space of C", c))
    }
    return {
        "organisation": {"A": cast.a, "B": cast.b, "C": c, "D": d}, "network": {"the network": cast.red, "another network": cast.other},
        "membership": {"A in the network": cast.a.memberships.get(), "B in the network": cast.b.memberships.get(), "C in the network": first,
                       "C in another network": late, "D in the network once": past, "the network in another network": linked},
        "notice": notices, "space": spaces,
    }  # fmt: skip


def of_the_record(things: dict[str, dict[str, Any]], key: str, organisation: Any, person: Any) -> None:
    """What hangs on persons: of one who is open, and of one whose record is restricted."""
    from tejido.outcomes import models as outcomes
    from tejido.people import models as people
    from tejido.programmes import models as programmes

    own = {"organisation": organisation}

    def put(kind: str, name: str, row: Any) -> Any:
        things.setdefault(kind, {})[f"{name} {key}" if " of" in name else f"{name} of {key}"] = row
        return row

    held = people.Person.objects.create(**own, register_code=f"{key}-R", registered_on=STARTED, restricted_on=ENDED)
    if key == "A":
        from tejido.accounts.models import User

        held.account = User.objects.get(email="rita@example.org")
        held.save()
    people.Identity.objects.create(person=held, given_name="Rita", family_name="Ruiz")
    nameless = put("person", "nameless person", people.Person.objects.create(**own, register_code=f"{key}-N", registered_on=STARTED))
    put("identity", "empty name", people.Identity.objects.create(person=nameless))
    programme = put("programme", "programme", programmes.Programme.objects.create(**own, slug="p", name="P"))
    cohort = put("cohort", "group", programmes.Cohort.objects.create(**own, programme=programme, slug="c", name="C", starts_on=STARTED))
    measure = put("measure", "measure", outcomes.Measure.objects.create(**own, slug="m", label="M", unit="USD"))
    put("wording", "wording", outcomes.InstrumentWording.objects.create(**own, instrument="who-5", language="es", items={}, licence="x"))
    text, _ = people.ConsentText.objects.get_or_create(
        purpose="impact", text_version="t", language="es", defaults={"text": "T", "published_on": STARTED}
    )
    for name, whom in (("person", person), ("restricted person", held)):
        put("person", name, whom)
        about = {**own, "person": whom}
        put("identity", f"name of {name} of", people.Identity.objects.get(person=whom))
        put(
            "consent",
            f"consent of {name} of",
            people.Consent.objects.create(
                person=whom, text=text, purpose="impact", is_given=True, given_on=STARTED, channel="paper", explained_by="x"
            ),
        )
        put("enrolment", f"participation of {name} of", programmes.Enrolment.objects.create(**about, cohort=cohort, starts_on=STARTED))
        put(
            "assessment",
            f"questionnaire of {name} of",
            outcomes.Assessment.objects.create(
                **about, instrument="phq-8", instrument_version="1", language="es", taken_on=STARTED, answers={}
            ),
        )
        put("goal", f"goal of {name} of", outcomes.Goal.objects.create(**about, number=1, words="x", starts_on=STARTED))
        put(
            "measurement",
            f"measurement of {name} of",
            outcomes.Measurement.objects.create(**about, measure=measure, measured_on=STARTED, value=1),
        )
        put("spell", f"job of {name} of", outcomes.Spell.objects.create(**about, kind="job", type="open_market", starts_on=STARTED))


def of_the_office(things: dict[str, dict[str, Any]], cast: Any, actors: dict[str, Any]) -> None:
    """Plans, answers and releases of A, B and the network; roles, tokens, emergencies and lines of the trail."""
    from tejido.core.models import AuditEntry
    from tejido.core.trail import record
    from tejido.impact.models import Answer, Plan, Release
    from tejido.network.models import AccessToken, Invitation, RoleAssignment

    for name, place, writer in (
        ("A", {"organisation": cast.a}, cast.ana),
        ("B", {"organisation": cast.b}, cast.carla),
        ("the network", {"network": cast.red}, cast.diego),
    ):
        plan = Plan.objects.create(**place, slug=f"p-{name[-1]}".lower(), title="t", text="x", plan_hash="1" * 64, written_by=writer)
        answer = Answer.objects.create(plan=plan, asked_by=writer, cut_off=STARTED, is_registered=False, data_hash="2" * 64, document={})
        release = Release.objects.create(
            answer=answer, status="in_review", slug=f"r-{name[-1]}".lower(), title={"es": "t"}, lead={"es": "t"}, prepared_by=writer
        )
        for kind, row in (("plan", plan), ("answer", answer), ("release", release)):
            things.setdefault(kind, {})[f"{kind} of {name}"] = row
    by_dora = Release.objects.create(
        answer=things["answer"]["answer of A"],
        status="in_review",
        slug="r-dora",
        title={"es": "t"},
        lead={"es": "t"},
        prepared_by=cast.dora,
    )
    things["release"]["release of A that dora prepared"] = by_dora
    rewritten = Release.objects.create(
        answer=things["answer"]["answer of A"], status="in_review", slug="r-dani", title={"es": "t"}, lead={"es": "t"}, prepared_by=cast.ana
    )
    record("impact.release_edited", by=cast.dani, on=rewritten, organisation=cast.a)
    things["release"]["release of A that dani rewrote"] = rewritten
    things["access"] = dict(zip(("fran's emergency", "fito's of before", "fito's that was ended"), cast.emergencies, strict=True))
    things["assignment"] = {f"{r.role} of {r.user.name.split()[0]}": r for r in RoleAssignment.objects.select_related("user")}
    made = AccessToken.objects.create(
        user=cast.diego, role=cast.diego.roles.get(), name="t", capabilities=["plans.read"], secret_hash="1" * 64, expires_at=timezone.now()
    )
    asked = {"name": "x", "expires_at": timezone.now() + dt.timedelta(days=1)}
    things["invitation"] = {
        "carla's invitation to A": Invitation.objects.create(**asked, email=cast.carla.email, role="professional", organisation=cast.a, invited_by=cast.dora),
        "invitation to direct B": Invitation.objects.create(**asked, email="x@example.org", role="director", organisation=cast.b, invited_by=cast.nora),
        "diego's invitation to the network": Invitation.objects.create(**asked, email=cast.diego.email, role="auditor", network=cast.red, invited_by=cast.nora),
    }
    things["token"] = {"tere's token": cast.token, "diego's token": made}
    for name, on, organisation, persons in (
        ("look at the person of A", cast.person, cast.a, ()), ("look at the person of B", cast.stranger, cast.b, ()),
        ("list of A with the person of A", None, cast.a, (cast.person.code,)), ("list of B with the person of A", None, cast.b, (cast.person.code,)),
        ("line of the network", None, cast.red, ()),
    ):  # fmt: skip
        line = record("people.person_viewed", by=cast.bruno, on=on, organisation=organisation, persons=persons)
        things.setdefault("line", {})[name] = AuditEntry.objects.get(pk=line.pk)
    things["account"] = {said.partition(",")[0]: account for said, account in actors.items() if account.pk}
