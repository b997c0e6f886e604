"""What the organisations of the demonstration offer: programmes, their cohorts, and what changes in the lives of those who take part.

Every number here is invented. The effects are of a plausible size, and some are nil: a demonstration in which everything works
would teach the wrong thing.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Region = Literal["america", "spain"]


@dataclass(frozen=True)
class Group:
    """A cohort: when it began, counted in days before today; how many people of an organisation of weight 1 enter it."""

    slug: str
    name: str
    arm: str
    starts: int
    lasts: int | None
    size: int
    goes_on_to: str = ""
    enters_within: int = 10  # days over which people come in

    def starts_on(self, today: dt.date) -> dt.date:
        return today - dt.timedelta(days=self.starts)

    def ends_on(self, today: dt.date) -> dt.date | None:
        return self.starts_on(today) + dt.timedelta(days=self.lasts) if self.lasts is not None and self.lasts <= self.starts else None


@dataclass(frozen=True)
class Asked:
    """An instrument asked at some months; where people begin, and how much the programme moves them beyond time alone (in points)."""

    instrument: str
    months: tuple[int, ...]
    baseline: float
    spread: float
    drift: float
    effect: float


@dataclass(frozen=True)
class Offer:
    """A programme as every organisation of one part of the world runs it."""

    where: tuple[Region, ...]
    slug: str
    name: str
    kind: str
    about: str
    who: str
    groups: tuple[Group, ...]
    asked: tuple[Asked, ...] = ()
    jobs: bool = False
    homes: bool = False


OFFERS = (
    Offer(
        ("america",), "familia-a-familia", "De familia a Familia", "classes",
        "Clases para familias que cuidan: qué es el problema, cómo hablar, cómo cuidarse. Las llevan familiares formados.", "family",
        (
            Group("grupo-1", "Grupo 1", "programme", 610, 95, 12),
            Group("espera-1", "Lista de espera 1", "waiting", 608, 130, 10, "grupo-2"),
            Group("grupo-2", "Grupo 2", "programme", 475, 95, 3),
            Group("grupo-3", "Grupo 3", "programme", 300, 95, 11),
            Group("grupo-4", "Grupo 4", "programme", 62, 95, 11),
            Group("espera-4", "Lista de espera 4", "waiting", 40, 120, 6),
        ),
        (Asked("gad-7", (0, 3, 6), 10.4, 4.4, -0.7, -2.3),),
    ),
    Offer(
        ("america",), "arte-y-recuperacion", "Arte y recuperación", "art",
        "Un taller semanal para decir con las manos lo que cuesta decir con palabras.", "served",
        (
            Group("arte-1", "Taller de arte 1", "programme", 520, 110, 9),
            Group("arte-espera-1", "Lista de espera de arte 1", "waiting", 520, 120, 8, "arte-2"),
            Group("arte-2", "Taller de arte 2", "programme", 390, 110, 2),
            Group("arte-3", "Taller de arte 3", "programme", 80, 110, 8),
        ),
        (Asked("phq-8", (0, 3), 12.1, 4.9, -0.9, -0.5),),
    ),
    Offer(
        ("america", "spain"), "taller-creativo", "Taller creativo", "workshop",
        "Iniciativa económica: se diseña, se produce y se vende; el reparto se acuerda entre quienes participan.", "served",
        (Group("taller-1", "Taller 1", "programme", 430, None, 8, enters_within=250), Group("taller-2", "Taller 2", "programme", 150, None, 6, enters_within=90)),
        jobs=True,
    ),
    Offer(
        ("spain",), "empleo-con-apoyo", "Empleo con apoyo", "vocational",
        "Buscar pronto un trabajo ordinario que la persona quiera, y acompañarla mientras le haga falta.", "served",
        (
            Group("apoyo-1", "Empleo con apoyo 1", "programme", 600, 420, 11),
            Group("habitual-1", "Orientación habitual 1", "comparison", 600, 420, 11),
            Group("apoyo-2", "Empleo con apoyo 2", "programme", 170, None, 9, enters_within=120),
        ),
        (Asked("qpr-15", (0, 6, 12), 33.0, 9.0, 1.6, 2.2),),
        jobs=True,
    ),
    Offer(
        ("spain",), "vivienda-con-apoyo", "Vivienda con apoyo", "housing",
        "Pisos y apoyo en casa, con el menor apoyo que baste y la puerta abierta a vivir por cuenta propia.", "served",
        (
            Group("pisos-1", "Pisos 1", "programme", 560, None, 8, enters_within=60),
            Group("pisos-espera-1", "Lista de espera de pisos 1", "waiting", 560, None, 8, enters_within=60),
        ),
        (Asked("qpr-15", (0, 12), 31.0, 9.0, 0.8, 1.2),),
        homes=True,
    ),
    Offer(
        ("spain",), "acompanamiento", "Acompañamiento integral", "support",
        "La persona, su familia, su casa y su barrio: un plan propio y alguien que acompaña.", "served",
        (Group("acompanamiento", "Acompañamiento", "programme", 700, None, 24, enters_within=640),),
        (Asked("phq-8", (0, 6), 11.0, 5.0, -1.5, 0.0),),
    ),
)  # fmt: skip
