"""Preparing, judging, sealing, withdrawing and re-issuing a release."""

import copy
import json

import pytest
from django.core.exceptions import PermissionDenied

from tejido.core.models import AuditEntry
from tejido.core.trail import ChangedMeanwhile, Refused
from tejido.impact.actions import (
    approve_release,
    ask_plan,
    edit_release,
    prepare_release,
    register_plan,
    reissue_release,
    return_release,
    send_to_review,
    withdraw_release,
    write_plan,
)
from tejido.impact.models import Release
from tejido.impact.published import SealBroken, issue, latest_issues
from tejido.impact.release import numbers_by_hand, protected_document
from tejido.impact.seal import seal_of
from tejido.impact.tests.conftest import EASY, WORDS
from tejido.impact.tests.study import supported_work_plan
from tejido.impact.tests.test_plan_verbs import NETWORK_PLAN, network_of
from tests.cast import give_role

pytestmark = pytest.mark.django_db


def test_dora_publishes_what_ana_prepared_with_a_number_and_a_seal(published, study):
    published.refresh_from_db()
    assert (published.status, published.number, published.reviewed_by) == ("published", 1, study.cast.dora)
    assert published.seal == seal_of(published.document)
    assert published.document["release"] | {"published_on": "", "cut_off": "", "asked_on": "", "registered_on": ""} == {
        "schema": 1, "slug": "ingresos", "number": 1, "title": WORDS, "lead": {"es": "Qué cambió."}, "easy": EASY,
        "owner": {"kind": "organisation", "name": "Hilos de Vida"}, "members": None, "is_demo": False,
        "published_on": "", "cut_off": "", "asked_on": "", "registered_on": "",
    }  # fmt: skip
    assert AuditEntry.objects.get(verb="impact.release_published").note == published.seal


def test_ana_cannot_approve_her_own_release_even_as_director(in_review, study):
    give_role(study.cast.ana, "director", organisation=study.cast.a)
    for verb in (approve_release, lambda r, by: return_release(r, by=by, note="no")):
        with pytest.raises(PermissionDenied):
            verb(in_review, by=study.cast.ana)
    assert Release.objects.get().status == "in_review"


@pytest.mark.parametrize("who", ["bruno", "carla", "nora", "diego", "elena"])
def test_nobody_from_elsewhere_prepares_or_judges_a_release_of_a(in_review, study, who):
    by = getattr(study.cast, who)
    attempts = (
        lambda: prepare_release(study.answer, by=by, slug="x", title=WORDS, lead={}, easy={}),
        lambda: edit_release(in_review, by=by, title=WORDS, lead={}, easy={}),
        lambda: send_to_review(in_review, by=by),
        lambda: return_release(in_review, by=by, note="no"),
        lambda: approve_release(in_review, by=by),
        lambda: withdraw_release(in_review, by=by, reason="no"),
        lambda: reissue_release(in_review, by=by, answer=study.answer),
    )
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_returned_release_comes_back_with_comments_and_can_be_mended(in_review, study):
    with pytest.raises(Refused, match="Escriba qué"):
        return_release(in_review, by=study.cast.dora, note="  ")
    returned = return_release(in_review, by=study.cast.dora, note="Aclare el título.")
    assert (returned.status, returned.review_note) == ("returned", "Aclare el título.")
    mended = edit_release(returned, by=study.cast.ana, title=WORDS | {"es": "Más claro"}, lead={}, easy={}, version=returned.version)
    assert send_to_review(mended, by=study.cast.ana).status == "in_review"


def test_two_people_who_edit_the_same_release_are_told_of_each_other(study):
    release = prepare_release(study.answer, by=study.cast.ana, slug="ingresos", title=WORDS, lead={}, easy={})
    seen = release.version
    edit_release(release, by=study.cast.dora, title=WORDS, lead={}, easy={}, version=seen)
    with pytest.raises(ChangedMeanwhile):
        edit_release(release, by=study.cast.ana, title=WORDS, lead={}, easy={}, version=seen)


