"""Addresses of reports, evaluations and the BPV-boek."""
