"""App configuration."""

from django.apps import AppConfig


class EnquetesConfig(AppConfig):
    """Registers the app `enquetes`: questionnaires of students and leerbedrijven, anonymous by design."""

    name = "enquetes"
    verbose_name = "Enquêtes"

    def ready(self) -> None:
        """Make known how long data are kept."""
        from enquetes.services import bewaren  # noqa: F401
