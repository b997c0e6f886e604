"""What the figures say, in plain words, with their interval and with what is still not known."""

from tejido.impact.sentences.checks import check_sentence
from tejido.impact.sentences.document import (
    attrition_sentence,
    cautions_of,
    findings_of,
    lost_sentence,
    not_by_lot,
    sentence_of,
    sentences_of,
)
from tejido.impact.sentences.labels import group_label, outcome_label, table_title

__all__ = [
    "attrition_sentence",
    "cautions_of",
    "check_sentence",
    "findings_of",
    "group_label",
    "lost_sentence",
    "not_by_lot",
    "outcome_label",
    "sentence_of",
    "sentences_of",
    "table_title",
]
