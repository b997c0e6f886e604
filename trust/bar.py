"""One bar: a promise, the figure that was measured, the floor below which the run proves nothing, and the planted fault it caught."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """`met`: the figure is what the promise says · `floor_met`: enough was tried · `caught`: the planted fault was found in this run."""

    number: str
    promise: str
    figure: str
    floor: str
    planted: str
    met: bool
    floor_met: bool
    caught: bool

    @property
    def good(self) -> bool:
        return self.met and self.floor_met and self.caught

    def line(self) -> str:
        verdict = "ok    " if self.good else "FAILED"
        doubts = [what for what, fine in (("figure", self.met), ("floor", self.floor_met), ("planted fault", self.caught)) if not fine]
        return f"{verdict} [{self.number}] {self.promise}: {self.figure} · floor: {self.floor} · planted: {self.planted}" + (
            f" · NOT MET: {', '.join(doubts)}" if doubts else ""
        )
