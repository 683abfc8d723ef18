"""App configuration."""

from django.apps import AppConfig


class EvaluatiesConfig(AppConfig):
    """Registers the app `evaluaties`."""

    name = "evaluaties"
    verbose_name = "Evaluaties"
