"""App configuration."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Registers the app `matching` and its long work, its import and its piece of the page of a stageplaats."""

    name = "matching"
    verbose_name = "Matching"

    def ready(self) -> None:
        """Import what registers itself."""
        from basis.inlezen import registreer
        from matching import receivers, tasks  # noqa: F401 - listens to placements; registers the kinds of long work
        from matching.imports import VoorkeurenImporteur
        from matching.models import Bezwaar
        from matching.secties import bezwaar, voorkeur
        from matching.services import bewaren  # noqa: F401 - registers how long data are kept
        from plaatsingen import secties as plaatsing_secties
        from vacatures.secties import registreer_sectie

        registreer("voorkeuren", VoorkeurenImporteur)
        registreer_sectie("voorkeur", voorkeur)
        plaatsing_secties.registreer_sectie("bezwaar", 12, bezwaar)
        plaatsing_secties.registreer_weten("heeft_bezwaar", Bezwaar.objects.all, via="voorstel__plaatsing")
