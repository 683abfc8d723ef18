"""App configuration."""

from django.apps import AppConfig


class EvaluatiesConfig(AppConfig):
    """Registers the app `evaluaties`: receivers, checks before sending, and its sections on the page of a placement."""

    name = "evaluaties"
    verbose_name = "Evaluaties"

    def ready(self) -> None:
        """Tie the app to the apps below it."""
        from evaluaties import handelingtaken, pdf, receivers, secties, tasks  # noqa: F401 - models must be loaded first
        from evaluaties import signaalfeiten, volgtaken  # isort: skip
        from evaluaties import boekcontrole, boekexport, boeksectie  # noqa: F401 # isort: skip
        from evaluaties.services import bewaren, evc_boek, werkplek  # noqa: F401 - registers terms, mails that open at once

        from evaluaties import doelsectie  # isort: skip

        secties.registreer()
        doelsectie.registreer()
        handelingtaken.registreer()
        volgtaken.registreer()
        evc_boek.registreer()
        signaalfeiten.registreer()
        boekcontrole.registreer()
        boeksectie.registreer()
