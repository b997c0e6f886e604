"""Rows of facts as Arrow tables."""

from __future__ import annotations

import pyarrow as pa

from tejido.impact.lake.schema import Fact

TYPES = {"whole": pa.int64(), "number": pa.float64(), "text": pa.string(), "day": pa.date32()}


def schema_of(fact: Fact) -> pa.Schema:
    return pa.schema([(column.name, TYPES[column.kind]) for column in fact.columns])
