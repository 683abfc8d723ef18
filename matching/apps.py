"""App configuration."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Registers the app `matching` and its long work."""

    name = "matching"
    verbose_name = "Matching"

    def ready(self) -> None:
        """Import what registers itself."""
        from basis.inlezen import registreer
        from matching import tasks  # noqa: F401 - registers the kinds of long work
        from matching.imports import VoorkeurenImporteur

        registreer("voorkeuren", VoorkeurenImporteur)
