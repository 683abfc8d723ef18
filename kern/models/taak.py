"""Long work with progress, and the files it reads and makes."""

from django.db import models

from kern.enums import TaakStatus
from kern.models.abstract import PublicIdModel
from kern.models.gebruiker import User


class Bestand(PublicIdModel):
    """A file outside the web root, under a random name."""

    naam = models.CharField("naam", max_length=200)
    soort = models.CharField("soort", max_length=40)
    mime = models.CharField("type", max_length=120)
    bytes = models.PositiveBigIntegerField("grootte in bytes")
    sha256 = models.CharField("sha256", max_length=64)
    pad = models.FileField("opslag", upload_to="", max_length=120)
    eigenaar = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="bestanden")
    aangemaakt_op = models.DateTimeField("aangemaakt op")

    class Meta:
        verbose_name = "bestand"
        verbose_name_plural = "bestanden"
        ordering = ["-aangemaakt_op", "-pk"]

    def __str__(self) -> str:
        return self.naam


class AchtergrondtaakQuerySet(models.QuerySet):
    """Long work."""

    def visible_to(self, user: User) -> "AchtergrondtaakQuerySet":
        """One's own work; a beheerder sees all."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_beheerder else self.filter(aangevraagd_door=user)

    def lopend(self) -> "AchtergrondtaakQuerySet":
        """Work that isn't at its end."""
        return self.filter(status__in=[TaakStatus.AANGEVRAAGD, TaakStatus.BEZIG])


class Achtergrondtaak(PublicIdModel):
    """A piece of long work: asked for, running, ended. The broker only rings; this row is the memory."""

    soort = models.CharField("soort", max_length=60)
    titel = models.CharField("titel", max_length=200)
    gegevens = models.JSONField("gegevens", default=dict)
    status = models.CharField("status", max_length=12, choices=TaakStatus, default=TaakStatus.AANGEVRAAGD)
    procent = models.PositiveSmallIntegerField("procent", default=0)
    stap = models.CharField("stap", max_length=200, blank=True)
    annuleren = models.BooleanField("annuleren gevraagd", default=False)
    fout = models.TextField("fout", blank=True)
    resultaat = models.JSONField("resultaat", default=dict)
    bestand = models.ForeignKey(Bestand, on_delete=models.SET_NULL, null=True, blank=True, related_name="taken")
    terug_url = models.CharField("pagina na afloop", max_length=300, blank=True)
    aangevraagd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="taken")
    aangevraagd_op = models.DateTimeField("aangevraagd op")
    begonnen_op = models.DateTimeField("begonnen op", null=True, blank=True)
    hartslag_op = models.DateTimeField("laatste teken van leven", null=True, blank=True)
    afgelopen_op = models.DateTimeField("afgelopen op", null=True, blank=True)
    pogingen = models.PositiveSmallIntegerField("pogingen", default=0)

    objects = AchtergrondtaakQuerySet.as_manager()

    class Meta:
        verbose_name = "achtergrondtaak"
        verbose_name_plural = "achtergrondtaken"
        ordering = ["-aangevraagd_op", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=TaakStatus.values), name="kern_taak_status_ok"),
            models.CheckConstraint(condition=models.Q(procent__lte=100), name="kern_taak_procent_max_100"),
        ]

    def __str__(self) -> str:
        return self.titel

    @property
    def is_afgelopen(self) -> bool:
        """Whether nothing more will happen."""
        return self.status not in {TaakStatus.AANGEVRAAGD, TaakStatus.BEZIG}
