"""Pages of reports and evaluations."""
