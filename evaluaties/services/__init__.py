"""Writes and reckoning of reports, the ladder and evaluations; one module per subject."""
