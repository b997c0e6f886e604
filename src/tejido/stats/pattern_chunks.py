"""Patterns of more rows than memory holds, or of several places: a chunk at a time, merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from tejido.stats.design import Array
from tejido.stats.patterns import Origin, Patterns, patterns_from_rows, put_together
from tejido.stats.unfit import Unfit

Rows = tuple[Array, Array, Array, NDArray]  # outcome (N,), design (N, p), random (N, q), person (N,)


def merged(parts: Iterable[Patterns]) -> Patterns:
    """Patterns of different people, from one origin, as one. A person must not be in two of them."""
    held = list(parts)
    if any(part.origin != held[0].origin for part in held):
        raise ValueError("Only patterns of one origin can be merged.")
    whole = Patterns(
        origin=held[0].origin,
        n=np.concatenate([part.n for part in held]),
        zz=np.concatenate([part.zz for part in held]),
        zx=np.concatenate([part.zx for part in held]),
        total=np.concatenate([part.total for part in held]),
        squares=np.concatenate([part.squares for part in held]),
        xx=np.sum([part.xx for part in held], axis=0),
        xy=np.sum([part.xy for part in held], axis=0),
        yy=sum(part.yy for part in held),
        rows=sum(part.rows for part in held),
    )
    return put_together(whole)


def patterns_from_chunks(chunks: Iterable[Rows], *, origin: Origin | None = None) -> Patterns:
    """As `patterns_from_rows`, from chunks in order of person: what is held is one chunk and the patterns.

    A person may begin in one chunk and end in the next. Refuses (ValueError) a person who comes back after others.
    """
    held: list[Patterns] = []
    for rows in _whole_people(chunks):
        held.append(patterns_from_rows(*rows, origin=origin))
        origin = held[0].origin
        while len(held) > 1 and len(held[-1]) * 2 > len(held[-2]):
            held.append(merged([held.pop(), held.pop()]))
    if not held:
        raise Unfit("too_few")
    return merged(held)


def _whole_people(chunks: Iterable[Rows]) -> Iterator[Rows]:
    """The same rows, cut where a person ends: the last person of a chunk waits for the next."""
    waiting: Rows | None = None
    for chunk in chunks:
        rows: Rows = chunk if waiting is None else tuple(np.concatenate(pair) for pair in zip(waiting, chunk, strict=True))  # type: ignore[assignment]
        group = rows[3]
        if not len(group):
            continue
        if waiting is not None and (group < waiting[3][0]).any():
            raise ValueError("The chunks are not in order of person.")
        last = group == (group.max() if group.dtype.kind in "biuf" else max(group.tolist()))
        waiting = tuple(part[last] for part in rows)  # type: ignore[assignment]
        if not last.all():
            yield tuple(part[~last] for part in rows)  # type: ignore[misc]
    if waiting is not None:
        yield waiting
