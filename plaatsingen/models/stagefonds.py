"""Figures for the application at the Stagefonds Zorg: realised hours per leerbedrijf, programme and school year."""

from django.db import models

from kern.enums import Leerweg
from kern.models import Opleiding, Organisatie, Schooljaar, User


class Stagefondsnorm(models.Model):
    """What one whole place is, dated: hours a school year, and the share of it that a leerbedrijf must pass."""

    leerweg = models.CharField("leerweg", max_length=10, choices=Leerweg)
    uren = models.PositiveIntegerField("uren van een hele plaats per studiejaar")
    deel = models.DecimalField("meer dan dit deel", max_digits=4, decimal_places=3, default="0.200")
    geldig_van = models.DateField("geldig vanaf")
    geldig_tot = models.DateField("geldig tot en met", null=True, blank=True)
    bron = models.CharField("bron", max_length=200)

    class Meta:
        verbose_name = "norm van het Stagefonds"
        verbose_name_plural = "normen van het Stagefonds"
        ordering = ["leerweg", "geldig_van"]
        constraints = [
            models.UniqueConstraint(fields=["leerweg", "geldig_van"], name="plaatsingen_stagefondsnorm_uniek"),
        ]

    def __str__(self) -> str:
        return f"{self.get_leerweg_display()}: {self.uren} uur"


class StagefondsregelQuerySet(models.QuerySet):
    """Figures for the Stagefonds."""

    def visible_to(self, user: User) -> "StagefondsregelQuerySet":
        """The bureau sees all, a coordinator the own school, a praktijkopleider the own leerbedrijf."""
        if user.is_beheerder or user.regio_coordinator:
            return self
        return self.filter(
            models.Q(school_id__in=user.organisatie_ids_als("coordinator"))
            | models.Q(leerbedrijf_id__in=user.organisatie_ids_als("praktijkopleider"))
        )


class Stagefondsregel(models.Model):
    """Hours of one school's students of one programme at one leerbedrijf in a school year, added up at `berekend_op`.

    `klein` counts the students who made at most a fifth of their hours of the year here. No names, no personal data.
    """

    schooljaar = models.ForeignKey(Schooljaar, on_delete=models.CASCADE, related_name="stagefondsregels")
    leerbedrijf = models.ForeignKey(Organisatie, on_delete=models.CASCADE, related_name="stagefondsregels")
    school = models.ForeignKey(Organisatie, on_delete=models.CASCADE, related_name="+")
    opleiding = models.ForeignKey(Opleiding, on_delete=models.CASCADE, related_name="+")
    bevestigd = models.DecimalField("bevestigde uren", max_digits=12, decimal_places=2)
    ingevuld = models.DecimalField("ingevulde uren", max_digits=12, decimal_places=2)
    studenten = models.PositiveIntegerField("studenten")
    klein = models.PositiveIntegerField("met een klein deel hier", default=0)
    berekend_op = models.DateTimeField("berekend op")

    objects = StagefondsregelQuerySet.as_manager()

    class Meta:
        verbose_name = "regel voor het Stagefonds"
        verbose_name_plural = "regels voor het Stagefonds"
        ordering = ["schooljaar", "leerbedrijf", "opleiding", "school"]
        constraints = [
            models.UniqueConstraint(
                fields=["schooljaar", "leerbedrijf", "opleiding", "school"], name="plaatsingen_stagefonds_uniek"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leerbedrijf}, {self.opleiding}: {self.bevestigd}"
