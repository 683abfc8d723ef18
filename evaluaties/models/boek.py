"""Exported BPV-boeken, and exports of a whole group (R8.6)."""

from django.db import models

from kern.models import Achtergrondtaak, Bestand, PublicIdModel, Student, User


class BpvBoekQuerySet(models.QuerySet):
    """Exported books."""

    def visible_to(self, user: User) -> "BpvBoekQuerySet":
        """The student, coordinators of the own school and beheerders."""
        return self.filter(student__in=Student.objects.visible_to(user))


class BpvBoek(PublicIdModel):
    """An exported BPV-boek: fixed by its hash, to be shown again as it was (R8.6).

    `lezer` and `bereik` say for whom: kind of reader, and which stages of the student that reader may see. `sha256`
    is that of the file, kept here so that a book can still be checked when its file is gone.
    """

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="bpv_boeken")
    versie = models.PositiveIntegerField("versie")
    bestand = models.ForeignKey(Bestand, on_delete=models.PROTECT, related_name="bpv_boeken")
    inhoud_hash = models.CharField("hash van de gegevens", max_length=64, db_index=True)
    sha256 = models.CharField("hash van het bestand", max_length=64, blank=True, db_index=True)
    gemaakt_op = models.DateTimeField("gemaakt op")
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    definitief = models.BooleanField("definitief", default=False)
    lezer = models.CharField("gemaakt voor", max_length=12, default="student")  # only what this reader may see
    bereik = models.CharField("welk deel", max_length=80, blank=True)
    paginas = models.PositiveSmallIntegerField("aantal pagina's", default=0)

    objects = BpvBoekQuerySet.as_manager()

    class Meta:
        verbose_name = "BPV-boek"
        verbose_name_plural = "BPV-boeken"
        ordering = ["-gemaakt_op", "-pk"]
        constraints = [models.UniqueConstraint(fields=["student", "versie"], name="evaluaties_boek_versie_uniek")]

    def __str__(self) -> str:
        return f"BPV-boek van {self.student}, versie {self.versie}"


class Boekexportregel(models.Model):
    """One student of an export of a group: what is done survives a crash, and the rest goes on from here."""

    taak = models.ForeignKey(Achtergrondtaak, on_delete=models.CASCADE, related_name="boekregels")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="+")
    volgnummer = models.PositiveIntegerField("volgnummer")
    boek = models.ForeignKey(BpvBoek, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    begonnen_op = models.DateTimeField("begonnen op", null=True, blank=True)
    klaar_op = models.DateTimeField("klaar op", null=True, blank=True)
    fout = models.CharField("fout", max_length=300, blank=True)

    class Meta:
        verbose_name = "regel van een export van boeken"
        verbose_name_plural = "regels van exports van boeken"
        ordering = ["volgnummer", "pk"]
        constraints = [models.UniqueConstraint(fields=["taak", "student"], name="evaluaties_exportregel_uniek")]

    def __str__(self) -> str:
        return f"{self.volgnummer}"
