"""Learning goals, evaluation forms with versions, and what student and werkbegeleider fill in side by side."""

from django.db import models

from evaluaties.enums import EvaluatieMoment, InvullingStatus, InvulRol
from kern.models import Bestand, PublicIdModel, Student, User
from plaatsingen.models import Plaatsing


class Leerdoel(PublicIdModel):
    """A goal of the student (POP/PAP, R8.3). The student owns it."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="leerdoelen")
    titel = models.CharField("doel", max_length=200)
    aanpak = models.TextField("zo pak ik het aan", blank=True)
    gemaakt_op = models.DateTimeField("gemaakt op")
    behaald_op = models.DateField("behaald op", null=True, blank=True)

    class Meta:
        verbose_name = "leerdoel"
        verbose_name_plural = "leerdoelen"
        ordering = ["gemaakt_op", "pk"]

    def __str__(self) -> str:
        return self.titel


class Evaluatieformulier(models.Model):
    """A form as data. A version never changes; running evaluations keep theirs.

    `onderdelen`: list of {"code", "titel", "uitleg"}; every part gets a score of SCORES and room for reasons.
    """

    naam = models.CharField("naam", max_length=120)
    moment = models.CharField("moment", max_length=10, choices=EvaluatieMoment)
    letters = models.CharField("opleiding", max_length=10, blank=True, help_text="Leeg: voor elke opleiding.")
    versie = models.PositiveSmallIntegerField("versie")
    onderdelen = models.JSONField("onderdelen")
    geldig_van = models.DateField("geldig vanaf")

    SCORES = (("oefenen", "oefenen"), ("voldoende", "voldoende"), ("goed", "goed"))

    class Meta:
        verbose_name = "evaluatieformulier"
        verbose_name_plural = "evaluatieformulieren"
        ordering = ["naam", "-versie"]
        constraints = [models.UniqueConstraint(fields=["naam", "versie"], name="evaluaties_formulier_uniek")]

    def __str__(self) -> str:
        return f"{self.naam} (versie {self.versie})"


class EvaluatieQuerySet(models.QuerySet):
    """Evaluations."""

    def visible_to(self, user: User) -> "EvaluatieQuerySet":
        """Whoever may see the placement knows of the evaluation; the content asks for rules.mag_evaluatie_lezen."""
        if user.ziet_hele_regio:
            return self
        return self.filter(plaatsing__in=Plaatsing.objects.visible_to(user))


class Evaluatie(PublicIdModel):
    """One moment of evaluation of one placement (R8.1)."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="evaluaties")
    formulier = models.ForeignKey(Evaluatieformulier, on_delete=models.PROTECT, related_name="evaluaties")
    moment = models.CharField("moment", max_length=10, choices=EvaluatieMoment)
    geopend_op = models.DateTimeField("geopend op")
    voor_datum = models.DateField("invullen voor", null=True, blank=True)

    objects = EvaluatieQuerySet.as_manager()

    class Meta:
        verbose_name = "evaluatie"
        verbose_name_plural = "evaluaties"
        ordering = ["geopend_op", "pk"]
        indexes = [models.Index(fields=["-geopend_op", "-id"], name="evaluaties_evaluatie_nieuwst")]
        constraints = [models.UniqueConstraint(fields=["plaatsing", "moment"], name="evaluaties_evaluatie_uniek")]

    def __str__(self) -> str:
        return f"{self.get_moment_display()} van {self.plaatsing.student}"


class Invulling(models.Model):
    """What one side filled in; hidden from the other side until both are handed in.

    `antwoorden`: {code: {"score": "oefenen"|"voldoende"|"goed"|"", "toelichting": str}}
    """

    evaluatie = models.ForeignKey(Evaluatie, on_delete=models.CASCADE, related_name="invullingen")
    rol = models.CharField("ingevuld als", max_length=15, choices=InvulRol)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    antwoorden = models.JSONField("antwoorden", default=dict)
    algemeen = models.TextField("algemene indruk", blank=True)
    status = models.CharField("status", max_length=10, choices=InvullingStatus, default=InvullingStatus.CONCEPT)
    versie = models.PositiveIntegerField("versie", default=0)
    bewaard_op = models.DateTimeField("bewaard op")
    ingediend_op = models.DateTimeField("ingediend op", null=True, blank=True)

    class Meta:
        verbose_name = "ingevulde evaluatie"
        verbose_name_plural = "ingevulde evaluaties"
        ordering = ["rol", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluatie", "rol"], name="evaluaties_invulling_uniek"),
            models.CheckConstraint(
                condition=~models.Q(status="ingediend")
                | (models.Q(ingediend_op__isnull=False) & models.Q(door__isnull=False)),
                name="evaluaties_invulling_ingediend_door_mens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluatie} ({self.rol})"


class BpvBoekQuerySet(models.QuerySet):
    """Exported books."""

    def visible_to(self, user: User) -> "BpvBoekQuerySet":
        """The student, coordinators of the own school and beheerders."""
        return self.filter(student__in=Student.objects.visible_to(user))


class BpvBoek(PublicIdModel):
    """An exported BPV-boek: fixed by its hash, to be shown again as it was (R8.6)."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="bpv_boeken")
    versie = models.PositiveIntegerField("versie")
    bestand = models.ForeignKey(Bestand, on_delete=models.PROTECT, related_name="bpv_boeken")
    inhoud_hash = models.CharField("hash van de gegevens", max_length=64)
    gemaakt_op = models.DateTimeField("gemaakt op")
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = BpvBoekQuerySet.as_manager()

    class Meta:
        verbose_name = "BPV-boek"
        verbose_name_plural = "BPV-boeken"
        ordering = ["-gemaakt_op", "-pk"]
        constraints = [models.UniqueConstraint(fields=["student", "versie"], name="evaluaties_boek_versie_uniek")]

    def __str__(self) -> str:
        return f"BPV-boek van {self.student}, versie {self.versie}"
