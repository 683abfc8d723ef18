"""App configuration."""

from django.apps import AppConfig


class BasisConfig(AppConfig):
    """Registers the app `basis`."""

    name = "basis"
    verbose_name = "Basis"

    def ready(self) -> None:
        """Register the system checks."""
        from basis import checks  # noqa: F401 - checks register themselves once the apps are known
