"""Pages of supervision, one module per subject."""
