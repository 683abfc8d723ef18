"""Talks with a student: how often, planned, held, and the steps agreed in them (R7.4)."""

from datetime import datetime, timedelta

from django.db import models

from begeleiding.enums import AfspraakStatus, GesprekSoort, GesprekVorm, Partij, StudentOordeel
from kern.models import Organisatie, PublicIdModel, User
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import zichtbaar_q


class GesprekQuerySet(models.QuerySet):
    """Talks."""

    def visible_to(self, user: User) -> "GesprekQuerySet":
        """Whoever may see the placement may see its talks; beheerders see that there was one, not what was said."""
        return self.filter(zichtbaar_q(user))


class Gesprek(PublicIdModel):
    """A talk that took place. Purpose: supervision. Term: with the placement."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="gesprekken")
    soort = models.CharField("soort gesprek", max_length=20, choices=GesprekSoort)
    vorm = models.CharField("vorm", max_length=12, choices=GesprekVorm, default=GesprekVorm.OP_LOCATIE)
    datum = models.DateField("datum")
    aanwezig = models.CharField("wie waren erbij", max_length=300)
    gaat_goed = models.TextField("wat gaat goed", blank=True)
    kan_beter = models.TextField("wat gaat nog niet goed", blank=True)
    # Of the Stagepact: school, student and leerbedrijf met. Kept, because who was there is free text.
    contactmoment = models.BooleanField("student, leerbedrijf en school waren erbij", default=False)
    vastgelegd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    vastgelegd_op = models.DateTimeField("vastgelegd op")
    # Made by the form, also offline: the same talk sent twice after a lost connection is one talk (C2).
    sleutel = models.UUIDField("sleutel van het formulier", null=True, blank=True, editable=False)
    oordeel_student = models.CharField(
        "klopt dit volgens de student", max_length=10, choices=StudentOordeel, blank=True
    )
    reactie_student = models.TextField("reactie van de student", blank=True)
    oordeel_op = models.DateTimeField("reactie gegeven op", null=True, blank=True)

    objects = GesprekQuerySet.as_manager()

    class Meta:
        verbose_name = "gesprek"
        verbose_name_plural = "gesprekken"
        ordering = ["-datum", "-pk"]
        indexes = [
            models.Index(fields=["-datum", "-id"], name="begeleiding_gesprek_nieuwst"),
            models.Index(fields=["plaatsing", "-datum"], name="begeleiding_gesprek_laatste"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(soort__in=GesprekSoort.values), name="begeleiding_gesprek_soort"),
            models.CheckConstraint(condition=models.Q(vorm__in=GesprekVorm.values), name="begeleiding_gesprek_vorm"),
            models.CheckConstraint(
                condition=models.Q(oordeel_student="") | models.Q(oordeel_student__in=StudentOordeel.values),
                name="begeleiding_gesprek_oordeel",
            ),
            models.UniqueConstraint(
                fields=["vastgelegd_door", "sleutel"],
                condition=models.Q(sleutel__isnull=False),
                name="begeleiding_gesprek_sleutel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} {self.datum:%d-%m-%Y}"


class Vervolgstap(models.Model):
    """A next step agreed in a talk: for whom, what, by when, done or not."""

    gesprek = models.ForeignKey(Gesprek, on_delete=models.CASCADE, related_name="vervolgstappen")
    voor = models.CharField("voor wie", max_length=15, choices=Partij)
    eigenaar = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    wat = models.CharField("wat", max_length=300)
    voor_datum = models.DateField("klaar op", null=True, blank=True)
    gedaan_op = models.DateField("gedaan op", null=True, blank=True)

    class Meta:
        verbose_name = "vervolgstap"
        verbose_name_plural = "vervolgstappen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(voor__in=Partij.values), name="begeleiding_vervolgstap_voor"),
        ]

    def __str__(self) -> str:
        return self.wat


class Gespreksritme(models.Model):
    """How often there is a talk, from a day on (R7.4). The most specific row counts: vorm, then programme, then school.

    `weken`: a talk every so many weeks; 0: only at the fixed moments. `momenten`: stage weeks in which a talk is due
    besides, such as "10 20 40" (R5.5). After `te_laat_na` weeks without any talk it is overdue (0: never by itself).
    `soort_stage` holds a kind of stageplaats or the code of a stagevorm.
    """

    school = models.ForeignKey(Organisatie, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    letters = models.CharField("opleiding", max_length=10, blank=True, help_text="Leeg: voor elke opleiding.")
    soort_stage = models.CharField("soort stage", max_length=20, blank=True, help_text="Leeg: voor elke soort stage.")
    weken = models.PositiveSmallIntegerField("een gesprek elke … weken", default=1)
    te_laat_na = models.PositiveSmallIntegerField("te laat na … weken zonder gesprek", default=4)
    momenten = models.CharField("vaste stageweken", max_length=40, blank=True)
    minuten = models.PositiveSmallIntegerField("duur in minuten", default=30)
    om_en_om_online = models.BooleanField("om en om online", default=False)
    geldig_van = models.DateField("geldig vanaf")
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "gespreksritme"
        verbose_name_plural = "gespreksritmes"
        ordering = ["-geldig_van", "-pk"]

    def __str__(self) -> str:
        return f"elke {self.weken} weken, vanaf {self.geldig_van:%d-%m-%Y}"


class GespreksafspraakQuerySet(models.QuerySet):
    """Planned talks."""

    def visible_to(self, user: User) -> "GespreksafspraakQuerySet":
        """Whoever may see the placement; who holds the talk is always one of them."""
        if user.ziet_hele_regio:
            return self
        return self.filter(plaatsing__in=Plaatsing.objects.visible_to(user).values("pk"))

    def voor(self, user: User) -> "GespreksafspraakQuerySet":
        """Talks this person comes to; each way by its own index, then put together."""
        alle = self.model._default_manager.order_by()
        delen = [alle.filter(begeleider=user)]
        if user.heeft_rol("student"):
            delen.append(alle.filter(plaatsing__student__user=user))
        if user.heeft_rol("werkbegeleider", "praktijkopleider"):
            delen.append(alle.filter(met_werkbegeleider=True, plaatsing__werkbegeleider=user))
        eerste, *rest = [deel.values("pk") for deel in delen]
        return self.visible_to(user).filter(pk__in=eerste.union(*rest) if rest else eerste)

    def gepland(self) -> "GespreksafspraakQuerySet":
        """Planned: not yet held and not called off."""
        return self.filter(status=AfspraakStatus.GEPLAND)


class Gespreksafspraak(PublicIdModel):
    """A talk that is planned, with the invitation that went out. Purpose: supervision. Term: with the placement."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="gespreksafspraken")
    soort = models.CharField("soort gesprek", max_length=20, choices=GesprekSoort)
    vorm = models.CharField("vorm", max_length=12, choices=GesprekVorm, default=GesprekVorm.OP_LOCATIE)
    begin = models.DateTimeField("begint")
    minuten = models.PositiveSmallIntegerField("duur in minuten", default=30)
    plek = models.CharField("waar", max_length=300, blank=True)
    begeleider = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="gespreksafspraken")
    met_werkbegeleider = models.BooleanField("de werkbegeleider is erbij", default=True)
    status = models.CharField("status", max_length=10, choices=AfspraakStatus, default=AfspraakStatus.GEPLAND)
    reden = models.CharField("reden van afzeggen", max_length=300, blank=True)
    # SEQUENCE of the iCalendar invitation: one higher with each change.
    volgnummer = models.PositiveIntegerField("wijziging", default=0)
    gesprek = models.OneToOneField(Gesprek, on_delete=models.SET_NULL, null=True, blank=True, related_name="afspraak")
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")
    gewijzigd_op = models.DateTimeField("gewijzigd op", null=True, blank=True)
    # Made by the form: the same plan sent twice is one (C2).
    sleutel = models.UUIDField("sleutel van het formulier", null=True, blank=True, editable=False)

    objects = GespreksafspraakQuerySet.as_manager()

    class Meta:
        verbose_name = "afspraak voor een gesprek"
        verbose_name_plural = "afspraken voor gesprekken"
        ordering = ["begin", "pk"]
        indexes = [
            models.Index(fields=["begin", "id"], name="begeleiding_afspraak_begin"),
            models.Index(fields=["begeleider", "begin"], name="begeleiding_afspraak_wie"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=AfspraakStatus.values), name="begeleiding_afspraak_status"
            ),
            models.CheckConstraint(
                condition=models.Q(soort__in=GesprekSoort.values), name="begeleiding_afspraak_soort"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=AfspraakStatus.AFGEZEGD) | ~models.Q(reden=""),
                name="begeleiding_afspraak_reden",
                violation_error_message="Zeg waarom het gesprek niet doorgaat.",
            ),
            models.UniqueConstraint(
                fields=["gemaakt_door", "sleutel"],
                condition=models.Q(sleutel__isnull=False),
                name="begeleiding_afspraak_sleutel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} {self.begin:%d-%m-%Y %H:%M}"

    @property
    def eind(self) -> datetime:
        """When it ends (aware)."""
        return self.begin + timedelta(minutes=self.minuten)
