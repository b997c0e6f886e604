"""The consent texts that come with the programme, read out of `consent_texts.yaml` after each migration."""

from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_suffix(".yaml")


def publish_shipped_texts(**_signal: Any) -> None:
    """Publish the shipped version of each purpose that is not there yet. What an organisation published is left alone."""
    from tejido.people.actions import publish_consent_text
    from tejido.people.models import ConsentText

    shipped = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    there = set(ConsentText.objects.filter(text_version=shipped["version"]).values_list("purpose", flat=True))
    for purpose, texts in shipped["texts"].items():
        if purpose not in there:
            publish_consent_text(purpose, shipped["version"], texts, by=None, published_on=shipped["published_on"])
