"""Pages of places, vacatures and applications."""
