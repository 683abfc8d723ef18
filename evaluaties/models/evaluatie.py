"""Evaluation forms with versions, evaluations, and what each side fills in (R8.1)."""

from datetime import date

from django.db import models
from django.db.models.functions import Coalesce

from evaluaties.enums import EvaluatieMoment, EvaluatieStatus, FormulierStatus, InvullingStatus, InvulRol
from kern.models import Organisatie, PublicIdModel, User
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import zichtbaar_q


class FormulierQuerySet(models.QuerySet):
    """Forms."""

    def visible_to(self, user: User) -> "FormulierQuerySet":
        """Staff of schools see the forms for every school and the own; a beheerder all; others none."""
        if user.ziet_hele_regio:
            return self
        scholen = user.organisatie_ids_als("coordinator", "stagedocent")
        if not scholen:
            return self.none()
        return self.filter(models.Q(school=None) | models.Q(school__in=scholen))

    def met_vervanging(self, op: date) -> "FormulierQuerySet":
        """Annotate `vervangen`: a later version of the same form counts on this day."""
        school = Coalesce("school_id", 0)
        later = Evaluatieformulier.objects.annotate(van_school=school).filter(
            naam=models.OuterRef("naam"),
            van_school=Coalesce(models.OuterRef("school_id"), 0),
            versie__gt=models.OuterRef("versie"),
            status=FormulierStatus.GEPUBLICEERD,
            geldig_van__lte=op,
        )
        return self.annotate(vervangen=models.Exists(later))

    def voor_moment(self, moment: str) -> "FormulierQuerySet":
        """Forms that serve a moment; no code of a moment is part of another."""
        return self.filter(momenten__contains=moment)


class Evaluatieformulier(PublicIdModel):
    """A form as data. A published version never changes; running evaluations keep theirs.

    `momenten`: codes of EvaluatieMoment with a space between, in their order. `onderdelen`: list of {"code", "titel",
    "uitleg"} and, where they say something, {"kerntaak", "soort": "score"|"open", "gewicht": int (1 without it),
    "rubric": {score: text}, "verwacht": {moment: text}, "verplicht": bool (of an open question)}; read them through
    `evaluaties.formulieren`. A part of kind "score" gets one of SCORES and room for reasons; before the end also
    NIET_GEZIEN. One draft per name at most.
    """

    naam = models.CharField("naam", max_length=120)
    momenten = models.CharField("momenten", max_length=40, default=EvaluatieMoment.TUSSEN)
    letters = models.CharField("opleiding", max_length=10, blank=True, help_text="Leeg: voor elke opleiding.")
    versie = models.PositiveSmallIntegerField("versie")
    onderdelen = models.JSONField("onderdelen")
    geldig_van = models.DateField("geldig vanaf")
    status = models.CharField("status", max_length=12, choices=FormulierStatus, default=FormulierStatus.GEPUBLICEERD)
    uitleg = models.TextField("uitleg boven het formulier", blank=True)
    school = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, null=True, blank=True, related_name="evaluatieformulieren"
    )  # empty: for every school
    tweede_beoordelaar = models.BooleanField("er is een tweede beoordelaar nodig", default=False)
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    gewijzigd_op = models.DateTimeField("gewijzigd op", null=True, blank=True)
    bewerking = models.PositiveIntegerField("bewerking", default=0)

    objects = FormulierQuerySet.as_manager()

    SCORES = (("oefenen", "oefenen"), ("voldoende", "voldoende"), ("goed", "goed"))
    NIET_GEZIEN = ("niet_gezien", "nog niet gezien")  # an answer, but no score: it weighs nothing

    class Meta:
        verbose_name = "evaluatieformulier"
        verbose_name_plural = "evaluatieformulieren"
        ordering = ["naam", "-versie"]
        constraints = [
            models.UniqueConstraint(
                fields=["naam", "versie"], condition=models.Q(school=None), name="evaluaties_formulier_uniek"
            ),
            models.UniqueConstraint(
                fields=["school", "naam", "versie"],
                condition=models.Q(school__isnull=False),
                name="evaluaties_formulier_school",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.naam} (versie {self.versie})"

    @property
    def momentlijst(self) -> list[str]:
        """Codes of the moments for which this form is."""
        return self.momenten.split()

    @property
    def momentwoorden(self) -> str:
        """The moments for people."""
        return ", ".join(str(EvaluatieMoment(moment).label) for moment in self.momentlijst)


class EvaluatieQuerySet(models.QuerySet):
    """Evaluations."""

    def visible_to(self, user: User) -> "EvaluatieQuerySet":
        """Whoever may see the placement knows of the evaluation; the content asks for rules.mag_evaluatie_lezen."""
        return self.filter(zichtbaar_q(user))


class Evaluatie(PublicIdModel):
    """One moment of evaluation of one placement (R8.1)."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="evaluaties")
    formulier = models.ForeignKey(Evaluatieformulier, on_delete=models.PROTECT, related_name="evaluaties")
    moment = models.CharField("moment", max_length=10, choices=EvaluatieMoment)
    geopend_op = models.DateTimeField("geopend op")
    voor_datum = models.DateField("invullen voor", null=True, blank=True)
    status = models.CharField("status", max_length=12, choices=EvaluatieStatus, default=EvaluatieStatus.INVULLEN)
    tweede_beoordelaar = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    gesprek_begonnen_op = models.DateTimeField("gesprek begonnen op", null=True, blank=True)
    vast_op = models.DateTimeField("ligt vast sinds", null=True, blank=True)

    objects = EvaluatieQuerySet.as_manager()

    class Meta:
        verbose_name = "evaluatie"
        verbose_name_plural = "evaluaties"
        ordering = ["geopend_op", "pk"]
        indexes = [
            models.Index(fields=["-geopend_op", "-id"], name="evaluaties_evaluatie_nieuwst"),
            models.Index(
                fields=["status", "voor_datum"],
                condition=~models.Q(status="vast"),
                name="evaluaties_evaluatie_open",
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["plaatsing", "moment"], name="evaluaties_evaluatie_uniek")]

    def __str__(self) -> str:
        return f"{self.get_moment_display()} van {self.plaatsing.student}"


class Invulling(models.Model):
    """What one side filled in; hidden from the other side until both are handed in or the talk began.

    `antwoorden`: {code: {"score": "oefenen"|"voldoende"|"goed"|"niet_gezien"|"", "toelichting": str}}. `naam` is who
    handed in, also without an account (`via_link`: by a mailed link).
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
    naam = models.CharField("naam", max_length=200, blank=True)
    via_link = models.BooleanField("via een link per mail", default=False)

    class Meta:
        verbose_name = "ingevulde evaluatie"
        verbose_name_plural = "ingevulde evaluaties"
        ordering = ["rol", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluatie", "rol"], name="evaluaties_invulling_uniek"),
            models.CheckConstraint(
                condition=~models.Q(status="ingediend")
                | (models.Q(ingediend_op__isnull=False) & (models.Q(door__isnull=False) | ~models.Q(naam=""))),
                name="evaluaties_invulling_ingediend_door_mens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluatie} ({self.rol})"
