"""Goals of the student (POP), the steps towards them (PAP), evidence with versions, and sharing outside (R8.3)."""

from datetime import date

from django.db import models

from evaluaties.enums import BewijsSoort, BewijsZicht, VerwijsSoort
from evaluaties.models.doelkring import studenten_via_school, studenten_via_stage
from kern.models import Bestand, PublicIdModel, Student, User


class LeerdoelQuerySet(models.QuerySet):
    """Goals."""

    def visible_to(self, user: User, op: date) -> "LeerdoelQuerySet":
        """The student's own; who supervises the student on `op`, at school or in the leerbedrijf."""
        return self.filter(
            models.Q(student__user=user)
            | models.Q(student__in=studenten_via_school(user, op).values("pk"))
            | models.Q(student__in=studenten_via_stage(user).values("pk"))
        )

    def lopend(self) -> "LeerdoelQuerySet":
        """Not reached and not given up."""
        return self.filter(behaald_op__isnull=True, gestopt_op__isnull=True)


class Leerdoel(PublicIdModel):
    """A goal of the student (POP/PAP, R8.3). The student owns it and takes it along to the next stage and school."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="leerdoelen")
    titel = models.CharField("doel", max_length=200)
    aanpak = models.TextField("zo pak ik het aan", blank=True)
    waarom = models.TextField("waarom dit doel", blank=True)
    werkproces = models.CharField("hoort bij werkproces", max_length=20, blank=True)
    klaar_voor = models.DateField("wil ik kunnen op", null=True, blank=True)
    gemaakt_op = models.DateTimeField("gemaakt op")
    behaald_op = models.DateField("behaald op", null=True, blank=True)
    gestopt_op = models.DateField("gestopt op", null=True, blank=True)
    terugblik = models.TextField("wat heb je geleerd", blank=True)

    objects = LeerdoelQuerySet.as_manager()

    class Meta:
        verbose_name = "leerdoel"
        verbose_name_plural = "leerdoelen"
        ordering = ["gemaakt_op", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(behaald_op__isnull=True) | models.Q(gestopt_op__isnull=True),
                name="evaluaties_leerdoel_een_einde",
                violation_error_message="Een doel is behaald of gestopt, niet allebei.",
            )
        ]

    def __str__(self) -> str:
        return self.titel


class Actiepunt(PublicIdModel):
    """One step of the plan towards a goal (PAP)."""

    doel = models.ForeignKey(Leerdoel, on_delete=models.CASCADE, related_name="actiepunten")
    wat = models.CharField("wat ga je doen", max_length=300)
    voor_datum = models.DateField("klaar op", null=True, blank=True)
    hulp_van = models.CharField("wie helpt je", max_length=120, blank=True)
    gedaan_op = models.DateField("gedaan op", null=True, blank=True)

    class Meta:
        verbose_name = "actiepunt"
        verbose_name_plural = "actiepunten"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.wat


class Doelverwijzing(PublicIdModel):
    """That something (a report, a talk, an evaluation) is about a goal: the thread of R8.3."""

    doel = models.ForeignKey(Leerdoel, on_delete=models.CASCADE, related_name="verwijzingen")
    soort = models.CharField("soort", max_length=12, choices=VerwijsSoort)
    object_id = models.UUIDField("verwijst naar")
    notitie = models.CharField("wat zegt het over dit doel", max_length=500, blank=True)
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "verwijzing naar een doel"
        verbose_name_plural = "verwijzingen naar doelen"
        ordering = ["gemaakt_op", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["doel", "soort", "object_id"], name="evaluaties_doelverwijzing_uniek"),
            models.CheckConstraint(
                condition=models.Q(soort__in=VerwijsSoort.values), name="evaluaties_doelverwijzing_soort"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.soort} bij {self.doel}"


class BewijsstukQuerySet(models.QuerySet):
    """Pieces of the portfolio."""

    def aanwezig(self) -> "BewijsstukQuerySet":
        """Not taken away."""
        return self.filter(weggehaald_op__isnull=True)

    def visible_to(self, user: User, op: date) -> "BewijsstukQuerySet":
        """The student's own; for others what the student lets them see, as long as they supervise the student."""
        bij_school = models.Q(student__in=studenten_via_school(user, op).values("pk"))
        bij_stage = models.Q(student__in=studenten_via_stage(user).values("pk"))
        return self.aanwezig().filter(
            models.Q(student__user=user)
            | bij_school & models.Q(zicht__in=[BewijsZicht.SCHOOL, BewijsZicht.ALLEN])
            | bij_stage & models.Q(zicht=BewijsZicht.ALLEN)
        )


