import pytest

from tejido.core.sqlite_library import is_fixed


@pytest.mark.parametrize(
    ("version", "fixed"),
    [((3, 40, 1), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True), ((3, 50, 4), False), ((3, 50, 7), True), ((3, 44, 6), True), ((3, 46, 0), False)],
)
def test_wal_is_used_only_with_a_library_whose_wal_reset_is_repaired(version, fixed):
    assert is_fixed(version) is fixed
