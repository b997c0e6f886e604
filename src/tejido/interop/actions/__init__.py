"""The verbs of imports: start, match, run, correct, undo."""

from tejido.interop.actions.going import correct_row, match_columns, run_import
from tejido.interop.actions.looking import look_at_rows
from tejido.interop.actions.starting import forget_old_files, read_again, start_import, sweep_files
from tejido.interop.actions.undoing import undo_import

__all__ = ["correct_row", "forget_old_files", "look_at_rows", "match_columns", "read_again", "run_import", "start_import", "sweep_files", "undo_import"]
