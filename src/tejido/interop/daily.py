"""What registers need every day."""

from tejido.interop.actions.starting import forget_old_files


def forget_files() -> str:
    """Files older than a week go, whether or not somebody brings another one."""
    forgotten = forget_old_files(by=None)
    return f"{forgotten} old files of imports removed" if forgotten else ""
