import sqlite3

from tejido.core import sqlite_file

OLD, FIXED = (3, 40, 1), (3, 51, 3)


def test_a_library_that_can_lose_rows_may_not_serve_a_database_in_wal_mode():
    assert [problem.id for problem in sqlite_file.judged("wal", 2, OLD)] == ["tejido.E031"]
    assert sqlite_file.judged("truncate", 2, OLD) == []
    assert sqlite_file.judged("wal", 2, FIXED) == []


def test_a_database_that_does_not_wait_for_the_disk_stops_the_start():
    assert [problem.id for problem in sqlite_file.judged("wal", 1, FIXED)] == ["tejido.E032"]


def test_the_file_itself_is_asked(settings, tmp_path):
    path = tmp_path / "a.sqlite3"
    sqlite3.connect(path).execute("CREATE TABLE a (b)").close()
    careless = {"ENGINE": "x.sqlite3", "NAME": path, "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"}}
    settings.DATABASES = {"default": careless}
    assert [problem.id for problem in sqlite_file.check(None)] == ["tejido.E032"]
    careless["OPTIONS"]["init_command"] = "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL;"
    assert sqlite_file.check(None) == []
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("delete",)
