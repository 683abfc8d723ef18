"""Evaluation forms with versions, what each side fills in, the joint result, signatures and objections (R8.1)."""

from django.db import models

from evaluaties.enums import EvaluatieMoment, EvaluatieStatus, FormulierStatus, InvullingStatus, InvulRol, TekenRol
from kern.models import Organisatie, PublicIdModel, User
from plaatsingen.models import Plaatsing


class Evaluatieformulier(PublicIdModel):
    """A form as data. A published version never changes; running evaluations keep theirs.

    `onderdelen`: list of {"code", "titel", "uitleg"} and, in newer forms, {"kerntaak", "soort": "score"|"open",
    "gewicht": int, "rubric": {score: text, ...}, "verwacht": text per moment}; every part of kind "score" gets a score
    of SCORES and room for reasons. One draft per name at most.
    """

    naam = models.CharField("naam", max_length=120)
    moment = models.CharField("moment", max_length=10, choices=EvaluatieMoment)
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
    status = models.CharField("status", max_length=12, choices=EvaluatieStatus, default=EvaluatieStatus.INVULLEN)
    tweede_beoordelaar = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    gesprek_begonnen_op = models.DateTimeField("gesprek begonnen op", null=True, blank=True)
    vast_op = models.DateTimeField("ligt vast sinds", null=True, blank=True)

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


class Evaluatieresultaat(PublicIdModel):
    """The joint result of the talk (R8.1). A signed version never changes; reopening makes the next one.

    `antwoorden`: as of Invulling. `hash`: of what is signed.
    """

    evaluatie = models.ForeignKey(Evaluatie, on_delete=models.CASCADE, related_name="resultaten")
    versie = models.PositiveSmallIntegerField("versie", default=1)
    antwoorden = models.JSONField("antwoorden", default=dict)
    algemeen = models.TextField("gezamenlijk oordeel", blank=True)
    afspraken = models.TextField("afspraken", blank=True)
    eindscore = models.CharField("eindscore", max_length=12, blank=True)
    onderbouwing = models.TextField("onderbouwing van de eindscore", blank=True)
    onvoldoende_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reden_wijziging = models.TextField("waarom opnieuw geopend", blank=True)
    bewerking = models.PositiveIntegerField("bewerking", default=0)
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")
    bewaard_op = models.DateTimeField("bewaard op")
    aangeboden_op = models.DateTimeField("klaar om te tekenen op", null=True, blank=True)
    hash = models.CharField("hash", max_length=64, blank=True)

    class Meta:
        verbose_name = "resultaat van een evaluatie"
        verbose_name_plural = "resultaten van evaluaties"
        ordering = ["versie"]
        constraints = [models.UniqueConstraint(fields=["evaluatie", "versie"], name="evaluaties_resultaat_uniek")]

    def __str__(self) -> str:
        return f"{self.evaluatie}, versie {self.versie}"


class Evaluatiehandtekening(models.Model):
    """Somebody signed one version of a result: who, as what, when, which text. Append-only."""

    resultaat = models.ForeignKey(Evaluatieresultaat, on_delete=models.CASCADE, related_name="handtekeningen")
    rol = models.CharField("als", max_length=20, choices=TekenRol)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    naam = models.CharField("naam", max_length=200)
    op = models.DateTimeField("getekend op")
    hash = models.CharField("hash van wat getekend is", max_length=64)
    via_link = models.BooleanField("via een link per mail", default=False)

    class Meta:
        verbose_name = "handtekening onder een evaluatie"
        verbose_name_plural = "handtekeningen onder evaluaties"
        ordering = ["op", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["resultaat", "rol"], name="evaluaties_handtekening_uniek"),
            models.CheckConstraint(condition=models.Q(rol__in=TekenRol.values), name="evaluaties_handtekening_rol"),
        ]

    def __str__(self) -> str:
        return f"{self.naam} ({self.get_rol_display()})"


class Bezwaar(PublicIdModel):
    """A student who doesn't agree with a result: reasons, who judges, what came of it (R8.1)."""

    resultaat = models.ForeignKey(Evaluatieresultaat, on_delete=models.CASCADE, related_name="bezwaren")
    tekst = models.TextField("waarom niet eens")
    ingediend_op = models.DateTimeField("ingediend op")
    behandelaar = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    besluit = models.TextField("besluit", blank=True)
    gegrond = models.BooleanField("gegrond", null=True, blank=True)
    besloten_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    besloten_op = models.DateTimeField("besloten op", null=True, blank=True)

    class Meta:
        verbose_name = "bezwaar"
        verbose_name_plural = "bezwaren"
        ordering = ["-ingediend_op", "-pk"]

    def __str__(self) -> str:
        return f"bezwaar bij {self.resultaat}"
