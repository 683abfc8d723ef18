"""What a plan does, in plain Dutch: to the student ('je'), or about the student by name (R8.4)."""

from dataclasses import dataclass

from basis.nederlands import count_noun, format_number, long_date
from evaluaties.services.ladderwoorden import BETEKENIS
from evaluaties.services.volg import Route
from evaluaties.services.volg_rekenen import HERKANSING, WEEK, WatAls, weken_later
from evaluaties.woorden import keer
from kern import kalender
from plaatsingen.enums import GrensSoort
from plaatsingen.services.urengrenzen import Grenzen

LANG_WEG = 2  # weeks away from which a pause of the stage is the better way


@dataclass(frozen=True, slots=True)
class Gevolg:
    """One consequence with its kind: klaar, let_op, fout or neutraal."""

    soort: str
    tekst: str


@dataclass(frozen=True, slots=True)
class Toon:
    """How somebody is spoken to or about; `naam` empty is the student."""

    naam: str = ""

    @property
    def wie(self) -> str:
        """Subject of a sentence."""
        return self.naam or "je"

    @property
    def van(self) -> str:
        """Whose."""
        return "de" if self.naam else "je"

    def doet(self, je: str, ander: str) -> str:
        """Return the verb that fits."""
        return ander if self.naam else je


def weken_in_woorden(weken: int) -> str:
    """`2 weken later`, `1 week eerder`, `even laat`."""
    if not weken:
        return "op dezelfde dag"
    return f"{count_noun(abs(weken), 'week', 'weken')} {'later' if weken > 0 else 'eerder'}"


def aankomst_zin(route: Route, toon: Toon) -> str:
    """Say when the route ends and what decides that."""
    dag = route.aankomst.dag
    wie = toon.wie.capitalize()
    if dag is None and route.onderbroken:
        return "De stage is onderbroken. Loopt de stage weer? Dan staat hier weer een verwachting."
    if dag is None and not route.stand.gemaakt:
        return f"{wie} {toon.doet('hebt', 'heeft')} nog geen uren. Daarom is er nog geen verwachting."
    if dag is None:
        return f"Met dit tempo {toon.doet('haal', 'haalt')} {toon.wie} de uren niet binnen drie jaar."
    if route.stand.gehaald and route.bepaalt == "uren":
        return f"De uren zijn gehaald. De stage loopt tot en met {long_date(dag)}."
    if not route.stand.norm:
        return f"De stage loopt tot en met {long_date(dag)}."
    waarom = (
        "dan is het laatste examen"
        if route.bepaalt == "examens"
        else f"dan {toon.doet('heb', 'heeft')} {toon.wie} alle uren"
    )
    return f"Verwacht: {long_date(dag)}, {waarom}."


def bereik_zin(route: Route) -> str:
    """Say where the range comes from."""
    einde, tempi = route.aankomst, route.tempi
    if route.stand.gehaald or einde.dag is None or not route.stand.norm:
        return ""
    vroeg = long_date(einde.vroeg) if einde.vroeg else "nog onbekend"
    laat = long_date(einde.laat) if einde.laat else "veel later"
    if not route.ruim:
        return ""
    if not tempi.zeker:
        return f"Er zijn nog maar weinig weken. Daarom is het ruim geschat: tussen {vroeg} en {laat}."
    return f"In het tempo van de drukste vier weken is het {vroeg}, in dat van de rustigste vier weken {laat}."


def gevolgen(nu: Route, dan: Route, plan: WatAls, toon: Toon, grenzen: Grenzen) -> list[Gevolg]:
    """Return what a plan changes against "as it goes now", the most important first."""
    if plan.leeg:
        return _tegenover_afspraak(nu, toon)
    uit = [_verschil(nu, dan, toon)]
    uit += _tegenover_afspraak(dan, toon)
    uit += _weg(dan, plan, toon)
    uit += _uren(dan, plan, toon, grenzen)
    uit += _examens(dan, plan, toon)
    uit += _verslagen(nu, plan, toon)
    if plan.in_vakanties:
        tekst = "Doorwerken in schoolvakanties kan alleen als er dan begeleiding is. Spreek het af met het leerbedrijf."
        uit.append(Gevolg("neutraal", tekst))
    return uit


def _verschil(nu: Route, dan: Route, toon: Toon) -> Gevolg:
    oud, nieuw = nu.aankomst.dag, dan.aankomst.dag
    if nieuw is None:
        return Gevolg("fout", f"Zo {toon.doet('haal', 'haalt')} {toon.wie} de uren niet binnen drie jaar.")
    if oud is None:
        return Gevolg("klaar", f"Zo is het einde in zicht: {long_date(nieuw)}.")
    weken = weken_later(nieuw, oud)
    if not weken:
        return Gevolg("neutraal", f"Het einde blijft op {long_date(nieuw)}.")
    return Gevolg(
        "klaar" if weken < 0 else "let_op",
        f"Het einde komt op {long_date(nieuw)}: {weken_in_woorden(weken)} dan zonder deze keuze.",
    )


