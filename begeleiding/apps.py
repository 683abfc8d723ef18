"""App configuration."""

from django.apps import AppConfig


class BegeleidingConfig(AppConfig):
    """Registers the app `begeleiding` and its section on the page of a placement."""

    name = "begeleiding"
    verbose_name = "Begeleiding"

    def ready(self) -> None:
        """Tie the app to the apps below it."""
        from begeleiding import receivers, secties  # noqa: F401 - receivers listen once they are imported
        from begeleiding.services import gesprekken, signaalbronnen  # noqa: F401 - the first registers a group of mails

        secties.registreer()
        signaalbronnen.registreer()
