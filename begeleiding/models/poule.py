"""The begeleiderspoule: its people, what an hour costs, who is away, and mentors of leerbedrijven (R7.1-R7.6)."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from begeleiding.enums import Afwezigheidsreden, CursusStatus, Dienstverband, InzetSoort
from kern.models import Afdeling, Opleidingscluster, Organisatie, PublicIdModel, Student, User
from plaatsingen.models import Plaatsing


class Poulenorm(models.Model):
    """What the planner counts with, from a day on; older norms stay, so that older figures stay true (R7.1).

    Reference: 40 hours of which half is contact make 20 contact hours, so 1 fte serves 40 students at half an hour.
    """

    geldig_van = models.DateField("geldig vanaf", unique=True)
    uren_per_fte = models.DecimalField("uren per week bij 1 fte", max_digits=4, decimal_places=1, default=Decimal(40))
    contactdeel = models.DecimalField("deel voor contact", max_digits=4, decimal_places=3, default=Decimal("0.5"))
    minuten_per_student = models.PositiveSmallIntegerField("minuten per student per week", default=30)
    minuten_per_soort = models.JSONField(
        "minuten per student per week, per soort stage", default=dict, blank=True
    )  # {soort: int}
    reis_minuten_per_bezoek = models.PositiveSmallIntegerField("reisminuten per bezoek", default=0)
    km_per_uur = models.PositiveSmallIntegerField("reissnelheid in km per uur", default=50)
    kosten_per_fte = models.PositiveIntegerField("kosten per fte per jaar in euro", default=120_000)
    reden = models.CharField("waarom deze norm", max_length=300, blank=True)
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "norm van de poule"
        verbose_name_plural = "normen van de poule"
        ordering = ["-geldig_van"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contactdeel__gt=0, contactdeel__lte=1), name="begeleiding_norm_contactdeel"
            )
        ]

    def __str__(self) -> str:
        return f"norm vanaf {self.geldig_van:%d-%m-%Y}"


class PoulebegeleiderQuerySet(models.QuerySet):
    """Supervisors of the poule."""

    def visible_to(self, user: User) -> "PoulebegeleiderQuerySet":
        """Coordinators and administrators see the poule, a supervisor sees the own row."""
        if user.heeft_rol("coordinator", "beheerder"):
            return self
        return self.filter(user=user)


class Poulebegeleider(PublicIdModel):
    """A supervisor of the poule (R7.1). Purpose: planning supervision. Term: 2 years after leaving the poule."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="poulebegeleider")
    fte = models.DecimalField(
        "fte",
        max_digits=3,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.05")), MaxValueValidator(Decimal(1))],
    )
    contactdeel = models.DecimalField(
        "eigen deel voor contact", max_digits=4, decimal_places=3, null=True, blank=True
    )  # empty: the norm
    dienstverband = models.CharField("dienstverband", max_length=15, choices=Dienstverband)
    van_organisatie = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, null=True, blank=True, related_name="uitgeleende_begeleiders"
    )
    cursus = models.CharField(
        "cursus praktijkbegeleider", max_length=15, choices=CursusStatus, default=CursusStatus.NIET_BEGONNEN
    )
    cursus_klaar_op = models.DateField("cursus klaar op", null=True, blank=True)
    niveau = models.PositiveSmallIntegerField("niveau", default=4, help_text="1 tot en met 5; 5 is hbo.")
    sectoren = models.ManyToManyField(Opleidingscluster, blank=True, related_name="poulebegeleiders")
    werkgebied = models.CharField("werkgebied", max_length=200, blank=True, help_text="Plaatsen, met komma's ertussen.")
    postcode = models.CharField("vertrekt van postcode", max_length=7, blank=True)
    lat = models.FloatField("breedtegraad", null=True, blank=True)
    lon = models.FloatField("lengtegraad", null=True, blank=True)
    max_km = models.PositiveSmallIntegerField("hoogste reisafstand in km", default=40)
    in_poule_van = models.DateField("in de poule vanaf")
    in_poule_tot = models.DateField("in de poule tot en met", null=True, blank=True)

    objects = PoulebegeleiderQuerySet.as_manager()

    class Meta:
        verbose_name = "stagebegeleider in de poule"
        verbose_name_plural = "stagebegeleiders in de poule"
        ordering = ["user__achternaam", "user__voornaam", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(fte__gt=0, fte__lte=1), name="begeleiding_poule_fte"),
            models.CheckConstraint(condition=models.Q(niveau__gte=1, niveau__lte=5), name="begeleiding_poule_niveau"),
            models.CheckConstraint(
                condition=~models.Q(cursus=CursusStatus.KLAAR) | models.Q(cursus_klaar_op__isnull=False),
                name="begeleiding_poule_cursus",
            ),
            models.CheckConstraint(
                condition=models.Q(in_poule_tot__isnull=True) | models.Q(in_poule_tot__gte=models.F("in_poule_van")),
                name="begeleiding_poule_volgorde",
            ),
        ]

    def __str__(self) -> str:
        return self.user.naam


