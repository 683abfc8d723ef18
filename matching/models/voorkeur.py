"""Preferences of students."""

from django.db import models

from kern.models import Student
from vacatures.models import Stageplaats


class Voorkeur(models.Model):
    """A student ranks a place; 1 is best."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="voorkeuren")
    stageplaats = models.ForeignKey(Stageplaats, on_delete=models.CASCADE, related_name="voorkeuren")
    rang = models.PositiveSmallIntegerField("rang")
    ingevoerd_op = models.DateTimeField("ingevoerd op")

    class Meta:
        verbose_name = "voorkeur"
        verbose_name_plural = "voorkeuren"
        ordering = ["student", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["student", "stageplaats"], name="matching_voorkeur_uniek"),
            models.CheckConstraint(condition=models.Q(rang__gte=1), name="matching_voorkeur_rang_vanaf_1"),
        ]

    def __str__(self) -> str:
        return f"{self.rang}. {self.stageplaats}"
