"""360 feedback: the student asks, people answer by a personal link, the sum is shown (R8.2)."""

from django.db import models

from evaluaties.enums import FeedbackRol, FeedbackStatus, Herkomst, Moderatie
from evaluaties.models.verslag import lezer_q
from kern.models import Organisatie, PublicIdModel, Student, User
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import zichtbaar_q


class Feedbackformulier(PublicIdModel):
    """Questions for one role, with versions; a version never changes, and a round keeps those it asked with.

    `vragen`: list of {"code", "kop", "tekst", "soort": "score"|"open"}. `code` is the same for one subject in all
    forms, so that answers of several roles count together; `kop` names the subject above the sum.
    """

    rol = models.CharField("voor wie", max_length=15, choices=FeedbackRol)
    versie = models.PositiveSmallIntegerField("versie")
    vragen = models.JSONField("vragen")
    geldig_van = models.DateField("geldig vanaf")
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op", null=True, blank=True)

    class Meta:
        verbose_name = "formulier voor 360 feedback"
        verbose_name_plural = "formulieren voor 360 feedback"
        ordering = ["rol", "-versie"]
        constraints = [
            models.UniqueConstraint(fields=["rol", "versie"], name="evaluaties_fbformulier_uniek"),
            models.CheckConstraint(condition=models.Q(rol__in=FeedbackRol.values), name="evaluaties_fbformulier_rol"),
        ]

    def __str__(self) -> str:
        return f"{self.get_rol_display()} (versie {self.versie})"


class Feedbackbeleid(models.Model):
    """What a school wants of 360 feedback; without a row each field has its default. No personal data but who said so.

    `keuren`: somebody of the school looks at who is asked, before a mail goes out. `alles_nalezen`: a person reads
    every text before it is shown; else only those that catch the eye.
    """

    school = models.OneToOneField(Organisatie, on_delete=models.CASCADE, related_name="+", verbose_name="school")
    keuren = models.BooleanField("de school keurt goed wie een student vraagt", default=False)
    alles_nalezen = models.BooleanField("iemand leest elke tekst voor de student haar ziet", default=True)
    gewijzigd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    gewijzigd_op = models.DateTimeField("gewijzigd op", null=True, blank=True)

    class Meta:
        verbose_name = "afspraken over 360 feedback"
        verbose_name_plural = "afspraken over 360 feedback"
        ordering = ["school"]

    def __str__(self) -> str:
        return f"360 feedback bij {self.school}"


class FeedbackrondeQuerySet(models.QuerySet):
    """Rounds of feedback."""

    def visible_to(self, user: User) -> "FeedbackrondeQuerySet":
        """The student's own; others see a closed round through the placement, when the student shares it.

        Not the bureau and not a beheerder, who see every placement: the student shares with the own begeleiders.
        """
        eigen = models.Q(student__user=user)
        if user.ziet_hele_regio:
            return self.filter(eigen)
        if user.rollen == {"coordinator"}:
            school = models.Q(student__school_id__in=user.organisatie_ids_als("coordinator"))
            return self.filter(eigen | (school & models.Q(gesloten_op__isnull=False, gedeeld=True)))
        gedeeld = self.filter(zichtbaar_q(user), gesloten_op__isnull=False, gedeeld=True)
        # Apart and then put together: an OR over joins reads everything.
        return self.filter(pk__in=self.filter(eigen).order_by().values("pk").union(gedeeld.order_by().values("pk")))

    def voor_genodigden(self, user: User) -> "FeedbackrondeQuerySet":
        """Rounds of which this person may see who is asked: the mirror of `rules.is_lezer_van`; never the answers."""
        return self.filter(lezer_q(user), plaatsing__in=Plaatsing.objects.visible_to(user).values("pk"))

    def open(self) -> "FeedbackrondeQuerySet":
        """Not closed yet."""
        return self.filter(gesloten_op__isnull=True)


