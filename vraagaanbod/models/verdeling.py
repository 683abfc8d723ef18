"""Dividing supply over schools by an agreed key, before a matching round."""

from django.db import models

from kern.models import Opleidingscluster, Organisatie, PublicIdModel, Schooljaar, User
from vacatures.models import Stageplaats
from vraagaanbod.enums import VerdelingStatus


class VerdelingQuerySet(models.QuerySet):
    """Divisions of places over schools."""

    def visible_to(self, user: User) -> "VerdelingQuerySet":
        """All coordinators see every division, also one that is still being made; so does a beheerder."""
        return self if user.is_authenticated and user.heeft_rol("coordinator", "beheerder") else self.none()


class Verdeling(PublicIdModel):
    """One way to divide the places of a school year over its schools; shown to all coordinators."""

    schooljaar = models.ForeignKey(Schooljaar, on_delete=models.PROTECT, related_name="verdelingen")
    naam = models.CharField("naam", max_length=120)
    sleutel = models.JSONField("verdeelsleutel", default=dict, blank=True)
    status = models.CharField("status", max_length=12, choices=VerdelingStatus, default=VerdelingStatus.CONCEPT)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    op = models.DateTimeField("gemaakt op")
    vastgesteld_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    vastgesteld_op = models.DateTimeField("vastgesteld op", null=True, blank=True)
    versie = models.PositiveIntegerField("versie", default=1)

    objects = VerdelingQuerySet.as_manager()

    class Meta:
        verbose_name = "verdeling"
        verbose_name_plural = "verdelingen"
        ordering = ["-op", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=VerdelingStatus.values), name="vraagaanbod_verdeling_status"
            )
        ]

    def __str__(self) -> str:
        return self.naam


class Verdeeldaandeel(models.Model):
    """What one school asks of one cluster, what the key gives it, and what it got in places."""

    verdeling = models.ForeignKey(Verdeling, on_delete=models.CASCADE, related_name="aandelen")
    cluster = models.ForeignKey(Opleidingscluster, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(Organisatie, on_delete=models.PROTECT, related_name="+")
    vraag = models.PositiveIntegerField("gevraagd")
    recht = models.DecimalField("aandeel volgens de sleutel", max_digits=9, decimal_places=2)
    plekken = models.PositiveIntegerField("toegedeelde plekken", default=0)

    class Meta:
        verbose_name = "aandeel van een school"
        verbose_name_plural = "aandelen van scholen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["verdeling", "cluster", "school"], name="vraagaanbod_verdeeldaandeel_uniek")
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.cluster} {self.plekken}"


class Verdeelplaats(models.Model):
    """A stageplaats that a division gives to one school (or leaves to all: then there is no row)."""

    verdeling = models.ForeignKey(Verdeling, on_delete=models.CASCADE, related_name="plaatsen")
    stageplaats = models.ForeignKey(Stageplaats, on_delete=models.CASCADE, related_name="+")
    # A place for more clusters counts for one of them: where the shortage was largest.
    cluster = models.ForeignKey(Opleidingscluster, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(Organisatie, on_delete=models.PROTECT, related_name="+")
    met_hand = models.BooleanField("met de hand", default=False)

    class Meta:
        verbose_name = "toegedeelde plaats"
        verbose_name_plural = "toegedeelde plaatsen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["verdeling", "stageplaats"], name="vraagaanbod_verdeelplaats_uniek")
        ]

    def __str__(self) -> str:
        return f"{self.stageplaats} voor {self.school}"
