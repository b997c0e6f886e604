"""One study per file, under its name: `lines(case)` gives every number that must come out."""
