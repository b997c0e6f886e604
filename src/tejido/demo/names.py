"""Names for people who do not exist."""

import random
from pathlib import Path

import yaml

_LISTS = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
WOMEN, MEN, SURNAMES = (_LISTS[key].split() for key in ("women", "men", "surnames"))


def given_name(chance: random.Random, sex: str) -> str:
    """A given name; for those who are neither or did not say, from both lists."""
    names = WOMEN if sex == "woman" else MEN if sex == "man" else WOMEN + MEN
    return str(chance.choice(names))


def family_name(chance: random.Random) -> str:
    """Two surnames."""
    return f"{chance.choice(SURNAMES)} {chance.choice(SURNAMES)}"
