"""The public face of a stageplaats, reports about it, and saved searches."""

from datetime import date

from django.db import models

from kern.models import Organisatie, PublicIdModel, User
from vacatures.enums import STIL, MeldingReden, VacatureStatus
from vacatures.models.stageplaats import Stageplaats

MAX_ZOEKOPDRACHTEN = 20


class VacatureQuerySet(models.QuerySet):
    """Vacatures."""

    def visible_to(self, user: User) -> "VacatureQuerySet":
        """The bureau sees all; a host its own; a school and its students what is published for them (R4.2)."""
        if not user.is_authenticated:
            return self.none()
        if user.is_beheerder or user.regio_coordinator:
            return self
        # Questions about other tables, asked once for all: joins would be made anew for each vacature.
        zichtbaar = models.Q(pk__in=[])
        if eigen := user.organisatie_ids_als("praktijkopleider", "werkbegeleider"):
            plaatsen = Stageplaats.objects.filter(afdeling__locatie__organisatie_id__in=eigen)
            zichtbaar |= models.Q(stageplaats__in=plaatsen.values("pk"))
        if scholen := user.organisatie_ids_als("coordinator", "stagedocent", "student"):
            statussen = [VacatureStatus.GEPUBLICEERD, VacatureStatus.VERLOPEN]
            if user.heeft_rol("coordinator"):
                statussen += STIL
            van_scholen = self.model.scholen.through.objects
            eigen_school = van_scholen.filter(organisatie__in=scholen).values("vacature")
            open_voor = ~models.Q(pk__in=van_scholen.values("vacature")) | models.Q(pk__in=eigen_school)
            zichtbaar |= models.Q(status__in=statussen) & open_voor
        return self.filter(zichtbaar)

    def te_lezen_door(self, user: User) -> "VacatureQuerySet":
        """What is visible to the person, and what was withdrawn or taken back after they applied to it."""
        zichtbaar = models.Q(pk__in=self.model.objects.visible_to(user).values("pk"))
        if user.is_authenticated and user.heeft_rol("student"):
            weg = [VacatureStatus.INGETROKKEN, VacatureStatus.GEEN_ERKENNING]
            gevraagd = self.model.objects.filter(status__in=weg, sollicitaties__student__user=user)
            zichtbaar |= models.Q(pk__in=gevraagd.values("pk"))
        return self.filter(zichtbaar)

    def open_op(self, dag: date) -> "VacatureQuerySet":
        """Published, not past its last day for applications, and of a place that is still offered."""
        # The few places that were withdrawn: a join would read all places.
        weg = Stageplaats.objects.filter(ingetrokken_op__isnull=False)
        return self.filter(
            ~models.Q(stageplaats__in=weg.values("pk")), status=VacatureStatus.GEPUBLICEERD, verloopt_op__gte=dag
        )

    def met_leerbedrijf(self) -> "VacatureQuerySet":
        """With place, department, location and organisation in the same query."""
        return self.select_related("stageplaats__afdeling__locatie__organisatie", "stageplaats__schooljaar", "contact")


