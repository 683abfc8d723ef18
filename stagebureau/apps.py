"""App configuration."""

from django.apps import AppConfig

OORDELEN = {"confirm": "bevestigd", "reject": "afgewezen", "revoke": "herzien"}


class StagebureauConfig(AppConfig):
    """Registers the project package itself: commands, home page and demo region."""

    name = "stagebureau"
    verbose_name = "Stagebureau"

    def ready(self) -> None:
        """Teach the logs the words of the apps, and register the pack for the regional meeting."""
        from evaluaties.enums import FeitSoort
        from evaluaties.woorden import is_plicht, plichttitel
        from kern.services.logboek import registreer_waarde
        from stagebureau import regiopakket  # noqa: F401 - registers a kind of long work

        registreer_waarde("plicht", lambda plicht: plichttitel(plicht) if is_plicht(plicht) else plicht)
        registreer_waarde("feit", lambda feit: dict(FeitSoort.choices).get(feit, feit))
        registreer_waarde("waarde", lambda waarde: OORDELEN.get(waarde, waarde))
