"""One student on one stageplaats from a day to a day."""

from collections.abc import Callable
from datetime import date
from functools import cached_property

from django.db import models

from kern.models import PublicIdModel, Student, User
from plaatsingen.enums import ACTIEF, BEZET, STATUS_SOORT, ZICHTBAAR, PlaatsingStatus
from plaatsingen.models.deel import Stagedeel
from vacatures.models import EigenPlek, Sollicitatie, Stageplaats

# Who covers for a supervisor is known to an app above: it gives the ids of the placements that a person covers today.
_waarnemingen: list[Callable[[User], models.QuerySet]] = []


def registreer_waarneming(bron: Callable[[User], models.QuerySet]) -> None:
    """Let whoever covers a placement for a colleague see and do what that colleague may (R7.3)."""
    _waarnemingen.append(bron)


def begeleid_q(user: User, voor: str = "") -> models.Q:
    """Rows whose placement (behind `voor`) this person supervises for the poule, for themselves or for a colleague."""
    eigen = models.Q(**{f"{voor}stagebegeleider": user})
    for bron in _waarnemingen:
        eigen |= models.Q(**{f"{voor}pk__in": bron(user)})
    return eigen


def _waargenomen(user: User) -> frozenset[int]:
    """The placements that this person covers today; asked once for a person, and only of supervisors."""
    if not hasattr(user, "waargenomen_nu"):
        bronnen = _waarnemingen if user.heeft_rol("stagebegeleider") else []
        user.waargenomen_nu = frozenset(pk for bron in bronnen for pk in bron(user).values_list("plaatsing", flat=True))
    return user.waargenomen_nu


def _betrokken(user: User) -> list[models.Q]:
    """Return the conditions under which this person has to do with a placement that was offered."""
    delen = [models.Q(student__user=user)]
    if huizen := user.organisatie_ids_als("praktijkopleider"):
        van_huis = Stageplaats.objects.filter(afdeling__locatie__organisatie_id__in=huizen)
        delen.append(models.Q(stageplaats__in=van_huis.values("pk")))
    if user.heeft_rol("praktijkopleider", "werkbegeleider"):
        delen.append(models.Q(pk__in=Stagedeel.objects.van_leerbedrijf_van(user).values("plaatsing")))
    if user.heeft_rol("werkbegeleider"):
        delen += [models.Q(werkbegeleider=user), models.Q(tweede_begeleider=user)]
    if user.heeft_rol("stagebegeleider"):
        delen.append(models.Q(stagebegeleider=user))
        delen += [models.Q(pk__in=bron(user)) for bron in _waarnemingen]
    if user.heeft_rol("stagedocent"):
        delen.append(models.Q(student__stagedocent=user))
    return delen


def zichtbaar_q(user: User, veld: str = "plaatsing") -> models.Q:
    """Rows whose placement (in `veld`) this person may see: `visible_to` for what hangs on a placement.

    Who sees a whole school finds its rows by the school: a database looks in a set of that size row by row.
    """
    if not user.is_authenticated:
        return models.Q(pk__in=[])
    if user.ziet_hele_regio:
        return models.Q()
    if user.rollen == {"coordinator"}:
        return models.Q(**{f"{veld}__student__school_id__in": user.organisatie_ids_als("coordinator")})
    return models.Q(**{f"{veld}__in": Plaatsing.objects.visible_to(user).values("pk")})


class PlaatsingQuerySet(models.QuerySet):
    """Placements."""

    def visible_to(self, user: User) -> "PlaatsingQuerySet":
        """Who is concerned: the student, own school, own host, own supervisor; hosts and students only once offered."""
        if not user.is_authenticated:
            return self.none()
        if user.is_beheerder or user.regio_coordinator:
            return self
        scholen = models.Q(student__school_id__in=user.organisatie_ids_als("coordinator"))
        if user.rollen == {"coordinator"}:
            return self.filter(scholen)
        # Apart and then put together: a database finds each by its own index, and never does so for an OR over joins.
        alle = self.model._default_manager.order_by()
        delen = [alle.filter(deel, status__in=ZICHTBAAR) for deel in _betrokken(user)]
        if user.heeft_rol("coordinator"):
            delen.append(alle.filter(scholen))
        eerste, *rest = [deel.values("pk") for deel in delen]
        return self.filter(pk__in=eerste.union(*rest) if rest else eerste)

    def actief(self) -> "PlaatsingQuerySet":
        """Under way (also when paused)."""
        return self.filter(status__in=ACTIEF)

    def over_tijd(self, dag: date) -> "PlaatsingQuerySet":
        """Under way or paused while the last day lies before this day: to be closed."""
        return self.filter(status__in=ACTIEF, einddatum__lt=dag)

    def bezet(self) -> "PlaatsingQuerySet":
        """Taking a seat."""
        return self.filter(status__in=BEZET)

    def met_betrokkenen(self) -> "PlaatsingQuerySet":
        """With everything a list row shows, in the same query."""
        return self.select_related(
            "student__user",
            "student__school",
            "student__opleiding",
            "student__cluster",
            "student__stagedocent",
            "stageplaats__afdeling__locatie__organisatie",
            "werkbegeleider",
            "tweede_begeleider",
            "stagebegeleider",
        )


