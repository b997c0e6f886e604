"""Words that say that nothing was written in a cell."""

#: Where a number, a day or a yes is expected: in lower case.
EMPTY = frozenset(
    {
        "", "na", "n/a", "n.a.", "#n/a", "nan", "null", "none", ".", "-", "–", "—", "s/d", "sd", "nd", "sin dato", "sin datos", "ns/nc", "n.d.",
        "nincs adat",
    }
)  # fmt: skip
#: Where any word may be an answer: as they are written, since «none», «nd» and «-» are answers too.
EMPTY_WORDS = frozenset({"", ".", "NA", "N/A", "n/a", "#N/A", "NaN", "S/D", "s/d"})
