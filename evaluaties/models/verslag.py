"""Reports with their feedback, and the append-only facts and events of the ladder."""

from django.db import models

from evaluaties.enums import FeitSoort, VerslagSoort, VerslagStatus
from kern.models import PublicIdModel, User
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import begeleid_q, zichtbaar_q


def lezer_q(user: User) -> models.Q:
    """Rows with a `plaatsing` of which this person reads the reports: the mirror of `rules.is_lezer_van`."""
    lezer = models.Q(plaatsing__student__school_id__in=user.organisatie_ids_als("coordinator"))
    if user.heeft_rol("stagebegeleider"):
        lezer |= begeleid_q(user, "plaatsing__")
    if user.heeft_rol("stagedocent"):
        lezer |= models.Q(plaatsing__student__stagedocent=user)
    return lezer


class VerslagQuerySet(models.QuerySet):
    """Reports. Text is confidential: open one only through `evaluaties.services.inzage.open_verslag`."""

    def visible_to(self, user: User) -> "VerslagQuerySet":
        """Who may know that the report is there (the text asks for more, see rules.mag_verslag_lezen)."""
        zichtbaar = self.filter(zichtbaar_q(user))
        return zichtbaar.exclude(~models.Q(plaatsing__student__user=user), eerste_inlevering__isnull=True)

    def van_lezer(self, user: User) -> "VerslagQuerySet":
        """Reports that this person reads and answers: the mirror of `rules.is_lezer_van`."""
        return self.filter(lezer_q(user))

    def ingeleverd(self) -> "VerslagQuerySet":
        """Handed in at least once."""
        return self.filter(eerste_inlevering__isnull=False)

    def te_lezen(self) -> "VerslagQuerySet":
        """Handed in and waiting for feedback, oldest first."""
        return self.filter(status=VerslagStatus.INGELEVERD).order_by("laatste_inlevering", "pk")


