"""Demand and supply per opleidingscluster as dated statements (R3.1), and willingness to offer places."""

from datetime import datetime

from django.db import models
from django.db.models.functions import Coalesce

from kern.enums import PeriodeCode
from kern.models import Opleidingscluster, Organisatie, Schooljaar, Student, User
from vraagaanbod.enums import Bereidheid, OpgaveSoort

WIE_CIJFERS_ZIET = ("coordinator", "stagedocent", "praktijkopleider", "stagebegeleider", "coordinator_iz", "beheerder")


class OpgaveQuerySet(models.QuerySet):
    """Statements of figures."""

    def visible_to(self, user: User) -> "OpgaveQuerySet":
        """Figures per cluster are shared in the region: everybody but students may see them."""
        return self if user.is_authenticated and user.heeft_rol(*WIE_CIJFERS_ZIET) else self.none()

    def geldend(self) -> "OpgaveQuerySet":
        """Only the latest statement of each figure."""
        return self.filter(vervangen_op__isnull=True)

    def niet_bevestigd_sinds(self, moment: datetime) -> "OpgaveQuerySet":
        """Figures of which nobody said since `moment` that they are right."""
        return self.alias(sinds=Coalesce("bevestigd_op", "op")).filter(sinds__lt=moment)


class Opgave(models.Model):
    """Somebody states: of this school year and cluster `aantal` are asked or offered. Never changed, only replaced."""

    schooljaar = models.ForeignKey(Schooljaar, on_delete=models.PROTECT, related_name="opgaven")
    cluster = models.ForeignKey(Opleidingscluster, on_delete=models.PROTECT, related_name="opgaven")
    soort = models.CharField("soort", max_length=6, choices=OpgaveSoort)
    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, null=True, blank=True, related_name="opgaven"
    )
    periode = models.CharField("periode", max_length=1, choices=PeriodeCode, blank=True)
    aantal = models.PositiveIntegerField("aantal")
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    op = models.DateTimeField("opgegeven op")
    bron = models.CharField("bron", max_length=200, blank=True)
    vervangen_op = models.DateTimeField("vervangen op", null=True, blank=True)
    # Somebody said that the figure is still right; until then the moment of the statement counts.
    bevestigd_op = models.DateTimeField("laatst bevestigd op", null=True, blank=True)
    bevestigd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OpgaveQuerySet.as_manager()

    class Meta:
        verbose_name = "opgave"
        verbose_name_plural = "opgaven"
        ordering = ["-op", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["schooljaar", "cluster", "soort", "organisatie", "periode"],
                condition=models.Q(vervangen_op__isnull=True, organisatie__isnull=False),
                name="vraagaanbod_opgave_een_geldend",
            ),
            models.UniqueConstraint(
                fields=["schooljaar", "cluster", "soort", "periode"],
                condition=models.Q(vervangen_op__isnull=True, organisatie__isnull=True),
                name="vraagaanbod_opgave_een_geldend_regio",
            ),
            models.CheckConstraint(condition=models.Q(soort__in=OpgaveSoort.values), name="vraagaanbod_opgave_soort"),
        ]

    def __str__(self) -> str:
        return f"{self.schooljaar} {self.cluster} {self.soort} {self.aantal}"

    @property
    def geldig_sinds(self) -> datetime:
        """When somebody last said that this is the figure: stated or confirmed."""
        return self.bevestigd_op or self.op


class StagevraagQuerySet(models.QuerySet):
    """Named students who need a place."""

    def visible_to(self, user: User) -> "StagevraagQuerySet":
        """Those of students whom the person may see."""
        return self.filter(student__in=Student.objects.visible_to(user))


