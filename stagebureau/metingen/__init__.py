"""Benchmarks behind `manage.py meet`: each measures, none judges. Figures are kept in docs/prestaties.md."""
