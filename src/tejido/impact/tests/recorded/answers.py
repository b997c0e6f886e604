"""Invented answer documents of every shape that the suppression knows, the same for the same number."""

import random
from typing import Any

METHODS = ("difference", "ancova", "logistic", "cox", "mixed_model")


def answer(number: int) -> dict[str, Any]:
    """The answer document of this number."""
    draw = random.Random(number)
    document: dict[str, Any] = {"schema": 1, "title": "t", "residuals": [1], "estimates": [], "tables": [], "models": [], "checks": []}
    arms = [str(g) for g in range(draw.choice((1, 2, 3)))]
    people = {arm: draw.choice((draw.randint(3, 14), draw.randint(12, 30), draw.randint(31, 160))) for arm in arms}
    for name in ("home", "work")[: draw.randint(1, 2)]:
        waves_of(document, name, people, draw)
    if draw.random() < 0.5:
        attrition(document, people, draw)
    if draw.random() < 0.6:
        models(document, people, draw)
    if draw.random() < 0.4:
        survival(document, people, draw)
    if draw.random() < 0.3:
        means(document, people, draw)
    if draw.random() < 0.25:
        members(document, draw)
    if draw.random() < 0.3:
        plain_table(document, draw)
    return document


def few_or_many(most: int, draw: random.Random) -> int:
    return draw.choice((0, most, draw.randint(0, most), draw.randint(0, min(most, 12)), max(0, most - draw.randint(0, 12))))


def row(name: str, n: int, draw: random.Random, **more: Any) -> dict[str, Any]:
    figure = {"name": name, "term": "x", "method": "proportions_by_wave", "scale": "proportion", "role": "group", "group": None, "wave": None}
    figure |= {"estimate": 0.25, "se": 0.01, "low": 0.1, "high": 0.4, "p": 0.2, "n": n, "note": "", "label": name, "smallest": 2}
    if draw.random() < 0.1:
        figure["refused"] = {"code": "few_people", "values": {"n": 3}}
        figure["estimate"] = None
    return figure | more