class Verslag(PublicIdModel):
    """A report by the student (template R6.10). Purpose: learning. Readers: student, school, pool; host if shared.

    The draft lives here and may change; what was handed in is kept in `Inlevering`.
    """

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="verslagen")
    soort = models.CharField("soort", max_length=20, choices=VerslagSoort, default=VerslagSoort.MAAND)
    plicht = models.CharField("waarover", max_length=40, help_text="Zoals monthly:2026-10.")
    leerdoel = models.TextField("leerdoel", blank=True)
    situatie = models.TextField("de situatie", blank=True)
    beleving = models.TextField("wat ik zag, deed, dacht en voelde", blank=True)
    resultaat = models.TextField("het resultaat", blank=True)
    terugblik = models.TextField("terugkijken", blank=True)
    vooruitblik = models.TextField("vooruitkijken", blank=True)
    delen_met_werkbegeleider = models.BooleanField("mijn werkbegeleider mag dit lezen", default=False)
    status = models.CharField("status", max_length=12, choices=VerslagStatus, default=VerslagStatus.CONCEPT)
    versie = models.PositiveIntegerField("versie", default=0)
    bewaard_op = models.DateTimeField("bewaard op")
    eerste_inlevering = models.DateTimeField("eerste keer ingeleverd op", null=True, blank=True)
    laatste_inlevering = models.DateTimeField("laatst ingeleverd op", null=True, blank=True)
    terug_tot = models.DateField("verbeteren tot en met", null=True, blank=True)

    objects = VerslagQuerySet.as_manager()

    ONDERDELEN = ("leerdoel", "situatie", "beleving", "resultaat", "terugblik", "vooruitblik")

    class Meta:
        verbose_name = "verslag"
        verbose_name_plural = "verslagen"
        ordering = ["-plicht", "-pk"]
        # What waits for a reader: few of very many, asked on the home page of everybody who reads.
        indexes = [models.Index(fields=["status", "laatste_inlevering"], name="evaluaties_verslag_te_lezen")]
        constraints = [
            models.UniqueConstraint(fields=["plaatsing", "plicht"], name="evaluaties_verslag_uniek"),
            models.CheckConstraint(condition=models.Q(soort__in=VerslagSoort.values), name="evaluaties_verslag_soort"),
            models.CheckConstraint(
                condition=models.Q(status="concept") | models.Q(eerste_inlevering__isnull=False),
                name="evaluaties_verslag_ingeleverd_heeft_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} {self.plicht}"


class Inlevering(models.Model):
    """What was handed in, as it was, with the moment the POST began. Append-only."""

    verslag = models.ForeignKey(Verslag, on_delete=models.CASCADE, related_name="inleveringen")
    ontvangen_op = models.DateTimeField("ontvangen op")
    inhoud = models.JSONField("inhoud")
    sha256 = models.CharField("hash", max_length=64)

    class Meta:
        verbose_name = "inlevering"
        verbose_name_plural = "inleveringen"
        ordering = ["ontvangen_op", "pk"]

    def __str__(self) -> str:
        return f"{self.verslag} {self.ontvangen_op}"


class Feedback(models.Model):
    """What a reader says of a report. Append-only."""

    verslag = models.ForeignKey(Verslag, on_delete=models.CASCADE, related_name="feedback")
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    op = models.DateTimeField("op")
    tekst = models.TextField("feedback", blank=True)
    per_deel = models.JSONField("feedback per deel", default=dict, blank=True)
    terug = models.BooleanField("terug voor verbetering", default=False)
    terug_tot = models.DateField("verbeteren tot en met", null=True, blank=True)

    class Meta:
        verbose_name = "feedback"
        verbose_name_plural = "feedback"
        ordering = ["op", "pk"]

    def __str__(self) -> str:
        return f"feedback {self.op}"


class Verslagfeit(models.Model):
    """An append-only fact of the ladder; it exists for the rules from `recorded_at` (verslagregels.md)."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="verslagfeiten")
    soort = models.CharField("soort", max_length=15, choices=FeitSoort)
    plicht = models.CharField("verplichting", max_length=40, blank=True)
    ref = models.CharField("kenmerk", max_length=40, blank=True)
    datum = models.DateField("datum", null=True, blank=True)
    tot = models.DateField("tot en met", null=True, blank=True)
    waarde = models.CharField("waarde", max_length=20, blank=True)
    reden = models.TextField("reden", blank=True)
    bron = models.CharField("waar het feit uit volgt", max_length=60, blank=True, help_text="Zoals gesprek:<kenmerk>.")
    received_at = models.DateTimeField("ontvangen op", null=True, blank=True)
    recorded_at = models.DateTimeField("vastgelegd op", db_index=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "feit"
        verbose_name_plural = "feiten"
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(soort__in=FeitSoort.values), name="evaluaties_feit_soort"),
            models.CheckConstraint(
                # AVG art. 22: 'insufficient' is decided by a named person, with a reason.
                condition=~models.Q(soort="decision") | (models.Q(by__isnull=False) & ~models.Q(reden="")),
                name="evaluaties_besluit_door_mens",
                violation_error_message="Een besluit heeft een naam en een reden nodig.",
            ),
            models.CheckConstraint(
                condition=~models.Q(soort="submission") | models.Q(received_at__isnull=False),
                name="evaluaties_ontvangst_heeft_moment",
            ),
        ]
        indexes = [models.Index(fields=["plaatsing", "recorded_at"], name="evaluaties_feit_plaatsing")]

    def __str__(self) -> str:
        return f"{self.soort} {self.plicht}"


class LadderEvent(models.Model):
    """What a sweep found. The natural key under a unique constraint is the idempotency key (verslagregels.md)."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="ladder_events")
    plicht = models.CharField("verplichting", max_length=40)
    due = models.DateField("uiterste datum")
    generatie = models.PositiveSmallIntegerField("generatie", default=0)
    soort = models.CharField("soort", max_length=30)
    nummer = models.PositiveSmallIntegerField("hoeveelste van deze soort", default=0)
    volgnummer = models.PositiveIntegerField("volgorde binnen de plaatsing")
    at = models.DateTimeField("gezien op")
    gegevens = models.JSONField("gegevens", default=dict)

    class Meta:
        verbose_name = "stap op de ladder"
        verbose_name_plural = "stappen op de ladder"
        ordering = ["plaatsing", "volgnummer"]
        # Who ever forgot: few of very many, asked by the lists in which they come first.
        indexes = [models.Index(fields=["soort", "plaatsing"], name="evaluaties_ladder_soort")]
        constraints = [
            # One announced date can move twice: `nummer` counts the events of a kind that one miss already had.
            models.UniqueConstraint(
                fields=["plaatsing", "plicht", "due", "generatie", "soort", "nummer"],
                name="evaluaties_ladder_sleutel",
            ),
            models.UniqueConstraint(fields=["plaatsing", "volgnummer"], name="evaluaties_ladder_volgorde_uniek"),
        ]

    def __str__(self) -> str:
        return f"{self.soort} {self.plicht}"


class Veegstand(models.Model):
    """When the sweep must look at a placement again. A cache: null means 'now'; every new fact empties it."""

    plaatsing = models.OneToOneField(Plaatsing, on_delete=models.CASCADE, related_name="veegstand")
    volgend_moment = models.DateTimeField("opnieuw kijken op", null=True, blank=True, db_index=True)
    laatst_geveegd = models.DateTimeField("laatst geveegd op", null=True, blank=True)

    class Meta:
        verbose_name = "stand van de controle"
        verbose_name_plural = "standen van de controle"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.volgend_moment)
