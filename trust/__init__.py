"""Proofs of what Tejido promises: `make trust`. Each bar has a figure, a floor that the run must reach, and a planted fault it must catch."""