class Vacature(PublicIdModel):
    """What a student reads and applies to (R4.1). Without `scholen` it is open to all; `regie`: via the stagedocent."""

    stageplaats = models.ForeignKey(Stageplaats, on_delete=models.PROTECT, related_name="vacatures")
    titel = models.CharField("titel", max_length=120)
    doel = models.TextField("wat leer je hier?", blank=True)
    inhoud = models.TextField("hoe ziet de plek eruit?", blank=True)
    taken = models.TextField("wat doe je op een dag?", blank=True)
    begeleiding = models.TextField("hoe word je begeleid?", blank=True)
    eisen = models.TextField("wat vragen wij?", blank=True)
    hoe = models.TextField("hoe solliciteer je?", blank=True)
    uren_per_week = models.PositiveSmallIntegerField("uren per week", null=True, blank=True)
    dagen = models.CharField("dagen", max_length=25, blank=True)
    begindatum = models.DateField("eerste dag", null=True, blank=True)
    einddatum = models.DateField("laatste dag", null=True, blank=True)
    vergoeding = models.CharField("vergoeding", max_length=120, blank=True)
    contact = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="vacatures_als_contact"
    )
    contact_naam = models.CharField("naam van de contactpersoon", max_length=120, blank=True)
    contact_email = models.EmailField("e-mailadres van de contactpersoon", blank=True)
    regie = models.BooleanField("eerst langs de stagedocent", default=False)
    scholen = models.ManyToManyField(
        Organisatie, blank=True, related_name="vacatures", help_text="Leeg: voor alle scholen."
    )
    status = models.CharField("status", max_length=15, choices=VacatureStatus, default=VacatureStatus.CONCEPT)
    verloopt_op = models.DateField("reageren kan tot en met", null=True, blank=True)
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")
    gepubliceerd_op = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    gewijzigd_op = models.DateTimeField("gewijzigd op")
    status_reden = models.CharField("reden", max_length=300, blank=True)
    bekeken = models.PositiveIntegerField("keer bekeken door studenten", default=0)
    versie = models.PositiveIntegerField("versie", default=1)

    objects = VacatureQuerySet.as_manager()

    class Meta:
        verbose_name = "vacature"
        verbose_name_plural = "vacatures"
        ordering = ["-gepubliceerd_op", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=VacatureStatus.values), name="vacatures_vac_status"),
            models.CheckConstraint(
                condition=models.Q(begindatum__isnull=True)
                | models.Q(einddatum__isnull=True)
                | models.Q(einddatum__gte=models.F("begindatum")),
                name="vacatures_vac_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=VacatureStatus.GEPUBLICEERD)
                | models.Q(gepubliceerd_op__isnull=False, verloopt_op__isnull=False),
                name="vacatures_vac_gepubliceerd_heeft_datum",
            ),
        ]
        indexes = [
            # What is open is counted from this one alone.
            models.Index(fields=["status", "verloopt_op", "stageplaats", "id"], name="vacatures_vac_open"),
            models.Index(
                fields=["-gepubliceerd_op", "-id"],
                condition=models.Q(status=VacatureStatus.GEPUBLICEERD),
                name="vacatures_vac_nieuwst",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    @property
    def leerbedrijf(self) -> Organisatie:
        """The organisation that offers it."""
        return self.stageplaats.leerbedrijf


class Vacatureversie(models.Model):
    """What a published vacature said, from that moment until the next version. Append-only."""

    vacature = models.ForeignKey(Vacature, on_delete=models.CASCADE, related_name="versies")
    versie = models.PositiveIntegerField("versie")
    inhoud = models.JSONField("inhoud")
    at = models.DateTimeField("wanneer")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "versie van een vacature"
        verbose_name_plural = "versies van een vacature"
        ordering = ["-versie", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["vacature", "versie"], name="vacatures_vacatureversie_uniek"),
        ]

    def __str__(self) -> str:
        return f"{self.vacature}, versie {self.versie}"


class MeldingQuerySet(models.QuerySet):
    """Reports about vacatures."""

    def visible_to(self, user: User) -> "MeldingQuerySet":
        """The bureau all; a coordinator those about vacatures that the own school may see, and of own people."""
        if not user.is_authenticated:
            return self.none()
        if user.is_beheerder or user.regio_coordinator:
            return self
        scholen = user.organisatie_ids_als("coordinator")
        if not scholen:
            return self.none()
        eigen = models.Q(vacature__scholen__isnull=True) | models.Q(vacature__scholen__in=scholen)
        return self.filter(pk__in=self.model.objects.filter(eigen).values("pk"))

    def open(self) -> "MeldingQuerySet":
        """Not dealt with yet."""
        return self.filter(afgehandeld_op__isnull=True)


class VacatureMelding(PublicIdModel):
    """Somebody says that a vacature is not right. Purpose: moderation. Term: 2 years."""

    vacature = models.ForeignKey(Vacature, on_delete=models.CASCADE, related_name="meldingen")
    reden = models.CharField("reden", max_length=20, choices=MeldingReden)
    toelichting = models.TextField("toelichting", blank=True)
    melder = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemeld_op = models.DateTimeField("gemeld op")
    afgehandeld_op = models.DateTimeField("afgehandeld op", null=True, blank=True)
    afgehandeld_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    besluit = models.CharField("antwoord", max_length=300, blank=True)
    verborgen = models.BooleanField("vacature is verborgen", default=False)

    objects = MeldingQuerySet.as_manager()

    class Meta:
        verbose_name = "melding over een vacature"
        verbose_name_plural = "meldingen over vacatures"
        ordering = ["gemeld_op", "pk"]
        indexes = [models.Index(fields=["afgehandeld_op", "gemeld_op"], name="vacatures_melding_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["vacature", "melder"],
                condition=models.Q(afgehandeld_op__isnull=True),
                name="vacatures_melding_een_open",
                violation_error_message="Je hebt deze vacature al gemeld.",
            ),
            models.CheckConstraint(condition=models.Q(reden__in=MeldingReden.values), name="vacatures_melding_reden"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reden_display()}: {self.vacature}"


class Zoekopdracht(PublicIdModel):
    """A saved search of a person, with a mail when something new fits. Purpose: service. Term: with the person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="zoekopdrachten")
    naam = models.CharField("naam", max_length=80)
    vraag = models.CharField("zoekvraag", max_length=500, help_text="De zoekvraag zoals in het adres van de pagina.")
    mail = models.BooleanField("mail bij nieuwe vacatures", default=True)
    gemaakt_op = models.DateTimeField("gemaakt op")
    bekeken_tot = models.DateTimeField("nieuwe vacatures gemeld tot")

    class Meta:
        verbose_name = "bewaarde zoekopdracht"
        verbose_name_plural = "bewaarde zoekopdrachten"
        ordering = ["naam", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "naam"],
                name="vacatures_zoekopdracht_uniek",
                violation_error_message="Je hebt al een zoekopdracht met deze naam.",
            ),
        ]
        indexes = [models.Index(fields=["mail", "bekeken_tot"], name="vacatures_zoek_mail")]

    def __str__(self) -> str:
        return self.naam
