"""App configuration."""

from django.apps import AppConfig


class VacaturesConfig(AppConfig):
    """Registers the app `vacatures`."""

    name = "vacatures"
    verbose_name = "Vacatures"
