"""Demand and supply per opleidingscluster as dated statements (R3.1), and agreed conversions."""

from django.db import models

from kern.enums import PeriodeCode
from kern.models import Opleidingscluster, Organisatie, Schooljaar, User
from vraagaanbod.enums import OpgaveSoort


class OpgaveQuerySet(models.QuerySet):
    """Statements of figures."""

    def visible_to(self, user: User) -> "OpgaveQuerySet":
        """Figures per cluster are shared in the region: everybody but students may see them."""
        if user.is_authenticated and user.heeft_rol(
            "coordinator", "stagedocent", "praktijkopleider", "stagebegeleider", "coordinator_iz", "beheerder"
        ):
            return self
        return self.none()

    def geldend(self) -> "OpgaveQuerySet":
        """Only the latest statement of each figure."""
        return self.filter(vervangen_op__isnull=True)


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
