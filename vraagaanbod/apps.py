"""App configuration."""

from django.apps import AppConfig


class VraagaanbodConfig(AppConfig):
    """Registers the app `vraagaanbod`, its imports, its long work and its checks of mails."""

    name = "vraagaanbod"
    verbose_name = "Vraag en aanbod"

    def ready(self) -> None:
        """Import what registers itself."""
        from basis.inlezen import registreer
        from vraagaanbod import tasks  # noqa: F401 - registers the kinds of long work and the checks of mails
        from vraagaanbod.imports import PersonenMetVraagImporteur, VraagAanbodImporteur

        registreer("vraag-aanbod", VraagAanbodImporteur)
        registreer("personen", PersonenMetVraagImporteur)
