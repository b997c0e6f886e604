"""What the evidence needs every day."""

from tejido.impact.departures import lake_folder


def renew_lake() -> str:
    """Where a lake is kept: who withdrew a permission is out of it by tomorrow at the latest, who left at once."""
    if not lake_folder().is_dir():
        return ""
    from tejido.impact.lake import build_lake

    built = build_lake()
    return f"The lake: {built.written} files written, {built.removed} removed"
