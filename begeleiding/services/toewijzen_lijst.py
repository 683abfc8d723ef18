"""What the page of a proposal lists: students, and how full every supervisor gets (R7.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from basis.zoekwoorden import op_woorden
from begeleiding.models import Poulebegeleider, Toewijzing, Toewijzingsronde
from begeleiding.services.toewijzen_invoer import REDENEN

NAAM = "plaatsing__student__user__"
LEERBEDRIJF = "plaatsing__stageplaats__afdeling__locatie__"
VOLGORDES = {
    "student": (f"{NAAM}achternaam", f"{NAAM}voornaam"),
    "leerbedrijf": (f"{LEERBEDRIJF}organisatie__naam", f"{LEERBEDRIJF}plaats"),
    "begeleider": ("begeleider__user__achternaam", "begeleider__user__voornaam"),
    "nu": ("vorige__user__achternaam", "vorige__user__voornaam"),
}
WOORDEN = 5


def studenten(ronde: Toewijzingsronde, *, met: bool, keuze: Mapping[str, Any], sorteer: str) -> QuerySet[Toewijzing]:
    """Students with (or without) a supervisor in the proposal, filtered and in order, with all that a row shows."""
    rijen = ronde.toewijzingen.filter(begeleider__isnull=not met).select_related(
        "begeleider__user",
        "vorige__user",
        "plaatsing__student__user",
        "plaatsing__student__school",
        "plaatsing__student__opleiding",
        "plaatsing__stageplaats__afdeling__locatie__organisatie",
    )
    velden = (f"{NAAM}achternaam", f"{NAAM}voornaam", f"{LEERBEDRIJF}organisatie__naam", f"{LEERBEDRIJF}plaats")
    rijen = op_woorden(rijen, keuze.get("q") or "", *velden)
    if keuze.get("begeleider"):
        rijen = rijen.filter(begeleider=keuze["begeleider"])
    if keuze.get("wat"):
        rijen = rijen.filter(_wat(keuze["wat"]))
    velden = VOLGORDES.get(sorteer.removeprefix("-"), VOLGORDES["student"])
    eerste = F(velden[0]).desc(nulls_last=True) if sorteer.startswith("-") else F(velden[0]).asc(nulls_last=True)
    return rijen.order_by(eerste, *velden[1:], "pk")


def _wat(keuze: str) -> Q:
    return {
        "nieuw": Q(vorige__isnull=True),
        "wisselt": Q(vorige__isnull=False) & ~Q(vorige=F("begeleider")),
        "houdt": Q(vorige=F("begeleider")),
        "vast": Q(vastgezet=True),
        "hand": Q(met_de_hand=True),
    }[keuze]


@dataclass(frozen=True, slots=True)
class Belasting:
    """One supervisor in a proposal; minutes a week. `elders`: of students that this round doesn't divide."""

    begeleider: Poulebegeleider
    studenten: int
    adressen: int
    minuten: int
    elders: int
    beschikbaar: int
    reden: str

    @property
    def totaal(self) -> int:
        """Minutes in all."""
        return self.minuten + self.elders

    @property
    def te_vol(self) -> int:
        """Minutes too many; 0 when it fits."""
        return max(0, self.totaal - self.beschikbaar)

    @property
    def uren(self) -> float:
        """Hours in all."""
        return round(self.totaal / 60, 1)

    @property
    def uren_beschikbaar(self) -> float:
        """Hours that there are."""
        return round(self.beschikbaar / 60, 1)


def belastingen(ronde: Toewijzingsronde) -> list[Belasting]:
    """How full everybody gets, also after changes by hand; who can't do it now comes last. Two queries."""
    stand = ronde.uitkomst.get("begeleiders", {})
    som = {
        rij["begeleider"]: rij
        for rij in ronde.toewijzingen.filter(begeleider__isnull=False)
        .order_by()
        .values("begeleider")
        .annotate(aantal=Count("pk"), som=Sum("minuten"), plekken=Count(f"{LEERBEDRIJF}pk", distinct=True))
    }
    mensen = Poulebegeleider.objects.filter(pk__in=[*map(int, stand), *som]).select_related("user")
    rijen = []
    for wie in mensen.order_by("user__achternaam", "user__voornaam", "pk"):
        deel = som.get(wie.pk, {"aantal": 0, "som": 0, "plekken": 0})
        toen = stand.get(str(wie.pk), {"minuten": 0, "elders": 0, "reden": ""})
        rijen.append(
            Belasting(
                wie, deel["aantal"], deel["plekken"], deel["som"], toen["elders"], toen["minuten"],
                REDENEN.get(toen["reden"], ""),
            )
        )  # fmt: skip
    return sorted(rijen, key=lambda rij: (bool(rij.reden) and not rij.totaal, not rij.te_vol))


def tellingen(ronde: Toewijzingsronde) -> dict[str, int]:
    """Figures of a proposal as it is now. One query."""
    return ronde.toewijzingen.aggregate(
        studenten=Count("pk"),
        verdeeld=Count("pk", filter=Q(begeleider__isnull=False)),
        zonder=Count("pk", filter=Q(begeleider__isnull=True)),
        houdt=Count("pk", filter=Q(vorige=F("begeleider"))),
        had=Count("pk", filter=Q(vorige__isnull=False)),
        vast=Count("pk", filter=Q(vastgezet=True)),
    )
