"""The reports of placements as screens show them: what is due, what came in, which time it was forgotten (R6.8)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from evaluaties import verslagregels as regels
from evaluaties.enums import VerslagStatus
from evaluaties.models import Verslag
from evaluaties.services.dossiers import standen
from evaluaties.woorden import keer, plichttitel
from plaatsingen.models import Plaatsing

Toestand = regels.Toestand
OPDRACHT = "vervangende_opdracht"
OPEN = frozenset({Toestand.OPEN, Toestand.TE_LAAT, Toestand.GEMIST})


@dataclass(frozen=True, slots=True)
class Klus:
    """Something the student has to hand in: `soort` is "verslag", "verbetering" or "opdracht"; where and until when."""

    plaatsing: Plaatsing
    plicht: str
    soort: str
    titel: str
    uitleg: str
    tot: date | None
    url: str
    knop: str
    kleur: str


@dataclass(frozen=True, slots=True)
class Verslagrij:
    """One report of one placement for a list. `woord` and `kleur` are the status; `tot` is the day that counts now.

    `welkom_tot`: after the due date, until when a forgotten report is still read (R6.3).
    """

    plaatsing: Plaatsing
    plicht: str
    titel: str
    due: date | None
    tot: date | None
    woord: str
    kleur: str
    uitleg: str
    verslag: Verslag | None
    ontvangen_op: datetime | None
    rung: int | None
    te_schrijven: bool
    opdracht_gevraagd: bool
    opdracht_tot: date | None
    welkom_tot: date | None
    opdracht_te_laat: bool

    @property
    def leesbaar(self) -> bool:
        """Whether there is a text that was handed in (who may read it is another question)."""
        return self.verslag is not None and self.verslag.eerste_inlevering is not None

    @property
    def terug(self) -> bool:
        """Whether the reader asks for a better version; `tot` is then the day that the reader named, if any."""
        return self.verslag is not None and self.verslag.status == VerslagStatus.TERUG

    @property
    def opdracht_url(self) -> str:
        """Page of the replacement assignment."""
        return reverse("verslagen:opdracht", args=[self.plaatsing.public_id, self.plicht])

    @property
    def klussen(self) -> list[Klus]:
        """What the student has to hand in for this report."""
        klussen = []
        if self.te_schrijven:
            url = reverse("verslagen:schrijven", args=[self.plaatsing.public_id, self.plicht])
            if self.terug:
                soort, knop, uitleg = "verbetering", "Verslag verbeteren", "Lees de feedback en maak je verslag beter."
            else:
                soort, knop, uitleg = "verslag", self._knop, self.uitleg
            klussen.append(
                Klus(self.plaatsing, self.plicht, soort, self.titel, uitleg, self.tot, url, knop, self.kleur)
            )
        if self.opdracht_gevraagd:
            titel = f"vervangende opdracht bij het {self.titel}"
            uitleg = "De dag is voorbij. Lever de opdracht nog in." if self.opdracht_te_laat else ""
            klussen.append(
                Klus(
                    self.plaatsing,
                    self.plicht,
                    "opdracht",
                    titel,
                    uitleg,
                    self.opdracht_tot,
                    self.opdracht_url,
                    "Naar de opdracht",
                    "let_op",
                )
            )
        return klussen

    @property
    def _knop(self) -> str:
        return "Verslag schrijven" if self.verslag is None else "Verder schrijven"


@dataclass(frozen=True, slots=True)
class Plaatsingverslagen:
    """All reports of one placement and where its ladder stands."""

    plaatsing: Plaatsing
    stand: regels.PlaatsingStand
    rijen: tuple[Verslagrij, ...]

    @property
    def volgende(self) -> Verslagrij | None:
        """What the student must write first."""
        open_rijen = [rij for rij in self.rijen if rij.te_schrijven and rij.tot is not None]
        return min(open_rijen, key=lambda rij: (rij.tot, rij.plicht), default=None)

    @property
    def klussen(self) -> list[Klus]:
        """Everything the student still has to hand in, by day; what has no day comes last."""
        klussen = [klus for rij in self.rijen for klus in rij.klussen]
        return sorted(klussen, key=lambda klus: (klus.tot is None, klus.tot or date.max, klus.plicht))

    def volgende_klus(self, vandaag: date) -> Klus | None:
        """Return the next deadline; only when nothing lies ahead, what is behind."""
        komend = [klus for klus in self.klussen if klus.tot is not None and klus.tot >= vandaag]
        return next(iter(komend or self.klussen), None)

    def achter(self, vandaag: date) -> list[Klus]:
        """Return what should have been in by now."""
        return [klus for klus in self.klussen if klus.tot is not None and klus.tot < vandaag]

    @property
    def voorstel_open(self) -> bool:
        """Whether a person must decide about 'onvoldoende'."""
        return self.stand.staat is regels.Staat.VOORGESTELD

    def aantal(self, *kleuren: str) -> int:
        """How many reports have one of these colours."""
        return sum(rij.kleur in kleuren for rij in self.rijen)

    @property
    def binnen(self) -> int:
        """How many reports came in."""
        return sum(rij.ontvangen_op is not None for rij in self.rijen)


def volgende_van(stages: Sequence[Plaatsingverslagen], vandaag: date) -> Klus | None:
    """Return the next deadline over all placements of a student; only when nothing lies ahead, what is behind."""
    klussen = [klus for stage in stages if (klus := stage.volgende_klus(vandaag)) is not None]
    return min(
        klussen,
        key=lambda klus: (klus.tot is None or klus.tot < vandaag, klus.tot or date.max, klus.plicht),
        default=None,
    )


def verslagen_van(plaatsingen: Sequence[Plaatsing], at: datetime) -> list[Plaatsingverslagen]:
    """Return the reports of placements (annotated by `met_registratie`) at an instant; five queries for any number."""
    per_plaatsing: dict[int, dict[str, Verslag]] = defaultdict(dict)
    rijen = Verslag.objects.filter(plaatsing__in=[p.pk for p in plaatsingen]).defer(*Verslag.ONDERDELEN)
    for verslag in rijen:
        per_plaatsing[verslag.plaatsing_id][verslag.plicht] = verslag
    alle = standen(plaatsingen, at)
    return [_verslagen(p, alle[p.pk], per_plaatsing[p.pk]) for p in plaatsingen]


def _verslagen(plaatsing: Plaatsing, stand: regels.PlaatsingStand, verslagen: dict[str, Verslag]) -> Plaatsingverslagen:
    gesloten = stand.staat is regels.Staat.GESLOTEN
    rijen = [
        _rij(plaatsing, rij, verslagen.get(rij.verplichting), gesloten=gesloten)
        for rij in stand.verslagen
        if rij.toestand is not Toestand.NIET_VERSCHULDIGD or rij.verplichting in verslagen
    ]
    return Plaatsingverslagen(plaatsing, stand, tuple(rijen))


def _rij(plaatsing: Plaatsing, rij: regels.VerslagStand, verslag: Verslag | None, *, gesloten: bool) -> Verslagrij:
    woord, kleur = _woord(rij, verslag, gesloten=gesloten)
    vraag = next((vraag for vraag in rij.gevraagd if vraag.wat == "verslag"), None)
    opdracht = next((vraag for vraag in rij.gevraagd if vraag.wat == OPDRACHT), None)
    terug = verslag is not None and verslag.status == VerslagStatus.TERUG
    terug_tot = verslag.terug_tot if verslag is not None else None
    niet_binnen = rij.ontvangen_op is None and rij.toestand in OPEN
    return Verslagrij(
        plaatsing=plaatsing,
        plicht=rij.verplichting,
        titel=plichttitel(rij.verplichting),
        due=rij.due,
        tot=terug_tot if terug else vraag.tot if vraag else rij.due,
        woord=woord,
        kleur=kleur,
        uitleg=_uitleg(rij, verslag),
        verslag=verslag,
        ontvangen_op=rij.ontvangen_op,
        rung=rij.rung,
        te_schrijven=(niet_binnen or terug) and not gesloten,
        opdracht_gevraagd=opdracht is not None,
        opdracht_tot=opdracht.tot if opdracht else None,
        welkom_tot=rij.herstel_tot if rij.herstel is regels.TermijnStand.LOOPT else None,
        opdracht_te_laat=rij.opdracht is regels.TermijnStand.VERSTREKEN,
    )


def _woord(  # noqa: PLR0911 - one per state
    rij: regels.VerslagStand, verslag: Verslag | None, *, gesloten: bool
) -> tuple[str, str]:
    """Word and colour of the status; what people did goes before what the ladder counted."""
    if verslag is not None and verslag.status == VerslagStatus.TERUG:
        return "terug voor verbetering", "let_op"
    if rij.ontvangen_op is not None:
        if verslag is not None and verslag.status == VerslagStatus.BESPROKEN:
            return "gelezen, met feedback", "klaar"
        laat = rij.toestand in (Toestand.LAAT_INGELEVERD, Toestand.GEMIST)
        return ("te laat ingeleverd" if laat else "ingeleverd"), "klaar"
    if rij.toestand is Toestand.VRIJGESTELD:
        return "hoeft niet", "neutraal"
    if rij.toestand is Toestand.GEPAUZEERD:
        return "staat stil", "neutraal"
    if rij.toestand is Toestand.NIET_VERSCHULDIGD:
        return "hoeft niet", "neutraal"
    if gesloten:
        return "niet ingeleverd", "neutraal"
    if rij.toestand is Toestand.GEMIST:
        return f"{keer(rij.rung or 1)} keer vergeten", "fout"
    if rij.toestand is Toestand.TE_LAAT:
        return "te laat", "let_op"
    return "nog inleveren", "wacht"


def _uitleg(rij: regels.VerslagStand, verslag: Verslag | None) -> str:
    if verslag is not None and verslag.status == VerslagStatus.TERUG:
        return "De begeleider vraagt om een betere versie."
    if rij.toestand is Toestand.GEMIST:
        tekst = f"Dit telt als {keer(rij.rung or 1)} keer vergeten."
        if rij.ontvangen_op is None and rij.rung == 3:
            tekst += " Dit is de laatste kans."
        if rij.herstel is regels.TermijnStand.VERSTREKEN and rij.ontvangen_op is None:
            tekst += " Ook de extra dagen zijn voorbij. Het verslag is nog wel nodig."
        return tekst
    if rij.toestand is Toestand.GEPAUZEERD:
        return "De termijnen voor verslagen staan stil."
    if rij.toestand is Toestand.VRIJGESTELD:
        return "De coördinator heeft dit verslag vrijgesteld."
    if rij.toestand is Toestand.LAAT_INGELEVERD:
        return "Na de uiterste dag ontvangen, maar op tijd voor de controle. Het telt niet als vergeten."
    return ""
