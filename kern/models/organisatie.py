"""Organisations with their places on the map, memberships and recognitions."""

from datetime import date

from django.db import models

from kern.enums import OrganisatieSoort, Rol
from kern.models.abstract import PublicIdModel
from kern.models.gebruiker import User


class OrganisatieQuerySet(models.QuerySet):
    """Organisations."""

    def visible_to(self, user: User) -> "OrganisatieQuerySet":
        """Organisations are public for everybody within the portal."""
        return self if user.is_authenticated else self.none()

    def scholen(self) -> "OrganisatieQuerySet":
        """Only schools."""
        return self.filter(soort=OrganisatieSoort.SCHOOL)

    def leerbedrijven(self) -> "OrganisatieQuerySet":
        """Only leerbedrijven."""
        return self.filter(soort=OrganisatieSoort.LEERBEDRIJF)


class Organisatie(PublicIdModel):
    """A school, leerbedrijf, welfare organisation or the regional bureau."""

    soort = models.CharField("soort", max_length=20, choices=OrganisatieSoort)
    code = models.CharField("code", max_length=40, unique=True, help_text="BRIN, leerbedrijf-ID of eigen code.")
    naam = models.CharField("naam", max_length=200)
    sector = models.CharField("sector", max_length=80, blank=True)
    website = models.URLField("website", blank=True)
    telefoon = models.CharField("telefoonnummer", max_length=30, blank=True)
    oidc_domein = models.CharField("domein voor schoollogin", max_length=120, blank=True)
    capaciteit = models.PositiveIntegerField("hoogste aantal studenten tegelijk", null=True, blank=True)

    objects = OrganisatieQuerySet.as_manager()

    class Meta:
        verbose_name = "organisatie"
        verbose_name_plural = "organisaties"
        ordering = ["naam", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(soort__in=OrganisatieSoort.values), name="kern_organisatie_soort_bestaat"
            )
        ]

    def __str__(self) -> str:
        return self.naam


class Locatie(models.Model):
    """An address of an organisation."""

    organisatie = models.ForeignKey(Organisatie, on_delete=models.CASCADE, related_name="locaties")
    code = models.CharField("code", max_length=60, unique=True)
    naam = models.CharField("naam", max_length=200)
    adres = models.CharField("adres", max_length=200, blank=True)
    postcode = models.CharField("postcode", max_length=7, blank=True)
    plaats = models.CharField("plaats", max_length=100, blank=True)
    lat = models.FloatField("breedtegraad", null=True, blank=True)
    lon = models.FloatField("lengtegraad", null=True, blank=True)
    capaciteit = models.PositiveIntegerField("hoogste aantal studenten tegelijk", null=True, blank=True)

    class Meta:
        verbose_name = "locatie"
        verbose_name_plural = "locaties"
        ordering = ["naam", "pk"]

    def __str__(self) -> str:
        return f"{self.naam}, {self.plaats}" if self.plaats else self.naam


class Afdeling(models.Model):
    """A department of a location: where a student works."""

    locatie = models.ForeignKey(Locatie, on_delete=models.CASCADE, related_name="afdelingen")
    code = models.CharField("code", max_length=80, unique=True)
    naam = models.CharField("naam", max_length=200)
    capaciteit = models.PositiveIntegerField("hoogste aantal studenten tegelijk", null=True, blank=True)

    class Meta:
        verbose_name = "afdeling"
        verbose_name_plural = "afdelingen"
        ordering = ["naam", "pk"]

    def __str__(self) -> str:
        return self.naam


class LidmaatschapQuerySet(models.QuerySet):
    """Memberships."""

    def geldig_op(self, dag: date) -> "LidmaatschapQuerySet":
        """Memberships that hold on `dag` (both ends included)."""
        return self.filter(van__lte=dag).filter(models.Q(tot__isnull=True) | models.Q(tot__gte=dag))


class Lidmaatschap(models.Model):
    """A role of a person at an organisation, from a day to a day (both included)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="lidmaatschappen")
    organisatie = models.ForeignKey(Organisatie, on_delete=models.PROTECT, related_name="lidmaatschappen")
    afdeling = models.ForeignKey(
        Afdeling, on_delete=models.SET_NULL, null=True, blank=True, related_name="lidmaatschappen"
    )
    rol = models.CharField("rol", max_length=20, choices=Rol)
    van = models.DateField("vanaf")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = LidmaatschapQuerySet.as_manager()

    class Meta:
        verbose_name = "rol"
        verbose_name_plural = "rollen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(rol__in=Rol.values), name="kern_lidmaatschap_rol_bestaat"),
            models.CheckConstraint(
                condition=models.Q(tot__isnull=True) | models.Q(tot__gte=models.F("van")),
                name="kern_lidmaatschap_volgorde",
                violation_error_message="De einddatum ligt voor de begindatum.",
            ),
            models.UniqueConstraint(
                fields=["user", "organisatie", "rol", "van"],
                name="kern_lidmaatschap_uniek",
                violation_error_message="Deze persoon heeft deze rol hier al vanaf die dag.",
            ),
        ]
        indexes = [models.Index(fields=["organisatie", "rol"], name="kern_lid_org_rol")]

    def __str__(self) -> str:
        return f"{self.user} - {self.get_rol_display()} bij {self.organisatie}"


class ErkenningQuerySet(models.QuerySet):
    """Recognitions."""

    def geldig_van_tot(self, begin: date, eind: date) -> "ErkenningQuerySet":
        """Recognitions that hold on the whole of begin..eind (R4.4)."""
        return self.filter(geldig_van__lte=begin).filter(
            models.Q(geldig_tot__isnull=True) | models.Q(geldig_tot__gte=eind)
        )


class Erkenning(models.Model):
    """Recognition (SBB) of a leerbedrijf for one qualification, with dates."""

    organisatie = models.ForeignKey(Organisatie, on_delete=models.CASCADE, related_name="erkenningen")
    opleiding = models.ForeignKey("kern.Opleiding", on_delete=models.CASCADE, related_name="erkenningen")
    geldig_van = models.DateField("geldig vanaf")
    geldig_tot = models.DateField("geldig tot en met", null=True, blank=True)
    gecontroleerd_op = models.DateField("gecontroleerd op", null=True, blank=True)

    objects = ErkenningQuerySet.as_manager()

    class Meta:
        verbose_name = "erkenning"
        verbose_name_plural = "erkenningen"
        ordering = ["organisatie", "opleiding", "geldig_van"]
        constraints = [
            models.UniqueConstraint(fields=["organisatie", "opleiding", "geldig_van"], name="kern_erkenning_uniek"),
            models.CheckConstraint(
                condition=models.Q(geldig_tot__isnull=True) | models.Q(geldig_tot__gte=models.F("geldig_van")),
                name="kern_erkenning_volgorde",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisatie}: {self.opleiding}"
