"""An answer read aloud: the figures of a document, exact or protected, as lines, pictures and tables in the reader's language.

Everything here comes from the document alone and knows no person, so that the desk, the public page, the CSV and the PDF
of a release say the same.
"""

from tejido.impact.reading.curves import curves_in
from tejido.impact.reading.figures import Figure, figures_of
from tejido.impact.reading.forest import Forest, forests_of, levels_of
from tejido.impact.reading.hundred import Hundred, hundred_of
from tejido.impact.reading.origin import origin_line
from tejido.impact.reading.people import Attrition, PeopleTable, attrition_of, people_tables_of
from tejido.impact.reading.plots import Plot, flow_of, plot_named, plots_of
from tejido.impact.reading.telling import CheckGroup, Shelf, Telling, check_groups, shelf_of, telling_of
from tejido.impact.reading.words import check_lines, estimate_label, method_text, plan_of_document, plan_title

__all__ = [
    "Attrition",
    "CheckGroup",
    "Figure",
    "Forest",
    "Hundred",
    "PeopleTable",
    "Plot",
    "Shelf",
    "Telling",
    "attrition_of",
    "check_groups",
    "check_lines",
    "curves_in",
    "estimate_label",
    "figures_of",
    "flow_of",
    "forests_of",
    "hundred_of",
    "levels_of",
    "method_text",
    "origin_line",
    "people_tables_of",
    "plan_of_document",
    "plan_title",
    "plot_named",
    "plots_of",
    "shelf_of",
    "telling_of",
]
