"""The review board of a round: how things stand, what fits where, changes by hand and taking them back (R4.3)."""
