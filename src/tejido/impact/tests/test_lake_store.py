"""The lake on the disk: whole or not at all, private, and put right by the next build."""

import os

import pyarrow.parquet as pq
import pytest

from tejido import cli
from tejido.impact.lake import LakeBusy, LakeDamaged, LakeMissing, build_lake, open_lake
from tejido.impact.lake import build as building
from tejido.impact.lake.store import alone, problems_of, read_manifest
from tejido.impact.tests.study import ENTERED, allow, enrol, people_of, programme_of
from tejido.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(cast, settings, tmp_path):
    settings.HOME = tmp_path
    people = people_of(cast.a, 3)
    allow(people)
    enrol(people, programme_of(cast.a, "taller", "2024")[0])
    return tmp_path / "lake"


def test_a_lake_that_was_never_built_says_what_to_do(root):
    with pytest.raises(LakeMissing, match="tejido lake build"):
        open_lake(root)


def test_everything_is_for_this_account_only(root):
    os.umask(0o022)
    build_lake()
    assert {path: oct(path.stat().st_mode & 0o777) for path in [root, *root.rglob("*")]} == {
        path: "0o700" if path.is_dir() else "0o600" for path in [root, *root.rglob("*")]
    }


@pytest.mark.parametrize("stopped_at", ["write_rollups", "write_codebook", "write_text"])
def test_a_build_that_stops_half_way_leaves_the_old_lake_and_the_next_one_cleans_up(root, monkeypatch, stopped_at):
    build_lake(root)
    before = read_manifest(root)
    Person.objects.update(birth_year=1990)

    def power_cut(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(building, stopped_at, power_cut)
    with pytest.raises(KeyboardInterrupt):
        build_lake()
    monkeypatch.undo()
    lake = open_lake(root)
    assert lake.manifest == before
    assert [row["birth_year"] for file in lake.files("persons") for row in pq.ParquetFile(file).read().to_pylist()] == [None] * 3
    (root / "facts" / "persons" / "x.parquet.tmp").write_bytes(b"half")
    assert any("stopped" in problem for problem in problems_of(root, before))
    build_lake()
    lake = open_lake(root)
    assert [row["birth_year"] for file in lake.files("persons") for row in pq.ParquetFile(file).read().to_pylist()] == [1990] * 3
    assert problems_of(root, lake.manifest) == []


def test_a_first_build_that_stops_is_no_lake(root, monkeypatch):
    def power_cut(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "write_text", power_cut)
    with pytest.raises(KeyboardInterrupt):
        build_lake()
    assert list(root.rglob("*.parquet"))
    with pytest.raises(LakeMissing):
        open_lake(root)


@pytest.mark.parametrize("damage", ["cut", "empty", "other", "number"])
def test_a_manifest_that_is_not_whole_is_never_read_and_a_build_mends_it(root, damage):
    build_lake()
    manifest = root / "manifest.json"
    text = manifest.read_text()
    manifest.write_text(
        {"cut": text[: len(text) // 2], "empty": "", "other": "[]", "number": text.replace('"rows": 3', '"rows": 4', 1)}[damage]
    )
    with pytest.raises(LakeDamaged):
        open_lake(root)
    build_lake()
    assert problems_of(root, open_lake(root).manifest) == []


def test_a_missing_or_shorter_file_is_noticed_before_it_is_read_and_written_again(root):
    build_lake()
    for hurt in (lambda f: f.unlink(), lambda f: f.write_bytes(f.read_bytes()[:-1])):
        hurt(open_lake(root).files("persons")[0])
        with pytest.raises(LakeDamaged):
            open_lake(root)
        build_lake()
        assert problems_of(root, open_lake(root).manifest) == []


def test_verify_finds_rows_that_were_changed_and_doors_left_open(root):
    manifest = build_lake().manifest
    file = open_lake(root).files("persons")[0]
    rows = pq.ParquetFile(file).read()
    pq.write_table(rows.slice(1), file)
    file.chmod(0o644)
    said = "\n".join(problems_of(root, manifest))
    assert "other rows" in said
    assert "others may read it" in said
    file.write_bytes(b"no parquet")
    assert "unreadable" in problems_of(root, manifest)[0]


def test_two_builds_at_once_are_one_too_many(root):
    with alone(root), pytest.raises(LakeBusy):
        build_lake()
    build_lake()


def told(capsys, *words):
    status = cli.main(["lake", *words])
    spoken = capsys.readouterr()
    return status, spoken.out, spoken.err


def test_the_console_builds_shows_and_verifies(root, cast, capsys):
    assert told(capsys, "show")[0] == 1
    status, out, _ = told(capsys, "build")
    assert status == 0
    assert f"{cast.a.code}  3 persons" in out
    assert "0 kept" in out
    status, out, _ = told(capsys, "show")
    assert status == 0
    assert open_lake(root).snapshot in out
    assert "persons                   3 rows in 1 files" in out
    assert told(capsys, "verify")[:2] == (0, "The lake is as it was written.\n")
    open_lake(root).files("persons")[0].write_bytes(b"")
    status, _, err = told(capsys, "verify")
    assert (status, "persons" in err) == (1, True)


def test_the_console_takes_a_day_and_a_moment_and_says_how_they_are_written(root, capsys):
    assert told(capsys, "build", "--until", str(ENTERED))[0] == 0
    assert open_lake(root).cut_off == ENTERED
    assert told(capsys, "build", "--known-at", "2020-01-01T00:00")[0] == 0
    assert open_lake(root).files("persons") == []
    assert told(capsys, "build", "--until", "mañana")[0] == 2
    assert told(capsys, "build", "--until", "2999-01-01")[0] == 1
