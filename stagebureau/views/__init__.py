"""Pages that span apps: today, health, errors, search."""
