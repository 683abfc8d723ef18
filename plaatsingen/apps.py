"""App configuration."""

from django.apps import AppConfig


class PlaatsingenConfig(AppConfig):
    """Registers the app `plaatsingen`, its own sections of the placement page and its checks of mails."""

    name = "plaatsingen"
    verbose_name = "Plaatsingen"

    def ready(self) -> None:
        """Import what needs the models."""
        from plaatsingen import eigen_secties
        from plaatsingen.services import mails  # noqa: F401 - registers a check

        eigen_secties.registreer()
