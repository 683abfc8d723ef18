"""App configuration."""

from django.apps import AppConfig


class KernConfig(AppConfig):
    """Registers the app `kern`."""

    name = "kern"
    verbose_name = "Kern"
