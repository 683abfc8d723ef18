"""The student as a person of a school who needs a place."""

from datetime import date

from django.db import models

from kern.models.abstract import PublicIdModel
from kern.models.gebruiker import User
from kern.models.onderwijs import Opleiding, Opleidingscluster
from kern.models.organisatie import Organisatie


class StudentQuerySet(models.QuerySet):
    """Students."""

    def visible_to(self, user: User) -> "StudentQuerySet":
        """Oneself; staff of one's school by role; the bureau sees all. Hosts reach students through a plaatsing."""
        if not user.is_authenticated:
            return self.none()
        if user.heeft_rol("beheerder") or user.regio_coordinator:
            return self
        scholen = user.organisatie_ids_als("coordinator")
        return self.filter(models.Q(user=user) | models.Q(school_id__in=scholen) | models.Q(stagedocent=user))


class Student(PublicIdModel):
    """A student. Purpose: placing and following. Term: 2 years after leaving (sector rule, adjustable)."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="student")
    studentnummer = models.CharField("studentnummer", max_length=20, unique=True)
    school = models.ForeignKey(Organisatie, on_delete=models.PROTECT, related_name="studenten")
    opleiding = models.ForeignKey(Opleiding, on_delete=models.PROTECT, related_name="studenten")
    cluster = models.ForeignKey(Opleidingscluster, on_delete=models.PROTECT, related_name="studenten")
    leerjaar = models.PositiveSmallIntegerField("leerjaar")
    geboortedatum = models.DateField("geboortedatum")
    stagedocent = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="begeleide_studenten"
    )
    postcode = models.CharField("postcode", max_length=7, blank=True)
    woonplaats = models.CharField("woonplaats", max_length=100, blank=True)
    lat = models.FloatField("breedtegraad", null=True, blank=True)
    lon = models.FloatField("lengtegraad", null=True, blank=True)
    max_km = models.PositiveSmallIntegerField("hoogste reisafstand in km", default=40)
    vog = models.BooleanField("heeft een VOG", default=False)
    voorrang = models.PositiveSmallIntegerField("voorrang", default=1, help_text="1 tot en met 9; hoger gaat voor.")
    periodes = models.CharField("periodes", max_length=10, default="1 2 3 4")
    dagen = models.CharField("stagedagen", max_length=25, default="ma di wo do vr")
    vertrokken_op = models.DateField("vertrokken op", null=True, blank=True)

    objects = StudentQuerySet.as_manager()

    class Meta:
        verbose_name = "student"
        verbose_name_plural = "studenten"
        ordering = ["user__achternaam", "user__voornaam", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(voorrang__gte=1, voorrang__lte=9),
                name="kern_student_voorrang_1_9",
                violation_error_message="Voorrang is een getal van 1 tot en met 9.",
            ),
        ]

    def __str__(self) -> str:
        return self.user.naam

    @property
    def naam(self) -> str:
        """Full name."""
        return self.user.naam

    def is_minderjarig(self, on: date) -> bool:
        """Whether the student is younger than 18 on `on`."""
        verjaardagen = on.year - self.geboortedatum.year
        return verjaardagen - ((on.month, on.day) < (self.geboortedatum.month, self.geboortedatum.day)) < 18