def test_a_release_in_review_or_out_cannot_be_edited(published, study):
    with pytest.raises(Refused, match="publicado"):
        edit_release(published, by=study.cast.ana, title=WORDS, lead={}, easy={})
    with pytest.raises(Refused, match="solo se juzga"):
        approve_release(published, by=study.cast.dora)


def test_one_answer_has_one_release_on_its_way(in_review, study):
    with pytest.raises(Refused, match="en camino"):
        prepare_release(study.answer, by=study.cast.ana, slug="otra", title=WORDS, lead={}, easy={})


def test_the_address_of_another_report_is_refused(published, study):
    from tejido.impact.tests.study import supported_work_plan

    other = write_plan(study.cast.a, by=study.cast.ana, text=supported_work_plan().replace("nsw-earnings", "nsw-otra"))
    with pytest.raises(Refused, match="ya es de otro informe"):
        prepare_release(ask_plan(other, by=study.cast.ana), by=study.cast.ana, slug="ingresos", title=WORDS, lead={}, easy={})


def test_a_reissue_gets_the_next_number_and_the_old_one_stays_readable(published, study):
    newer = reissue_release(published, by=study.cast.ana, answer=ask_plan(study.plan, by=study.cast.ana))
    assert approve_release(send_to_review(newer, by=study.cast.ana), by=study.cast.dora).number == 2
    old, new = issue("ingresos", 1), issue("ingresos")
    assert (old.replaced_by, old.is_withdrawn, new.number, new.replaced_by, new.numbers) == (2, False, 2, None, (2, 1))
    assert [one.number for one in latest_issues()] == [2]


def test_a_withdrawn_issue_tells_its_reason(published, study):
    with pytest.raises(Refused, match="Escriba por qué"):
        withdraw_release(published, by=study.cast.dora, reason="")
    withdraw_release(published, by=study.cast.dora, reason="Había un error en las fechas.")
    assert (issue("ingresos").is_withdrawn, issue("ingresos").withdrawn_reason) == (True, "Había un error en las fechas.")
    with pytest.raises(Refused, match="Solo se retira"):
        withdraw_release(published, by=study.cast.dora, reason="otra vez")


@pytest.mark.parametrize("change", ["figure", "title", "seal"])
def test_a_change_after_the_seal_is_noticed(published, change):
    document = copy.deepcopy(published.document)
    if change == "figure":
        document["estimates"][0]["estimate"] += 1e-9
    elif change == "title":
        document["release"]["title"]["es"] = "Otro"
    Release.objects.filter(pk=published.pk).update(**({"seal": "0" * 64} if change == "seal" else {"document": document}))
    with pytest.raises(SealBroken):
        issue("ingresos")


def test_the_seal_survives_the_way_in_and_out_of_the_database(published):
    assert seal_of(Release.objects.get(pk=published.pk).document) == published.seal
    assert seal_of({"a": 1e20, "b": 1.0, "c": -0.0}) == seal_of({"c": 0, "b": 1, "a": 10**20})
    assert seal_of({"a": True}) != seal_of({"a": 1})


def test_a_release_that_the_solver_breaks_is_refused(in_review, study, monkeypatch):
    """Rules without complementary suppression stand for a fault in the suppression: the audit must stop the release."""
    from tejido.impact.disclosure import Rules
    from tejido.impact.disclosure import document as protection

    study.answer.document["tables"].append(
        {"name": "sexo", "title": "Sexo", "rows": ["0", "1"], "columns": ["mujer", "hombre"], "counts": [[3, 257], [30, 155]], "estimate": None, "kind": "wave", "wave": "0"}
    )
    study.answer.save()
    in_review.refresh_from_db()
    monkeypatch.setattr(protection, "Rules", lambda: Rules(complementary=False))
    with pytest.raises(Refused, match="se podrían deducir"):
        approve_release(in_review, by=study.cast.dora)
    monkeypatch.undo()
    in_review.refresh_from_db()
    assert (in_review.status, in_review.number) == ("in_review", None)


