"""Pages of matching rounds and preferences."""