class Stagevraag(models.Model):
    """A named student who needs a place in a school year; replaces the prognosis of that school and cluster (R3.1)."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="stagevragen")
    schooljaar = models.ForeignKey(Schooljaar, on_delete=models.PROTECT, related_name="stagevragen")
    cluster = models.ForeignKey(Opleidingscluster, on_delete=models.PROTECT, related_name="stagevragen")
    op = models.DateTimeField("op naam sinds")
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    bron = models.CharField("bron", max_length=200, blank=True)

    objects = StagevraagQuerySet.as_manager()

    class Meta:
        verbose_name = "stagevraag op naam"
        verbose_name_plural = "stagevragen op naam"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["student", "schooljaar"], name="vraagaanbod_stagevraag_uniek")]

    def __str__(self) -> str:
        return f"{self.schooljaar} {self.cluster} {self.student}"


class BelangstellingQuerySet(models.QuerySet):
    """Answers of leerbedrijven."""

    def visible_to(self, user: User) -> "BelangstellingQuerySet":
        """Who steers sees all answers; a praktijkopleider those of the own leerbedrijf."""
        if not user.is_authenticated:
            return self.none()
        if user.heeft_rol("coordinator", "beheerder"):
            return self
        return self.filter(organisatie_id__in=user.organisatie_ids_als("praktijkopleider"))

    def geldend(self) -> "BelangstellingQuerySet":
        """Only the latest answer of each leerbedrijf and cluster."""
        return self.filter(vervangen_op__isnull=True)


class Belangstelling(models.Model):
    """A leerbedrijf says whether it wants students of a cluster, before concrete places. Replaced, never changed."""

    schooljaar = models.ForeignKey(Schooljaar, on_delete=models.CASCADE, related_name="belangstellingen")
    organisatie = models.ForeignKey(Organisatie, on_delete=models.CASCADE, related_name="belangstellingen")
    cluster = models.ForeignKey(Opleidingscluster, on_delete=models.PROTECT, related_name="belangstellingen")
    antwoord = models.CharField("antwoord", max_length=15, choices=Bereidheid)
    reden = models.CharField("reden", max_length=500, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    op = models.DateTimeField("geantwoord op")
    vervangen_op = models.DateTimeField("vervangen op", null=True, blank=True)

    objects = BelangstellingQuerySet.as_manager()

    class Meta:
        verbose_name = "belangstelling"
        verbose_name_plural = "belangstellingen"
        ordering = ["-op", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["schooljaar", "organisatie", "cluster"],
                condition=models.Q(vervangen_op__isnull=True),
                name="vraagaanbod_belangstelling_een_geldend",
            ),
            models.CheckConstraint(
                condition=models.Q(antwoord__in=Bereidheid.values), name="vraagaanbod_belangstelling_antwoord"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisatie} {self.cluster} {self.antwoord}"


class StagedagenQuerySet(models.QuerySet):
    """Stage days as schools stated them."""

    def visible_to(self, user: User) -> "StagedagenQuerySet":
        """Shared in the region, like the figures."""
        return self if user.is_authenticated and user.heeft_rol(*WIE_CIJFERS_ZIET) else self.none()

    def geldend(self) -> "StagedagenQuerySet":
        """Only the latest statement."""
        return self.filter(vervangen_op__isnull=True)


class Stagedagen(models.Model):
    """On which weekdays the students of a school and cluster are at work (R3.7). Replaced, never changed."""

    schooljaar = models.ForeignKey(Schooljaar, on_delete=models.CASCADE, related_name="stagedagen")
    school = models.ForeignKey(Organisatie, on_delete=models.CASCADE, related_name="stagedagen")
    cluster = models.ForeignKey(Opleidingscluster, on_delete=models.PROTECT, related_name="stagedagen")
    periodes = models.CharField("periodes", max_length=10, default="1 2 3 4")
    dagen = models.CharField("stagedagen", max_length=25)
    toelichting = models.CharField("toelichting", max_length=300, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    op = models.DateTimeField("opgegeven op")
    vervangen_op = models.DateTimeField("vervangen op", null=True, blank=True)

    objects = StagedagenQuerySet.as_manager()

    class Meta:
        verbose_name = "stagedagen van een school"
        verbose_name_plural = "stagedagen van scholen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["schooljaar", "school", "cluster", "periodes"],
                condition=models.Q(vervangen_op__isnull=True),
                name="vraagaanbod_stagedagen_een_geldend",
            )
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.cluster} {self.dagen}"
