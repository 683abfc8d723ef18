"""App configuration."""

from django.apps import AppConfig


class BegeleidingConfig(AppConfig):
    """Registers the app `begeleiding` and its section on the page of a placement."""

    name = "begeleiding"
    verbose_name = "Begeleiding"

    def ready(self) -> None:
        """Tie the app to the apps below it."""
        from begeleiding import receivers, secties, secties_signalen, tasks  # noqa: F401 - the others register themselves
        from begeleiding.services import bewaren, gesprekken, mentoren, signaalbronnen, waarnemen  # noqa: F401 - mails, terms
        from plaatsingen.services.begeleiderlast import registreer_hulp

        secties.registreer()
        secties_signalen.registreer()
        signaalbronnen.registreer()
        waarnemen.registreer()
        registreer_hulp(mentoren.in_woorden)
