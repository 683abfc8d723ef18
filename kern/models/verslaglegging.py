"""What happened and who saw what: audit log with a hash chain, access log, heartbeats."""

from django.db import models

from kern.enums import InzageUitkomst
from kern.models.gebruiker import User


class AuditKeten(models.Model):
    """The head of the hash chain: one row, locked before a line is added."""

    laatste_hash = models.CharField(max_length=64, blank=True)
    aantal = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "kop van het logboek"
        verbose_name_plural = "kop van het logboek"

    def __str__(self) -> str:
        return f"{self.aantal} regels"


class AuditRegel(models.Model):
    """One line of the audit log. Append-only; `hash` covers the line and the hash before it."""

    volgnummer = models.PositiveBigIntegerField("nummer", unique=True)
    at = models.DateTimeField("wanneer", db_index=True)
    by = models.ForeignKey(User, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    door = models.CharField("door", max_length=200, help_text="Rol en kenmerk, of 'systeem'.")
    actie = models.CharField("actie", max_length=80, db_index=True)
    object_soort = models.CharField("soort", max_length=80)
    object_id = models.CharField("kenmerk", max_length=64, db_index=True)
    reden = models.TextField("reden", blank=True)
    voor = models.JSONField("voor", null=True)
    na = models.JSONField("na", null=True)
    vorige_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "regel in het logboek"
        verbose_name_plural = "logboek"
        ordering = ["-volgnummer"]

    def __str__(self) -> str:
        return f"{self.volgnummer} {self.actie}"


class Inzageregel(models.Model):
    """Someone opened, downloaded or was refused something confidential. Append-only, no content."""

    at = models.DateTimeField("wanneer", db_index=True)
    user = models.ForeignKey(User, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    rol = models.CharField("rol", max_length=60)
    object_soort = models.CharField("soort", max_length=80)
    object_id = models.CharField("kenmerk", max_length=64, db_index=True)
    student_id = models.PositiveBigIntegerField("student", null=True, db_index=True)
    route = models.CharField("weg", max_length=120)
    uitkomst = models.CharField("uitkomst", max_length=12, choices=InzageUitkomst)
    reden = models.TextField("reden", blank=True)

    class Meta:
        verbose_name = "inzage"
        verbose_name_plural = "inzagen"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.object_soort}"


class Hartslag(models.Model):
    """When a returning piece of work last ended well (shown on /health/)."""

    naam = models.CharField("naam", max_length=60, unique=True)
    laatst_goed = models.DateTimeField("laatst goed", null=True)
    uitkomst = models.JSONField("uitkomst", default=dict)

    class Meta:
        verbose_name = "hartslag"
        verbose_name_plural = "hartslagen"
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam
