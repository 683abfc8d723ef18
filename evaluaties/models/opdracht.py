"""Replacement assignments as students hand them in, and files that go with a report or an assignment."""

from django.db import models

from evaluaties.enums import OpdrachtStatus
from evaluaties.models.verslag import Verslag, lezer_q
from kern.models import Bestand, PublicIdModel, User
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import zichtbaar_q


class OpdrachtQuerySet(models.QuerySet):
    """Replacement assignments; the text is as confidential as that of a report."""

    def visible_to(self, user: User) -> "OpdrachtQuerySet":
        """Who may know that it is there: the student while writing, the others once it is handed in or described."""
        zichtbaar = self.filter(zichtbaar_q(user))
        return zichtbaar.exclude(
            ~models.Q(plaatsing__student__user=user), ingeleverd_op__isnull=True, omschreven_op__isnull=True
        )

    def van_lezer(self, user: User) -> "OpdrachtQuerySet":
        """Assignments that this person reads: the mirror of `rules.is_lezer_van`."""
        return self.filter(lezer_q(user))


class Opdracht(PublicIdModel):
    """The replacement assignment for a forgotten report (R6.3-R6.5). Purpose: learning. Readers: student and school.

    That it is asked, and until when, the ladder says; here stands what it is and what the student made of it.
    """

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="opdrachten")
    plicht = models.CharField("bij welk verslag", max_length=40, help_text="Zoals monthly:2026-10.")
    omschrijving = models.TextField("wat de opdracht is", blank=True)
    omschreven_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    omschreven_op = models.DateTimeField("omschreven op", null=True, blank=True)
    tekst = models.TextField("uitwerking", blank=True)
    status = models.CharField("status", max_length=12, choices=OpdrachtStatus, default=OpdrachtStatus.CONCEPT)
    versie = models.PositiveIntegerField("versie", default=0)
    bewaard_op = models.DateTimeField("bewaard op")
    ingeleverd_op = models.DateTimeField("ingeleverd op", null=True, blank=True)
    sha256 = models.CharField("hash", max_length=64, blank=True)

    objects = OpdrachtQuerySet.as_manager()

    class Meta:
        verbose_name = "vervangende opdracht"
        verbose_name_plural = "vervangende opdrachten"
        ordering = ["-plicht", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["plaatsing", "plicht"], name="evaluaties_opdracht_uniek"),
            models.CheckConstraint(
                condition=models.Q(status__in=OpdrachtStatus.values), name="evaluaties_opdracht_status"
            ),
            models.CheckConstraint(
                condition=models.Q(status="concept") | models.Q(ingeleverd_op__isnull=False),
                name="evaluaties_opdracht_ingeleverd_heeft_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"vervangende opdracht bij {self.plicht}"


class Bijlage(PublicIdModel):
    """A file with a report or a replacement assignment. Readers: those of the text it belongs to.

    A file that was handed in stays; taken away afterwards it keeps its row with `weg_op`, for that hand-in.
    """

    verslag = models.ForeignKey(Verslag, on_delete=models.CASCADE, null=True, blank=True, related_name="bijlagen")
    opdracht = models.ForeignKey(Opdracht, on_delete=models.CASCADE, null=True, blank=True, related_name="bijlagen")
    bestand = models.OneToOneField(Bestand, on_delete=models.PROTECT, related_name="bijlage")
    toegevoegd_op = models.DateTimeField("toegevoegd op")
    ingeleverd_op = models.DateTimeField("ingeleverd op", null=True, blank=True)
    weg_op = models.DateTimeField("weggehaald op", null=True, blank=True)

    class Meta:
        verbose_name = "bijlage"
        verbose_name_plural = "bijlagen"
        ordering = ["toegevoegd_op", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verslag__isnull=False, opdracht__isnull=True)
                | models.Q(verslag__isnull=True, opdracht__isnull=False),
                name="evaluaties_bijlage_bij_een_tekst",
            ),
        ]

    def __str__(self) -> str:
        return self.bestand.naam
