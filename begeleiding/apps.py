"""App configuration."""

from django.apps import AppConfig


class BegeleidingConfig(AppConfig):
    """Registers the app `begeleiding` and its section on the page of a placement."""

    name = "begeleiding"
    verbose_name = "Begeleiding"

    def ready(self) -> None:
        """Tie the app to the apps below it."""
        from begeleiding import secties
        from begeleiding.services import gesprekken  # noqa: F401 - registers a group of mails

        secties.registreer()
