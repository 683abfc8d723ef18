"""Measures against shortages (R3.3), the conversions they agree on, and scenarios that combine them (R3.4)."""

from django.db import models

from kern.models import Opleidingscluster, Organisatie, PublicIdModel, Schooljaar, User
from vraagaanbod.enums import MaatregelSoort, MaatregelStatus

WIE_ZIET = ("coordinator", "stagedocent", "praktijkopleider", "stagebegeleider", "coordinator_iz", "beheerder")


class PlanQuerySet(models.QuerySet):
    """Rows of the regional plan: measures, scenarios and goals."""

    def visible_to(self, user: User) -> "PlanQuerySet":
        """The plan is shared in the region, as the figures are (`Opgave.visible_to`): everybody but students."""
        return self if user.is_authenticated and user.heeft_rol(*WIE_ZIET) else self.none()


class Omzetting(models.Model):
    """An agreed conversion: places of one cluster may serve students of another (R3.3), at a cost of 1-9."""

    schooljaar = models.ForeignKey(Schooljaar, on_delete=models.CASCADE, related_name="omzettingen")
    van_cluster = models.ForeignKey(Opleidingscluster, on_delete=models.PROTECT, related_name="omzettingen_van")
    naar_cluster = models.ForeignKey(Opleidingscluster, on_delete=models.PROTECT, related_name="omzettingen_naar")
    kosten = models.PositiveSmallIntegerField("kosten", default=1)
    maximum = models.PositiveIntegerField("hoogste aantal", null=True, blank=True)

    class Meta:
        verbose_name = "omzetting"
        verbose_name_plural = "omzettingen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["schooljaar", "van_cluster", "naar_cluster"], name="vraagaanbod_omzetting_uniek"
            ),
            models.CheckConstraint(
                condition=models.Q(kosten__gte=1, kosten__lte=9), name="vraagaanbod_omzetting_kosten_1_9"
            ),
            models.CheckConstraint(
                condition=~models.Q(van_cluster=models.F("naar_cluster")), name="vraagaanbod_omzetting_ander_cluster"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.van_cluster} naar {self.naar_cluster}"


