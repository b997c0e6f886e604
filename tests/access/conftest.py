"""A world whose every field carries a canary, and a browser for each role."""

import pytest

from tests.access.field_matrix import Matrix, worked


@pytest.fixture
def matrix(cast):
    return Matrix(*worked(cast))