class Feedbackronde(PublicIdModel):
    """One round: opened by the student, closed before the talk. Purpose: learning. Term: with the placement.

    `anoniem`: promised at the start, so never changed; with fewer answers than `minstens` nothing is shown.
    """

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="feedbackrondes")
    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="feedbackrondes")
    titel = models.CharField("titel", max_length=120)
    anoniem = models.BooleanField("anoniem", default=True)
    minstens = models.PositiveSmallIntegerField("minstens zo veel antwoorden", default=3)
    sluit_op = models.DateField("sluit op")
    geopend_op = models.DateTimeField("geopend op")
    gesloten_op = models.DateTimeField("gesloten op", null=True, blank=True)
    gedeeld = models.BooleanField("gedeeld met mijn begeleiders", default=False)
    herinnerd_op = models.DateTimeField("herinnering gestuurd op", null=True, blank=True)
    zelf = models.JSONField("hoe de student zichzelf ziet", default=dict, blank=True)  # {code: 1-5}

    objects = FeedbackrondeQuerySet.as_manager()

    class Meta:
        verbose_name = "ronde 360 feedback"
        verbose_name_plural = "rondes 360 feedback"
        ordering = ["-geopend_op", "-pk"]
        indexes = [
            models.Index(fields=["gesloten_op", "sluit_op"], name="evaluaties_ronde_sluit"),
            models.Index(fields=["-geopend_op", "-id"], name="evaluaties_ronde_nieuwst"),
        ]
        constraints = [
            # Two rounds at once among the same people: what differs between the sums is what one person said.
            models.UniqueConstraint(
                fields=["plaatsing"], condition=models.Q(gesloten_op__isnull=True), name="evaluaties_ronde_een_open"
            ),
            models.CheckConstraint(
                condition=models.Q(anoniem=False) | models.Q(minstens__gte=3),
                name="evaluaties_ronde_minstens",
                violation_error_message="Bij anonieme feedback zijn minstens drie antwoorden nodig.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel


class Feedbackuitnodiging(PublicIdModel):
    """One person who is asked. Name and address go when the round is closed and anonymous."""

    ronde = models.ForeignKey(Feedbackronde, on_delete=models.CASCADE, related_name="uitnodigingen")
    rol = models.CharField("is mijn", max_length=15, choices=FeedbackRol)
    naam = models.CharField("naam", max_length=120, blank=True)
    email = models.EmailField("e-mailadres", blank=True)
    formulier = models.ForeignKey(Feedbackformulier, on_delete=models.PROTECT, related_name="+")
    status = models.CharField("status", max_length=12, choices=FeedbackStatus, default=FeedbackStatus.GEVRAAGD)
    gevraagd_op = models.DateTimeField("gevraagd op")
    # Kept when name and address go: what kind of people were asked is for the school, and points at nobody's answer.
    herkomst = models.CharField("soort adres", max_length=10, choices=Herkomst, blank=True)
    bekeken_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    bekeken_op = models.DateTimeField("bekeken op", null=True, blank=True)
    waarom_niet = models.CharField("waarom niet", max_length=200, blank=True)
    # Apart from `status`: of an anonymous round the student may not learn that there was an answer already.
    ingetrokken_op = models.DateTimeField("ingetrokken op", null=True, blank=True)

    class Meta:
        verbose_name = "uitnodiging voor feedback"
        verbose_name_plural = "uitnodigingen voor feedback"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ronde", "email"], condition=~models.Q(email=""), name="evaluaties_uitnodiging_uniek"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=FeedbackStatus.values), name="evaluaties_uitnodiging_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rol_display()}"


class Feedbackantwoord(models.Model):
    """The scores of one answer. Of an anonymous round tied to no person and no moment: only round, role and form.

    `scores`: {code: 1-5}. All rows of an anonymous round are written anew, shuffled, with each answer: neither their
    numbers nor their place in the table tell who came first.
    """

    ronde = models.ForeignKey(Feedbackronde, on_delete=models.CASCADE, related_name="antwoorden")
    rol = models.CharField("rol", max_length=15, choices=FeedbackRol)
    formulier = models.ForeignKey(Feedbackformulier, on_delete=models.PROTECT, related_name="+")
    uitnodiging = models.OneToOneField(
        Feedbackuitnodiging, on_delete=models.CASCADE, null=True, blank=True, related_name="antwoord"
    )  # only when not anonymous
    scores = models.JSONField("scores", default=dict)
    dag = models.DateField("dag", null=True, blank=True)  # only when not anonymous

    class Meta:
        verbose_name = "antwoord op 360 feedback"
        verbose_name_plural = "antwoorden op 360 feedback"
        ordering = ["rol", "formulier", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(rol__in=FeedbackRol.values), name="evaluaties_fbantwoord_rol"),
            models.CheckConstraint(
                condition=models.Q(uitnodiging__isnull=True, dag__isnull=True)
                | models.Q(uitnodiging__isnull=False, dag__isnull=False),
                name="evaluaties_fbantwoord_anoniem",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rol_display()}"


class Feedbacktekst(PublicIdModel):
    """One text of an answer, apart from its scores and from the other texts; read by nobody before it is judged.

    Of an anonymous round it knows no person and no role, and is shuffled like the scores.
    """

    ronde = models.ForeignKey(Feedbackronde, on_delete=models.CASCADE, related_name="teksten")
    uitnodiging = models.ForeignKey(
        Feedbackuitnodiging, on_delete=models.CASCADE, null=True, blank=True, related_name="teksten"
    )  # only when not anonymous
    code = models.CharField("vraag", max_length=30)
    tekst = models.TextField("tekst", max_length=2000)
    moderatie = models.CharField("oordeel over de tekst", max_length=10, choices=Moderatie, default=Moderatie.WACHT)
    waarom = models.CharField("waarom iemand kijkt", max_length=200, blank=True)
    gemodereerd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    gemodereerd_op = models.DateTimeField("bekeken op", null=True, blank=True)

    class Meta:
        verbose_name = "tekst in 360 feedback"
        verbose_name_plural = "teksten in 360 feedback"
        ordering = ["code", "pk"]
        indexes = [
            models.Index(fields=["ronde"], condition=models.Q(moderatie="wacht"), name="evaluaties_fbtekst_wacht")
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(moderatie__in=Moderatie.values), name="evaluaties_fbtekst_stand")
        ]

    def __str__(self) -> str:
        return "tekst in 360 feedback"
