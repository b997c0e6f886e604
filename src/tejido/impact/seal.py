"""The seal of a published document: one fingerprint over everything it says."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def seal_of(document: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON. Numbers are written one way only, since databases keep 1.0 and 1 as they please."""
    return hashlib.sha256(json.dumps(_canonical(document), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(float(value) + 0.0)
    return value
