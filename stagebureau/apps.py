"""App configuration."""

from django.apps import AppConfig


class StagebureauConfig(AppConfig):
    """Registers the project package itself: commands, home page and demo region."""

    name = "stagebureau"
    verbose_name = "Stagebureau"

    def ready(self) -> None:
        """Teach the logs the words of the apps."""
        from evaluaties.woorden import is_plicht, plichttitel
        from kern.services.logboek import registreer_waarde

        registreer_waarde("plicht", lambda plicht: plichttitel(plicht) if is_plicht(plicht) else plicht)
