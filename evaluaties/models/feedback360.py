"""360 feedback: the student asks, people answer by a personal link, the sum is shown (R8.2)."""

from django.db import models

from evaluaties.enums import FeedbackRol, FeedbackStatus, Moderatie
from kern.models import PublicIdModel, Student, User
from plaatsingen.models import Plaatsing


class Feedbackformulier(PublicIdModel):
    """Questions for one role, with versions. `vragen`: list of {"code", "tekst", "soort": "score"|"open"}."""

    rol = models.CharField("voor wie", max_length=15, choices=FeedbackRol)
    versie = models.PositiveSmallIntegerField("versie")
    vragen = models.JSONField("vragen")
    geldig_van = models.DateField("geldig vanaf")

    class Meta:
        verbose_name = "formulier voor 360 feedback"
        verbose_name_plural = "formulieren voor 360 feedback"
        ordering = ["rol", "-versie"]
        constraints = [models.UniqueConstraint(fields=["rol", "versie"], name="evaluaties_fbformulier_uniek")]

    def __str__(self) -> str:
        return f"{self.get_rol_display()} (versie {self.versie})"


class FeedbackrondeQuerySet(models.QuerySet):
    """Rounds of feedback."""

    def visible_to(self, user: User) -> "FeedbackrondeQuerySet":
        """The student's own; others see a closed round through the placement, when the student shares it."""
        eigen = models.Q(student__user=user)
        gedeeld = models.Q(
            gesloten_op__isnull=False,
            gedeeld=True,
            plaatsing__in=Plaatsing.objects.visible_to(user).values("pk"),
        )
        return self.filter(eigen | gedeeld)


class Feedbackronde(PublicIdModel):
    """One round: opened by the student, closed before the talk. Purpose: learning. Term: with the placement.

    `anoniem`: promised at the start, so never changed; with fewer answers than `minstens` nothing is shown.
    """

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="feedbackrondes")
    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="feedbackrondes")
    titel = models.CharField("titel", max_length=120)
    anoniem = models.BooleanField("anoniem", default=True)
    minstens = models.PositiveSmallIntegerField("minstens zo veel antwoorden", default=3)
    sluit_op = models.DateField("sluit op")
    geopend_op = models.DateTimeField("geopend op")
    gesloten_op = models.DateTimeField("gesloten op", null=True, blank=True)
    gedeeld = models.BooleanField("gedeeld met mijn begeleiders", default=False)

    objects = FeedbackrondeQuerySet.as_manager()

    class Meta:
        verbose_name = "ronde 360 feedback"
        verbose_name_plural = "rondes 360 feedback"
        ordering = ["-geopend_op", "-pk"]

    def __str__(self) -> str:
        return self.titel


class Feedbackuitnodiging(PublicIdModel):
    """One person who is asked. Name and address go when the round is closed and anonymous."""

    ronde = models.ForeignKey(Feedbackronde, on_delete=models.CASCADE, related_name="uitnodigingen")
    rol = models.CharField("is mijn", max_length=15, choices=FeedbackRol)
    naam = models.CharField("naam", max_length=120, blank=True)
    email = models.EmailField("e-mailadres", blank=True)
    formulier = models.ForeignKey(Feedbackformulier, on_delete=models.PROTECT, related_name="+")
    status = models.CharField("status", max_length=12, choices=FeedbackStatus, default=FeedbackStatus.GEVRAAGD)
    gevraagd_op = models.DateTimeField("gevraagd op")

    class Meta:
        verbose_name = "uitnodiging voor feedback"
        verbose_name_plural = "uitnodigingen voor feedback"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_rol_display()}"


class Feedbackantwoord(models.Model):
    """One answer. Of an anonymous round it is tied to no person: only round and role; the moment is a day.

    `scores`: {code: 1-5}; `teksten`: {code: text}, moderated before anybody reads them.
    """

    ronde = models.ForeignKey(Feedbackronde, on_delete=models.CASCADE, related_name="antwoorden")
    rol = models.CharField("rol", max_length=15, choices=FeedbackRol)
    formulier = models.ForeignKey(Feedbackformulier, on_delete=models.PROTECT, related_name="+")
    uitnodiging = models.ForeignKey(
        Feedbackuitnodiging, on_delete=models.SET_NULL, null=True, blank=True, related_name="antwoorden"
    )  # only when not anonymous
    scores = models.JSONField("scores", default=dict)
    teksten = models.JSONField("teksten", default=dict)
    moderatie = models.CharField("oordeel over de tekst", max_length=10, choices=Moderatie, default=Moderatie.WACHT)
    gemodereerd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    dag = models.DateField("dag")

    class Meta:
        verbose_name = "antwoord op 360 feedback"
        verbose_name_plural = "antwoorden op 360 feedback"
        # Not in the order of arrival: that would tell who wrote what.
        ordering = ["rol", "formulier", "pk"]

    def __str__(self) -> str:
        return f"{self.get_rol_display()}"
