"""Goals of the student (POP), the steps towards them (PAP), evidence with versions, and sharing outside (R8.3)."""

from django.db import models

from evaluaties.enums import BewijsSoort
from kern.models import Bestand, PublicIdModel, Student, User


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

    class Meta:
        verbose_name = "leerdoel"
        verbose_name_plural = "leerdoelen"
        ordering = ["gemaakt_op", "pk"]

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
    soort = models.CharField("soort", max_length=12)  # verslag, gesprek, evaluatie
    object_id = models.UUIDField("verwijst naar")
    notitie = models.CharField("wat zegt het over dit doel", max_length=500, blank=True)
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "verwijzing naar een doel"
        verbose_name_plural = "verwijzingen naar doelen"
        ordering = ["gemaakt_op", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["doel", "soort", "object_id"], name="evaluaties_doelverwijzing_uniek")
        ]

    def __str__(self) -> str:
        return f"{self.soort} bij {self.doel}"


class Bewijsstuk(PublicIdModel):
    """A piece of the portfolio. The student owns it; versions are kept. Term: with the student."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="bewijsstukken")
    soort = models.CharField("soort", max_length=12, choices=BewijsSoort)
    titel = models.CharField("titel", max_length=200)
    doelen = models.ManyToManyField(Leerdoel, blank=True, related_name="bewijsstukken")
    werkprocessen = models.CharField("bij werkprocessen", max_length=200, blank=True)  # codes, with spaces
    in_boek = models.BooleanField("in mijn BPV-boek", default=True)
    gemaakt_op = models.DateTimeField("gemaakt op")
    weggehaald_op = models.DateTimeField("weggehaald op", null=True, blank=True)

    class Meta:
        verbose_name = "bewijsstuk"
        verbose_name_plural = "bewijsstukken"
        ordering = ["-gemaakt_op", "-pk"]

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

    class Meta:
        verbose_name = "gedeeld portfolio"
        verbose_name_plural = "gedeelde portfolio's"
        ordering = ["-gemaakt_op", "-pk"]

    def __str__(self) -> str:
        return f"{self.student} met {self.naam}"
