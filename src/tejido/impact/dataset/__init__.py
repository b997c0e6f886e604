"""From the record to the table of a plan: the same columns that a flat file would have, of those people alone who allow it."""

from tejido.impact.dataset.frame import Dataset, dataset_of
from tejido.impact.dataset.sources import SourceMissing

__all__ = ["Dataset", "SourceMissing", "dataset_of"]
