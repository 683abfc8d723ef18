"""Stageplaatsen: capacity at an afdeling of a leerbedrijf."""

from django.db import models

from kern.models import Afdeling, Opleidingscluster, Organisatie, PublicIdModel, Schooljaar, User
from vacatures.enums import PlaatsSoort

ZOEKWOORDEN = 6  # words of a search that count


class StageplaatsQuerySet(models.QuerySet):
    """Places."""

    def visible_to(self, user: User) -> "StageplaatsQuerySet":
        """The bureau sees all; a school what is open to it; a host its own; a student what the own school may use."""
        if not user.is_authenticated:
            return self.none()
        if user.is_beheerder or user.regio_coordinator:
            return self
        scholen = user.organisatie_ids_als("coordinator", "stagedocent", "student")
        eigen = user.organisatie_ids_als("praktijkopleider", "werkbegeleider")
        # Questions about other tables, asked once for all places: joins would be made anew for each of them.
        zichtbaar = models.Q(afdeling__in=Afdeling.objects.filter(locatie__organisatie_id__in=eigen).values("pk"))
        voor_scholen = self.model.scholen.through.objects
        if scholen or user.heeft_rol("stagebegeleider"):
            zichtbaar |= ~models.Q(pk__in=voor_scholen.values("stageplaats"))
        if scholen:
            zichtbaar |= models.Q(pk__in=voor_scholen.filter(organisatie__in=scholen).values("stageplaats"))
        return self.filter(zichtbaar)

    def actief(self) -> "StageplaatsQuerySet":
        """Places that are offered."""
        return self.filter(ingetrokken_op__isnull=True)

    def zoek(self, tekst: str) -> "StageplaatsQuerySet":
        """Places in which every word occurs: in the name, code, department, location, town or leerbedrijf."""
        plaatsen = self
        for woord in tekst.split()[:ZOEKWOORDEN]:
            plaatsen = plaatsen.filter(
                models.Q(naam__icontains=woord)
                | models.Q(code__icontains=woord)
                | models.Q(afdeling__naam__icontains=woord)
                | models.Q(afdeling__locatie__naam__icontains=woord)
                | models.Q(afdeling__locatie__plaats__icontains=woord)
                | models.Q(afdeling__locatie__organisatie__naam__icontains=woord)
            )
        return plaatsen

    def met_leerbedrijf(self) -> "StageplaatsQuerySet":
        """With department, location and organisation in the same query."""
        return self.select_related("afdeling__locatie__organisatie", "schooljaar")


class Stageplaats(PublicIdModel):
    """Capacity at an afdeling for one or more opleidingsclusters, in given periods and on given weekdays."""

    code = models.CharField("code", max_length=80, unique=True)
    naam = models.CharField("naam", max_length=200)
    afdeling = models.ForeignKey(Afdeling, on_delete=models.PROTECT, related_name="stageplaatsen")
    schooljaar = models.ForeignKey(Schooljaar, on_delete=models.PROTECT, related_name="stageplaatsen")
    clusters = models.ManyToManyField(Opleidingscluster, related_name="stageplaatsen")
    capaciteit = models.PositiveIntegerField("aantal studenten tegelijk")
    periodes = models.CharField("periodes", max_length=10, default="1 2 3 4")
    dagen = models.CharField("dagen", max_length=25, default="ma di wo do vr")
    min_leeftijd = models.PositiveSmallIntegerField("minimumleeftijd", default=0)
    vog_vereist = models.BooleanField("VOG nodig", default=False)
    vaccinatie_gevraagd = models.BooleanField("vaccinatie gevraagd", default=False)
    overige_eisen = models.CharField("andere eisen", max_length=300, blank=True)
    kopie_van = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="kopieen", editable=False
    )
    begeleider_niveau = models.PositiveSmallIntegerField(
        "niveau van de begeleider", default=0, help_text="0 = elk niveau"
    )
    begeleider = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="stageplaatsen")
    soort = models.CharField("soort", max_length=20, choices=PlaatsSoort, default=PlaatsSoort.REGULIER)
    scholen = models.ManyToManyField(
        Organisatie, blank=True, related_name="gereserveerde_plaatsen", help_text="Leeg: voor alle scholen."
    )
    toelichting = models.TextField("toelichting", blank=True)
    bevestigd_op = models.DateField("laatst bevestigd op", null=True, blank=True)
    ingetrokken_op = models.DateField("ingetrokken op", null=True, blank=True)

    objects = StageplaatsQuerySet.as_manager()

    class Meta:
        verbose_name = "stageplaats"
        verbose_name_plural = "stageplaatsen"
        ordering = ["naam", "pk"]
        indexes = [
            models.Index(fields=["naam", "id"], name="vacatures_plaats_naam"),
            models.Index(
                fields=["ingetrokken_op"],
                condition=models.Q(ingetrokken_op__isnull=False),
                name="vacatures_plaats_ingetrokken",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(soort__in=PlaatsSoort.values), name="vacatures_plaats_soort"),
            models.CheckConstraint(
                condition=models.Q(begeleider_niveau__lte=5), name="vacatures_plaats_begeleider_niveau"
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def volle_naam(self) -> str:
        """Name with the department before it, unless the name says that itself."""
        afdeling = self.afdeling.naam
        return self.naam if afdeling.casefold() in self.naam.casefold() else f"{afdeling}, {self.naam}"

    @property
    def leerbedrijf(self) -> Organisatie:
        """The organisation that offers the place."""
        return self.afdeling.locatie.organisatie


class Weekcapaciteit(models.Model):
    """Other capacity of a place from a day to a day: holidays, summer, lesson weeks (R5.13). No overlaps."""

    stageplaats = models.ForeignKey(Stageplaats, on_delete=models.CASCADE, related_name="weekcapaciteiten")
    begin = models.DateField("eerste dag")
    eind = models.DateField("laatste dag")
    capaciteit = models.PositiveIntegerField("aantal studenten tegelijk")
    reden = models.CharField("waarom", max_length=120, blank=True)

    class Meta:
        verbose_name = "capaciteit in weken"
        verbose_name_plural = "capaciteit in weken"
        ordering = ["begin", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(eind__gte=models.F("begin")),
                name="vacatures_weekcapaciteit_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begin} - {self.eind}: {self.capaciteit}"


class Plaatsbegeleider(models.Model):
    """A begeleider of a place, with niveau and training (R4.4, R7.8). Purpose: matching. Term: with the place."""

    stageplaats = models.ForeignKey(Stageplaats, on_delete=models.CASCADE, related_name="plaatsbegeleiders")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="begeleidt_plaatsen")
    niveau = models.PositiveSmallIntegerField("niveau", default=0, help_text="0 = onbekend; 1-4 mbo; 5 = hbo")
    opleiding = models.CharField("training", max_length=120, blank=True)
    getraind_op = models.DateField("training gehaald op", null=True, blank=True)

    class Meta:
        verbose_name = "begeleider van een plaats"
        verbose_name_plural = "begeleiders van een plaats"
        ordering = ["stageplaats", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stageplaats", "user"], name="vacatures_plaatsbegeleider_uniek"),
            models.CheckConstraint(condition=models.Q(niveau__lte=5), name="vacatures_plaatsbegeleider_niveau"),
        ]

    def __str__(self) -> str:
        return f"{self.user} bij {self.stageplaats}"