def test_a_network_release_of_two_members_shows_no_figure(cast):
    network_of(cast, size=20)
    plan = register_plan(write_plan(cast.red, by=cast.diego, text=NETWORK_PLAN), by=cast.diego)
    release = prepare_release(ask_plan(plan, by=cast.diego), by=cast.diego, slug="red", title=WORDS, lead={}, easy={})
    send_to_review(release, by=cast.diego)
    with pytest.raises(Refused, match="no queda ninguna cifra"):
        approve_release(release, by=cast.nora)


def test_a_network_release_never_says_how_many_each_member_added(cast):
    third = network_of(cast, size=21)
    third.memberships.update(evidence_agreed_on=third.memberships.first().starts_on)
    plan = register_plan(write_plan(cast.red, by=cast.diego, text=NETWORK_PLAN), by=cast.diego)
    release = prepare_release(ask_plan(plan, by=cast.diego), by=cast.diego, slug="red", title=WORDS, lead={}, easy={})
    document = approve_release(send_to_review(release, by=cast.diego), by=cast.nora).document
    assert document["release"]["members"] == 3
    assert "persons_by_organisation" not in document
    assert "42" not in str(document["attrition"]) + str(document["tables"])


def test_numbers_written_by_hand_that_the_figures_do_not_show_are_named(study):
    release = prepare_release(
        study.answer, by=study.cast.ana, slug="ingresos", title=WORDS, lead={"es": "Entre 445 personas, 1794 dólares más. Solo 93 se perdieron."}, easy={}
    )
    assert numbers_by_hand(release) == ["93"]


def test_sentences_are_sealed_in_every_language_and_hide_what_is_hidden(study):
    document = protected_document(study.answer)
    assert {language: bool(said) for language, said in document["sentences"].items()} == {"es": True, "en": True, "hu": True}
    lost_few = copy.deepcopy(study.answer)
    lost_few.document["attrition"] |= {"enrolled": 448, "lost": [{"reason": "outside", "column": None, "n": 3}], "arms": []}
    lost_few.document["tables"] = []
    said = protected_document(lost_few)["sentences"]["es"][0]
    assert said == "Se analizaron los datos de 445 personas."


def test_the_public_fingerprint_of_the_data_cannot_be_tried_out(published, study):
    """The plain hash of a small table is found by trying every table that fits the totals: it stays inside."""
    assert study.answer.data_hash not in json.dumps(published.document)
    assert len(published.document["data_hash"]) == 64
    assert published.document["data_hash"] == protected_document(study.answer)["data_hash"]


def test_numbers_in_the_words_of_a_plan_are_shown_to_the_reviewer(study):
    text = supported_work_plan().replace("plan: nsw-earnings", "plan: otra").replace("es: ¿Ganan", "es: De las 4321, ¿ganan")
    answer = ask_plan(write_plan(study.cast.a, by=study.cast.ana, text=text), by=study.cast.ana)
    release = prepare_release(answer, by=study.cast.ana, slug="otra", title=WORDS, lead={}, easy={"es": [{"heading": "Las 6789"}]})
    assert {"4321", "6789"} <= set(numbers_by_hand(release))


def test_whoever_changed_the_words_of_a_release_does_not_approve_it(in_review, study):
    """Otherwise the words of one person would go out with nobody else having read them."""
    returned = return_release(in_review, by=study.cast.dora, note="Lo arreglo yo.")
    edited = edit_release(returned, by=study.cast.dora, title=WORDS, lead={"es": "Palabras de Dora."}, easy={})
    again = send_to_review(edited, by=study.cast.dora)
    with pytest.raises(PermissionDenied):
        approve_release(again, by=study.cast.dora)
