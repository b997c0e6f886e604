"""Scores against worked examples: each pack carries its own, and these say what must never happen."""

import pytest

from tejido.outcomes.packs import PackWrong, in_language, packs, read_pack
from tejido.outcomes.scoring import AnswersWrong, Problem, change, margin, score

EXAMPLES = [(pack, example) for pack in packs().values() for example in pack.examples]


@pytest.mark.parametrize(("pack", "example"), EXAMPLES, ids=lambda v: getattr(v, "id", None) or getattr(v, "source", None))
def test_a_pack_scores_its_worked_examples(pack, example):
    assert {s.scale: s.value for s in score(pack, example.answers)} == pytest.approx(example.scores, abs=1e-12)


def test_every_pack_has_an_example_at_both_ends_of_its_scale():
    for pack in packs().values():
        if pack.own_words:
            continue
        for scale in pack.scales:
            seen = {e.scores[scale.id] for e in pack.examples}
            assert {scale.lowest, scale.highest} <= seen, pack.id


def test_only_wordings_that_were_compared_with_their_form_are_shipped():
    shipped = {pack.id: pack.languages for pack in packs().values() if not pack.own_words}
    assert shipped == {"phq-8": ("es", "en"), "gad-7": ("es", "en"), "ces-d": ("en",), "qpr-15": ("en",), "who-5": ()}


def test_a_slot_has_no_sentence_of_its_instrument_but_keeps_its_scoring():
    for slug, highest in (("who-5", 100),):
        pack = packs()[slug]
        assert not any(item.text for item in pack.items)
        assert score(pack, {item.id: pack.highest for item in pack.items})[0].value == highest


def test_the_four_glad_sentences_of_the_ces_d_are_the_turned_ones():
    turned = {item.id: item.text["en"] for item in packs()["ces-d"].items if item.reversed}
    assert turned == {
        "q4": "I felt that I was just as good as other people.",
        "q8": "I felt hopeful about the future.",
        "q12": "I was happy.",
        "q16": "I enjoyed life.",
    }


def test_who_5_is_raw_times_four_and_not_raw_minus_five_times_four():
    answers = dict.fromkeys(("q1", "q2", "q3", "q4", "q5"), 2)
    assert score(packs()["who-5"], answers)[0].value == 40


def test_phq_8_has_no_ninth_item_and_refuses_one():
    pack = packs()["phq-8"]
    assert [i.id for i in pack.items] == [f"q{n}" for n in range(1, 9)]
    with pytest.raises(AnswersWrong) as refused:
        score(pack, {"q9": 1})
    assert refused.value.problems == [Problem("q9", "unknown_item")]


def test_a_value_that_is_not_offered_is_refused():
    with pytest.raises(AnswersWrong) as refused:
        score(packs()["gad-7"], {"q1": 4, "q2": 1.5, "q3": 0})
    assert refused.value.problems == [Problem("q1", "not_offered"), Problem("q2", "not_offered")]


def test_nothing_answered_gives_no_score_even_where_blanks_are_allowed():
    assert score(packs()["ces-d"], {})[0].value is None


@pytest.mark.parametrize(
    ("before", "after", "said"), [(15, 11, "better"), (15, 12, "within_chance"), (8, 12, "worse"), (8, 8, "within_chance")]
)
def test_a_change_on_gad_7_follows_its_direction_and_its_four_points(before, after, said):
    assert change(packs()["gad-7"].scale("total"), before, after, "en") == said


def test_a_change_without_a_published_bound_is_called_unknown():
    assert change(packs()["qpr-15"].scale("total"), 20, 50, "en") == "unknown"


def test_a_bound_published_for_english_says_nothing_about_spanish_answers():
    scale = packs()["gad-7"].scale("total")
    assert (change(scale, 20, 2, "es"), margin(scale, 20, "es")) == ("unknown", None)


def test_the_margin_of_a_score_stays_inside_the_scale():
    low, high = margin(packs()["who-5"].scale("total"), 98, "en")
    assert (round(low, 3), high) == (90.929, 100)


def test_thresholds_know_their_side():
    assert packs()["who-5"].scale("total").threshold.reached_by(50)
    assert not packs()["who-5"].scale("total").threshold.reached_by(52)
    assert packs()["phq-8"].scale("total").threshold.reached_by(10)


def test_a_text_falls_back_to_a_language_that_has_it():
    assert in_language({"en": "x"}, "hu") == "x"
    assert in_language({"es": "a", "hu": "b"}, "hu-hu") == "b"


@pytest.mark.parametrize(
    ("change_made", "message"),
    [
        (("direction: lower", "direction: down"), "scales[0].direction: must be higher or lower"),
        (("id: phq-8", "id: phq"), "id: must be the name of the file"),
        (("method: sum", "method: total"), "scales[0].method: must be sum or mean"),
        (("highest: 24\n", "highest: 24\n    colour: red\n"), "scales[0].colour: is not a field of a scale"),
        (("{answers: [0, 0, 0, 0, 0, 0, 0, 0]", "{answers: [0, 0]"), "examples[0].answers: has 2 answers for 8 items"),
        (("id: q2", "id: q1"), "items: two items have the same id"),
    ],
)
def test_a_wrong_pack_says_which_file_and_which_field(tmp_path, change_made, message):
    from tejido.outcomes.packs import FOLDER

    wrong = tmp_path / "phq-8.yaml"
    wrong.write_text((FOLDER / "phq-8.yaml").read_text(encoding="utf-8").replace(*change_made, 1), encoding="utf-8")
    with pytest.raises(PackWrong, match=r"phq-8\.yaml") as refused:
        read_pack(wrong)
    assert message in str(refused.value)
