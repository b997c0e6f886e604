"""The pieces that pages are made of, each with examples that are at once its documentation, the gallery at /ui/ and its tests."""

from dataclasses import dataclass, field
from typing import Any

from django.template import engines


@dataclass(frozen=True)
class Example:
    """What a template author writes, and the values it is shown with."""

    source: str
    context: dict[str, Any] = field(default_factory=dict)
    title: str = ""

    def rendered(self) -> str:
        return engines["django"].from_string("{% load ui i18n %}" + self.source).render(self.context)


@dataclass(frozen=True)
class Component:
    """A piece: its name, what it is for, and how it is used."""

    slug: str
    name: str
    about: str
    examples: tuple[Example, ...]
    wide: bool = False


def gallery_of() -> list[Component]:
    """All components, in reading order."""
    from tejido.ui.components import content, figures, forms, plots, shell

    return [*shell.COMPONENTS, *content.COMPONENTS, *figures.COMPONENTS, *plots.components(), *forms.COMPONENTS]
