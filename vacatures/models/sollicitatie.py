"""Applications, and every step in them (R4.2)."""

from django.db import models

from kern.models import PublicIdModel, Student, User
from vacatures.enums import Afwijsreden, SollicitatieStatus
from vacatures.models.vacature import Vacature

S = SollicitatieStatus
OVERGANGEN: dict[str, frozenset[str]] = {
    S.CONCEPT: frozenset({S.BIJ_REGISSEUR, S.BIJ_LEERBEDRIJF, S.INGETROKKEN, S.VERVALLEN}),
    S.BIJ_REGISSEUR: frozenset({S.TERUG, S.BIJ_LEERBEDRIJF, S.AFGEWEZEN_SCHOOL, S.INGETROKKEN, S.VERVALLEN}),
    S.TERUG: frozenset({S.BIJ_REGISSEUR, S.INGETROKKEN, S.VERVALLEN}),
    S.BIJ_LEERBEDRIJF: frozenset({S.UITGENODIGD, S.GEACCEPTEERD, S.AFGEWEZEN, S.INGETROKKEN, S.VERVALLEN}),
    S.UITGENODIGD: frozenset({S.GEACCEPTEERD, S.AFGEWEZEN, S.INGETROKKEN, S.VERVALLEN}),
    S.GEACCEPTEERD: frozenset(),
    S.AFGEWEZEN_SCHOOL: frozenset(),
    S.AFGEWEZEN: frozenset(),
    S.INGETROKKEN: frozenset(),
    S.VERVALLEN: frozenset(),
}
LOPEND = frozenset({S.BIJ_REGISSEUR, S.TERUG, S.BIJ_LEERBEDRIJF, S.UITGENODIGD})
# What the leerbedrijf sees: only what reached it, and what came of that.
BIJ_HOST = frozenset({S.BIJ_LEERBEDRIJF, S.UITGENODIGD, S.GEACCEPTEERD, S.AFGEWEZEN})


class SollicitatieQuerySet(models.QuerySet):
    """Applications."""

    def visible_to(self, user: User) -> "SollicitatieQuerySet":
        """The student all own; the regisseur and the school what was sent; the host only what reached it (R4.2)."""
        if not user.is_authenticated:
            return self.none()
        # Only what this person's roles ask for, and of other tables their keys: every OR over a join is an index less.
        zichtbaar = models.Q(pk__in=[])
        if user.heeft_rol("student"):
            zichtbaar |= models.Q(student__in=Student.objects.filter(user=user).values("pk"))
        verstuurd = models.Q(verstuurd_op__isnull=False)
        if user.is_beheerder or user.regio_coordinator:
            return self.filter(zichtbaar | verstuurd)
        if scholen := user.organisatie_ids_als("coordinator"):
            zichtbaar |= verstuurd & models.Q(student__in=Student.objects.filter(school_id__in=scholen).values("pk"))
        if user.heeft_rol("stagedocent"):
            eigen = models.Q(student__in=Student.objects.filter(stagedocent=user).values("pk"))
            zichtbaar |= verstuurd & (models.Q(regisseur=user) | eigen)
        if user.heeft_rol("praktijkopleider", "werkbegeleider"):
            zichtbaar |= models.Q(bereikte_leerbedrijf_op__isnull=False, vacature__in=self._vacatures_van(user))
        return self.filter(zichtbaar)

    @staticmethod
    def _vacatures_van(user: User) -> models.QuerySet:
        """Vacatures that this person answers for: of the house, or as its contact while working there."""
        huis = "stageplaats__afdeling__locatie__organisatie_id__in"
        van = models.Q(**{huis: user.organisatie_ids_als("praktijkopleider")})
        if werkt := user.organisatie_ids_als("werkbegeleider"):
            van |= models.Q(**{huis: werkt}, contact=user)
        return Vacature.objects.filter(van).values("pk")

    def lopend(self) -> "SollicitatieQuerySet":
        """Sent and not yet answered to the end."""
        return self.filter(status__in=LOPEND)

    def met_betrokkenen(self) -> "SollicitatieQuerySet":
        """With everything a list row shows, in the same query."""
        return self.select_related(
            "student__user",
            "student__school",
            "student__opleiding",
            "student__cluster",
            "student__stagedocent",
            "regisseur",
            "vacature__contact",
            "vacature__stageplaats__afdeling__locatie__organisatie",
            "vacature__stageplaats__schooljaar",
        )


class Sollicitatie(PublicIdModel):
    """A student asks for a place. Purpose: finding a stage. Term: 1 year after the end of the school year."""

    vacature = models.ForeignKey(Vacature, on_delete=models.PROTECT, related_name="sollicitaties")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="sollicitaties")
    motivatie = models.TextField("motivatie", blank=True)
    status = models.CharField("status", max_length=20, choices=SollicitatieStatus, default=S.CONCEPT)
    regisseur = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="sollicitaties_als_regisseur"
    )
    afwijsreden = models.CharField("reden", max_length=15, choices=Afwijsreden, blank=True)
    begonnen_op = models.DateTimeField("begonnen op")
    bewaard_op = models.DateTimeField("laatst bewaard op")
    verstuurd_op = models.DateTimeField("verstuurd op", null=True, blank=True)
    bereikte_leerbedrijf_op = models.DateTimeField("bij het leerbedrijf sinds", null=True, blank=True)
    wacht_sinds = models.DateTimeField("wacht sinds", null=True, blank=True, db_index=True)
    herinneringen = models.PositiveSmallIntegerField("herinneringen", default=0)
    uitgenodigd_voor = models.DateTimeField("gesprek op", null=True, blank=True)
    uitgenodigd_waar = models.CharField("waar", max_length=200, blank=True)
    versie = models.PositiveIntegerField("versie", default=1)

    objects = SollicitatieQuerySet.as_manager()

    class Meta:
        verbose_name = "sollicitatie"
        verbose_name_plural = "sollicitaties"
        ordering = ["-begonnen_op", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=S.values), name="vacatures_soll_status"),
            models.UniqueConstraint(
                fields=["vacature", "student"],
                condition=models.Q(status__in=["concept", *sorted(LOPEND)]),
                name="vacatures_soll_een_lopend",
                violation_error_message="Je hebt al gesolliciteerd op deze vacature.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=S.AFGEWEZEN) | ~models.Q(afwijsreden=""),
                name="vacatures_soll_afgewezen_met_reden",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "wacht_sinds"], name="vacatures_soll_wacht"),
            models.Index(fields=["-begonnen_op", "-id"], name="vacatures_soll_nieuwst"),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.vacature}"


class Sollicitatiestap(models.Model):
    """One step: who, when, what, with which words. Append-only."""

    sollicitatie = models.ForeignKey(Sollicitatie, on_delete=models.CASCADE, related_name="stappen")
    van = models.CharField("van", max_length=20, blank=True)
    naar = models.CharField("naar", max_length=20, choices=SollicitatieStatus)
    at = models.DateTimeField("wanneer")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    by_naam = models.CharField("door", max_length=200, blank=True, help_text="Wie zonder account antwoordde.")
    tekst = models.TextField("woorden erbij", blank=True)
    alleen_school = models.BooleanField("alleen voor student en school", default=False)

    class Meta:
        verbose_name = "stap in een sollicitatie"
        verbose_name_plural = "stappen in een sollicitatie"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.van} > {self.naar}"
