"""Addresses of places, vacatures and applications."""
