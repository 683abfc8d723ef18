"""Calculations, their proposals, changes made on the review board, and objections of students."""

from django.db import models

from kern.models import Achtergrondtaak, PublicIdModel, Student, User
from matching.enums import BezwaarStatus, Reden, ZetSoort
from matching.models.ronde import Bevriezing, Ronde
from plaatsingen.models import Plaatsing
from vacatures.models import ZOEKWOORDEN, Stageplaats


class Berekening(PublicIdModel):
    """One run of the matcher over a frozen snapshot; the result is kept as it came out."""

    ronde = models.ForeignKey(Ronde, on_delete=models.CASCADE, related_name="berekeningen")
    bevriezing = models.ForeignKey(
        Bevriezing, on_delete=models.SET_NULL, null=True, blank=True, related_name="berekeningen"
    )
    naam = models.CharField("variant", max_length=80, blank=True)
    instellingen = models.JSONField("instellingen", default=dict, blank=True)
    vergelijking = models.JSONField("cijfers om te vergelijken", default=dict, blank=True)
    taak = models.OneToOneField(Achtergrondtaak, on_delete=models.SET_NULL, null=True, related_name="berekening")
    gestart_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gestart_op = models.DateTimeField("gestart op")
    klaar_op = models.DateTimeField("klaar op", null=True, blank=True)
    momentopname_hash = models.CharField("hash van de gegevens", max_length=64, blank=True)
    samenvatting = models.JSONField("samenvatting", default=dict)
    knelpunten = models.JSONField("knelpunten", default=list)

    class Meta:
        verbose_name = "berekening"
        verbose_name_plural = "berekeningen"
        ordering = ["-gestart_op", "-pk"]

    def __str__(self) -> str:
        return f"{self.ronde} {self.gestart_op:%d-%m-%Y %H:%M}"


class VoorstelQuerySet(models.QuerySet):
    """Proposals."""

    def visible_to(self, user: User) -> "VoorstelQuerySet":
        """Before publication only who runs the round, after it also the schools of the students (R4.3).

        A coordinator runs a round when every school in it is an own school.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_beheerder or user.regio_coordinator:
            return self
        scholen = user.organisatie_ids_als("coordinator")
        vreemd = Ronde.scholen.through.objects.exclude(organisatie_id__in=scholen).values("ronde_id")
        gepubliceerd = models.Q(berekening__ronde__gepubliceerd_op__isnull=False)
        return self.filter(student__school_id__in=scholen).filter(
            gepubliceerd | ~models.Q(berekening__ronde_id__in=vreemd)
        )

    def zoek(self, tekst: str) -> "VoorstelQuerySet":
        """Proposals in which every word occurs: in the name of student, place or leerbedrijf, or as student number."""
        rijen = self
        for woord in tekst.split()[:ZOEKWOORDEN]:
            rijen = rijen.filter(
                models.Q(student__user__voornaam__icontains=woord)
                | models.Q(student__user__achternaam__icontains=woord)
                | models.Q(student__studentnummer__iexact=woord)
                | models.Q(stageplaats__naam__icontains=woord)
                | models.Q(stageplaats__afdeling__locatie__organisatie__naam__icontains=woord)
            )
        return rijen


class Voorstel(models.Model):
    """What the matcher says of one student: a place with its why, or no place with a true reason (R4.6)."""

    berekening = models.ForeignKey(Berekening, on_delete=models.CASCADE, related_name="voorstellen")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="voorstellen")
    stageplaats = models.ForeignKey(Stageplaats, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    rang = models.PositiveSmallIntegerField("rang van de voorkeur", null=True, blank=True)
    km = models.DecimalField("km", max_digits=6, decimal_places=1, null=True, blank=True)
    omzetting = models.CharField("omzetting", max_length=80, blank=True)
    reden = models.CharField("reden", max_length=25, choices=Reden, blank=True)
    toelichting = models.TextField("toelichting", blank=True)
    waarom = models.JSONField("waarom, in cijfers", default=dict, blank=True)
    met_hand = models.BooleanField("met de hand", default=False)
    notitie = models.TextField("notitie van de coordinator", blank=True)
    versie = models.PositiveIntegerField("versie", default=1)
    plaatsing = models.OneToOneField(
        Plaatsing, on_delete=models.SET_NULL, null=True, blank=True, related_name="voorstel"
    )

    objects = VoorstelQuerySet.as_manager()

    class Meta:
        verbose_name = "voorstel"
        verbose_name_plural = "voorstellen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["berekening", "student"], name="matching_voorstel_uniek"),
            models.CheckConstraint(
                condition=models.Q(stageplaats__isnull=False) | ~models.Q(reden=""),
                name="matching_voorstel_plaats_of_reden",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.stageplaats or self.reden}"


class Zet(PublicIdModel):
    """One change on the review board, with what was there before, so that it can be undone (R4.3). Append-only."""

    berekening = models.ForeignKey(Berekening, on_delete=models.CASCADE, related_name="zetten")
    soort = models.CharField("soort", max_length=12, choices=ZetSoort)
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    andere_student = models.ForeignKey(Student, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    voor = models.JSONField("hiervoor", default=dict)
    na = models.JSONField("hierna", default=dict)
    effect = models.JSONField("gevolg voor de doelen", default=dict)
    reden = models.CharField("reden", max_length=300, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    op = models.DateTimeField("wanneer")
    ongedaan_op = models.DateTimeField("ongedaan gemaakt op", null=True, blank=True)
    ongedaan_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "zet"
        verbose_name_plural = "zetten"
        ordering = ["-op", "-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(soort__in=ZetSoort.values), name="matching_zet_soort")]

    def __str__(self) -> str:
        return f"{self.soort} {self.student}"


class BezwaarQuerySet(models.QuerySet):
    """Objections."""

    def visible_to(self, user: User) -> "BezwaarQuerySet":
        """The student, the coordinators of the own school and the bureau; never the host."""
        if not user.is_authenticated:
            return self.none()
        if user.is_beheerder or user.regio_coordinator:
            return self
        return self.filter(
            models.Q(voorstel__student__user=user)
            | models.Q(voorstel__student__school_id__in=user.organisatie_ids_als("coordinator"))
        )


class Bezwaar(PublicIdModel):
    """A student objects to the outcome of a published round, within the term (R4.8: a no does no harm)."""

    voorstel = models.ForeignKey(Voorstel, on_delete=models.CASCADE, related_name="bezwaren")
    tekst = models.TextField("bezwaar")
    ingediend_op = models.DateTimeField("ingediend op")
    status = models.CharField("status", max_length=12, choices=BezwaarStatus, default=BezwaarStatus.OPEN)
    antwoord = models.TextField("antwoord", blank=True)
    behandeld_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    behandeld_op = models.DateTimeField("behandeld op", null=True, blank=True)

    objects = BezwaarQuerySet.as_manager()

    class Meta:
        verbose_name = "bezwaar"
        verbose_name_plural = "bezwaren"
        ordering = ["ingediend_op", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["voorstel"], condition=models.Q(status="open"), name="matching_bezwaar_een_open"
            ),
            models.CheckConstraint(condition=models.Q(status__in=BezwaarStatus.values), name="matching_bezwaar_status"),
        ]

    def __str__(self) -> str:
        return f"{self.voorstel.student}: {self.status}"
