"""The certificatenboekje: acts of nursing, certificates of school, and how independent a student is on stage (R5.6)."""

from datetime import date

from django.db import models
from django.db.models import Q

from evaluaties.enums import Zelfstandigheid
from kern.models import Opleiding, PublicIdModel, Student, User
from plaatsingen.models import Plaatsing


class HandelingQuerySet(models.QuerySet):
    """Acts."""

    def geldig_op(self, dag: date) -> "HandelingQuerySet":
        """Acts that are on the list on this day."""
        return self.filter(Q(vervallen_op__isnull=True) | Q(vervallen_op__gt=dag))


class Handeling(models.Model):
    """An act of nursing on the list of one or more programmes. Reference data, no personal data."""

    code = models.SlugField("code", max_length=40, unique=True)
    naam = models.CharField("handeling", max_length=120)
    groep = models.CharField("groep", max_length=80)
    adl = models.BooleanField("ADL: hulp bij het dagelijks leven", default=False)
    vanaf_week = models.PositiveSmallIntegerField("liefst vanaf stageweek", default=20)
    opleidingen = models.ManyToManyField(Opleiding, blank=True, related_name="handelingen")
    volgorde = models.PositiveSmallIntegerField("volgorde", default=1000)
    vervallen_op = models.DateField("niet meer op de lijst vanaf", null=True, blank=True)

    objects = HandelingQuerySet.as_manager()

    class Meta:
        verbose_name = "handeling"
        verbose_name_plural = "handelingen"
        ordering = ["volgorde", "naam", "pk"]

    def __str__(self) -> str:
        return self.naam


class HandelingscertificaatQuerySet(models.QuerySet):
    """Certificates of school."""

    def geldig_op(self, dag: date) -> "HandelingscertificaatQuerySet":
        """Certificates that hold on this day: given, not expired, not withdrawn."""
        return self.filter(
            Q(geldig_tot__isnull=True) | Q(geldig_tot__gte=dag), ingetrokken_op__isnull=True, afgegeven_op__lte=dag
        )


class Handelingscertificaat(PublicIdModel):
    """School says that a student can do an act. Purpose: safe care. Term: as the student. Never changed."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="handelingscertificaten")
    handeling = models.ForeignKey(Handeling, on_delete=models.PROTECT, related_name="certificaten")
    afgegeven_op = models.DateField("afgegeven op")
    geldig_tot = models.DateField("geldig tot en met", null=True, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("vastgelegd op")
    ingetrokken_op = models.DateTimeField("ingetrokken op", null=True, blank=True)
    ingetrokken_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    intrekreden = models.CharField("waarom ingetrokken", max_length=300, blank=True)

    objects = HandelingscertificaatQuerySet.as_manager()

    class Meta:
        verbose_name = "certificaat van een handeling"
        verbose_name_plural = "certificaten van handelingen"
        ordering = ["-afgegeven_op", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "handeling", "afgegeven_op"],
                condition=Q(ingetrokken_op__isnull=True),
                name="evaluaties_certificaat_uniek",
                violation_error_message="Dit certificaat is op deze dag al afgegeven.",
            ),
            models.CheckConstraint(
                condition=Q(geldig_tot__isnull=True) | Q(geldig_tot__gte=models.F("afgegeven_op")),
                name="evaluaties_certificaat_volgorde",
                violation_error_message="Een certificaat is geldig tot na de dag waarop het is afgegeven.",
            ),
            models.CheckConstraint(
                condition=Q(ingetrokken_op__isnull=True) | ~Q(intrekreden=""),
                name="evaluaties_certificaat_intrekken_heeft_reden",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handeling}, {self.afgegeven_op}"


class BeheersingQuerySet(models.QuerySet):
    """Levels of independence."""

    def open(self) -> "BeheersingQuerySet":
        """Proposals of students that nobody answered."""
        return self.filter(bevestigd_op__isnull=True, teruggelegd_op__isnull=True)


class Beheersing(PublicIdModel):
    """How independently a student does an act: proposed by the student, answered once by the leerbedrijf."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="beheersingen")
    handeling = models.ForeignKey(Handeling, on_delete=models.PROTECT, related_name="beheersingen")
    niveau = models.CharField("hoe zelfstandig", max_length=12, choices=Zelfstandigheid)
    woorden = models.CharField("toelichting", max_length=500, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("gemeld op")
    bevestigd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    bevestigd_op = models.DateTimeField("bevestigd op", null=True, blank=True)
    teruggelegd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    teruggelegd_op = models.DateTimeField("teruggelegd op", null=True, blank=True)
    reden = models.CharField("waarom nog niet", max_length=500, blank=True)

    objects = BeheersingQuerySet.as_manager()

    class Meta:
        verbose_name = "niveau van een handeling"
        verbose_name_plural = "niveaus van handelingen"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plaatsing", "handeling"],
                condition=Q(bevestigd_op__isnull=True, teruggelegd_op__isnull=True),
                name="evaluaties_beheersing_een_open",
                violation_error_message="Voor deze handeling wacht al een voorstel op antwoord.",
            ),
            models.CheckConstraint(condition=Q(niveau__in=Zelfstandigheid.values), name="evaluaties_beheersing_niveau"),
            models.CheckConstraint(
                condition=Q(teruggelegd_op__isnull=True) | ~Q(reden=""), name="evaluaties_beheersing_terug_heeft_reden"
            ),
            models.CheckConstraint(
                condition=Q(bevestigd_op__isnull=True) | Q(teruggelegd_op__isnull=True),
                name="evaluaties_beheersing_een_antwoord",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handeling}: {self.get_niveau_display()}"
