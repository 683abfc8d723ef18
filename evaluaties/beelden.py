"""Pictures of the route: the road over time with its events, and how far along each leg is (R8.4)."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.safestring import SafeString

from basis.nederlands import format_number, short_date
from basis.svg import SMALST, Tekening, kort_af, teken_breedte
from evaluaties.services.volg import Route
from evaluaties.services.volg_delen import Deel
from plaatsingen.stageweken import WEEK

WEG, BAAN, BALK = 62, 42, 46  # y of the road, height of a lane with events, height of a bar with its words
VORM = {"klaar": 0, "fout": 1, "wacht": 2}
WOORDEN = (("gedaan", "klaar"), ("had al gemoeten", "fout"), ("komt nog", "wacht"))
KLEUR = {"klaar": "klaar", "let_op": "let-op", "fout": "fout", "loopt": "merk", "wacht": "merk", "neutraal": "merk"}


def routekaart(titel: str, route: Route, *, kies: date | None = None, breedte: int | None = None) -> SafeString:
    """Draw the road: where the student is, the agreed last day, the expected one with its range.

    `kies`: the day that the plan of the student gave, marked apart. Below the road a lane per leg with dated events.
    """
    banen = [deel for deel in route.delen if deel.punten]
    as_ = _As(route, kies)
    laatste = WEG + 40
    tekening = Tekening(laatste + BAAN * len(banen) + (66 if banen else 0), breedte=breedte)
    _teken_weg(tekening, as_, route, breedte or SMALST)
    if kies is not None:
        tekening.lijn(as_.x(kies), WEG - 14, as_.x(kies), WEG + 14, "let-op", dikte=2, stroke_dasharray="3 3")
    y = float(laatste)
    for deel in banen:
        _teken_baan(tekening, as_, deel, y)
        y += BAAN
    if banen:
        tekening.lijn(as_.x(route.op), laatste, as_.x(route.op), y, "lijn-2", stroke_dasharray="2 4")
        tekening.legenda([woord for woord, _ in WOORDEN], [kleur for _, kleur in WOORDEN], y=y + 20, vormen=True)
    return tekening.klaar(titel, _omschrijf(route))


class _As:
    """The time axis: from the first day to the last of everything that is drawn, with a week to spare."""

    def __init__(self, route: Route, kies: date | None) -> None:
        einde = route.aankomst
        punten = [punt.dag for deel in route.delen for punt in deel.punten]
        ver = route.laatste_dag + timedelta(days=366)  # what lies further would squeeze all the rest
        dagen = [route.begin, route.laatste_dag, route.op, *punten]
        dagen += [dag for dag in (einde.dag, einde.vroeg, einde.laat, kies) if dag is not None]
        self.eerste = min(dagen)
        self.laatste = min(max(dagen), ver) + WEEK

    def x(self, dag: date) -> float:
        """Return the place of a day along the width."""
        deel = (dag - self.eerste).days / max(1, (self.laatste - self.eerste).days)
        return 0.02 + 0.96 * max(0.0, min(1.0, deel))


def _teken_weg(tekening: Tekening, as_: _As, route: Route, breed: float) -> None:
    begin, nu, einde = as_.x(route.begin), as_.x(route.op), route.aankomst
    eind = max(as_.x(route.laatste_dag), as_.x(einde.dag) if einde.dag else 0)
    if einde.vroeg and einde.laat and einde.vroeg < einde.laat:
        vroeg, laat = as_.x(einde.vroeg), as_.x(einde.laat)
        tekening.balk(vroeg, WEG - 12, laat - vroeg, 24, "hitte-2", straal=6)
    tekening.balk(begin, WEG - 4, eind - begin, 8, "lijn", straal=4)
    if nu > begin:
        tekening.balk(begin, WEG - 4, min(nu, eind) - begin, 8, "merk", straal=4)
    afspraak = as_.x(route.laatste_dag)
    tekening.lijn(afspraak, WEG - 14, afspraak, WEG + 14, "lijn-2", dikte=2)
    tekening.punt(nu, WEG, "merk", 2)
    _label(tekening, nu, 16, f"nu, {short_date(route.op, today=route.op)}", breed, vet=True)
    if einde.dag is not None:
        tekening.punt(as_.x(einde.dag), WEG, "let-op" if einde.dag > route.laatste_dag else "klaar", 0)
        _label(tekening, as_.x(einde.dag), 38, f"verwacht {short_date(einde.dag, today=route.op)}", breed, vet=True)
    _label(tekening, afspraak, WEG + 30, f"afgesproken {short_date(route.laatste_dag, today=route.op)}", breed)


def _label(tekening: Tekening, x: float, y: float, tekst: str, breed: float, *, vet: bool = False) -> None:
    """Write words at a place, turned inwards when they would fall off a narrow screen."""
    half = teken_breedte(tekst, 13) / breed / 2
    anker = "start" if x < half else "end" if x > 1 - half else "middle"
    plek = 0.0 if anker == "start" else 1.0 if anker == "end" else x
    tekening.tekst(plek, y, tekst, anker=anker, grootte=13, vet=vet, kleur="tekst" if vet else "tekst-2")


def _teken_baan(tekening: Tekening, as_: _As, deel: Deel, y: float) -> None:
    tekening.tekst(0, y + 13, deel.titel, grootte=13, kleur="tekst-2")
    tekening.lijn(0.02, y + 27, 0.98, y + 27, "lijn")
    for punt in deel.punten:
        tekening.punt(
            as_.x(punt.dag), y + 27, KLEUR[punt.soort] if punt.soort != "wacht" else "wacht", VORM[punt.soort]
        )


def deelbalken(titel: str, delen: Sequence[Deel], *, breedte: int | None = None) -> SafeString:
    """Draw how far along each leg is; a line where one should be by now."""
    tekening = Tekening(BALK * len(delen) or 10, breedte=breedte)
    for nummer, deel in enumerate(delen):
        y = BALK * nummer
        breed = breedte or SMALST
        stand = deel.stand
        ruimte = breed - teken_breedte(stand, 14) - 12
        tekening.tekst(0, y + 16, kort_af(deel.titel, ruimte))
        tekening.tekst(1, y + 16, stand, anker="end", vet=True)
        tekening.balk(0, y + 23, 1, 12, "lijn", straal=4)
        if deel.deel:
            tekening.balk(0, y + 23, deel.deel, 12, KLEUR[deel.soort], straal=4)
        if deel.hoort is not None:
            tekening.lijn(deel.hoort, y + 20, deel.hoort, y + 38, "tekst", dikte=2)
    klaar = sum(deel.deel >= 1 for deel in delen)
    return tekening.klaar(titel, f"{klaar} van de {len(delen)} delen zijn klaar.")


def _omschrijf(route: Route) -> str:
    einde = route.aankomst
    van, tot = short_date(route.begin), short_date(route.laatste_dag)
    zinnen = [f"Van {van} tot en met {tot}, nu op {format_number(route.procent)} %."]
    if einde.dag is None:
        zinnen.append("Het einde is nog niet in zicht.")
    else:
        zinnen.append(f"Verwacht einde: {short_date(einde.dag)}.")
    return " ".join(zinnen)


KOLOMMEN = ("Deel", "Gedaan", "Stand", "Volgende")


def deelregels(delen: Sequence[Deel]) -> list[list[str]]:
    """Return the table below the pictures."""
    return [[deel.titel, deel.stand, deel.woord, deel.volgende] for deel in delen]
