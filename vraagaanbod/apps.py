"""App configuration."""

from django.apps import AppConfig


class VraagaanbodConfig(AppConfig):
    """Registers the app `vraagaanbod` and its import."""

    name = "vraagaanbod"
    verbose_name = "Vraag en aanbod"

    def ready(self) -> None:
        """Make the import known."""
        from basis.inlezen import registreer
        from vraagaanbod.imports import VraagAanbodImporteur

        registreer("vraag-aanbod", VraagAanbodImporteur)