class Afwezigheid(PublicIdModel):
    """Days on which a supervisor is away, and who takes over (R7.3). Only the kind of reason is kept."""

    begeleider = models.ForeignKey(Poulebegeleider, on_delete=models.CASCADE, related_name="afwezigheden")
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)
    reden = models.CharField("reden", max_length=10, choices=Afwezigheidsreden)
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "afwezigheid"
        verbose_name_plural = "afwezigheden"
        ordering = ["-van", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tot__isnull=True) | models.Q(tot__gte=models.F("van")),
                name="begeleiding_afwezig_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begeleider} {self.get_reden_display()} vanaf {self.van:%d-%m-%Y}"


class Waarneming(PublicIdModel):
    """Somebody takes over one student's supervision for some time (R7.3); sees the placement as long as it lasts."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="waarnemingen")
    voor = models.ForeignKey(User, on_delete=models.CASCADE, related_name="waargenomen_plaatsingen")
    door = models.ForeignKey(User, on_delete=models.CASCADE, related_name="waarnemingen")
    van = models.DateField("van")
    tot = models.DateField("tot en met")
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")
    beeindigd_op = models.DateTimeField("eerder gestopt op", null=True, blank=True)

    class Meta:
        verbose_name = "waarneming"
        verbose_name_plural = "waarnemingen"
        ordering = ["-van", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(tot__gte=models.F("van")), name="begeleiding_waarneming_volgorde")
        ]

    def __str__(self) -> str:
        return f"{self.door} voor {self.voor}"


class Inzet(PublicIdModel):
    """Hours of a supervisor that are booked on something; only supervision belongs on the poule (R7.2)."""

    begeleider = models.ForeignKey(Poulebegeleider, on_delete=models.CASCADE, related_name="inzetten")
    soort = models.CharField("waarvoor", max_length=12, choices=InzetSoort)
    omschrijving = models.CharField("omschrijving", max_length=200, blank=True)
    uren_per_week = models.DecimalField("uren per week", max_digits=4, decimal_places=1)
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "inzet"
        verbose_name_plural = "inzet"
        ordering = ["-van", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tot__isnull=True) | models.Q(tot__gte=models.F("van")),
                name="begeleiding_inzet_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
            models.CheckConstraint(condition=models.Q(uren_per_week__gt=0), name="begeleiding_inzet_uren"),
        ]

    def __str__(self) -> str:
        return f"{self.begeleider}: {self.get_soort_display()}, {self.uren_per_week} uur"


class MentorQuerySet(models.QuerySet):
    """Mentors."""

    def visible_to(self, user: User) -> "MentorQuerySet":
        """The own house, the mentor, coordinators and administrators."""
        if user.heeft_rol("coordinator", "beheerder"):
            return self
        huizen = user.organisatie_ids_als("praktijkopleider")
        return self.filter(models.Q(user=user) | models.Q(afdeling__locatie__organisatie_id__in=huizen))


class Mentor(PublicIdModel):
    """An employee who is rostered supernumerary as mentor (R7.6). Purpose: supervision. Term: 2 years after the end."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentorschappen")
    afdeling = models.ForeignKey(Afdeling, on_delete=models.CASCADE, related_name="mentoren")
    boventallige_uren = models.DecimalField("boventallige uren per week", max_digits=4, decimal_places=1)
    hoogstens = models.PositiveSmallIntegerField("begeleidt hoogstens", default=4)
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = MentorQuerySet.as_manager()

    class Meta:
        verbose_name = "mentor"
        verbose_name_plural = "mentoren"
        ordering = ["user__achternaam", "user__voornaam", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tot__isnull=True) | models.Q(tot__gte=models.F("van")),
                name="begeleiding_mentor_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
            models.CheckConstraint(condition=models.Q(boventallige_uren__gt=0), name="begeleiding_mentor_uren"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.afdeling})"


class Mentorkoppeling(PublicIdModel):
    """A mentor and whom they coach: a student on stage, or a newcomer or BBL side-entrant by name (R7.6)."""

    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="koppelingen")
    plaatsing = models.ForeignKey(
        Plaatsing, on_delete=models.CASCADE, null=True, blank=True, related_name="mentorkoppelingen"
    )
    naam = models.CharField("naam van de nieuwe medewerker", max_length=120, blank=True)
    uren_per_week = models.DecimalField("uren per week", max_digits=4, decimal_places=1, default=Decimal(1))
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    class Meta:
        verbose_name = "koppeling met een mentor"
        verbose_name_plural = "koppelingen met mentoren"
        ordering = ["-van", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(plaatsing__isnull=False) | ~models.Q(naam=""), name="begeleiding_koppeling_wie"
            ),
            models.CheckConstraint(
                condition=models.Q(tot__isnull=True) | models.Q(tot__gte=models.F("van")),
                name="begeleiding_koppeling_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
            models.CheckConstraint(condition=models.Q(uren_per_week__gt=0), name="begeleiding_koppeling_uren"),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} - {self.plaatsing or self.naam}"


class Coach(PublicIdModel):
    """A coach (brugfunctionaris, niveau-opstroomcoach) tied to a student who changes level or school (R8.9)."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="coaches")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="gecoachte_studenten")
    soort = models.CharField("soort coach", max_length=60)
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    class Meta:
        verbose_name = "coach"
        verbose_name_plural = "coaches"
        ordering = ["-van", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} voor {self.student}"
