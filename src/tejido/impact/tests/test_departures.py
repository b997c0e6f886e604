"""Who was erased is out of the lake at once; who withdrew a permission, by the next day."""

import pytest

from tejido.impact import departures
from tejido.impact.daily import renew_lake
from tejido.impact.departures import empty_lake, lake_folder
from tejido.impact.lake import LakeBusy, LakeMissing, build, build_lake, open_lake
from tejido.impact.tests.test_lake import group, rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


def test_where_there_is_no_lake_nothing_is_emptied_and_nothing_is_made():
    assert empty_lake() is False
    assert renew_lake() == ""
    assert not lake_folder().exists()


def test_an_emptied_lake_holds_nothing_and_is_not_read_until_it_is_built_again(cast):
    group(cast.a, 2)
    build_lake()
    assert empty_lake() is True
    assert list(lake_folder().rglob("*.parquet")) == []
    with pytest.raises(LakeMissing):
        open_lake()
    build_lake()
    assert len(rows(open_lake(), "persons")) == 2


def test_a_build_during_which_somebody_left_does_not_count(cast, monkeypatch):
    group(cast.a, 2)
    monkeypatch.setattr(build, "write_codebook", lambda root, manifest: empty_lake(root))
    with pytest.raises(LakeBusy):
        build_lake()
    assert list(lake_folder().rglob("*.parquet")) == []
    with pytest.raises(LakeMissing):
        open_lake()


def test_a_lake_that_is_kept_is_renewed_every_day_without_who_withdrew(cast):
    from tejido.core.periods import today
    from tejido.people.models import Consent

    people = group(cast.a, 3)
    build_lake()
    Consent.objects.filter(person=people[0]).update(withdrawn_on=today())
    assert "removed" in renew_lake()
    assert len(rows(open_lake(), "persons")) == 2
    assert departures.LEFT not in {path.name for path in lake_folder().iterdir()}
