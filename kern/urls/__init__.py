"""Addresses of accounts, administration and long work."""
