"""Signals about a student: an owner, an action and an end (R7.7). Outside the circle nobody knows there is one."""

from django.db import models

from begeleiding.enums import SignaalAfloop, SignaalBron, SignaalSoort, SignaalStatus
from kern.models import Organisatie, PublicIdModel, Student, User
from plaatsingen.models import Plaatsing


class Signaaldrempel(models.Model):
    """From when a fact makes a signal, per school and programme, from a day on. The most specific row counts."""

    school = models.ForeignKey(Organisatie, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    letters = models.CharField("opleiding", max_length=10, blank=True, help_text="Leeg: voor elke opleiding.")
    verslagen_te_laat = models.PositiveSmallIntegerField("verslagen te laat", default=2)
    uren_achter_procent = models.PositiveSmallIntegerField("uren achter, in procent", default=20)
    weken_zonder_contact = models.PositiveSmallIntegerField("weken zonder contact", default=4)
    lage_scores = models.PositiveSmallIntegerField("lage scores in een evaluatie", default=3)
    intervisie_gemist = models.PositiveSmallIntegerField("intervisie gemist", default=1)
    dagen_tot_escalatie = models.PositiveSmallIntegerField("dagen tot een collega het overneemt", default=7)
    geldig_van = models.DateField("geldig vanaf")
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "drempel voor signalen"
        verbose_name_plural = "drempels voor signalen"
        ordering = ["-geldig_van", "-pk"]

    def __str__(self) -> str:
        return f"drempels vanaf {self.geldig_van:%d-%m-%Y}"


class SignaalQuerySet(models.QuerySet):
    """Signals."""

    def visible_to(self, user: User) -> "SignaalQuerySet":
        """Only the circle: owner, who raised it, and whom they let in; for the student: the own safe report."""
        return self.filter(
            models.Q(eigenaar=user)
            | models.Q(gemeld_door=user)
            | models.Q(pk__in=Signaalkring.objects.filter(user=user).values("signaal"))
        )


class Signaal(PublicIdModel):
    """A signal. Purpose: help in time. Term: 2 years after its end; a safe report 1 year.

    Of a `FEIT` the `sleutel` names the fact, so that a sweep never makes the same signal twice.
    """

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="signalen")
    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, null=True, blank=True, related_name="signalen")
    soort = models.CharField("soort", max_length=12, choices=SignaalSoort)
    bron = models.CharField("bron", max_length=8, choices=SignaalBron)
    sleutel = models.CharField("sleutel", max_length=120, blank=True)
    omschrijving = models.TextField("wat is er aan de hand")
    vertrouwelijk = models.BooleanField("vertrouwelijk", default=False)
    spoed = models.BooleanField("spoed", default=False)
    status = models.CharField("status", max_length=10, choices=SignaalStatus, default=SignaalStatus.OPEN)
    eigenaar = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="signalen")
    gemeld_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    gemeld_op = models.DateTimeField("gemeld op")
    actie = models.CharField("volgende stap", max_length=300, blank=True)
    actie_voor = models.DateField("volgende stap voor", null=True, blank=True)
    geescaleerd_op = models.DateTimeField("naar een collega op", null=True, blank=True)
    afgerond_op = models.DateTimeField("afgerond op", null=True, blank=True)
    afloop = models.CharField("afloop", max_length=15, choices=SignaalAfloop, blank=True)
    besluit = models.TextField("wat is er gedaan", blank=True)

    objects = SignaalQuerySet.as_manager()

    class Meta:
        verbose_name = "signaal"
        verbose_name_plural = "signalen"
        ordering = ["-gemeld_op", "-pk"]
        indexes = [
            models.Index(fields=["-gemeld_op", "-id"], name="begeleiding_signaal_nieuwst"),
            models.Index(fields=["eigenaar", "status"], name="begeleiding_signaal_eigenaar"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(soort__in=SignaalSoort.values), name="begeleiding_signaal_soort"),
            models.CheckConstraint(condition=models.Q(bron__in=SignaalBron.values), name="begeleiding_signaal_bron"),
            models.CheckConstraint(
                condition=models.Q(status__in=SignaalStatus.values), name="begeleiding_signaal_status"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=SignaalStatus.AFGEROND)
                | (models.Q(afgerond_op__isnull=False) & ~models.Q(afloop="")),
                name="begeleiding_signaal_einde",
            ),
            models.UniqueConstraint(
                fields=["sleutel"], condition=~models.Q(sleutel=""), name="begeleiding_signaal_sleutel"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} ({self.get_status_display()})"


class Signaalkring(models.Model):
    """Somebody who may see a signal besides its owner, and who let them in."""

    signaal = models.ForeignKey(Signaal, on_delete=models.CASCADE, related_name="kring")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    toegevoegd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    toegevoegd_op = models.DateTimeField("toegevoegd op")

    class Meta:
        verbose_name = "kring van een signaal"
        verbose_name_plural = "kring van een signaal"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["signaal", "user"], name="begeleiding_kring_uniek")]

    def __str__(self) -> str:
        return str(self.user)


class Signaalregel(models.Model):
    """One line of what happened with a signal. Append-only. `voor_student`: the reporter reads it too."""

    signaal = models.ForeignKey(Signaal, on_delete=models.CASCADE, related_name="regels")
    at = models.DateTimeField("wanneer")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    wat = models.CharField("wat", max_length=60)
    tekst = models.TextField("tekst", blank=True)
    voor_student = models.BooleanField("ook voor de student", default=False)

    class Meta:
        verbose_name = "regel van een signaal"
        verbose_name_plural = "regels van een signaal"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.wat
