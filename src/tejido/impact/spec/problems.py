"""Reading a plan key by key and keeping every problem, so that a coordinator mends them all at once."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.spec.vocabulary import LANGUAGES


class PlanError(Exception):
    """The plan cannot be used yet. `problems` says which key and what to do, in the reader's language."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class Reader:
    """Reads values out of nested mappings and notes each problem with the path of its key."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def complain(self, path: str, message: str) -> None:
        self.problems.append(f"{path}: {message}")

    def mapping(self, value: Any, path: str, allowed: Iterable[str], required: Iterable[str] = ()) -> dict[str, Any]:
        """A mapping with known keys only; a mistyped key is answered with the nearest known one."""
        if not isinstance(value, Mapping):
            self.complain(path, _("se esperaba un grupo de claves con sus valores."))
            return {}
        known = list(allowed)
        for key in value:
            if key not in known:
                self.complain(f"{path}.{key}", _("esta clave no se conoce. %(hint)s") % {"hint": nearest(str(key), known)})
        for key in required:
            if value.get(key) in (None, "", [], {}):
                self.complain(f"{path}.{key}", _("falta. Escriba esta clave y su valor."))
        return {str(key): item for key, item in value.items() if key in known}

    def words(self, value: Any, path: str) -> dict[str, str]:
        """A text in one language (Spanish) or in several."""
        if value is None:
            return {}
        if isinstance(value, str):
            return {"es": value.strip()}
        if isinstance(value, Mapping) and value and all(k in LANGUAGES and isinstance(v, str) for k, v in value.items()):
            return {str(k): v.strip() for k, v in value.items()}
        self.complain(path, _("se esperaba un texto, o un texto por idioma (es, en, hu)."))
        return {}

    def text(self, value: Any, path: str, default: str = "") -> str:
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.complain(path, _("se esperaba un texto."))
            return default
        return str(value).strip()

    def choice(self, value: Any, path: str, allowed: Iterable[str], default: str) -> str:
        known = list(allowed)
        if value is None:
            return default
        if value not in known:
            self.complain(
                path, _("«%(value)s» no es posible aquí. Elija entre: %(choices)s.") % {"value": value, "choices": ", ".join(known)}
            )
            return default
        return str(value)

    def number(self, value: Any, path: str) -> float | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.complain(path, _("se esperaba un número."))
            return None
        return float(value)

    def listing(self, value: Any, path: str) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.complain(path, _("se esperaba una lista: un guion por cada elemento, o [a, b]."))
            return []
        return value

    def names(self, value: Any, path: str) -> tuple[str, ...]:
        return tuple(self.text(item, f"{path}[{i}]") for i, item in enumerate(self.listing(value, path)))


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names the closest known word, or lists all of them."""
    choices = list(known)
    close = get_close_matches(name, choices, n=1, cutoff=0.6)
    if close:
        return _("¿Quiso decir «%(name)s»?") % {"name": close[0]}
    return _("Se conocen: %(names)s.") % {"names": ", ".join(choices)}
