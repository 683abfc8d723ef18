"""Everything that changes a placement."""
