"""Preferences, rounds, calculations and their proposals."""

from django.db import models

from kern.enums import PeriodeCode
from kern.models import Achtergrondtaak, Organisatie, PublicIdModel, Schooljaar, Student, User
from matching.enums import PinSoort, Reden, RondeStatus
from plaatsingen.models import Plaatsing
from vacatures.models import Stageplaats


class Voorkeur(models.Model):
    """A student ranks a place; 1 is best."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="voorkeuren")
    stageplaats = models.ForeignKey(Stageplaats, on_delete=models.CASCADE, related_name="voorkeuren")
    rang = models.PositiveSmallIntegerField("rang")
    ingevoerd_op = models.DateTimeField("ingevoerd op")

    class Meta:
        verbose_name = "voorkeur"
        verbose_name_plural = "voorkeuren"
        ordering = ["student", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["student", "stageplaats"], name="matching_voorkeur_uniek"),
            models.CheckConstraint(condition=models.Q(rang__gte=1), name="matching_voorkeur_rang_vanaf_1"),
        ]

    def __str__(self) -> str:
        return f"{self.rang}. {self.stageplaats}"


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


class Berekening(PublicIdModel):
    """One run of the matcher over a frozen snapshot; the result is kept as it came out."""

    ronde = models.ForeignKey(Ronde, on_delete=models.CASCADE, related_name="berekeningen")
    taak = models.OneToOneField(Achtergrondtaak, on_delete=models.SET_NULL, null=True, related_name="berekening")
    gestart_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gestart_op = models.DateTimeField("gestart op")
    klaar_op = models.DateTimeField("klaar op", null=True, blank=True)
    momentopname_hash = models.CharField("hash van de gegevens", max_length=64, blank=True)
    samenvatting = models.JSONField("samenvatting", default=dict)
    knelpunten = models.JSONField("knelpunten", default=list)

    class Meta:
        verbose_name = "berekening"
        verbose_name_plural = "berekeningen"
        ordering = ["-gestart_op", "-pk"]

    def __str__(self) -> str:
        return f"{self.ronde} {self.gestart_op:%d-%m-%Y %H:%M}"


class VoorstelQuerySet(models.QuerySet):
    """Proposals."""

    def visible_to(self, user: User) -> "VoorstelQuerySet":
        """Before publication only who runs the round, after it also the schools of the students (R4.3).

        A coordinator runs a round when every school in it is an own school.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_beheerder or user.regio_coordinator:
            return self
        scholen = user.organisatie_ids_als("coordinator")
        vreemd = Ronde.scholen.through.objects.exclude(organisatie_id__in=scholen).values("ronde_id")
        gepubliceerd = models.Q(berekening__ronde__gepubliceerd_op__isnull=False)
        return self.filter(student__school_id__in=scholen).filter(
            gepubliceerd | ~models.Q(berekening__ronde_id__in=vreemd)
        )


class Voorstel(models.Model):
    """What the matcher says of one student: a place with its why, or no place with a true reason (R4.6)."""

    berekening = models.ForeignKey(Berekening, on_delete=models.CASCADE, related_name="voorstellen")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="voorstellen")
    stageplaats = models.ForeignKey(Stageplaats, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    rang = models.PositiveSmallIntegerField("rang van de voorkeur", null=True, blank=True)
    km = models.DecimalField("km", max_digits=6, decimal_places=1, null=True, blank=True)
    omzetting = models.CharField("omzetting", max_length=80, blank=True)
    reden = models.CharField("reden", max_length=25, choices=Reden, blank=True)
    toelichting = models.TextField("toelichting", blank=True)
    plaatsing = models.OneToOneField(
        Plaatsing, on_delete=models.SET_NULL, null=True, blank=True, related_name="voorstel"
    )

    objects = VoorstelQuerySet.as_manager()

    class Meta:
        verbose_name = "voorstel"
        verbose_name_plural = "voorstellen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["berekening", "student"], name="matching_voorstel_uniek"),
            models.CheckConstraint(
                condition=models.Q(stageplaats__isnull=False) | ~models.Q(reden=""),
                name="matching_voorstel_plaats_of_reden",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.stageplaats or self.reden}"