class Plaatsing(PublicIdModel):
    """A placement. Purpose: carrying out the stage. Term: 2 years after leaving."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="plaatsingen")
    stageplaats = models.ForeignKey(Stageplaats, on_delete=models.PROTECT, related_name="plaatsingen")
    begindatum = models.DateField("eerste dag")
    einddatum = models.DateField("laatste dag")
    periodes = models.CharField("periodes", max_length=10)
    dagen = models.CharField("dagen", max_length=25)
    status = models.CharField("status", max_length=20, choices=PlaatsingStatus, default=PlaatsingStatus.VOORGESTELD)
    uren_norm = models.PositiveIntegerField("uren in totaal", default=0)
    werkbegeleider = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="plaatsingen_als_werkbegeleider"
    )
    stagebegeleider = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="plaatsingen_als_stagebegeleider"
    )
    tweede_begeleider = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="plaatsingen_als_tweede_begeleider"
    )
    sollicitatie = models.OneToOneField(
        Sollicitatie, on_delete=models.SET_NULL, null=True, blank=True, related_name="plaatsing"
    )
    eigen_plek = models.OneToOneField(
        EigenPlek, on_delete=models.SET_NULL, null=True, blank=True, related_name="plaatsing"
    )
    vorm = models.ForeignKey(
        "plaatsingen.Stagevorm", on_delete=models.PROTECT, null=True, blank=True, related_name="plaatsingen"
    )
    vervolg_op = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="vervolgen", editable=False
    )
    aangemaakt_op = models.DateTimeField("aangemaakt op")
    bevestigd_op = models.DateTimeField("bevestigd door student op", null=True, blank=True)

    objects = PlaatsingQuerySet.as_manager()

    class Meta:
        verbose_name = "plaatsing"
        verbose_name_plural = "plaatsingen"
        ordering = ["-begindatum", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(einddatum__gte=models.F("begindatum")),
                name="plaatsingen_plaatsing_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=PlaatsingStatus.values), name="plaatsingen_plaatsing_status"
            ),
        ]
        indexes = [
            models.Index(fields=["-begindatum", "-id"], name="plaatsing_nieuwst"),
            models.Index(fields=["status", "begindatum"], name="plaatsing_status_begin"),
            models.Index(fields=["stageplaats", "status"], name="plaatsing_plaats_status"),
        ]

    def __str__(self) -> str:
        return f"{self.student} bij {self.stageplaats}"

    @cached_property
    def geldige_delen(self) -> list[Stagedeel]:
        """Parts at a second host, read once for a page; whoever changes them reads them anew."""
        return list(self.delen.geldig().select_related("werkbegeleider", "stageplaats__afdeling__locatie__organisatie"))

    def begeleidt(self, user: User) -> bool:
        """Whether this person supervises the placement for the poule, or covers for who does (R7.3)."""
        return self.stagebegeleider_id == user.pk or self.pk in _waargenomen(user)

    @property
    def is_actief(self) -> bool:
        """Under way, also when paused."""
        return self.status in ACTIEF

    @property
    def status_soort(self) -> str:
        """Kind of badge for the state."""
        return STATUS_SOORT[self.status]


class Statuswijziging(models.Model):
    """One change of state: who, when, why (R5.1). Append-only."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="statuswijzigingen")
    van = models.CharField("van", max_length=20, blank=True)
    naar = models.CharField("naar", max_length=20, choices=PlaatsingStatus)
    at = models.DateTimeField("wanneer")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reden = models.TextField("reden", blank=True)

    class Meta:
        verbose_name = "statuswijziging"
        verbose_name_plural = "statuswijzigingen"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.van} > {self.naar}"
