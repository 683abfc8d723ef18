"""A second host within one stage: ketenstage and duo supervision, each with its own share of the hours (R5.9)."""

from django.db import models

from kern.models import PublicIdModel, User
from vacatures.models import Stageplaats


class StagedeelQuerySet(models.QuerySet):
    """Parts of stages at another host."""

    def van_leerbedrijf_van(self, user: User) -> "StagedeelQuerySet":
        """Parts at a leerbedrijf where this person leads the training, or that this person supervises."""
        deel = models.Q(stageplaats__afdeling__locatie__organisatie_id__in=user.organisatie_ids_als("praktijkopleider"))
        if user.heeft_rol("werkbegeleider"):
            deel |= models.Q(werkbegeleider=user)
        return self.filter(deel, vervallen_op__isnull=True)

    def enige_weg_van(self, user: User) -> "StagedeelQuerySet":
        """Parts through which alone this person knows the stage: lists of what the first host keeps leave them out."""
        if not user.heeft_rol("praktijkopleider", "werkbegeleider"):
            return self.none()
        huizen = user.organisatie_ids_als("praktijkopleider")
        ook = models.Q(plaatsing__stageplaats__afdeling__locatie__organisatie_id__in=huizen)
        ook |= models.Q(plaatsing__werkbegeleider=user) | models.Q(plaatsing__tweede_begeleider=user)
        ook |= models.Q(plaatsing__student__school_id__in=user.organisatie_ids_als("coordinator"))
        ook |= models.Q(plaatsing__student__stagedocent=user) | models.Q(plaatsing__stagebegeleider=user)
        return self.van_leerbedrijf_van(user).exclude(ook)

    def geldig(self) -> "StagedeelQuerySet":
        """Parts that were not taken back."""
        return self.filter(vervallen_op__isnull=True)


class Stagedeel(PublicIdModel):
    """The part of a placement at another host than the first: own days, hours and begeleider.

    The first host's part is what the placement itself says; its hours are the norm less those of the parts.
    """

    plaatsing = models.ForeignKey("plaatsingen.Plaatsing", on_delete=models.CASCADE, related_name="delen")
    stageplaats = models.ForeignKey(Stageplaats, on_delete=models.PROTECT, related_name="delen")
    dagen = models.CharField("dagen", max_length=25)
    uren_norm = models.PositiveIntegerField("uren in totaal")
    werkbegeleider = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="stagedelen_als_werkbegeleider"
    )
    toegevoegd_op = models.DateTimeField("toegevoegd op")
    vervallen_op = models.DateTimeField("vervallen op", null=True, blank=True)

    objects = StagedeelQuerySet.as_manager()

    class Meta:
        verbose_name = "deel van een stage"
        verbose_name_plural = "delen van een stage"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plaatsing", "stageplaats"],
                condition=models.Q(vervallen_op__isnull=True),
                name="plaatsingen_deel_uniek",
                violation_error_message="Deze stageplaats hoort al bij deze stage.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plaatsing} ook bij {self.stageplaats}"
