"""App configuration."""

from django.apps import AppConfig


class VacaturesConfig(AppConfig):
    """Registers the app `vacatures` and its import."""

    name = "vacatures"
    verbose_name = "Vacatures"

    def ready(self) -> None:
        """Make the import known."""
        from basis.inlezen import registreer
        from vacatures import (
            eigen_secties,
            receivers,  # noqa: F401 - listens to vacatures that close
        )
        from vacatures.imports import StageplaatsenImporteur
        from vacatures.services import (  # noqa: F401 - register checks of mails, and what links are kept
            eigenplek_post,
            sollicitatie_links,
            zoekopdracht_mail,
        )

        registreer("stageplaatsen", StageplaatsenImporteur)
        eigen_secties.registreer()
