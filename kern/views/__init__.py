"""Pages of accounts, administration and long work."""
