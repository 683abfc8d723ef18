"""Rounds, what was frozen for them, and decisions made by hand."""

from django.db import models

from kern.enums import PeriodeCode
from kern.models import Organisatie, PublicIdModel, Schooljaar, Student, User
from matching.enums import PinSoort, RondeStatus
from vacatures.models import Stageplaats
from vraagaanbod.models import Verdeling


class RondeQuerySet(models.QuerySet):
    """Rounds."""

    def visible_to(self, user: User) -> "RondeQuerySet":
        """Nobody sees proposals before publication but those who run the round (R4.3).

        The bureau (beheerder, regional coordinator) sees all rounds; a coordinator of a school sees rounds in which
        the own school takes part.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_beheerder or user.regio_coordinator:
            return self
        return self.filter(scholen__in=user.organisatie_ids_als("coordinator")).distinct()


class Ronde(PublicIdModel):
    """A matchingsronde: students of some schools, places of a school year, for some periods (R4.3)."""

    naam = models.CharField("naam", max_length=120)
    schooljaar = models.ForeignKey(Schooljaar, on_delete=models.PROTECT, related_name="rondes")
    periodes = models.CharField("periodes", max_length=10)
    scholen = models.ManyToManyField(Organisatie, related_name="rondes")
    begindatum = models.DateField("eerste stagedag")
    einddatum = models.DateField("laatste stagedag")
    status = models.CharField("status", max_length=15, choices=RondeStatus, default=RondeStatus.VOORBEREIDING)
    aangemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    aangemaakt_op = models.DateTimeField("aangemaakt op")
    gepubliceerd_op = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    gepubliceerd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    # Students change their list until then; empty: until the round is frozen.
    voorkeuren_tot = models.DateTimeField("voorkeuren tot", null=True, blank=True)
    # Only places that this division gives to the student's school take part.
    verdeling = models.ForeignKey(Verdeling, on_delete=models.SET_NULL, null=True, blank=True, related_name="rondes")
    # Who was placed far or low in an earlier round comes first among equals.
    eerlijkheid = models.BooleanField("eerdere uitkomst telt mee", default=False)
    # The round before, of which this one is for who came late or was left over.
    vorige = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="volgende")
    bevroren_op = models.DateTimeField("bevroren op", null=True, blank=True)
    bevroren_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    gekozen = models.ForeignKey(
        "matching.Berekening", on_delete=models.SET_NULL, null=True, blank=True, related_name="gekozen_in"
    )
    publiceren_op = models.DateTimeField("afgesproken moment van publiceren", null=True, blank=True)
    klaargezet_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reactie_dagen = models.PositiveSmallIntegerField("dagen om te reageren", default=7)
    reactie_tot = models.DateTimeField("reageren tot", null=True, blank=True)
    gesloten_op = models.DateTimeField("gesloten op", null=True, blank=True)
    gesloten_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Counts up with every change on the review board: two coordinators never overwrite each other unseen.
    versie = models.PositiveIntegerField("versie", default=1)

    objects = RondeQuerySet.as_manager()

    class Meta:
        verbose_name = "matchingsronde"
        verbose_name_plural = "matchingsrondes"
        ordering = ["-aangemaakt_op", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=RondeStatus.values), name="matching_ronde_status"),
            models.CheckConstraint(
                condition=models.Q(einddatum__gte=models.F("begindatum")), name="matching_ronde_volgorde"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="gepubliceerd") | models.Q(gepubliceerd_op__isnull=False),
                name="matching_ronde_gepubliceerd_heeft_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def periodetekst(self) -> str:
        """The periods as one reads them: `periode 1, periode 2`."""
        return ", ".join(PeriodeCode(code).label for code in self.periodes.split() if code in PeriodeCode.values)


class Bevriezing(PublicIdModel):
    """What takes part in a round as it was at one moment: later changes show as a difference (R4.3)."""

    ronde = models.ForeignKey(Ronde, on_delete=models.CASCADE, related_name="bevriezingen")
    op = models.DateTimeField("bevroren op")
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    hash = models.CharField("hash van de gegevens", max_length=64)
    telling = models.JSONField("telling", default=dict)
    # The problem as compressed JSON.
    gegevens = models.BinaryField("gegevens")
    opgeheven_op = models.DateTimeField("opgeheven op", null=True, blank=True)
    opgeheven_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "bevriezing"
        verbose_name_plural = "bevriezingen"
        ordering = ["-op", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ronde"],
                condition=models.Q(opgeheven_op__isnull=True),
                name="matching_bevriezing_een_geldend",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ronde} {self.op:%d-%m-%Y %H:%M}"


class Pin(models.Model):
    """A hand-made decision inside a round, with its reason."""

    ronde = models.ForeignKey(Ronde, on_delete=models.CASCADE, related_name="pins")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    stageplaats = models.ForeignKey(Stageplaats, on_delete=models.CASCADE, related_name="+")
    soort = models.CharField("soort", max_length=10, choices=PinSoort)
    reden = models.CharField("reden", max_length=300, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    op = models.DateTimeField("op")

    class Meta:
        verbose_name = "vastgezette keuze"
        verbose_name_plural = "vastgezette keuzes"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["ronde", "student", "stageplaats"], name="matching_pin_uniek"),
            models.UniqueConstraint(
                fields=["ronde", "student"], condition=models.Q(soort="vast"), name="matching_pin_een_vast"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student} {self.soort} {self.stageplaats}"
