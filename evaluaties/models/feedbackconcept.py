"""Feedback that a reader is still writing."""

from django.db import models

from evaluaties.models.verslag import Verslag
from kern.models import User


class Feedbackconcept(models.Model):
    """What a reader typed but didn't give yet. Purpose: losing no work. Reader: who wrote it, nobody else.

    Goes away when the feedback is given.
    """

    verslag = models.ForeignKey(Verslag, on_delete=models.CASCADE, related_name="feedbackconcepten")
    door = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    tekst = models.TextField("feedback", blank=True)
    per_deel = models.JSONField("feedback per deel", default=dict, blank=True)
    terug_tot = models.DateField("verbeteren tot en met", null=True, blank=True)
    versie = models.PositiveIntegerField("versie", default=0)
    bewaard_op = models.DateTimeField("bewaard op")

    class Meta:
        verbose_name = "feedback in concept"
        verbose_name_plural = "feedback in concept"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["verslag", "door"], name="evaluaties_feedbackconcept_uniek"),
        ]

    def __str__(self) -> str:
        return f"concept bij {self.verslag_id}"
