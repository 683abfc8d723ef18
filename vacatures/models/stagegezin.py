"""Families that take a student at home (R5.10): from the form to the place. Their own details stay with few."""

from django.db import models

from kern.models import Organisatie, PublicIdModel, User
from vacatures.enums import StagegezinStatus
from vacatures.models.stageplaats import Stageplaats

S = StagegezinStatus
# What follows what; the services keep to it.
OVERGANGEN: dict[str, frozenset[str]] = {
    S.AANGEMELD: frozenset({S.BEZOEK, S.AFGEWEZEN}),
    S.BEZOEK: frozenset({S.BEZOEK, S.BEZOCHT, S.AFGEWEZEN}),
    S.BEZOCHT: frozenset({S.VOORWAARDEN, S.AFGEWEZEN}),
    S.VOORWAARDEN: frozenset({S.VOORWAARDEN, S.GOEDGEKEURD, S.AFGEWEZEN}),
    S.GOEDGEKEURD: frozenset({S.GESTOPT}),
    S.AFGEWEZEN: frozenset(),
    S.GESTOPT: frozenset(),
}
OPEN = frozenset({S.AANGEMELD, S.BEZOEK, S.BEZOCHT, S.VOORWAARDEN})


class StagegezinQuerySet(models.QuerySet):
    """Families."""

    def visible_to(self, user: User) -> "StagegezinQuerySet":
        """The bureau sees all; coordinators and stagedocenten those that their school visits."""
        if not user.is_authenticated:
            return self.none()
        if user.is_beheerder or user.regio_coordinator:
            return self
        return self.filter(school__in=user.organisatie_ids_als("coordinator", "stagedocent"))

    def open(self) -> "StagegezinQuerySet":
        """Not yet decided."""
        return self.filter(status__in=OPEN)


class Stagegezin(PublicIdModel):
    """A family. Purpose: judging and using a place at home. Term: 1 year after it was refused or stopped."""

    nummer = models.PositiveIntegerField("nummer", unique=True)
    contact_naam = models.CharField("naam", max_length=120)
    adres = models.CharField("straat en nummer", max_length=200)
    postcode = models.CharField("postcode", max_length=7)
    plaats = models.CharField("plaats", max_length=100)
    telefoon = models.CharField("telefoonnummer", max_length=30)
    email = models.EmailField("e-mailadres", blank=True)
    situatie = models.TextField("wie wonen er, en wat speelt er", blank=True)
    taken = models.TextField("wat een student er doet", blank=True)
    dagen = models.CharField("dagen", max_length=25)
    status = models.CharField("stand", max_length=15, choices=StagegezinStatus, default=S.AANGEMELD)
    school = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, null=True, blank=True, related_name="stagegezinnen"
    )
    docent = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="bezoekt_gezinnen")
    bezoek_op = models.DateField("dag van het huisbezoek", null=True, blank=True)
    bevindingen = models.TextField("bevindingen", blank=True)
    voorwaarden = models.TextField("voorwaarden en afspraken", blank=True)
    akkoord_op = models.DateField("gezin akkoord op", null=True, blank=True)
    besluit = models.TextField("waarom wel of niet", blank=True)
    besloten_op = models.DateField("besloten op", null=True, blank=True)
    organisatie = models.OneToOneField(
        Organisatie, on_delete=models.SET_NULL, null=True, blank=True, related_name="stagegezin"
    )
    stageplaats = models.OneToOneField(
        Stageplaats, on_delete=models.SET_NULL, null=True, blank=True, related_name="stagegezin"
    )
    zelf_aangemeld = models.BooleanField("meldde zich zelf aan", default=False)
    aangemeld_op = models.DateTimeField("aangemeld op")
    versie = models.PositiveIntegerField("versie", default=1)

    objects = StagegezinQuerySet.as_manager()

    class Meta:
        verbose_name = "stagegezin"
        verbose_name_plural = "stagegezinnen"
        ordering = ["-aangemeld_op", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=S.values), name="vacatures_gezin_status"),
            models.CheckConstraint(
                condition=~models.Q(status__in=[S.GOEDGEKEURD, S.AFGEWEZEN]) | ~models.Q(besluit=""),
                name="vacatures_gezin_besluit_met_reden",
                violation_error_message="Schrijf op waarom.",
            ),
        ]
        indexes = [models.Index(fields=["status", "docent"], name="vacatures_gezin_status_docent")]

    def __str__(self) -> str:
        return self.naam

    @property
    def code(self) -> str:
        """Number as people say it: "G-012"."""
        return f"G-{self.nummer:03d}"

    @property
    def naam(self) -> str:
        """What everybody in the region may read: never the family's own name."""
        return f"Stagegezin {self.code}"


class Stagegezinstap(models.Model):
    """One step: who, when, why. Append-only."""

    gezin = models.ForeignKey(Stagegezin, on_delete=models.CASCADE, related_name="stappen")
    naar = models.CharField("naar", max_length=15, choices=StagegezinStatus)
    at = models.DateTimeField("wanneer")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    tekst = models.TextField("toelichting", blank=True)

    class Meta:
        verbose_name = "stap van een stagegezin"
        verbose_name_plural = "stappen van een stagegezin"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.gezin} > {self.naar}"
