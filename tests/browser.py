"""Where the browser of the journeys is."""

import shutil
from pathlib import Path


def chromium() -> str | None:
    """Path of an installed Chromium or Chrome; None when there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    return str(mac) if mac.exists() else None
