"""What the page and the section of a route show: pictures, sentences, the choice in words (R8.4)."""

from typing import Any

from basis.nederlands import count_noun
from evaluaties.beelden import KOLOMMEN, deelbalken, deelregels, routekaart
from evaluaties.models import Routekeuze
from evaluaties.services.volg import Route
from evaluaties.services.volg_gevolgen import Toon, aankomst_zin, bereik_zin, gevolgen
from evaluaties.services.volg_rekenen import WatAls
from plaatsingen.services.urengrenzen import Grenzen


def keuzeregels(keuze: Routekeuze) -> list[str]:
    """Return a kept choice in words: `2 weken weg`, `4 uur per week meer`."""
    plan = WatAls.van_keuze(keuze.keuze)
    uit = []
    if plan.weken_weg:
        uit.append(f"{count_noun(plan.weken_weg, 'week', 'weken')} weg")
    if plan.uren_meer:
        uit.append(f"{abs(plan.uren_meer)} uur per week {'meer' if plan.uren_meer > 0 else 'minder'}")
    if plan.examens_gemist:
        uit.append(f"{count_noun(plan.examens_gemist, 'examen', 'examens')} opnieuw")
    if plan.verslagen_gemist:
        uit.append(f"{count_noun(plan.verslagen_gemist, 'verslag', 'verslagen')} vergeten")
    if plan.in_vakanties:
        uit.append("doorwerken in schoolvakanties")
    return uit


def routecontext(
    nu: Route, dan: Route, plan: WatAls, keuze: Routekeuze | None, toon: Toon, *, met_gevolgen: bool = True
) -> dict[str, Any]:
    """Return what the templates of a route need; `dan` is the route with the plan, the same one without."""
    titel = f"De route van {toon.naam}" if toon.naam else "Je route"
    return {
        "nu": nu,
        "dan": dan,
        "plan": plan,
        "kaart": routekaart(titel, nu, kies=None if plan.leeg else dan.aankomst.dag),
        "balken": deelbalken("Hoe ver is elk deel?", nu.delen),
        "kolommen": KOLOMMEN,
        "regels": deelregels(nu.delen),
        "zin": aankomst_zin(nu, toon),
        "bereik": bereik_zin(nu),
        "gevolgen": gevolgen(nu, dan, plan, toon, Grenzen()) if met_gevolgen else [],
        "keuzeregels": keuzeregels(keuze) if keuze else [],
        "achter": [deel for deel in nu.delen if deel.soort in {"fout", "let_op"}],
    }
