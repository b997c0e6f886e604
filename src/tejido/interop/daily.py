"""What registers need every day."""

from tejido.interop.actions.starting import forget_old_files, sweep_files


def forget_files() -> str:
    """Files older than a week go, whether or not somebody brings another one, and those that belong to no import."""
    forgotten = forget_old_files(by=None) + sweep_files(by=None)
    return f"{forgotten} old files of imports removed" if forgotten else ""
