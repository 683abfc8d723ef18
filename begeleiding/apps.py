"""App configuration."""

from django.apps import AppConfig


class BegeleidingConfig(AppConfig):
    """Registers the app `begeleiding`."""

    name = "begeleiding"
    verbose_name = "Begeleiding"
