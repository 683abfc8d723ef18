"""App configuration."""

from django.apps import AppConfig


class BasisConfig(AppConfig):
    """Registers the app `basis`."""

    name = "basis"
    verbose_name = "Basis"
