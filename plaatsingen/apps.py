"""App configuration."""

from django.apps import AppConfig


class PlaatsingenConfig(AppConfig):
    """Registers the app `plaatsingen`, its own sections of the placement page and its checks of mails."""

    name = "plaatsingen"
    verbose_name = "Plaatsingen"

    def ready(self) -> None:
        """Import what needs the models."""
        from basis.inlezen import registreer
        from plaatsingen import (
            eigen_secties,
            overeenkomstsectie,
            overeenkomsttaken,  # noqa: F401 - registers work
            receivers,  # noqa: F401 - listens to applications
            soortensecties,
        )
        from plaatsingen.enums import BEZET
        from plaatsingen.imports import PlaatsingenImporteur
        from plaatsingen.services import mails, urenpost, vormpost  # noqa: F401 - register checks
        from plaatsingen.vormtaken import registreer as registreer_vorm
        from vacatures import bezetting

        eigen_secties.registreer()
        overeenkomstsectie.registreer()
        soortensecties.registreer()
        registreer_vorm()
        registreer("plaatsingen", PlaatsingenImporteur)
        bezetting.tel_mee(BEZET)
