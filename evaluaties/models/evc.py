"""EVC-boek: evidence against the parts of a qualification, judged by an assessor, with exemptions as outcome (R8.5)."""

from django.db import models

from evaluaties.enums import EvcOordeel, EvcStatus
from evaluaties.models.doel import Bewijsstuk
from kern.models import Bestand, Opleiding, PublicIdModel, Student, User


class EvctrajectQuerySet(models.QuerySet):
    """EVC procedures."""

    def visible_to(self, user: User) -> "EvctrajectQuerySet":
        """The candidate, the assessor, the own school's staff as Student.visible_to says."""
        return self.filter(
            models.Q(assessor=user) | models.Q(student__in=Student.objects.visible_to(user).values("pk"))
        )


class Evctraject(PublicIdModel):
    """One procedure. Purpose: exemptions. Term: 2 years after leaving."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="evctrajecten")
    opleiding = models.ForeignKey(Opleiding, on_delete=models.PROTECT, related_name="+")
    status = models.CharField("status", max_length=12, choices=EvcStatus, default=EvcStatus.VERZAMELEN)
    assessor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="evctrajecten")
    gesprek_op = models.DateTimeField("gesprek op", null=True, blank=True)
    gespreksverslag = models.TextField("verslag van het gesprek", blank=True)
    geopend_op = models.DateTimeField("geopend op")
    ingediend_op = models.DateTimeField("ingediend op", null=True, blank=True)
    besloten_op = models.DateTimeField("besloten op", null=True, blank=True)
    uren_minder = models.PositiveIntegerField("minder uren", default=0)
    weken_korter = models.PositiveSmallIntegerField("weken korter", default=0)
    boek = models.ForeignKey(Bestand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = EvctrajectQuerySet.as_manager()

    class Meta:
        verbose_name = "EVC-traject"
        verbose_name_plural = "EVC-trajecten"
        ordering = ["-geopend_op", "-pk"]

    def __str__(self) -> str:
        return f"EVC van {self.student}"


class Evconderdeel(PublicIdModel):
    """One part of the qualification: what the candidate says, which evidence, what the assessor decides and why."""

    traject = models.ForeignKey(Evctraject, on_delete=models.CASCADE, related_name="onderdelen")
    code = models.CharField("code", max_length=20)
    titel = models.CharField("onderdeel", max_length=200)
    toelichting = models.TextField("waarom ik dit al kan", blank=True)
    bewijsstukken = models.ManyToManyField(Bewijsstuk, blank=True, related_name="evconderdelen")
    oordeel = models.CharField("oordeel", max_length=12, choices=EvcOordeel, blank=True)
    motivering = models.TextField("motivering", blank=True)
    uren_minder = models.PositiveIntegerField("minder uren", default=0)

    class Meta:
        verbose_name = "onderdeel van EVC"
        verbose_name_plural = "onderdelen van EVC"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["traject", "code"], name="evaluaties_evconderdeel_uniek")]

    def __str__(self) -> str:
        return f"{self.code} {self.titel}"
