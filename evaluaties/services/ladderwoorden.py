"""What the picture of the ladder says: short sentences, kind and never threatening; 'je' to the student.

A last day is a date; the check of a report is an instant (shown in local time).
"""

from datetime import date, datetime

from basis.nederlands import clock_time, long_date
from evaluaties.woorden import keer

BETEKENIS = {
    1: "Een herinnering en een paar dagen extra. Komt het verslag dan niet, dan ook een vervangende opdracht.",
    2: "Een herinnering, een paar dagen extra en een vervangende opdracht.",
    3: "De laatste kans: een herinnering, een paar dagen extra en een vervangende opdracht.",
    4: "Een voorstel: stage onvoldoende. Een coördinator beslist, niet het systeem.",
}

VOORSTEL = "Daarom ligt er een voorstel om de stage onvoldoende te geven. Dat is nog geen besluit."
GETALLEN = {4: "vier", 5: "vijf", 6: "zes", 7: "zeven", 8: "acht"}


def met_hoofdletter(tekst: str) -> str:
    """Return the text with a capital."""
    return tekst[:1].upper() + tekst[1:]


class Toon:
    """Speaks to the student, or with a name about the student."""

    def __init__(self, naam: str = "", *, vandaag: date | None = None) -> None:
        self.naam = naam
        self._vandaag = vandaag

    def _dag(self, dag: date) -> str:
        """Write a day, with its year only when that is another one."""
        return long_date(dag, today=self._vandaag)

    def _kies(self, eigen: str, over: str) -> str:
        return over if self.naam else eigen

    # --- Where the student stands ---

    @property
    def hier(self) -> str:
        """Badge of the present rung."""
        return self._kies("hier sta je nu", "staat hier nu")

    @property
    def niets_vergeten(self) -> str:
        """Headline without a miss."""
        return self._kies("Je hebt geen verslag vergeten", f"{self.naam} heeft geen verslag vergeten")

    @property
    def gaat_door(self) -> str:
        """Headline after a proposal was rejected."""
        return self._kies("Je stage gaat door", f"De stage van {self.naam} gaat door")

    @property
    def gesloten(self) -> str:
        """Headline of a closed placement."""
        return self._kies("Je verslagen zijn afgesloten", f"De verslagen van {self.naam} zijn afgesloten")

    def op_trede(self, trede: int) -> str:
        """Headline on rung 1, 2 or 3."""
        return self._kies(f"Je staat op trede {trede} van 4", f"{self.naam} staat op trede {trede} van 4")

    def afgesloten(self, aantal: int) -> str:
        """Last word of a closed placement."""
        hoeft = self._kies("Je hoeft niets meer in te leveren.", "Er hoeft niets meer te worden ingeleverd.")
        if not aantal:
            return f"{hoeft} Er telde geen verslag als vergeten."
        keren = "1 verslag" if aantal == 1 else f"{aantal} verslagen"
        return f"{hoeft} In totaal {'telde' if aantal == 1 else 'telden'} {keren} als vergeten."

    def vergeten(self, verslag: str, due: date, hoeveelste: str) -> str:
        """Say what brought the student here."""
        return f"Het {verslag} was nodig op {self._dag(due)} en was er toen niet. Dat telt als de {hoeveelste} keer."

    def toch_binnen(self, dag: date, *, opdracht: bool) -> str:
        """Say that the report came in afterwards, and whether the replacement assignment is still asked."""
        rest = "De vervangende opdracht is nog nodig." if opdracht else "Voor dit verslag is niets meer nodig."
        return f"Het kwam daarna binnen, op {self._dag(dag)}. {rest}"

    def nog_welkom(self, tot: date) -> str:
        """Say until when it is still read."""
        return self._kies(
            f"Je kunt het nog inleveren tot en met {self._dag(tot)}. Dan wordt het gewoon gelezen.",
            f"De student kan het nog inleveren tot en met {self._dag(tot)}. Dan wordt het gewoon gelezen.",
        )

    @property
    def extra_dagen_voorbij(self) -> str:
        """Say that the term after the reminder is over."""
        return "De extra dagen zijn voorbij. Het verslag zelf is nog wel nodig."

    def pauze(self, tot: date | None) -> str:
        """Say that the clock stands."""
        if tot is None:
            eind = self._kies(
                "Je hoort de nieuwe dagen als de stage weer begint.",
                "De nieuwe dagen volgen als de stage weer begint.",
            )
            return f"De termijnen voor verslagen staan stil. {eind}"
        return f"De termijnen staan stil tot en met {self._dag(tot)}. De dagen die over waren, komen daarna terug."

    @property
    def kleur_voorstel(self) -> str:
        """Colour of a proposal: for staff it is urgent, for the student nothing is decided yet."""
        return self._kies("let_op", "fout")

    def voorstel(self, aantal: int, *, gewaarschuwd: bool) -> list[str]:
        """Explain a proposal nobody has decided about."""
        zinnen = [
            f"Er zijn {GETALLEN.get(aantal, aantal)} verslagen vergeten. {VOORSTEL}",
            self._kies(
                "Een coördinator van je school bekijkt alles en beslist. Is er iets wat je coördinator moet weten, "
                "zoals ziekte of problemen thuis? Vertel het. Dat telt mee.",
                "De coördinator van de school bekijkt alles en beslist, met een reden.",
            ),
        ]
        if not gewaarschuwd:
            zinnen.append(
                self._kies(
                    "Je kreeg niet elke keer op tijd bericht. De coördinator ziet dat en weegt het mee.",
                    "Let op: niet elke keer is de student op tijd gewaarschuwd. Weeg dat mee.",
                )
            )
        return zinnen

    def afgewezen(self, dag: date) -> str:
        """Say that the proposal was rejected."""
        return f"Op {self._dag(dag)} is besloten dat het voorstel 'stage onvoldoende' niet doorgaat."

    def herzien(self, dag: date) -> str:
        """Say that a confirmation was taken back."""
        return f"Op {self._dag(dag)} is het besluit 'stage onvoldoende' teruggedraaid, na een nieuwe blik."

    def bevestigd(self, dag: date, aantal: int) -> list[str]:
        """Say that the proposal was confirmed, and how to object."""
        keren = GETALLEN.get(aantal, aantal)
        return [
            f"Dat is besloten op {self._dag(dag)}, na {keren} vergeten verslagen. De reden staat bij het besluit.",
            self._kies(
                "Ben je het er niet mee eens? Praat met je coördinator. Je kunt ook bezwaar maken bij de "
                "examencommissie van je school. Vraag je stagedocent gerust om hulp daarbij.",
                "De student kan bezwaar maken bij de examencommissie van de school.",
            ),
        ]

    @property
    def herziening(self) -> str:
        """Say that a decision deserves another look."""
        return "Een verslag dat meetelde, telt intussen niet meer. De coördinator kijkt opnieuw naar het besluit."

    def hierna(self, volgende: int, *, opnieuw: bool) -> str:
        """Say what the next time would mean."""
        begin = self._kies("Vergeet je", "Vergeet de student")
        if opnieuw:
            return f"{begin} nog een verslag, dan komt er opnieuw een voorstel. Ook dan beslist een coördinator."
        if volgende == 1:
            return f"{begin} een keer een verslag, dan volgen eerst een herinnering en een paar dagen extra."
        wat = f"{begin} later nog een verslag, dan is dat de {keer(volgende)} keer."
        if volgende == 2:
            return f"{wat} Dan komt er meteen een vervangende opdracht bij."
        if volgende == 3:
            return f"{wat} Dat is de laatste kans, met een herinnering en een vervangende opdracht."
        return f"{wat} Dan komt er een voorstel om de stage onvoldoende te geven. Een coördinator beslist daarover."

    @property
    def tot_het_besluit(self) -> str:
        """Say what holds until somebody decided."""
        return self._kies(
            "Tot het besluit gaat je stage gewoon door. Lever je andere verslagen gewoon in.",
            "Tot het besluit gaat de stage gewoon door, met de andere verslagen.",
        )

    def betekenis(self, trede: int) -> str:
        """Say what a rung means."""
        return BETEKENIS[trede]

    # --- What is asked ---

    def anders_verslag(self, check: datetime, rang: int) -> str:
        """Say what happens when a report does not come; `rang` 0 = that depends on another one."""
        moment = f"Is het er op {self._dag(check)} om {clock_time(check)} uur nog niet, dan telt het als"
        krijg = self._kies("Je krijgt dan", "De student krijgt dan")
        match rang:
            case 0:
                return f"{moment} vergeten."
            case 1:
                return f"{moment} de eerste keer vergeten. {krijg} een herinnering en een paar dagen extra."
            case 2 | 3:
                gevolg = "een herinnering, een paar dagen extra en een vervangende opdracht."
                return f"{moment} de {keer(rang)} keer vergeten. {krijg} {gevolg}"
            case 4:
                moment = f"{moment} de vierde keer"
        gevolg = "Dan komt er een voorstel om de stage onvoldoende te geven. Een coördinator beslist daarover."
        return f"{moment} vergeten. {gevolg}"

    @property
    def had_er_moeten_zijn(self) -> str:
        """Say that a due date has passed."""
        return "De laatste dag is voorbij."

    def nog_voor_controle(self, check: datetime) -> str:
        """Say that it is late but not counted yet."""
        wie = self._kies("Lever je het in", "Levert de student het in")
        return f"{wie} voor {self._dag(check)} {clock_time(check)} uur, dan telt het niet als vergeten."

    @property
    def na_controle(self) -> str:
        """Say that the check has come but nothing was counted yet."""
        return self._kies(
            "Lever het in zodra het kan. Je hoort snel wat er verder geldt.",
            "Bij de volgende controle blijkt of het meetelt.",
        )

    @property
    def wordt_nog_gelezen(self) -> str:
        """Say that it is welcome."""
        return "Het is nog welkom en wordt dan gewoon gelezen."

    def anders_herstel(self, trede: int, tot: date | None, *, opdracht: bool) -> str:
        """Say what happens when the term after the reminder passes."""
        dag = self._dag(tot) if tot else "die dag"
        if trede == 1 and not opdracht:
            return self._kies(
                f"Lever je het niet in voor het einde van {dag}, dan krijg je ook een vervangende opdracht.",
                f"Is het er aan het einde van {dag} niet, dan krijgt de student ook een vervangende opdracht.",
            )
        return self._kies(
            "Lukt dat niet, dan bespreekt je coördinator met je hoe het verder gaat. Het telt niet nog een keer mee.",
            "Lukt dat niet, dan spreekt de coördinator met de student. Het telt niet nog een keer mee.",
        )

    @property
    def staat_stil(self) -> str:
        """Say that no term runs."""
        return self._kies(
            "De termijnen staan stil. Je hoeft dit nu niet te doen.", "De termijnen voor verslagen staan stil."
        )

    @property
    def blijft_nodig(self) -> str:
        """Say that a forgotten report is still asked."""
        return self._kies(
            "De extra dagen zijn voorbij, maar het verslag is nog wel nodig. Lever het in zodra het kan.",
            "De extra dagen zijn voorbij. Het verslag is nog wel nodig.",
        )

    @property
    def anders_blijft_nodig(self) -> str:
        """Say that it is not counted twice."""
        return self._kies(
            "Het telt niet nog een keer mee. Lukt het niet? Vraag je coördinator of stagedocent om hulp.",
            "Het telt niet nog een keer mee.",
        )

    @property
    def anders_opdracht(self) -> str:
        """Say what happens when a replacement assignment does not come."""
        return self._kies(
            "Lukt dat niet, dan bespreekt je coördinator met je hoe het verder gaat. "
            "De opdracht telt niet als een vergeten verslag.",
            "Komt de opdracht niet, dan krijgt de coördinator een seintje. Hij telt niet als een vergeten verslag.",
        )

    @property
    def opdracht_voorbij(self) -> str:
        """Say that the term of the assignment is over."""
        return self._kies(
            "De dag is voorbij. Lever de opdracht nog in, of overleg met je coördinator.",
            "De dag is voorbij en de opdracht is er niet. De coördinator spreekt met de student.",
        )

    @property
    def opdracht_telt_niet(self) -> str:
        """Say that it does not count."""
        return "Dit telt niet als een vergeten verslag."

    # --- What was put right ---

    def telt_niet_meer(self, verslag: str, dag: date) -> str:
        """Say that a miss was undone."""
        return f"Het {verslag} telt sinds {self._dag(dag)} niet meer als vergeten."

    def telt_nu_als(self, verslag: str, nieuw: str, oud: str) -> str:
        """Say that a rung was lowered."""
        return f"Het {verslag} telt nu als de {nieuw} keer. Eerst was dat de {oud} keer."

    def voorstel_ingetrokken(self, dag: date) -> str:
        """Say that a proposal went."""
        return f"Het voorstel 'stage onvoldoende' is op {self._dag(dag)} ingetrokken."
