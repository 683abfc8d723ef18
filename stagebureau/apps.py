"""App configuration."""

from django.apps import AppConfig


class StagebureauConfig(AppConfig):
    """Registers the project package itself: commands, home page and demo region."""

    name = "stagebureau"
    verbose_name = "Stagebureau"
