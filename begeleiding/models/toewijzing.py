"""Dividing students over the supervisors of the poule (R7.3)."""

from django.db import models

from begeleiding.enums import Rondesoort, RondeStatus, Verdeelwijze
from begeleiding.models.poule import Poulebegeleider
from kern.models import Achtergrondtaak, PublicIdModel, User
from plaatsingen.models import Plaatsing


class ToewijzingsrondeQuerySet(models.QuerySet):
    """Divisions."""

    def visible_to(self, user: User) -> "ToewijzingsrondeQuerySet":
        """The bureau divides the poule: its coordinators and the administrators."""
        return self if user.ziet_hele_regio else self.none()

    def wordt_berekend(self) -> "ToewijzingsrondeQuerySet":
        """Of which the work waits or runs."""
        return self.filter(status=RondeStatus.BEREKENEN, taak__in=Achtergrondtaak.objects.lopend())


class Toewijzingsronde(PublicIdModel):
    """One computed division: what went in (settings, hash), what came out. A re-run is a new row."""

    soort = models.CharField("soort", max_length=12, choices=Rondesoort, default=Rondesoort.VERDELING)
    wijze = models.CharField(
        "wie al een begeleider heeft", max_length=10, choices=Verdeelwijze, default=Verdeelwijze.BEHOUDEN
    )
    peildatum = models.DateField("vanaf")
    tot = models.DateField("tot en met")
    afwezige = models.ForeignKey(
        Poulebegeleider, on_delete=models.SET_NULL, null=True, blank=True, related_name="waarneemrondes"
    )
    status = models.CharField("status", max_length=12, choices=RondeStatus, default=RondeStatus.BEREKENEN)
    vervolg_op = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="vervolgen")
    uitkomst = models.JSONField("uitkomst", default=dict)
    invoer_hash = models.CharField("hash van de invoer", max_length=64, blank=True)
    taak = models.ForeignKey(Achtergrondtaak, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")
    vastgesteld_op = models.DateTimeField("vastgesteld op", null=True, blank=True)

    objects = ToewijzingsrondeQuerySet.as_manager()

    class Meta:
        verbose_name = "verdeling over begeleiders"
        verbose_name_plural = "verdelingen over begeleiders"
        ordering = ["-gemaakt_op", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=RondeStatus.values), name="begeleiding_ronde_status"),
            models.CheckConstraint(condition=models.Q(soort__in=Rondesoort.values), name="begeleiding_ronde_soort"),
            models.CheckConstraint(condition=models.Q(wijze__in=Verdeelwijze.values), name="begeleiding_ronde_wijze"),
            models.CheckConstraint(
                condition=models.Q(tot__gte=models.F("peildatum")),
                name="begeleiding_ronde_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
        ]

    def __str__(self) -> str:
        return f"{'waarneming' if self.is_waarneming else 'verdeling'} vanaf {self.peildatum:%d-%m-%Y}"

    @property
    def is_waarneming(self) -> bool:
        """Whether it is about cover for somebody who is away."""
        return self.soort == Rondesoort.WAARNEMING

    @property
    def aantal_zonder(self) -> int | str:
        """Students without a supervisor as calculated; a dash as long as there is no outcome."""
        uitkomst = self.uitkomst
        return uitkomst["zonder"] if uitkomst else "–"

    @property
    def is_mislukt(self) -> bool:
        """Whether the calculation ended without an outcome."""
        return self.status == RondeStatus.BEREKENEN and self.taak is not None and self.taak.afgelopen_op is not None

    @property
    def status_nu(self) -> tuple[str, str]:
        """Word and kind of badge for where it stands."""
        if self.is_mislukt:
            return "niet gelukt", "fout"
        soort = {
            RondeStatus.BEREKENEN: "loopt", RondeStatus.VOORSTEL: "let_op", RondeStatus.VASTGESTELD: "klaar",
        }.get(self.status, "neutraal")  # fmt: skip
        return self.get_status_display(), soort

    @property
    def is_voorstel(self) -> bool:
        """Whether it can still be changed and fixed."""
        return self.status == RondeStatus.VOORSTEL


class Toewijzing(PublicIdModel):
    """One student in a division: to whom, why, pinned by hand or not; without a supervisor the reasons say why."""

    ronde = models.ForeignKey(Toewijzingsronde, on_delete=models.CASCADE, related_name="toewijzingen")
    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="toewijzingen")
    begeleider = models.ForeignKey(
        Poulebegeleider, on_delete=models.CASCADE, null=True, blank=True, related_name="toewijzingen"
    )
    vorige = models.ForeignKey(Poulebegeleider, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    vastgezet = models.BooleanField("vastgezet", default=False)
    met_de_hand = models.BooleanField("met de hand gekozen", default=False)
    reden = models.CharField("waarom met de hand", max_length=300, blank=True)
    niet = models.JSONField("begeleiders die deze student niet mogen krijgen", default=list, blank=True)  # ids
    minuten = models.PositiveSmallIntegerField("minuten per week", default=30)
    uitleg = models.JSONField("uitleg", default=dict)

    class Meta:
        verbose_name = "toewijzing"
        verbose_name_plural = "toewijzingen"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["ronde", "plaatsing"], name="begeleiding_toewijzing_uniek")]

    def __str__(self) -> str:
        return f"{self.plaatsing_id} naar {self.begeleider_id}"
