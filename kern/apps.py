"""App configuration."""

from django.apps import AppConfig


class KernConfig(AppConfig):
    """Registers the app `kern`, its imports and the long work behind the import page."""

    name = "kern"
    verbose_name = "Kern"

    def ready(self) -> None:
        """Make the imports and their long work known."""
        from basis.inlezen import registreer
        from kern import receivers  # noqa: F401 - connects to the signals of allauth
        from kern.imports import taken  # noqa: F401 - registers its handlers
        from kern.imports.opleidingen import OpleidingenImporteur
        from kern.imports.organisaties import OrganisatiesImporteur
        from kern.imports.personen import PersonenImporteur
        from kern.services import bewaarregels  # noqa: F401 - registers how long data are kept

        registreer("opleidingen", OpleidingenImporteur)
        registreer("organisaties", OrganisatiesImporteur)
        registreer("personen", PersonenImporteur)
