"""Public pages begin with what `impact` published."""

from tejido.impact.tests.conftest import in_review, published, study

__all__ = ["in_review", "published", "study"]