class Bewijsstuk(PublicIdModel):
    """A piece of the portfolio. The student owns it; versions are kept. Term: with the student."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="bewijsstukken")
    soort = models.CharField("soort", max_length=12, choices=BewijsSoort)
    titel = models.CharField("titel", max_length=200)
    doelen = models.ManyToManyField(Leerdoel, blank=True, related_name="bewijsstukken")
    werkprocessen = models.CharField("bij werkprocessen", max_length=200, blank=True)  # codes, with spaces
    in_boek = models.BooleanField("in mijn BPV-boek", default=True)
    zicht = models.CharField("wie mag dit zien", max_length=10, choices=BewijsZicht, default=BewijsZicht.SCHOOL)
    gemaakt_op = models.DateTimeField("gemaakt op")
    weggehaald_op = models.DateTimeField("weggehaald op", null=True, blank=True)

    objects = BewijsstukQuerySet.as_manager()

    class Meta:
        verbose_name = "bewijsstuk"
        verbose_name_plural = "bewijsstukken"
        ordering = ["-gemaakt_op", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(zicht__in=BewijsZicht.values), name="evaluaties_bewijs_zicht"),
            models.CheckConstraint(condition=models.Q(soort__in=BewijsSoort.values), name="evaluaties_bewijs_soort"),
        ]

    def __str__(self) -> str:
        return self.titel


class Bewijsversie(PublicIdModel):
    """One version of a piece: text, a file, or both."""

    stuk = models.ForeignKey(Bewijsstuk, on_delete=models.CASCADE, related_name="versies")
    versie = models.PositiveSmallIntegerField("versie")
    tekst = models.TextField("uitleg", blank=True)
    bestand = models.ForeignKey(Bestand, on_delete=models.PROTECT, null=True, blank=True, related_name="bewijsversies")
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "versie van een bewijsstuk"
        verbose_name_plural = "versies van bewijsstukken"
        ordering = ["versie"]
        constraints = [models.UniqueConstraint(fields=["stuk", "versie"], name="evaluaties_bewijsversie_uniek")]

    def __str__(self) -> str:
        return f"{self.stuk} v{self.versie}"


class PortfoliodelingQuerySet(models.QuerySet):
    """Shares of a portfolio."""

    def visible_to(self, user: User) -> "PortfoliodelingQuerySet":
        """Only the student who shares."""
        return self.filter(student__user=user)


class Portfoliodeling(PublicIdModel):
    """The student shares goals and pieces outside with a term, by a mailed link that can be taken back (R8.3)."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="portfoliodelingen")
    naam = models.CharField("met wie", max_length=120)
    email = models.EmailField("e-mailadres")
    met_doelen = models.BooleanField("ook mijn doelen", default=True)
    stukken = models.ManyToManyField(Bewijsstuk, blank=True, related_name="delingen")
    gemaakt_op = models.DateTimeField("gemaakt op")
    geldig_tot = models.DateTimeField("geldig tot")
    ingetrokken_op = models.DateTimeField("ingetrokken op", null=True, blank=True)
    # A double click on the form makes one share (C2).
    sleutel = models.UUIDField("sleutel van het formulier", null=True, blank=True, editable=False)

    objects = PortfoliodelingQuerySet.as_manager()

    class Meta:
        verbose_name = "gedeeld portfolio"
        verbose_name_plural = "gedeelde portfolio's"
        ordering = ["-gemaakt_op", "-pk"]
        constraints = [models.UniqueConstraint(fields=["student", "sleutel"], name="evaluaties_deling_sleutel")]

    def __str__(self) -> str:
        return f"{self.student} met {self.naam}"
