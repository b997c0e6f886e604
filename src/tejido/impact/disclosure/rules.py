"""The rules by which a figure is too revealing to publish, each with an id that a reviewer can look up."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tejido.impact.hidden import HIDDEN, hidden_text

__all__ = ["HIDDEN", "Rules", "hidden_text", "reason_text"]

SMALL = "small"
ZERO = "zero"
FULL = "full"
DOMINANCE = "dominance"
ORGANISATIONS = "organisations"
DIFFERENCE = "difference"
COMPLEMENTARY = "complementary"


@dataclass(frozen=True)
class Rules:
    """The thresholds of a release. Persons are counted, never rows.

    An organisation may ask for stricter values; `at_least` makes sure that it can never loosen the network's own.
    """

    threshold: int = 10
    complementary: bool = True
    hide_zero: bool = True
    hide_full: bool = True
    dominance_share: float = 0.85
    least_organisations: int = 3
    parameters_per_person: float = 0.33

    def __post_init__(self) -> None:
        if self.threshold < 2:
            raise ValueError("a threshold below 2 protects nobody")

    def at_least(self, floor: "Rules") -> "Rules":
        """These rules, tightened wherever the network's floor is stricter."""
        return Rules(
            threshold=max(self.threshold, floor.threshold),
            complementary=self.complementary or floor.complementary,
            hide_zero=self.hide_zero or floor.hide_zero,
            hide_full=self.hide_full or floor.hide_full,
            dominance_share=min(self.dominance_share, floor.dominance_share),
            least_organisations=max(self.least_organisations, floor.least_organisations),
            parameters_per_person=min(self.parameters_per_person, floor.parameters_per_person),
        )

    def is_small(self, persons: int) -> bool:
        """Between one person and one fewer than the threshold."""
        return 0 < persons < self.threshold

    def is_too_few(self, persons: int) -> bool:
        """Fewer persons than the threshold, none included."""
        return persons < self.threshold

    def network_problem(self, persons_by_organisation: Sequence[int]) -> str | None:
        """Why a network figure would really speak of one member, or None when it does not."""
        contributors = [n for n in persons_by_organisation if n > 0]
        if not contributors:
            return None
        if len(contributors) < self.least_organisations:
            return ORGANISATIONS
        if max(contributors) > self.dominance_share * sum(contributors):
            return DOMINANCE
        return None


def reason_text(rule: str, rules: Rules) -> str:
    """For the reviewer, who sees the exact figures: why this one may not leave."""
    texts = {
        SMALL: _("Menos de %(threshold)s personas."),
        ZERO: _("Ninguna persona: diría algo de todas las demás del grupo."),
        FULL: _("Todas las personas del grupo: diría algo de cada una de ellas."),
        DOMINANCE: _("Una sola entidad aporta más del %(share)s % de las personas."),
        ORGANISATIONS: _("Hay menos de %(organisations)s entidades detrás de esta cifra."),
        DIFFERENCE: _("La diferencia entre dos cifras publicadas mostraría a menos de %(threshold)s personas."),
        COMPLEMENTARY: _("Permitiría calcular una casilla protegida."),
    }
    values = {"threshold": rules.threshold, "share": round(100 * rules.dominance_share), "organisations": rules.least_organisations}
    text = texts[rule]
    for name, value in values.items():
        text = text.replace(f"%({name})s", str(value))
    return text
