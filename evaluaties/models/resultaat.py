"""The joint result of an evaluation, who signed it, and objections (R8.1)."""

from django.db import models

from evaluaties.enums import TekenRol
from evaluaties.models.evaluatie import Evaluatie
from kern.models import PublicIdModel, User


class Evaluatieresultaat(PublicIdModel):
    """The joint result of the talk (R8.1). A version that was offered never changes; a change makes the next one.

    `antwoorden`: as of Invulling. `hash`: of what is signed. `vast_op`: signed by all. `vervangen_op`: a later version
    counts instead. The one that counts: fixed and not replaced; the one being worked on: neither.
    'Onvoldoende' names who decided so, when and why (D7).
    """

    evaluatie = models.ForeignKey(Evaluatie, on_delete=models.CASCADE, related_name="resultaten")
    versie = models.PositiveSmallIntegerField("versie", default=1)
    antwoorden = models.JSONField("antwoorden", default=dict)
    algemeen = models.TextField("gezamenlijk oordeel", blank=True)
    afspraken = models.TextField("afspraken", blank=True)
    eindscore = models.CharField("eindscore", max_length=12, blank=True)
    onderbouwing = models.TextField("onderbouwing van de eindscore", blank=True)
    onvoldoende_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    onvoldoende_naam = models.CharField("onvoldoende vastgesteld door", max_length=200, blank=True)
    onvoldoende_op = models.DateTimeField("onvoldoende vastgesteld op", null=True, blank=True)
    onvoldoende_reden = models.TextField("waarom onvoldoende", blank=True)
    reden_wijziging = models.TextField("waarom opnieuw geopend", blank=True)
    bewerking = models.PositiveIntegerField("bewerking", default=0)
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")
    bewaard_op = models.DateTimeField("bewaard op")
    bewaard_naam = models.CharField("laatst bewaard door", max_length=200, blank=True)
    aangeboden_op = models.DateTimeField("klaar om te tekenen op", null=True, blank=True)
    vast_op = models.DateTimeField("ligt vast sinds", null=True, blank=True)
    vervangen_op = models.DateTimeField("vervangen op", null=True, blank=True)
    hash = models.CharField("hash", max_length=64, blank=True)

    EINDSCORES = (("onvoldoende", "onvoldoende"), ("voldoende", "voldoende"), ("goed", "goed"))

    class Meta:
        verbose_name = "resultaat van een evaluatie"
        verbose_name_plural = "resultaten van evaluaties"
        ordering = ["versie"]
        constraints = [
            models.UniqueConstraint(fields=["evaluatie", "versie"], name="evaluaties_resultaat_uniek"),
            models.UniqueConstraint(
                fields=["evaluatie"],
                condition=models.Q(vast_op=None, vervangen_op=None),
                name="evaluaties_resultaat_een_lopend",
            ),
            models.CheckConstraint(
                condition=~models.Q(eindscore="onvoldoende")
                | models.Q(aangeboden_op=None)
                | (
                    models.Q(onvoldoende_op__isnull=False)
                    & ~models.Q(onvoldoende_naam="")
                    & ~models.Q(onvoldoende_reden="")
                ),
                name="evaluaties_resultaat_onvoldoende_door_mens",
                violation_error_message="Bij onvoldoende hoort wie dat vaststelde, wanneer en waarom.",
            ),
            models.CheckConstraint(
                condition=models.Q(aangeboden_op=None) | ~models.Q(hash=""), name="evaluaties_resultaat_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluatie}, versie {self.versie}"


class Evaluatiehandtekening(models.Model):
    """Somebody signed one version of a result: who, as what, when, which text. Append-only.

    `gezien`: read, but doesn't agree. `reden_zonder`: nobody signed as this; who wrote down why not is `naam`.
    """

    resultaat = models.ForeignKey(Evaluatieresultaat, on_delete=models.CASCADE, related_name="handtekeningen")
    rol = models.CharField("als", max_length=20, choices=TekenRol)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    naam = models.CharField("naam", max_length=200)
    op = models.DateTimeField("getekend op")
    hash = models.CharField("hash van wat getekend is", max_length=64)
    via_link = models.BooleanField("via een link per mail", default=False)
    gezien = models.BooleanField("alleen voor gezien", default=False)
    reden_zonder = models.TextField("waarom zonder handtekening", blank=True)

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


class BezwaarQuerySet(models.QuerySet):
    """Objections."""

    def visible_to(self, user: User) -> "BezwaarQuerySet":
        """The student, and coordinator and stagedocent of the school; the leerbedrijf never (P7)."""
        van_school = models.Q(
            resultaat__evaluatie__plaatsing__student__school__in=user.organisatie_ids_als("coordinator")
        )
        eigen = models.Q(resultaat__evaluatie__plaatsing__student__user=user)
        docent = models.Q(resultaat__evaluatie__plaatsing__student__stagedocent=user)
        return self.filter(van_school | eigen | docent if user.heeft_rol("stagedocent") else van_school | eigen)

    def open(self) -> "BezwaarQuerySet":
        """Still waiting for a decision."""
        return self.filter(besloten_op=None, ingetrokken_op=None)


class Bezwaar(PublicIdModel):
    """A student who doesn't agree with a result: reasons, who judges, what came of it (R8.1).

    Purpose: a fair hearing. Term: with the evaluation. Read by the student and the school only.
    """

    resultaat = models.ForeignKey(Evaluatieresultaat, on_delete=models.CASCADE, related_name="bezwaren")
    tekst = models.TextField("waarom niet eens")
    ingediend_op = models.DateTimeField("ingediend op")
    besluit = models.TextField("besluit", blank=True)
    gegrond = models.BooleanField("gegrond", null=True, blank=True)
    besloten_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    besloten_op = models.DateTimeField("besloten op", null=True, blank=True)
    besloten_naam = models.CharField("besloten door", max_length=200, blank=True)
    ingetrokken_op = models.DateTimeField("ingetrokken op", null=True, blank=True)

    objects = BezwaarQuerySet.as_manager()

    class Meta:
        verbose_name = "bezwaar"
        verbose_name_plural = "bezwaren"
        ordering = ["-ingediend_op", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resultaat"],
                condition=models.Q(besloten_op=None, ingetrokken_op=None),
                name="evaluaties_bezwaar_een_open",
                violation_error_message="Er loopt al een bezwaar.",
            ),
            models.CheckConstraint(
                condition=models.Q(besloten_op=None)
                | (models.Q(gegrond__isnull=False) & ~models.Q(besluit="") & ~models.Q(besloten_naam="")),
                name="evaluaties_bezwaar_besluit_met_reden",
            ),
        ]

    def __str__(self) -> str:
        return f"bezwaar bij {self.resultaat}"
