"""What the placement says otherwise than the agreement that was signed: the reason to make an amendment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plaatsingen.enums import OvereenkomstSoort, OvereenkomstStatus
from plaatsingen.models import Overeenkomst
from plaatsingen.services.overeenkomst_variabelen import dagen_tekst, datum_tekst

GEEN_BEGELEIDER = "niemand"
GEEN_TWEEDE = "geen ander leerbedrijf"


@dataclass(frozen=True, slots=True)
class Verschil:
    """One thing that differs: what the agreement says, and what the placement says now."""

    wat: str
    getekend: str
    nu: str


def verschillen(overeenkomst: Overeenkomst) -> list[Verschil]:
    """Return what changed since a sent agreement without an amendment; [] for anything else.

    What a carried out amendment changed counts as agreed.
    """
    verstuurd = overeenkomst.status in {OvereenkomstStatus.ONDERTEKENING, OvereenkomstStatus.GETEKEND}
    if overeenkomst.soort != OvereenkomstSoort.POK or not verstuurd or "stage" not in overeenkomst.gegevens:
        return []
    plaatsing, afgesproken = overeenkomst.plaatsing, _afgesproken(overeenkomst)
    nu = {
        "Laatste dag": datum_tekst(plaatsing.einddatum),
        "Eerste dag": datum_tekst(plaatsing.begindatum),
        "Dagen": dagen_tekst(plaatsing.dagen),
        "Afdeling": plaatsing.stageplaats.volle_naam,
        "Vaste werkbegeleider": plaatsing.werkbegeleider.naam if plaatsing.werkbegeleider else GEEN_BEGELEIDER,
        "Tweede begeleider": plaatsing.tweede_begeleider.naam if plaatsing.tweede_begeleider else GEEN_BEGELEIDER,
        "Tweede leerbedrijf": _delen_tekst(
            {
                "naam": deel.stageplaats.leerbedrijf.naam,
                "plek": deel.stageplaats.volle_naam,
                "dagen": deel.dagen,
                "uren": deel.uren_norm,
            }
            for deel in plaatsing.geldige_delen
        ),
        "Uren in totaal": f"{plaatsing.uren_norm} uur",
    }
    return [
        Verschil(wat, afgesproken[wat], waarde)
        for wat, waarde in nu.items()
        if afgesproken.get(wat) and afgesproken[wat] != waarde
    ]


def _afgesproken(overeenkomst: Overeenkomst) -> dict[str, str]:
    gegevens: Mapping[str, Any] = overeenkomst.gegevens
    stage = gegevens["stage"]
    afspraken = {
        "Laatste dag": datum_tekst(stage["einddatum"]),
        "Eerste dag": datum_tekst(stage["begindatum"]),
        "Dagen": dagen_tekst(stage["dagen"]),
        "Afdeling": gegevens["leerbedrijf"]["plek"],
        "Vaste werkbegeleider": gegevens["begeleiding"]["werkbegeleider"],
        "Tweede begeleider": gegevens["begeleiding"].get("tweede") or GEEN_BEGELEIDER,
        "Tweede leerbedrijf": _delen_tekst(gegevens.get("andere_leerbedrijven", [])),
        "Uren in totaal": f"{stage['uren_totaal']} uur",
    }
    aanvullingen = Overeenkomst.objects.filter(
        plaatsing_id=overeenkomst.plaatsing_id, soort=OvereenkomstSoort.AANVULLING, doorgevoerd_op__isnull=False
    )
    for wijzigingen in aanvullingen.order_by("volgnummer").values_list("wijzigingen", flat=True):
        afspraken |= {rij["wat"]: rij["naar"] for rij in wijzigingen if rij["soort"] != "anders"}
    return afspraken


def _delen_tekst(delen: Iterable[Mapping[str, Any]]) -> str:
    """Return the parts at other hosts in words, each with its own days and hours (R5.9)."""
    regels = [f"{deel['naam']}, {deel['plek']}: {dagen_tekst(deel['dagen'])}, {deel['uren']} uur" for deel in delen]
    return "; ".join(sorted(regels)) or GEEN_TWEEDE
