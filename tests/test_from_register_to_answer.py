"""The two studies of `examples/`: the register goes in by command, and the plan gives the published answer from the record and from the file alike."""

import json
from pathlib import Path

import pytest

from tejido.cli import parser

EXAMPLES = Path(__file__).parents[1] / "examples"
PUBLISHED = {
    "nsw-supported-work": [
        ("difference", "treat", "classical", 1794.342382, 632.853392),
        ("difference", "treat", "HC1", 1794.342382, 670.824491),
        ("difference", "treat", "HC3", 1794.342382, 672.682147),
        ("ancova", "treat", "classical", 1672.203124, 638.396627),
        ("employed", "treat", None, 0.532805, 0.214912),
    ],
    "unemployment-depression": [("unemployment", "unemployed", None, 5.111307, 0.988844)],
}


def ask(*words) -> int:
    options = parser().parse_args([str(word) for word in words])
    return options.run(options)


def answer(tmp_path, *words):
    out = tmp_path / "answer.json"
    assert ask("impact", "run", *words, "--json", out) == 0
    return json.loads(out.read_text())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("study", PUBLISHED)
def test_the_published_answer_comes_from_the_record_and_from_the_file_alike(study, cast, tmp_path, capsys):
    folder = EXAMPLES / study
    assert ask("import", folder / "register.csv", "--mapping", folder / "mapping.yaml", "--organisation", cast.a.slug) == 0
    record = answer(tmp_path, folder / "plan.yaml", "--organisation", cast.a.slug)
    flat = answer(tmp_path, folder / "plan.yaml", "--data", folder / "register.csv")
    assert record["data_hash"] == flat["data_hash"]
    assert record["estimates"] == flat["estimates"]
    for name, term, errors, estimate, error in PUBLISHED[study]:
        row = next(r for r in record["estimates"] if (r["name"], r["term"], r["errors"]) == (name, term, errors))
        assert row["estimate"] == pytest.approx(estimate, abs=1e-6)
        assert row["se"] == pytest.approx(error, abs=1e-6)


def test_every_job_explains_itself(capsys):
    for words in (["--help"], ["serve", "--help"], ["demo", "--help"], ["import", "--help"], ["impact", "run", "--help"], ["check", "--help"], ["setup", "--help"]):
        with pytest.raises(SystemExit) as left:
            parser().parse_args(words)
        assert left.value.code == 0
        assert len(capsys.readouterr().out.splitlines()) > 4
