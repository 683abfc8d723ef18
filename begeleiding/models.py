"""Talks with a student and the steps agreed in them (R7.4)."""

from django.db import models

from begeleiding.enums import GesprekSoort, GesprekVorm, Partij
from kern.models import PublicIdModel, User
from plaatsingen.models import Plaatsing


class GesprekQuerySet(models.QuerySet):
    """Talks."""

    def visible_to(self, user: User) -> "GesprekQuerySet":
        """Whoever may see the placement may see its talks; beheerders see that there was one, not what was said."""
        if user.ziet_hele_regio:
            return self
        return self.filter(plaatsing__in=Plaatsing.objects.visible_to(user))


class Gesprek(PublicIdModel):
    """A talk that took place. Purpose: supervision. Term: with the placement."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="gesprekken")
    soort = models.CharField("soort gesprek", max_length=20, choices=GesprekSoort)
    vorm = models.CharField("vorm", max_length=12, choices=GesprekVorm, default=GesprekVorm.OP_LOCATIE)
    datum = models.DateField("datum")
    aanwezig = models.CharField("wie waren erbij", max_length=300)
    gaat_goed = models.TextField("wat gaat goed", blank=True)
    kan_beter = models.TextField("wat gaat nog niet goed", blank=True)
    vastgelegd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    vastgelegd_op = models.DateTimeField("vastgelegd op")

    objects = GesprekQuerySet.as_manager()

    class Meta:
        verbose_name = "gesprek"
        verbose_name_plural = "gesprekken"
        ordering = ["-datum", "-pk"]
        indexes = [models.Index(fields=["-datum", "-id"], name="begeleiding_gesprek_nieuwst")]
        constraints = [
            models.CheckConstraint(condition=models.Q(soort__in=GesprekSoort.values), name="begeleiding_gesprek_soort"),
            models.CheckConstraint(condition=models.Q(vorm__in=GesprekVorm.values), name="begeleiding_gesprek_vorm"),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} {self.datum:%d-%m-%Y}"


class Vervolgstap(models.Model):
    """A next step agreed in a talk: for whom, what, by when, done or not."""

    gesprek = models.ForeignKey(Gesprek, on_delete=models.CASCADE, related_name="vervolgstappen")
    voor = models.CharField("voor wie", max_length=15, choices=Partij)
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
