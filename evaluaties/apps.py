"""App configuration."""

from django.apps import AppConfig


class EvaluatiesConfig(AppConfig):
    """Registers the app `evaluaties`: receivers, checks before sending, and its sections on the page of a placement."""

    name = "evaluaties"
    verbose_name = "Evaluaties"

    def ready(self) -> None:
        """Tie the app to the apps below it."""
        from evaluaties import (  # - models must be loaded first
            handelingtaken,
            pdf,  # noqa: F401
            receivers,  # noqa: F401
            secties,
            tasks,  # noqa: F401
        )

        secties.registreer()
        handelingtaken.registreer()
