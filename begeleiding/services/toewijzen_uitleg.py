"""Why a proposal is as it is, in sentences for the page and the download (R7.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from begeleiding.models import Poulebegeleider, Toewijzing, Toewijzingsronde

VALT_AF = {
    "kan_niet": ("begeleider kan dan niet", "begeleiders kunnen dan niet"),
    "niveau": ("begeleider heeft een lager niveau", "begeleiders hebben een lager niveau"),
    "afstand": ("begeleider komt niet zo ver", "begeleiders komen niet zo ver"),
    "niet_gewenst": ("begeleider is uitgesloten", "begeleiders zijn uitgesloten"),
    "geen_tijd": ("begeleider heeft te weinig tijd", "begeleiders hebben te weinig tijd"),
}


def waarom(rij: Toewijzing) -> str:
    """One line: why this supervisor, or why nobody."""
    uitleg = rij.uitleg
    if rij.met_de_hand:
        return f"Met de hand gekozen: {rij.reden}" if rij.reden else "Met de hand gekozen."
    if rij.begeleider_id is None:
        return _waarom_niemand(uitleg)
    if rij.vastgezet:
        return "Vastgezet."
    delen = []
    if uitleg.get("behouden"):
        delen.append("houdt dezelfde begeleider" if rij.vorige_id == rij.begeleider_id else "net als eerder")
    if uitleg.get("sector"):
        delen.append("kent het vak")
    if uitleg.get("km") is not None:
        delen.append(f"{_getal(uitleg['km'])} km")
    if samen := uitleg.get("samen"):
        delen.append(f"ziet daar nog {samen} {'student' if samen == 1 else 'studenten'}")
    tekst = ", ".join(delen) or "heeft tijd"
    return tekst[0].upper() + tekst[1:] + "."


def _waarom_niemand(uitleg: Mapping[str, Any]) -> str:
    if not uitleg.get("past"):
        redenen = uitleg.get("valt_af", {})
        if not redenen:
            return "Er zit niemand in de poule."
        return f"Er past niemand: {'; '.join(_valt_af(redenen))}."
    vol = uitleg.get("vol")
    if not vol:
        return "Er is geen tijd meer bij de begeleiders die passen."
    wie = "de ene begeleider die past" if vol["begeleiders"] == 1 else f"de {vol['begeleiders']} begeleiders die kunnen"
    tekst = (
        f"Geen tijd meer bij {wie}: zij hebben {_uren(vol['minuten'])} per week, "
        f"en studenten die nergens anders terechtkunnen vragen {_uren(vol['gevraagd'])}."
    )
    if voor := vol.get("voorgaan", 0):
        wie = "1 student ging" if voor == 1 else f"{voor} studenten gingen"
        tekst += f" {wie} voor: met meer voorrang, of omdat die al een begeleider had{'' if voor == 1 else 'den'}."
    return tekst


def _valt_af(redenen: Mapping[str, int]) -> list[str]:
    # In our own order: a database keeps the keys of a JSON field in an order of its own.
    return [f"{redenen[naam]} {woorden[redenen[naam] != 1]}" for naam, woorden in VALT_AF.items() if naam in redenen]


def trechter(rij: Toewijzing) -> list[str]:
    """How the poule shrinks to who could have this student."""
    return _valt_af(rij.uitleg.get("valt_af", {}))


@dataclass(frozen=True, slots=True)
class Alternatief:
    """Another supervisor, and what it would cost the whole."""

    begeleider: Poulebegeleider
    km: float | None
    gevolg: str
    uitgesloten: bool


def alternatieven(rij: Toewijzing) -> list[Alternatief]:
    """The best other supervisors for one student, as calculated. One query."""
    codes = {int(ander["code"]): ander for ander in rij.uitleg.get("anderen", [])}
    mensen = Poulebegeleider.objects.filter(pk__in=codes).select_related("user").in_bulk()
    return [
        Alternatief(mensen[pk], ander["van_ver"], gevolg(ander, zonder=rij.begeleider_id is None), pk in rij.niet)
        for pk, ander in codes.items()
        if pk in mensen
    ]


def gevolg(ander: Mapping[str, Any], *, zonder: bool = False) -> str:
    """What the whole would lose, most important first; `zonder`: the student has nobody now, so another pays for it."""
    if zonder and ander["studenten"] == 0:
        return "Dan krijgt een andere student niemand."
    if zonder and ander["studenten"] > 0:
        return "Dan krijgt een student die voorgaat niemand."
    delen = []
    woorden = (
        ("studenten", "student zonder begeleider", "studenten zonder begeleider"),
        ("behouden", "student verliest de eigen begeleider", "studenten verliezen de eigen begeleider"),
        ("sector", "student krijgt iemand die het vak minder kent", "studenten krijgen iemand die het vak minder kent"),
    )
    for naam, een, meer in woorden:
        if ander[naam] > 0:
            delen.append(f"{ander[naam]} {een if ander[naam] == 1 else meer}")
        if ander[naam]:
            break  # what comes after is of less weight, and may well be better
    if not any(ander[naam] for naam, _, _ in woorden):
        if not ander["km"]:
            return "Even goed."
        delen.append(f"{_getal(ander['km'])} km meer reizen")
    return f"Dan: {delen[0]}." if delen else "Even goed."


def bewijs(ronde: Toewijzingsronde) -> tuple[str, str]:
    """What is proven of a proposal: kind of note and sentence."""
    uitkomst = ronde.uitkomst
    grens, doelen = uitkomst["grens"], uitkomst["doelen"]
    if uitkomst["optimaal"]:
        tekst = (
            "Dit is bewezen de beste verdeling: met deze gegevens kan niemand méér worden begeleid, "
            "houden niet meer studenten hun begeleider en is er niet minder reistijd nodig."
        )
        if not uitkomst["adressen_bewezen"]:
            tekst += " Misschien kan het nog met minder adressen per begeleider."
        return "klaar", tekst
    if grens.get("begeleid") != doelen["begeleid"]:
        return "let_op", (
            f"Er zijn {doelen['begeleid']} studenten verdeeld. Meer dan {grens['begeleid']} kan zeker niet. "
            "Doordat studenten niet allemaal evenveel tijd vragen, is niet bewezen dat dit het beste is."
        )
    if "behouden" in grens and grens["behouden"] != doelen["behouden"]:
        return "klaar", (
            "Meer studenten verdelen kan niet: dat is bewezen. "
            f"{doelen['behouden']} houden hun begeleider, en meer dan {grens['behouden']} kan zeker niet."
        )
    return "klaar", (
        "Bewezen is dat niet meer studenten verdeeld kunnen worden, en dat niet meer studenten hun begeleider kunnen "
        "houden. Van reizen en vakkennis is dat niet bewezen."
    )


def _getal(getal: float) -> str:
    return f"{getal:.1f}".replace(".", ",")


def _uren(minuten: int) -> str:
    uren = minuten / 60
    return f"{uren:.0f} uur" if uren == int(uren) else f"{_getal(uren)} uur"
