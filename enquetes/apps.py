"""App configuration."""

from django.apps import AppConfig


class EnquetesConfig(AppConfig):
    """Registers the app `enquetes`: questionnaires of students and leerbedrijven, anonymous by design."""

    name = "enquetes"
    verbose_name = "Enquêtes"
