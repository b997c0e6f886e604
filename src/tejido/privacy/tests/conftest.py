"""A person with a row of every kind, among two organisations full of data."""

import pytest

from tejido.privacy.tests.lives import a_life


@pytest.fixture
def life(cast):
    """Elena of the cast, with everything that can be kept of her."""
    return a_life(cast)
