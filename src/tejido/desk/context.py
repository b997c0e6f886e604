"""What every page of the desk needs: the menu that fits the user's roles, and whether this is the demo network."""

from typing import Any

from django.http import HttpRequest


def desk(request: HttpRequest) -> dict[str, Any]:
    return {}
