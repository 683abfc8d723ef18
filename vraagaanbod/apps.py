"""App configuration."""

from django.apps import AppConfig


class VraagaanbodConfig(AppConfig):
    """Registers the app `vraagaanbod`."""

    name = "vraagaanbod"
    verbose_name = "Vraag en aanbod"
