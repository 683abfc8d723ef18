"""App configuration."""

from django.apps import AppConfig


class PlaatsingenConfig(AppConfig):
    """Registers the app `plaatsingen`."""

    name = "plaatsingen"
    verbose_name = "Plaatsingen"