def _tegenover_afspraak(route: Route, toon: Toon) -> list[Gevolg]:
    weken, dag = route.weken_over, route.aankomst.dag
    if weken is None or dag is None or (route.stand.gehaald and route.bepaalt == "uren"):
        return []
    afgesproken = long_date(route.laatste_dag)
    if weken <= 0:
        ruimte = f", {count_noun(-weken, 'week', 'weken')} ervoor" if weken else ""
        return [Gevolg("klaar", f"Dat past voor de afgesproken laatste dag ({afgesproken}){ruimte}.")]
    uit = [
        Gevolg(
            "let_op",
            f"De afgesproken laatste dag is {afgesproken}. Het wordt {count_noun(weken, 'week', 'weken')} later. "
            "De stage moet dan langer worden: vraag dat op tijd aan school en leerbedrijf.",
        )
    ]
    if kalender.schooljaar(dag) != kalender.schooljaar(route.laatste_dag):
        uit.append(Gevolg("fout", "Dat is in een nieuw schooljaar. Het diploma komt dan ook later."))
    elif route.bepaalt == "uren":
        uit.append(Gevolg("neutraal", "Zonder genoeg uren is er geen diploma."))
    return uit


def _weg(route: Route, plan: WatAls, toon: Toon) -> list[Gevolg]:
    if not plan.weken_weg:
        return []
    tot = route.op + plan.weken_weg * WEEK
    deel = route.deel("verslagen")
    erin = [punt for punt in deel.punten if punt.soort == "wacht" and punt.dag <= tot] if deel else []
    uit = []
    if erin:
        namen = " en ".join(punt.titel for punt in erin[:3])
        uit.append(
            Gevolg("let_op", f"In die weken {'valt' if len(erin) == 1 else 'vallen'}: {namen}. Dat blijft nodig.")
        )
    if plan.weken_weg >= LANG_WEG:
        vraag = "Vraag je coördinator" if not toon.naam else "De coördinator kan"
        tekst = "om een onderbreking." if not toon.naam else "de stage onderbreken."
        uit.append(Gevolg("neutraal", f"{vraag} {tekst} Dan staan de termijnen van verslagen stil."))
    return uit


def _uren(route: Route, plan: WatAls, toon: Toon, grenzen: Grenzen) -> list[Gevolg]:
    if not plan.uren_meer:
        return []
    uit = []
    straks = float(route.week_uren) + plan.uren_meer
    student = route.plaatsing.student
    jong = student.is_minderjarig(route.op)
    hoogste = grenzen.op(route.op, minderjarig=jong).get(GrensSoort.WEEK)
    if straks <= 0:
        uit.append(Gevolg("fout", "Er blijven geen uren over in een week."))
    elif hoogste is not None and straks > hoogste:
        wie = "voor wie jonger is dan 18 " if jong else ""
        tekst = (
            f"Dat is ongeveer {format_number(straks)} uur in een week. De grens {wie}is {format_number(hoogste)} uur."
        )
        uit.append(Gevolg("fout", tekst))
    else:
        uit.append(Gevolg("neutraal", f"Dat is ongeveer {format_number(straks)} uur in een week."))
    uit.append(Gevolg("neutraal", f"{toon.van.capitalize()} werkbegeleider moet het met het nieuwe rooster eens zijn."))
    return uit


def _examens(route: Route, plan: WatAls, toon: Toon) -> list[Gevolg]:
    deel = route.deel("examens")
    if not plan.examens_gemist or deel is None:
        return []
    over = int(deel.totaal - deel.gedaan)
    if not over:
        return [Gevolg("neutraal", "Alle examens zijn al gehaald.")]
    aantal = count_noun(min(plan.examens_gemist, over), "examen", "examens")
    weken = HERKANSING // WEEK
    return [
        Gevolg(
            "let_op",
            f"{aantal} opnieuw: wij rekenen met een herkansing na {weken} weken. "
            "Daarvoor is weer een GO van school en van de stage nodig.",
        )
    ]


def _verslagen(nu: Route, plan: WatAls, toon: Toon) -> list[Gevolg]:
    if not plan.verslagen_gemist:
        return []
    straks = nu.gemist + plan.verslagen_gemist
    erbij = "Dat" if not nu.gemist else f"Met de {nu.gemist} van eerder erbij"
    soort = "fout" if straks >= 4 else "let_op"
    return [Gevolg(soort, f"{erbij} is de {keer(straks)} keer vergeten. {BETEKENIS[min(straks, 4)]}")]
