"""Look for the cheapest set of measures that closes the gap, and say in sentences why it is this one (R3.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from basis.nederlands import count_noun, format_number
from kern.models import User
from vraagaanbod.effect import totaal_tekort
from vraagaanbod.goedkoopste import Oplossing, los_op
from vraagaanbod.models import Maatregel, Scenario
from vraagaanbod.services.plan import Plan, zet_van
from vraagaanbod.services.scenario import maak, plan_aantallen

# Each chosen measure asks for one more solution; a region has a few dozen measures.
MAX_UITGELEGD = 40


@dataclass(frozen=True, slots=True)
class Vondst:
    """The best set, and its explanation as stored with the scenario."""

    oplossing: Oplossing
    uitleg: dict


def geld(centen: int) -> str:
    """Return an amount as a person reads it."""
    return f"€ {format_number(centen / 100, 0 if centen % 100 == 0 else 2)}"


def plekken(aantal: int) -> str:
    """Return a number of places in words."""
    return count_noun(aantal, "plek", "plekken")


def zoek(plan: Plan, *, houd_vast: bool, zonder: Iterable[int] = ()) -> Vondst:
    """Return the best set over the market without measures, with sentences on every choice.

    `houd_vast` keeps what was promised or done as it is; `zonder` are ids of measures to leave out.
    """
    zetten = [zet_van(maatregel) for maatregel in plan.kandidaten]
    vast = plan_aantallen(plan) if houd_vast else {}
    weg = frozenset(zonder) - set(vast)
    beste = los_op(plan.zonder, zetten, vast=vast, zonder=weg)
    return Vondst(beste, _leg_uit(plan, beste, vast, weg))


def _leg_uit(plan: Plan, beste: Oplossing, vast: dict[int, int], weg: frozenset) -> dict:
    per_id = {maatregel.pk: maatregel for maatregel in plan.kandidaten}
    zetten = [zet_van(maatregel) for maatregel in plan.kandidaten]
    gekozen, anders = [], None
    vrij = [pk for pk in beste.keuze if pk not in vast]
    for nummer, (pk, aantal) in enumerate(beste.keuze.items()):
        maatregel = per_id[pk]
        if pk in vast:
            waarom = f"Deze maatregel is al {maatregel.get_status_display()} en blijft staan."
        elif nummer < MAX_UITGELEGD:
            ander = los_op(plan.zonder, zetten, vast=vast, zonder=weg | {pk})
            waarom = _waarom(beste, ander)
            if anders is None or (ander.tekort, ander.kosten) < (anders[1].tekort, anders[1].kosten):
                anders = (maatregel, ander)
        else:
            waarom = "Hoort bij de goedkoopste combinatie."
        deel = f", van de {maatregel.plaatsen_naar} mogelijke" if aantal < maatregel.plaatsen_naar else ""
        kosten = zet_van(maatregel).kosten(aantal)
        gekozen.append({"titel": maatregel.titel, "wat": f"{plekken(aantal)}{deel}, {geld(kosten)}", "waarom": waarom})
    return {
        "samenvatting": _samenvatting(plan, beste, vrij),
        "gekozen": gekozen,
        "anders": _alternatief(beste, anders),
        "open": _wat_open_blijft(plan, beste),
        "houd_vast": bool(vast),
    }


def _samenvatting(plan: Plan, beste: Oplossing, vrij: list[int]) -> str:
    voor = totaal_tekort(plan.zonder)
    if not beste.keuze:
        return f"Geen enkele maatregel maakt het tekort van {plekken(voor)} kleiner."
    rest = f"Er blijven {plekken(beste.tekort)} tekort." if beste.tekort else "Dan is er nergens meer een tekort."
    nieuw = f" ({len(vrij)} nieuw)" if len(vrij) < len(beste.keuze) else ""
    kosten = "kost" if len(beste.keuze) == 1 else "kosten samen"
    return (
        f"Het tekort zonder maatregelen is {plekken(voor)}. "
        f"{count_noun(len(beste.keuze), 'maatregel', 'maatregelen')}{nieuw} {kosten} {geld(beste.kosten)}. {rest} "
        "Geen andere combinatie laat minder open, en met hetzelfde tekort is er geen goedkopere."
    )


def _waarom(beste: Oplossing, ander: Oplossing) -> str:
    if ander.tekort > beste.tekort:
        return f"Zonder deze maatregel blijven er {plekken(ander.tekort - beste.tekort)} meer open."
    if ander.kosten > beste.kosten:
        return f"Zonder deze maatregel kost het {geld(ander.kosten - beste.kosten)} meer om evenveel op te lossen."
    return "Het kan ook zonder deze maatregel, voor hetzelfde geld. Deze set heeft minder maatregelen of staat eerder."


def _alternatief(beste: Oplossing, anders: tuple[Maatregel, Oplossing] | None) -> str:
    if anders is None:
        return ""
    maatregel, ander = anders
    if ander.tekort > beste.tekort:
        uit = f"die laat {plekken(ander.tekort)} open in plaats van {beste.tekort}, voor {geld(ander.kosten)}"
    else:
        uit = f"die kost {geld(ander.kosten)} in plaats van {geld(beste.kosten)}"
    return f"De beste set na deze is die zonder {maatregel.titel}: {uit}."


def _wat_open_blijft(plan: Plan, beste: Oplossing) -> list[str]:
    uit = []
    for rij in plan.rijen:
        tekort = beste.markt[rij.cluster.pk].tekort
        if tekort:
            uit.append(f"{rij.cluster}: {plekken(tekort)}. {_waarom_open(plan, beste, rij.cluster.pk)}")
    return uit


def _waarom_open(plan: Plan, beste: Oplossing, cluster: int) -> str:
    voor = [maatregel for maatregel in plan.kandidaten if maatregel.naar_cluster_id == cluster]
    if not voor:
        return "Er is geen maatregel die hier plekken bij maakt."
    over = [maatregel for maatregel in voor if beste.keuze.get(maatregel.pk, 0) < maatregel.plaatsen_naar]
    if not over:
        return "Alle maatregelen voor dit cluster zijn helemaal gebruikt."
    bronnen = sorted({str(maatregel.van_cluster) for maatregel in over if maatregel.van_cluster_id})
    if bronnen:
        return f"De rest kan niet: dan komt {' of '.join(bronnen)} zelf plekken tekort."
    return "De maatregelen die over zijn, passen niet in hun geheel."


def maak_goedkoopste(
    *, plan: Plan, naam: str, houd_vast: bool, zonder: Iterable[int], by: User | None, at: datetime
) -> Scenario:
    """Keep the cheapest set as a scenario with its explanation."""
    vondst = zoek(plan, houd_vast=houd_vast, zonder=zonder)
    aantallen = {rij: vondst.oplossing.keuze.get(rij.pk, 0) for rij in plan.kandidaten}
    return maak(
        schooljaar=plan.schooljaar,
        naam=naam,
        toelichting="Gevonden door de computer: de goedkoopste set die het tekort zo klein mogelijk maakt.",
        aantallen=aantallen,
        uitleg=vondst.uitleg,
        by=by,
        at=at,
    )


def nieuwe_naam(plan: Plan, bestaand: Iterable[str]) -> str:
    """Return a free name for a found set."""
    namen, nummer = set(bestaand), 1
    while (naam := f"Goedkoopste set {nummer}") in namen:
        nummer += 1
    return naam
