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
        constraints = [
            models.UniqueConstraint(
                fields=["school", "letters", "geldig_van"],
                condition=models.Q(school__isnull=False),
                name="begeleiding_drempel_uniek",
                violation_error_message="Er zijn al drempels vanaf deze dag.",
            ),
            models.UniqueConstraint(
                fields=["letters", "geldig_van"],
                condition=models.Q(school__isnull=True),
                name="begeleiding_drempel_regio_uniek",
                violation_error_message="Er zijn al drempels vanaf deze dag.",
            ),
        ]

    def __str__(self) -> str:
        return f"drempels vanaf {self.geldig_van:%d-%m-%Y}"


class SignaalQuerySet(models.QuerySet):
    """Signals."""

    def visible_to(self, user: User) -> "SignaalQuerySet":
        """The circle (owner and whom they let in) as long as they have to do with the student; and who raised it."""
        if not user.is_authenticated:
            return self.none()
        alle = self.model._default_manager.order_by()
        delen = [alle.filter(gemeld_door=user, student__user=user)]
        if not user.rollen <= {"student"}:
            kring = Signaalkring.objects.filter(user=user).values("signaal")
            eigen = ({"gemeld_door": user}, {"eigenaar": user}, {"pk__in": kring})
            delen += [alle.filter(_nog_betrokken(user), **deel) for deel in eigen]
        eerste, *rest = [deel.values("pk") for deel in delen]
        return self.filter(pk__in=eerste.union(*rest) if rest else eerste)

    def van_kring(self, user: User) -> "SignaalQuerySet":
        """Signals of which this person reads everything."""
        kring = Signaalkring.objects.filter(user=user).values("signaal")
        return self.visible_to(user).filter(models.Q(eigenaar=user) | models.Q(pk__in=kring))

    def open(self) -> "SignaalQuerySet":
        """Signals that didn't end."""
        return self.exclude(status=SignaalStatus.AFGEROND)


def _nog_betrokken(user: User) -> models.Q:
    """Students with whom this person has to do by a role of today; who left a school sees its signals no more."""
    if user.regio_coordinator or user.heeft_rol("stagebegeleider"):
        return models.Q()
    delen = models.Q(student__school_id__in=user.organisatie_ids_als("coordinator", "stagedocent"))
    if user.heeft_rol("werkbegeleider", "praktijkopleider"):
        delen |= models.Q(student__in=Plaatsing.objects.visible_to(user).values("student"))
    return delen


class Signaal(PublicIdModel):
    """A signal. Purpose: help in time. Term: 2 years after its end; a safe report 1 year.

    `wacht_vanaf`: since when it waits for its owner: the day it came while open, the day of the next step after that.
    `trede`: how far reminding has gone. `naar_bureau`: the student chose somebody outside school.
    """

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="signalen")
    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, null=True, blank=True, related_name="signalen")
    soort = models.CharField("soort", max_length=12, choices=SignaalSoort)
    bron = models.CharField("bron", max_length=8, choices=SignaalBron)
    omschrijving = models.TextField("wat is er aan de hand")
    vertrouwelijk = models.BooleanField("vertrouwelijk", default=False)
    spoed = models.BooleanField("spoed", default=False)
    naar_bureau = models.BooleanField("buiten de school om", default=False)
    bereikbaar = models.CharField("zo wil de student bereikt worden", max_length=200, blank=True)
    status = models.CharField("status", max_length=10, choices=SignaalStatus, default=SignaalStatus.OPEN)
    eigenaar = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="signalen")
    gemeld_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    gemeld_op = models.DateTimeField("gemeld op")
    melder_ongelezen = models.BooleanField("er is nieuws voor wie het meldde", default=False)
    actie = models.CharField("volgende stap", max_length=300, blank=True)
    actie_voor = models.DateField("volgende stap voor", null=True, blank=True)
    wacht_vanaf = models.DateField("wacht sinds", null=True, blank=True)
    trede = models.PositiveSmallIntegerField("herinnerd", default=0)
    geescaleerd_op = models.DateTimeField("naar een collega op", null=True, blank=True)
    afgerond_op = models.DateTimeField("afgerond op", null=True, blank=True)
    afloop = models.CharField("afloop", max_length=15, choices=SignaalAfloop, blank=True)
    besluit = models.TextField("wat is er gedaan", blank=True)
    sleutel = models.CharField("sleutel", max_length=64, blank=True, help_text="Tegen dubbel versturen.")

    objects = SignaalQuerySet.as_manager()

    class Meta:
        verbose_name = "signaal"
        verbose_name_plural = "signalen"
        ordering = ["-gemeld_op", "-pk"]
        indexes = [
            models.Index(fields=["-gemeld_op", "-id"], name="begeleiding_signaal_nieuwst"),
            models.Index(fields=["eigenaar", "status"], name="begeleiding_signaal_eigenaar"),
            models.Index(fields=["status", "wacht_vanaf"], name="begeleiding_signaal_wacht"),
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
            models.CheckConstraint(
                condition=~models.Q(status=SignaalStatus.BEZIG)
                | (models.Q(actie_voor__isnull=False) & ~models.Q(actie="")),
                name="begeleiding_signaal_stap",
                violation_error_message="Een signaal in behandeling heeft een volgende stap met een dag.",
            ),
            models.UniqueConstraint(
                fields=["gemeld_door", "sleutel"], condition=~models.Q(sleutel=""), name="begeleiding_signaal_sleutel"
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
    """One line of what happened with a signal. Append-only. `voor_melder`: whoever raised it reads it too.

    `zout` with the line makes its seal in the audit log, which says that something was written but not what or why.
    """

    signaal = models.ForeignKey(Signaal, on_delete=models.CASCADE, related_name="regels")
    at = models.DateTimeField("wanneer")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    wat = models.CharField("wat", max_length=80)
    tekst = models.TextField("tekst", blank=True)
    voor_melder = models.BooleanField("ook voor wie het meldde", default=False)
    zout = models.CharField("zout", max_length=32, default="", editable=False)

    class Meta:
        verbose_name = "regel van een signaal"
        verbose_name_plural = "regels van een signaal"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.wat


class Signaalfeit(models.Model):
    """A fact that a sweep saw: under its key it makes a signal, or a line of an open one, once ever."""

    sleutel = models.CharField("sleutel", max_length=120, unique=True)
    signaal = models.ForeignKey(Signaal, on_delete=models.CASCADE, related_name="feiten")
    at = models.DateTimeField("gezien op")

    class Meta:
        verbose_name = "feit bij een signaal"
        verbose_name_plural = "feiten bij signalen"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sleutel


class Signaalinzage(models.Model):
    """Who opened a signal and when. Append-only; shown to the circle and, of a safe report, to the student.

    Not in the general access log: a line there would tell outsiders that there is a signal.
    """

    signaal = models.ForeignKey(Signaal, on_delete=models.CASCADE, related_name="inzagen")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("wanneer")

    class Meta:
        verbose_name = "inzage in een signaal"
        verbose_name_plural = "inzagen in signalen"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%d-%m-%Y}"
