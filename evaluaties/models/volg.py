"""Volgsysteem: the choice a student made after a what-if (R8.4). Route and position are computed, never kept."""

from django.db import models

from kern.models import PublicIdModel, User
from plaatsingen.models import Plaatsing


class Routekeuze(PublicIdModel):
    """A plan the student chose after a what-if; the begeleiders see it, and it changes no agreement."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="routekeuzes")
    keuze = models.JSONField("keuze")  # the values of the sliders
    aankomst = models.DateField("verwachte laatste dag", null=True, blank=True)
    toelichting = models.TextField("waarom", blank=True)
    gekozen_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gekozen_op = models.DateTimeField("gekozen op")
    besproken_op = models.DateTimeField("besproken op", null=True, blank=True)

    class Meta:
        verbose_name = "gekozen route"
        verbose_name_plural = "gekozen routes"
        ordering = ["-gekozen_op", "-pk"]

    def __str__(self) -> str:
        return f"route van {self.plaatsing}"
