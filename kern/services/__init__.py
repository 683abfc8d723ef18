"""Writes of the people and organisations app; one module per subject."""
