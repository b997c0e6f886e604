"""Words for yes and no, in the languages of the people who fill in files and write plans."""

YES = frozenset({"1", "1.0", "1,0", "sí", "si", "s", "yes", "y", "true", "verdadero", "igen", "i"})
NO = frozenset({"0", "0.0", "0,0", "no", "n", "false", "falso", "nem"})


def yes_or_no(text: str) -> bool | None:
    word = text.strip().lower()
    return True if word in YES else False if word in NO else None
