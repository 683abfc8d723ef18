"""Volgsysteem: the choice a student made after a what-if (R8.4). Route and position are computed, never kept."""

from django.db import models

from kern.models import PublicIdModel, User
from plaatsingen.models import Plaatsing


class RoutekeuzeQuerySet(models.QuerySet):
    """Choices of route."""

    def geldend(self) -> "RoutekeuzeQuerySet":
        """The one choice per placement that stands: not replaced, not taken back."""
        return self.filter(vervallen_op__isnull=True)

    def te_bespreken(self) -> "RoutekeuzeQuerySet":
        """Choices that stand and that no begeleider spoke about yet."""
        return self.geldend().filter(besproken_op__isnull=True)


class Routekeuze(PublicIdModel):
    """A plan the student chose after a what-if; the begeleiders see it, and it changes no agreement.

    `keuze` are the values of the sliders, `zonder` the last day that was expected without them, `aankomst` with them.
    Purpose: supervision. Term: with the placement.
    """

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="routekeuzes")
    keuze = models.JSONField("keuze")
    aankomst = models.DateField("verwachte laatste dag", null=True, blank=True)
    zonder = models.DateField("verwachte laatste dag zonder deze keuze", null=True, blank=True)
    toelichting = models.TextField("waarom", blank=True)
    gekozen_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gekozen_op = models.DateTimeField("gekozen op")
    besproken_op = models.DateTimeField("besproken op", null=True, blank=True)
    besproken_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    antwoord = models.TextField("wat is er afgesproken", blank=True)
    vervallen_op = models.DateTimeField("vervallen op", null=True, blank=True)

    objects = RoutekeuzeQuerySet.as_manager()

    class Meta:
        verbose_name = "gekozen route"
        verbose_name_plural = "gekozen routes"
        ordering = ["-gekozen_op", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plaatsing"],
                condition=models.Q(vervallen_op__isnull=True),
                name="evaluaties_routekeuze_een_geldend",
                violation_error_message="Er is al een gekozen route.",
            ),
            models.CheckConstraint(
                condition=models.Q(besproken_op__isnull=True) | ~models.Q(antwoord=""),
                name="evaluaties_routekeuze_besproken_heeft_antwoord",
                violation_error_message="Schrijf op wat er is afgesproken.",
            ),
        ]

    def __str__(self) -> str:
        return f"route van {self.plaatsing}"
