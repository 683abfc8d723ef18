"""Programmes, opleidingsclusters, hour norms, school years and free days: the reference data."""

from datetime import date

from django.db import models

from kern.enums import Intensiteit, Leerweg, PeriodeCode


class Opleiding(models.Model):
    """A programme with a crebo (mbo) or croho (hbo) code."""

    code = models.CharField("crebo of croho", max_length=10, unique=True)
    naam = models.CharField("naam", max_length=200)
    letters = models.CharField("letters", max_length=10, help_text="ZH, HP, VZ, VP of HBO-V")
    niveau = models.PositiveSmallIntegerField("niveau", help_text="mbo 1-4; 5 = hbo")
    leerweg = models.CharField("leerweg", max_length=10, choices=Leerweg)
    jaren = models.PositiveSmallIntegerField("duur in jaren")

    class Meta:
        verbose_name = "opleiding"
        verbose_name_plural = "opleidingen"
        ordering = ["niveau", "naam", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(niveau__gte=1, niveau__lte=5),
                name="kern_opleiding_niveau_1_5",
                violation_error_message="Het niveau is een getal van 1 tot en met 5.",
            ),
            models.CheckConstraint(condition=models.Q(leerweg__in=Leerweg.values), name="kern_opleiding_leerweg"),
        ]

    def __str__(self) -> str:
        return f"{self.naam} ({self.code})"


class Urennorm(models.Model):
    """Legal minimum of BPV hours, dated (R5.4: WEB art. 7.2.7)."""

    leerweg = models.CharField("leerweg", max_length=10, choices=Leerweg)
    jaren = models.PositiveSmallIntegerField("duur in jaren", null=True, blank=True, help_text="Leeg: elke duur.")
    uren = models.PositiveIntegerField("uren")
    per_jaar = models.BooleanField("per jaar", default=False)
    geldig_van = models.DateField("geldig vanaf")
    geldig_tot = models.DateField("geldig tot en met", null=True, blank=True)
    bron = models.CharField("bron", max_length=200)

    class Meta:
        verbose_name = "urennorm"
        verbose_name_plural = "urennormen"
        ordering = ["leerweg", "jaren", "geldig_van"]
        constraints = [
            models.UniqueConstraint(fields=["leerweg", "jaren", "geldig_van"], name="kern_urennorm_uniek"),
        ]

    def __str__(self) -> str:
        return f"{self.get_leerweg_display()} {self.jaren or ''}: {self.uren} uur"


class Opleidingscluster(models.Model):
    """The unit in which demand and supply are compared: niveau + programme(s) + year(s) + full-time or part-time."""

    code = models.CharField("code", max_length=30, unique=True)
    naam = models.CharField("naam", max_length=120, unique=True)
    niveau = models.PositiveSmallIntegerField("niveau")
    leerjaren = models.CharField("leerjaren", max_length=20, help_text="Getallen met een spatie ertussen, zoals '1 2'.")
    letters = models.CharField("letters", max_length=40)
    intensiteit = models.CharField("intensiteit", max_length=10, choices=Intensiteit)
    volgorde = models.PositiveSmallIntegerField("volgorde", default=1000)

    class Meta:
        verbose_name = "opleidingscluster"
        verbose_name_plural = "opleidingsclusters"
        ordering = ["volgorde", "naam", "pk"]

    def __str__(self) -> str:
        return self.naam


class Schooljaar(models.Model):
    """A school year: 1 August up to and including 31 July."""

    naam = models.CharField("schooljaar", max_length=9, unique=True, help_text="Zoals 2009/2010.")
    begin = models.DateField("eerste dag")
    eind = models.DateField("laatste dag")

    class Meta:
        verbose_name = "schooljaar"
        verbose_name_plural = "schooljaren"
        ordering = ["-begin"]
        constraints = [
            models.CheckConstraint(condition=models.Q(eind__gt=models.F("begin")), name="kern_schooljaar_volgorde")
        ]

    def __str__(self) -> str:
        return self.naam


class Periode(models.Model):
    """A period of a school year (1-4, z = summer), with dates."""

    schooljaar = models.ForeignKey(Schooljaar, on_delete=models.CASCADE, related_name="periodes")
    code = models.CharField("periode", max_length=1, choices=PeriodeCode)
    begin = models.DateField("eerste dag")
    eind = models.DateField("laatste dag")

    class Meta:
        verbose_name = "periode"
        verbose_name_plural = "periodes"
        ordering = ["schooljaar", "begin"]
        constraints = [
            models.UniqueConstraint(fields=["schooljaar", "code"], name="kern_periode_uniek"),
            models.CheckConstraint(condition=models.Q(eind__gt=models.F("begin")), name="kern_periode_volgorde"),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.schooljaar}"


class Schoolvakantie(models.Model):
    """A school holiday; changes no deadline (verslagregels.md), shown in calendars."""

    naam = models.CharField("naam", max_length=80)
    begin = models.DateField("eerste dag")
    eind = models.DateField("laatste dag")
    regio = models.CharField("regio", max_length=20, default="noord")

    class Meta:
        verbose_name = "schoolvakantie"
        verbose_name_plural = "schoolvakanties"
        ordering = ["begin", "pk"]

    def __str__(self) -> str:
        return self.naam


class Vrijedag(models.Model):
    """An extra day that is no working day (a bridge Friday), beside the public holidays."""

    datum = models.DateField("datum", unique=True)
    naam = models.CharField("naam", max_length=80)

    class Meta:
        verbose_name = "extra vrije dag"
        verbose_name_plural = "extra vrije dagen"
        ordering = ["datum"]

    def __str__(self) -> str:
        return f"{self.naam} ({self.datum:%d-%m-%Y})"


def extra_vrije_dagen() -> frozenset[date]:
    """Return all extra free days, for the working-day arithmetic of `kern.kalender`."""
    return frozenset(Vrijedag.objects.values_list("datum", flat=True))
