"""Opening and correcting a record: what is kept, what is refused, and for whom."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from tejido.core import keys
from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.core.trail import ChangedMeanwhile
from tejido.people import actions
from tejido.people.actions.person import AccountNotFree, CodeTaken, ImpossibleDay, SomebodyAlike
from tejido.people.models import Identity, Person
from tejido.people.permissions import names_visible_to, own_persons_visible_to
from tests.cast import give_role, user

DAY = dt.date(2025, 2, 3)
ROSA = {"given_name": "Rosa", "family_name": "Núñez", "birth_date": dt.date(1990, 5, 4)}


def last():
    return AuditEntry.objects.latest("id")


def register(cast, by, **changes):
    return actions.register_person(cast.a, by=by, **{"registered_on": DAY, "register_code": "A-100", "identity": ROSA, **changes})


def test_ana_opens_a_record_and_the_name_lies_apart(cast):
    person = register(cast, cast.ana, sex="woman")
    assert (person.organisation, person.register_code, person.sex, person.birth_year, person.version) == (cast.a, "A-100", "woman", 1990, 1)
    assert str(person.identity) == "Rosa Núñez"
    assert (last().verb, last().person, last().organisation, last().actor) == ("people.person_registered", person.code, cast.a.code, cast.ana.code)
    assert "Rosa" not in f"{last().fields} {last().note} {last().target}"


@pytest.mark.parametrize("who", ["dora", "carla", "nora", "diego", "elena"])
def test_only_those_who_write_records_at_a_open_one(cast, who):
    with pytest.raises(PermissionDenied):
        register(cast, getattr(cast, who))
    assert Person.objects.count() == 3


def test_a_code_of_the_register_belongs_to_one_person(cast):
    with pytest.raises(CodeTaken) as refused:
        register(cast, cast.ana, register_code="A-001")
    assert refused.value.person == cast.person
    assert register(cast, cast.ana, register_code="B-001").register_code == "B-001"


def test_somebody_with_the_same_name_and_birth_date_is_asked_about_once(cast):
    first = register(cast, cast.ana)
    again = {**ROSA, "given_name": "ROSA", "family_name": "Nunez"}
    with pytest.raises(SomebodyAlike) as refused:
        register(cast, cast.ana, register_code="A-101", identity=again)
    assert refused.value.person == first
    assert register(cast, cast.ana, register_code="A-101", identity=again, is_somebody_else=True).pk != first.pk


def test_a_namesake_of_another_organisation_stays_unknown(cast):
    actions.register_person(cast.b, by=cast.carla, registered_on=DAY, identity=ROSA)
    assert register(cast, cast.ana).organisation == cast.a


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"registered_on": dt.date(2999, 1, 1)}, "registered_on"),
        ({"birth_year": 2026, "identity": {}}, "birth_year"),
        ({"birth_year": 1850, "identity": {}}, "birth_year"),
    ],
)
def test_impossible_dates_are_refused_at_their_field(cast, change, field):
    with pytest.raises(ImpossibleDay) as refused:
        register(cast, cast.ana, **change)
    assert refused.value.field == field
    assert Person.objects.count() == 3


def test_bruno_corrects_a_record_and_the_trail_names_the_fields(cast):
    actions.correct_person(cast.person, by=cast.bruno, version=1, sex="non_binary", birth_year=1987, kind="served")
    cast.person.refresh_from_db()
    assert (cast.person.sex, cast.person.birth_year, cast.person.version) == ("non_binary", 1987, 2)
    assert (last().verb, last().fields) == ("people.person_corrected", ["birth_year", "sex"])


def test_two_people_who_save_the_same_record_are_told_of_each_other(cast):
    actions.correct_person(cast.person, by=cast.bruno, version=1, birth_year=1987)
    with pytest.raises(ChangedMeanwhile):
        actions.correct_person(Person.objects.get(pk=cast.person.pk), by=cast.ana, version=1, birth_year=1986)
    assert Person.objects.get(pk=cast.person.pk).birth_year == 1987


@pytest.mark.parametrize("who", ["dora", "carla", "nora", "elena"])
def test_others_do_not_correct_a_record_of_a(cast, who):
    with pytest.raises(PermissionDenied):
        actions.correct_person(cast.person, by=getattr(cast, who), birth_year=1950)
    with pytest.raises(PermissionDenied):
        actions.correct_identity(cast.person, by=getattr(cast, who), given_name="X")


def test_a_correction_cannot_take_the_code_of_somebody_else(cast):
    with pytest.raises(CodeTaken):
        actions.correct_person(cast.person, by=cast.ana, register_code="A-002")
    assert actions.correct_person(cast.person, by=cast.ana, register_code="A-001").register_code == "A-001"


def test_a_name_is_corrected_with_the_version_of_the_record(cast):
    actions.correct_identity(cast.person, by=cast.bruno, version=1, phone="+503 2222 3333", preferred_name="Lena")
    assert Identity.objects.get(person=cast.person).phone == "+503 2222 3333"
    assert (last().verb, last().fields) == ("people.identity_corrected", ["phone"])
    with pytest.raises(ChangedMeanwhile):
        actions.correct_identity(cast.person, by=cast.ana, version=1, phone="0")
    with pytest.raises(ImpossibleDay):
        actions.correct_identity(cast.person, by=cast.ana, birth_date=today() + dt.timedelta(days=1))


def test_a_name_is_found_without_accents_only_inside_the_organisation(cast):
    assert actions.find_by_name("felix port", by=cast.ana) == [cast.brother.pk]
    assert actions.find_by_name("marta", by=cast.ana) == []
    assert (last().verb, last().note) == ("people.names_searched", "0 found")
    with pytest.raises(PermissionDenied):
        actions.find_by_name("felix", by=cast.dora)


def test_looking_leaves_a_line_that_the_person_can_read(cast):
    actions.look_at_person(cast.person, by=cast.bruno)
    assert (last().verb, last().person, last().actor) == ("people.person_viewed", cast.person.code, cast.bruno.code)
    with pytest.raises(PermissionDenied):
        actions.look_at_person(cast.person, by=cast.carla)
    with pytest.raises(PermissionDenied):
        actions.look_at_identity(cast.person, by=cast.carla)


def test_bruno_gives_the_brother_his_own_access_and_nobody_elses(cast):
    felix = user("felix", "Félix Portillo")
    with pytest.raises(AccountNotFree):
        actions.join_account(cast.brother, by=cast.bruno, account=felix)
    give_role(felix, "family_member", organisation=cast.a)
    actions.join_account(cast.brother, by=cast.bruno, account=felix, version=1)
    assert (last().verb, last().person) == ("people.account_joined", cast.brother.code)
    assert list(own_persons_visible_to(felix)) == [cast.brother]
    with pytest.raises(AccountNotFree):
        actions.join_account(cast.brother, by=cast.bruno, account=cast.elena)
    with pytest.raises(AccountNotFree):
        actions.join_account(cast.brother, by=cast.bruno, account=cast.carla)
    actions.join_account(cast.brother, by=cast.bruno, account=None, version=2)
    assert not own_persons_visible_to(felix).exists()


@pytest.mark.parametrize("who", ["dora", "carla", "nora", "elena"])
def test_others_give_no_access(cast, who):
    with pytest.raises(PermissionDenied):
        actions.join_account(cast.person, by=getattr(cast, who), account=None)
    assert Person.objects.get(pk=cast.person.pk).account == cast.elena


def test_ana_finds_a_person_by_the_exact_number_or_address_only(cast):
    actions.correct_identity(cast.brother, by=cast.ana, email="felix@example.org")
    assert actions.find_by_name("+503 7000-0001", by=cast.ana) == [cast.person.pk]
    assert actions.find_by_name("Felix@Example.org", by=cast.ana) == [cast.brother.pk]
    assert actions.find_by_name("+503 7000-000", by=cast.ana) == []
    assert actions.find_by_name("felix@example.org", by=cast.carla) == []


def test_the_name_of_a_person_whose_key_is_gone_is_left_out_and_the_others_stay(cast):
    keys.shred(cast.person.code)
    assert names_visible_to(cast.ana, [cast.person, cast.brother]) == {cast.brother.pk: "Félix Portillo"}
    assert actions.find_by_name("portillo", by=cast.ana) == [cast.brother.pk]