def waves_of(document: dict[str, Any], name: str, people: dict[str, int], draw: random.Random) -> None:
    """Shares at one or more waves with who was not seen, their table, their contrast, and at times a category more."""
    for wave in ("0", "6", "12")[: draw.randint(1, 3)]:
        counts, rows = [], []
        for arm, enrolled in people.items():
            missed = draw.choice((0, 0, draw.randint(0, enrolled // 4)))
            seen = enrolled - missed
            yes = few_or_many(seen, draw)
            counts.append([seen - yes, yes, missed])
            more: dict[str, Any] = {"missed": missed} if draw.random() < 0.8 else {}
            if draw.random() < 0.2:
                more |= {"count": yes}
            if seen:
                rows.append(row(name, seen, draw, term="proportion", group=arm, wave=wave, estimate=yes / seen) | more)
                if yes and draw.random() < 0.2:
                    part = draw.randint(0, seen - yes)
                    rows.append(row(name, seen, draw, term="other", group=arm, wave=wave, estimate=part / seen, category="other"))
        document["estimates"] += rows
        if draw.random() < 0.8:
            whole = sum(r["n"] for r in rows if r["term"] == "proportion") - draw.choice((0, 0, 0, 1))
            document["estimates"].append(row(name, whole, draw, scale="risk_difference", role="exposure", wave=wave))
        table = {"name": f"{name}.{wave}", "title": "x", "rows": list(people), "columns": ["no", "yes", "missed"], "kind": "wave", "wave": wave, "counts": counts}
        if draw.random() < 0.8:
            table["estimate"] = name
        if draw.random() < 0.9:
            document["tables"].append(table)


def attrition(document: dict[str, Any], people: dict[str, int], draw: random.Random) -> None:
    """Who was lost, in the whole and in each arm."""
    arms = []
    for arm, n in people.items():
        lost = {reason: draw.choice((0, draw.randint(1, 14))) for reason in ("moved", "missing", "without_consent")[: draw.randint(1, 3)]}
        stages: dict[str, Any] = {"group": arm, "enrolled": n + sum(lost.values()) + draw.choice((0, 0, 2)), "analysed": n}
        stages["lost"] = [{"reason": reason, "column": "score" if reason == "missing" else None, "n": gone, "who": [1]} for reason, gone in lost.items()]
        if draw.random() < 0.6:
            stages["with_baseline"] = n + draw.choice((0, draw.randint(0, sum(lost.values()))))
        if draw.random() < 0.4:
            stages["without_consent"] = lost.get("without_consent", draw.randint(0, 9))
        arms.append(stages)
    whole: dict[str, Any] = {stage: sum(a[stage] for a in arms) for stage in ("enrolled", "analysed")}
    whole["lost"] = [one | {"n": sum(o["n"] for a in arms for o in a["lost"] if o["reason"] == one["reason"])} for one in arms[0]["lost"]]
    if all("with_baseline" in a for a in arms):
        whole["with_baseline"] = sum(a["with_baseline"] for a in arms)
    if draw.random() < 0.5:
        refused = [one["n"] for one in whole["lost"] if one["reason"] == "without_consent"]
        whole["without_consent"] = refused[0] if refused else draw.randint(0, 20)
    if draw.random() < 0.3:
        whole["interviews"] = 400
    whole["arms"] = arms
    document["attrition"] = whole
    if draw.random() < 0.6:
        counts = [[a["analysed"], sum(one["n"] for one in a["lost"])] for a in arms]
        document["tables"].append({"name": "attrition", "rows": list(people), "columns": ["analysed", "lost"], "kind": "attrition", "counts": counts})


def models(document: dict[str, Any], people: dict[str, int], draw: random.Random) -> None:
    for number, method in enumerate(draw.sample(METHODS, draw.randint(1, 3))):
        n, name = sum(people.values()), draw.choice((f"model{number}", "home"))
        events = few_or_many(n, draw)
        for term in ("x", "age", "sex")[: draw.randint(1, 3)]:
            more: dict[str, Any] = {"events": events} if method in {"logistic", "cox"} else {}
            if draw.random() < 0.4:
                more |= {"fewest": min(draw.randint(4, 60), draw.randint(8, 60)), "reference": "0", "compared": "1"}
            if draw.random() < 0.2:
                more |= {"parameters": draw.randint(1, n)}
            document["estimates"].append(row(name, draw.choice((n, None, 9, 10)), draw, term=term, method=method, role="exposure", scale="difference", **more))
        model: dict[str, Any] = {"name": name, "method": method, "deviance": 12.5, "df": 3, "leverage": [1], "persons": n}
        if draw.random() < 0.5:
            model["events"] = events
        if draw.random() < 0.4:
            model["interviews"] = draw.choice((100, {"a": 3}))
        document["models"].append(model)
        document["checks"].append({"estimate": name, "name": "unheard_of", "holds": True})


def survival(document: dict[str, Any], people: dict[str, int], draw: random.Random) -> None:
    """Rows at asked moments and the exact curve of each arm, one list for each part."""
    curves = []
    for arm, n in people.items():
        at_risk, steps = n, []
        for time in range(1, draw.randint(3, 9)):
            events = min(at_risk, draw.choice((0, 1, draw.randint(1, 15), 12)))
            at_risk -= events
            steps.append({"time": time, "survival": at_risk / n, "low": 0.1, "high": 0.9, "events": events, "at_risk": at_risk, "who": 3})
            if draw.random() < 0.4:
                more = {"group": arm, "estimate": at_risk / n, "at_risk": at_risk, "at": time}
                document["estimates"].append(row("stay", n, draw, method="kaplan_meier", scale="survival", **more))
        parts = {"times": "time", "survival": "survival", "low": "low", "high": "high", "at_risk": "at_risk", "events": "events"}
        lists = {part: [step[key] for step in steps] for part, key in parts.items()}
        curves.append({"group": arm} | lists)
    document["estimates"].append(row("stay", sum(people.values()), draw, method="kaplan_meier", scale="difference", at=draw.choice((1, 2, 3)), wave=None))
    if draw.random() < 0.9:
        document["models"].append({"name": "stay", "method": "kaplan_meier", "curves": curves, "ties": "efron"})


def means(document: dict[str, Any], people: dict[str, int], draw: random.Random) -> None:
    """Means, some of them of zeros and ones, and rows that nearly repeat another."""
    for arm, n in people.items():
        ones = few_or_many(n, draw)
        sd = draw.choice((None, 3.5, (ones / n * (1 - ones / n) * n / max(1, n - 1)) ** 0.5))
        document["estimates"].append(row("mean", n, draw, group=arm, scale="mean", estimate=ones / n, sd=sd))
        again = n + draw.choice((-3, 0, 2, 12))
        if again > 0:
            document["estimates"].append(row("again", again, draw, group=arm, scale="proportion", estimate=min(ones, again) / again))


def members(document: dict[str, Any], draw: random.Random) -> None:
    each = [draw.choice((0, 2, 40, 900)) for _ in range(draw.randint(1, 6))]
    document["network"] = "red"
    document["persons_by_organisation"] = each


def plain_table(document: dict[str, Any], draw: random.Random) -> None:
    """A table of its own, with totals on some sides and places where nobody can be; at times one that nearly repeats it."""
    rows, columns = list("abcd")[: draw.randint(1, 4)], list("uvw")[: draw.randint(1, 3)]
    counts = [[few_or_many(60, draw) for _ in columns] for _ in rows]
    table = {"name": "plain", "rows": rows, "columns": columns, "counts": counts, "totals": draw.choice(("both", "rows", "columns", "none")), "secret": 1}
    if draw.random() < 0.4:
        counts[0][0] = 0
        table["structural_zeros"] = [[0, 0]]
    document["tables"].append(table)
    if draw.random() < 0.5:
        near = [[count + draw.choice((0, 0, 3)) for count in line] for line in counts]
        document["tables"].append(table | {"name": "near", "counts": near, "structural_zeros": []})
