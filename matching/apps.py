"""App configuration."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Registers the app `matching`."""

    name = "matching"
    verbose_name = "Matching"