class Maatregel(PublicIdModel):
    """A measure: takes places from one cluster (or from nowhere) and gives places to another, at a cost (R3.3)."""

    schooljaar = models.ForeignKey(Schooljaar, on_delete=models.PROTECT, related_name="maatregelen")
    soort = models.CharField("soort", max_length=20, choices=MaatregelSoort)
    titel = models.CharField("naam", max_length=160)
    van_cluster = models.ForeignKey(
        Opleidingscluster, on_delete=models.PROTECT, null=True, blank=True, related_name="maatregelen_van"
    )
    naar_cluster = models.ForeignKey(Opleidingscluster, on_delete=models.PROTECT, related_name="maatregelen_naar")
    plaatsen_van = models.PositiveIntegerField("plaatsen die verdwijnen", default=0)
    plaatsen_naar = models.PositiveIntegerField("plaatsen die erbij komen")
    deelbaar = models.BooleanField("ook voor een deel mogelijk", default=True)
    kosten_vast = models.DecimalField("vaste kosten in euro", max_digits=10, decimal_places=2, default=0)
    kosten_per_plaats = models.DecimalField("kosten per plaats in euro", max_digits=9, decimal_places=2, default=0)
    # What the matcher reckons for one converted place; counts for a conversion only.
    omzetkosten = models.PositiveSmallIntegerField("zwaarte voor de matching", default=1)
    # The stated figures hold the effect of this measure already: adding it once more would count places twice.
    verwerkt = models.BooleanField("zit al in de opgegeven cijfers", default=False)
    eigenaar = models.CharField("eigenaar", max_length=160)
    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.SET_NULL, null=True, blank=True, related_name="maatregelen"
    )
    status = models.CharField("status", max_length=12, choices=MaatregelStatus, default=MaatregelStatus.IDEE)
    ingangsdatum = models.DateField("geldt vanaf", null=True, blank=True)
    toelichting = models.TextField("toelichting", blank=True)
    omzetting = models.OneToOneField(
        Omzetting, on_delete=models.SET_NULL, null=True, blank=True, related_name="maatregel"
    )
    aangemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    aangemaakt_op = models.DateTimeField("aangemaakt op")
    versie = models.PositiveIntegerField("versie", default=1)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "maatregel"
        verbose_name_plural = "maatregelen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(soort__in=MaatregelSoort.values), name="vraagaanbod_maatregel_soort"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=MaatregelStatus.values), name="vraagaanbod_maatregel_status"
            ),
            models.CheckConstraint(
                condition=models.Q(van_cluster__isnull=False) | models.Q(plaatsen_van=0),
                name="vraagaanbod_maatregel_van",
                violation_error_message="Kies het cluster waar de plaatsen vandaan komen.",
            ),
            models.CheckConstraint(
                condition=models.Q(van_cluster__isnull=True) | ~models.Q(van_cluster=models.F("naar_cluster")),
                name="vraagaanbod_maatregel_ander_cluster",
                violation_error_message="Kies twee verschillende clusters.",
            ),
            models.CheckConstraint(
                condition=models.Q(omzetkosten__gte=1, omzetkosten__lte=9),
                name="vraagaanbod_maatregel_omzetkosten_1_9",
                violation_error_message="De zwaarte is een getal van 1 tot en met 9.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel


class Maatregelstap(models.Model):
    """One change of a measure: who, when, what (R3.3). Append-only."""

    maatregel = models.ForeignKey(Maatregel, on_delete=models.CASCADE, related_name="stappen")
    van = models.CharField("van", max_length=12, blank=True)
    naar = models.CharField("naar", max_length=12, choices=MaatregelStatus)
    plaatsen_naar = models.PositiveIntegerField("plaatsen die erbij komen")
    reden = models.CharField("reden", max_length=300, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    op = models.DateTimeField("wanneer")

    class Meta:
        verbose_name = "stap van een maatregel"
        verbose_name_plural = "stappen van maatregelen"
        ordering = ["op", "pk"]

    def __str__(self) -> str:
        return f"{self.maatregel}: {self.van} > {self.naar}"


class Scenario(PublicIdModel):
    """A combination of measures, to be compared with the plan and with others (R3.4)."""

    schooljaar = models.ForeignKey(Schooljaar, on_delete=models.PROTECT, related_name="scenarios")
    naam = models.CharField("naam", max_length=120)
    toelichting = models.TextField("toelichting", blank=True)
    uitleg = models.JSONField("uitleg van de keuze", default=dict, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    op = models.DateTimeField("gemaakt op")
    toegepast_op = models.DateTimeField("toegepast op", null=True, blank=True)
    toegepast_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    versie = models.PositiveIntegerField("versie", default=1)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "scenario"
        verbose_name_plural = "scenario's"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["schooljaar", "naam"], name="vraagaanbod_scenario_naam")]

    def __str__(self) -> str:
        return self.naam


class Scenarioregel(models.Model):
    """How many places of one measure a scenario takes."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="regels")
    maatregel = models.ForeignKey(Maatregel, on_delete=models.CASCADE, related_name="regels")
    aantal = models.PositiveIntegerField("plaatsen die erbij komen")

    class Meta:
        verbose_name = "regel van een scenario"
        verbose_name_plural = "regels van scenario's"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "maatregel"], name="vraagaanbod_scenarioregel_uniek")
        ]

    def __str__(self) -> str:
        return f"{self.scenario}: {self.maatregel} {self.aantal}"


class Regiodoel(PublicIdModel):
    """A goal of the region with a figure to reach before a day (R3.5, R3.9)."""

    schooljaar = models.ForeignKey(Schooljaar, on_delete=models.CASCADE, related_name="doelen")
    naam = models.CharField("doel", max_length=160)
    soort = models.CharField("hoe gemeten", max_length=20)
    streefwaarde = models.DecimalField("streefwaarde", max_digits=9, decimal_places=1)
    eenheid = models.CharField("eenheid", max_length=20, default="%")
    voor = models.DateField("voor", null=True, blank=True)
    cluster = models.ForeignKey(
        Opleidingscluster, on_delete=models.CASCADE, null=True, blank=True, related_name="doelen"
    )
    organisatie = models.ForeignKey(Organisatie, on_delete=models.CASCADE, null=True, blank=True, related_name="doelen")
    stand = models.DecimalField("stand, met de hand", max_digits=9, decimal_places=1, null=True, blank=True)
    toelichting = models.CharField("toelichting", max_length=300, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    op = models.DateTimeField("bijgewerkt op")

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "doel van de regio"
        verbose_name_plural = "doelen van de regio"
        ordering = ["voor", "pk"]

    def __str__(self) -> str:
        return self.naam
