"""Tables of questionnaires (R8.7, R8.8)."""

from django.db import models

from enquetes.enums import EnqueteSoort, MetingStatus
from kern.models import Opleidingscluster, Organisatie, PublicIdModel, User
from plaatsingen.models import Plaatsing


class Vragenlijst(PublicIdModel):
    """A questionnaire as data; a version in use never changes.

    `vragen`: list of {"code", "tekst", "soort", "keuzes": [..], "uitleg"}.
    """

    soort = models.CharField("voor wie", max_length=10, choices=EnqueteSoort)
    naam = models.CharField("naam", max_length=120)
    versie = models.PositiveSmallIntegerField("versie", default=1)
    vragen = models.JSONField("vragen")
    gemaakt_op = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "vragenlijst"
        verbose_name_plural = "vragenlijsten"
        ordering = ["soort", "naam", "-versie"]
        constraints = [models.UniqueConstraint(fields=["naam", "versie"], name="enquetes_vragenlijst_uniek")]

    def __str__(self) -> str:
        return f"{self.naam} (versie {self.versie})"


class MetingQuerySet(models.QuerySet):
    """Rounds."""

    def visible_to(self, user: User) -> "MetingQuerySet":
        """Coordinators and administrators; a praktijkopleider those of students that are closed."""
        if user.heeft_rol("coordinator", "beheerder"):
            return self
        if user.heeft_rol("praktijkopleider"):
            return self.filter(status=MetingStatus.GESLOTEN, vragenlijst__soort=EnqueteSoort.STUDENT)
        return self.none()


class Meting(PublicIdModel):
    """One round of a questionnaire, such as a school year. `drempel`: fewer answers show nothing (R8.7)."""

    vragenlijst = models.ForeignKey(Vragenlijst, on_delete=models.PROTECT, related_name="metingen")
    naam = models.CharField("naam", max_length=120)
    van = models.DateField("open vanaf")
    tot = models.DateField("open tot en met")
    status = models.CharField("status", max_length=10, choices=MetingStatus, default=MetingStatus.CONCEPT)
    drempel = models.PositiveSmallIntegerField("minstens zo veel antwoorden", default=5)
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")
    gesloten_op = models.DateTimeField("gesloten op", null=True, blank=True)
    # Added up once, when it closes, and only for groups that are large enough: nothing can be told apart afterwards.
    uitkomst = models.JSONField("uitkomst", default=dict, blank=True)

    objects = MetingQuerySet.as_manager()

    class Meta:
        verbose_name = "meting"
        verbose_name_plural = "metingen"
        ordering = ["-van", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(tot__gte=models.F("van")), name="enquetes_meting_volgorde"),
            models.CheckConstraint(condition=models.Q(drempel__gte=5), name="enquetes_meting_drempel"),
            models.CheckConstraint(condition=models.Q(status__in=MetingStatus.values), name="enquetes_meting_status"),
        ]

    def __str__(self) -> str:
        return self.naam


class DeelnemerQuerySet(models.QuerySet):
    """People who were asked."""

    def visible_to(self, user: User) -> "DeelnemerQuerySet":
        """Only oneself: who answered is nobody else's business."""
        return self.filter(user=user)


class Deelnemer(PublicIdModel):
    """Somebody who was asked, and whether (not what) they answered. Tied to no answer.

    Purpose: asking once. Term: until the round is closed; then the row goes.
    """

    meting = models.ForeignKey(Meting, on_delete=models.CASCADE, related_name="deelnemers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    organisatie = models.ForeignKey(Organisatie, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    uitgenodigd_op = models.DateTimeField("uitgenodigd op")
    herinnerd_op = models.DateTimeField("herinnerd op", null=True, blank=True)
    ingevuld = models.BooleanField("ingevuld", default=False)  # no moment: that would point at an answer

    objects = DeelnemerQuerySet.as_manager()

    class Meta:
        verbose_name = "deelnemer"
        verbose_name_plural = "deelnemers"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meting", "plaatsing"],
                condition=models.Q(plaatsing__isnull=False),
                name="enquetes_deelnemer_plaatsing",
            ),
            models.UniqueConstraint(
                fields=["meting", "user", "organisatie"],
                condition=models.Q(organisatie__isnull=False),
                name="enquetes_deelnemer_huis",
            ),
        ]

    def __str__(self) -> str:
        return f"deelnemer aan {self.meting}"


class Antwoordblad(models.Model):
    """One sheet of answers: only what it is counted by, and nothing that tells who or when.

    Neither its key nor its place in the table is by order of arrival: with each answer others are written anew, in an
    order of chance. Once the round is closed a sheet is one open text, with a house only when its outcome is shown.
    """

    sleutel = models.UUIDField(primary_key=True, editable=False)
    meting = models.ForeignKey(Meting, on_delete=models.CASCADE, related_name="bladen")
    leerbedrijf = models.ForeignKey(Organisatie, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    school = models.ForeignKey(Organisatie, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    cluster = models.ForeignKey(Opleidingscluster, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    antwoorden = models.JSONField("antwoorden")
    oordelen = models.JSONField("oordeel over open antwoorden", default=dict)  # {code: TekstOordeel}

    class Meta:
        verbose_name = "antwoordblad"
        verbose_name_plural = "antwoordbladen"
        ordering = ["sleutel"]

    def __str__(self) -> str:
        return f"blad van {self.meting}"
