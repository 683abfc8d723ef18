"""The timetable of a placement, and the hours that were made (R5.4)."""

from django.db import models

from kern.models import User
from plaatsingen.enums import GrensSoort, UrenSoort, UrenStand
from plaatsingen.models.deel import Stagedeel
from plaatsingen.models.plaatsing import Plaatsing


class Roosterregel(models.Model):
    """The usual hours on a weekday, from a day on; a later `geldig_van` takes over. Times are local."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="roosterregels")
    geldig_van = models.DateField("geldt vanaf")
    weekdag = models.PositiveSmallIntegerField("weekdag", help_text="0 = maandag, 6 = zondag")
    begin = models.TimeField("van")
    eind = models.TimeField("tot", help_text="Vroeger dan het begin: de volgende ochtend.")
    pauze = models.PositiveSmallIntegerField("pauze in minuten", default=0)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    op = models.DateTimeField("ingevoerd op", null=True, blank=True)
    akkoord = models.BooleanField("akkoord van het leerbedrijf", default=True)

    class Meta:
        verbose_name = "regel van het rooster"
        verbose_name_plural = "regels van het rooster"
        ordering = ["geldig_van", "weekdag", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plaatsing", "geldig_van", "weekdag"],
                name="plaatsingen_rooster_uniek",
                violation_error_message="Deze dag staat al in dit rooster.",
            ),
            models.CheckConstraint(condition=models.Q(weekdag__lte=6), name="plaatsingen_rooster_weekdag"),
        ]

    def __str__(self) -> str:
        return f"{self.weekdag}: {self.begin:%H:%M}-{self.eind:%H:%M}"


class Dienst(models.Model):
    """A shift on one date that differs from the timetable; `vervalt`: no stage on this day."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="diensten")
    datum = models.DateField("datum")
    begin = models.TimeField("van", null=True, blank=True)
    eind = models.TimeField("tot", null=True, blank=True)
    pauze = models.PositiveSmallIntegerField("pauze in minuten", default=0)
    vervalt = models.BooleanField("geen stage op deze dag", default=False)
    reden = models.CharField("reden", max_length=120, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    op = models.DateTimeField("ingevoerd op", null=True, blank=True)
    akkoord = models.BooleanField("akkoord van het leerbedrijf", default=True)

    class Meta:
        verbose_name = "afwijkende dienst"
        verbose_name_plural = "afwijkende diensten"
        ordering = ["datum", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plaatsing", "datum"],
                name="plaatsingen_dienst_uniek",
                violation_error_message="Voor deze dag staat al een andere dienst.",
            ),
            models.CheckConstraint(
                condition=models.Q(vervalt=True) | models.Q(begin__isnull=False, eind__isnull=False),
                name="plaatsingen_dienst_heeft_tijden",
                violation_error_message="Vul in van hoe laat tot hoe laat de dienst is.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.datum}"


class Urendag(models.Model):
    """Hours of one day as the student logs them; the werkbegeleider confirms (R5.4)."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="urendagen")
    datum = models.DateField("datum")
    uren = models.DecimalField("uren", max_digits=4, decimal_places=2)
    soort = models.CharField("soort", max_length=10, choices=UrenSoort, default=UrenSoort.AANWEZIG)
    gepland = models.DecimalField("uren volgens het rooster", max_digits=4, decimal_places=2, null=True, blank=True)
    deel = models.ForeignKey(Stagedeel, on_delete=models.PROTECT, null=True, blank=True, related_name="urendagen")
    begin = models.TimeField("van", null=True, blank=True)
    eind = models.TimeField("tot", null=True, blank=True)
    opmerking = models.CharField("opmerking", max_length=200, blank=True)
    ingevoerd_op = models.DateTimeField("ingevoerd op")
    stand = models.CharField("stand", max_length=10, choices=UrenStand, default=UrenStand.INGEVULD)
    vraag = models.CharField("vraag of reden van de werkbegeleider", max_length=300, blank=True)
    bevestigd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    bevestigd_op = models.DateTimeField("bevestigd op", null=True, blank=True)

    class Meta:
        verbose_name = "dag met uren"
        verbose_name_plural = "dagen met uren"
        ordering = ["datum", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plaatsing", "datum"],
                name="plaatsingen_urendag_uniek",
                violation_error_message="Voor deze dag zijn al uren ingevuld.",
            ),
            models.CheckConstraint(condition=models.Q(stand__in=UrenStand.values), name="plaatsingen_urendag_stand"),
            models.CheckConstraint(condition=models.Q(uren__gte=0, uren__lte=24), name="plaatsingen_urendag_0_24"),
        ]
        indexes = [
            # What waits for the leerbedrijf is a thin slice of all days.
            models.Index(
                fields=["plaatsing", "datum"],
                condition=models.Q(bevestigd_op__isnull=True),
                name="plaatsingen_urendag_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.datum}: {self.uren}"


class Urengrens(models.Model):
    """How long, how late and on which days somebody may work before the portal warns, dated (R5.4, R5.5).

    `waarde` is hours, or an hour of the day for `avond` and `ochtend`; 0 for `zondag`. No personal data.
    """

    soort = models.CharField("wat", max_length=10, choices=GrensSoort)
    minderjarig = models.BooleanField("voor wie jonger is dan 18", default=False)
    waarde = models.DecimalField("waarde", max_digits=5, decimal_places=2, default=0)
    geldig_van = models.DateField("geldig vanaf")
    geldig_tot = models.DateField("geldig tot en met", null=True, blank=True)
    bron = models.CharField("bron", max_length=200)

    class Meta:
        verbose_name = "grens voor werktijden"
        verbose_name_plural = "grenzen voor werktijden"
        ordering = ["minderjarig", "soort", "geldig_van"]
        constraints = [
            models.UniqueConstraint(fields=["soort", "minderjarig", "geldig_van"], name="plaatsingen_urengrens_uniek"),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()}: {self.waarde}"
