"""Days until former inmates were arrested again (Henning & Frueh 1996; Singer & Willett 2003, ch. 14)."""

from collections.abc import Iterator

from science.case import Case
from science.line import Line, printed
from tejido.stats.cox import cox

MODELS = {"A": ["person_crime"], "B": ["property_crime"], "C": ["age"], "D": ["person_crime", "property_crime", "age"]}


def lines(case: Case) -> Iterator[Line]:
    table, known = case.table(), case.published
    for letter, names in MODELS.items():
        fit = cox(table["days"], 1 - table["censor"], table.design(*names, constant=False))
        more = {"loglik0": fit.null_log_likelihood, "loglik": fit.log_likelihood, "n": fit.n, "events": fit.events}
        yield from case.fit(letter, names, fit.coefficients, fit.standard_errors, **more)
        if letter == "D":
            yield printed("published", "minus twice the log-likelihood of D", -2 * fit.log_likelihood, known["D"]["m2LL"])
            for name, value in zip(("personal", "property", "age"), fit.coefficients, strict=True):
                yield printed("published", f"{name} of D", value, known["D"][name])
        else:
            yield printed("published", letter, fit.coefficients[0], known[letter])
