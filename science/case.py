"""A study: its data and the numbers that must come out."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from science.line import OF_VARIANCES, RELATIVE, Line

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @cached_property
    def expected(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "expected.json").read_text(encoding="utf-8")))

    @property
    def published(self) -> dict[str, Any]:
        return dict(self.expected["published"])

    @property
    def reference(self) -> dict[str, Any]:
        """Model → statistic → name → value, as R gives them."""
        return dict(self.expected["reference_values_R422"])

    def table(self, file: str = "data.csv") -> "Table":
        plain, packed = self.folder / file, self.folder / f"{file}.gz"
        text = plain.read_text(encoding="utf-8") if plain.exists() else gzip.decompress(packed.read_bytes()).decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        return Table({name: [row[name] for row in rows] for name in rows[0]})

    def against(self, model: str, statistic: str, ours: Mapping[str, float], tolerance: float = RELATIVE) -> Iterator[Line]:
        """A line for every number of the reference; one that we do not give is a difference without end."""
        for name, value in self.reference[model][statistic].items():
            yield Line(
                model, f"{statistic} {name}" if name != "value" else statistic, float(ours.get(name, np.nan)), float(value), tolerance
            )

    def fit(
        self, model: str, names: Sequence[str], coefficients: Iterable[float], errors: Iterable[float], **more: float
    ) -> Iterator[Line]:
        """Coefficients and standard errors by name, then single numbers such as deviance and nobs."""
        yield from self.against(model, "coef", dict(zip(names, coefficients, strict=True)))
        yield from self.against(model, "se", dict(zip(names, errors, strict=True)))
        for statistic, value in more.items():
            yield from self.against(model, statistic, {"value": value})

    def variances(self, model: str, ours: Mapping[str, float]) -> Iterator[Line]:
        return self.against(model, "vcov", ours, OF_VARIANCES)


@dataclass(frozen=True)
class Table:
    """Columns of text; numbers on demand, with a gap where there is none."""

    columns: Mapping[str, Sequence[str]]

    def __getitem__(self, name: str) -> Array:
        return np.array([float(cell) if cell not in ("", "NA", "nan") else np.nan for cell in self.columns[name]])

    def text(self, name: str) -> NDArray[np.str_]:
        return np.array(self.columns[name])

    def design(self, *names: str, constant: bool = True) -> Array:
        columns = [self[name] for name in names]
        return np.column_stack([np.ones(len(columns[0])), *columns] if constant else columns)

    def only(self, rows: NDArray[np.bool_]) -> "Table":
        return Table({name: list(np.array(values)[rows]) for name, values in self.columns.items()})
