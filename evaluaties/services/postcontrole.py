"""Asks just before a mail about the ladder goes whether it is still true (betrouwbaarheid R9).

A demand that was met turns into a thank-you, a date that moved is told as it is now, and what was taken back before
anybody heard of it is not told at all.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Q

from evaluaties import verslagregels as regels
from evaluaties.enums import FeitSoort
from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.services.beleidsboek import beleid_voor
from evaluaties.services.dossiers import dossier_van, met_registratie
from evaluaties.services.ladderbrief import Brief, Deel, brieven
from kern.enums import BerichtStatus
from kern.kalender import lokale_dag
from kern.models import Bericht, User
from kern.services.berichten import registreer_controle, zet_klaar
from plaatsingen.models import Plaatsing

Type = regels.Type
NOG_NODIG = "evaluaties.verslag_nog_nodig"
BRIEF = "evaluaties.brief_nog_waar"
TAAK = "evaluaties.taak_nog_waar"
BUNDEL = "verslagen"  # what waits for one student at the same moment goes in one mail
VERTELD = (BerichtStatus.VERZONDEN, BerichtStatus.GEBUNDELD, BerichtStatus.PORTAAL)
BRON = {regels.Wat.HERSTEL: Type.REMINDER, regels.Wat.OPDRACHT: Type.REPLACEMENT_ASSIGNED}


class Feitenblad:
    """One placement as it is known at `at`: its facts, its events, and what is owed."""

    def __init__(self, plaatsing_id: int, at: datetime) -> None:
        rijen = met_registratie(Plaatsing.objects.filter(pk=plaatsing_id))
        self.plaatsing = rijen.select_related("student__user").get()
        self.feiten = list(Verslagfeit.objects.filter(plaatsing=plaatsing_id).order_by("recorded_at", "pk"))
        self.events = list(LadderEvent.objects.filter(plaatsing=plaatsing_id).order_by("volgnummer"))
        self._beleid = beleid_voor([self.plaatsing])[plaatsing_id]
        dossier = dossier_van(self.plaatsing, self.feiten)
        self._kennis = dossier.kennis(at)
        self._plichten = regels.verplichtingen(dossier, self._beleid, at)

    @property
    def gesloten(self) -> bool:
        """Whether the reports of the placement were closed."""
        return any(feit.soort == FeitSoort.CLOSED for feit in self.feiten)

    def is_nodig(self, plicht: str, due: date) -> bool:
        """Whether a report is owed on this day, whether or not a sweep has seen the last facts."""
        verplichting = self._plichten.get(plicht)
        return not self.gesloten and verplichting is not None and verplichting.due == due

    def is_gemist(self, deel: Deel) -> bool:
        """Whether the facts still make this a miss (as T2 asks it)."""
        if not self.is_nodig(deel.plicht, deel.due) or self.van(deel, Type.MISS_UNDONE):
            return False
        return not self._kennis.verslag_binnen(deel.plicht, voor=self._beleid.check(deel.due))

    def ontvangen(self, soort: str, plicht: str) -> datetime | None:
        """First moment at which a report (or its assignment) came in."""
        momenten = (f.received_at or f.recorded_at for f in self.feiten if f.soort == soort and f.plicht == plicht)
        return min(momenten, default=None)

    def van(self, deel: Deel, *soorten: Type) -> list[LadderEvent]:
        """Events of these kinds about the same miss, oldest first."""
        return [
            event
            for event in self.events
            if event.plicht == deel.plicht and event.generatie == deel.generatie and event.soort in soorten
        ]

    def datum_nu(self, deel: Deel, wat: regels.Wat) -> date | None:
        """Last day that was announced for a grace term or an assignment (None = the clock stands still)."""
        datums = [event.gegevens.get("datum") for event in self.van(deel, BRON[wat])]
        datums += [e.gegevens.get("datum") for e in self.van(deel, Type.DEADLINE_MOVED) if e.gegevens["wat"] == wat]
        if not datums:
            return deel.datum
        return date.fromisoformat(datums[-1]) if datums[-1] else None

    def voorstel_open(self) -> bool:
        """Whether a proposal waits for a decision of a person."""
        voorstellen = [e for e in self.events if e.soort in (Type.INSUFFICIENT_PROPOSED, Type.PROPOSAL_WITHDRAWN)]
        if self.gesloten or not voorstellen or voorstellen[-1].soort == Type.PROPOSAL_WITHDRAWN:
            return False
        return not any(f.soort == FeitSoort.DECISION and f.recorded_at >= voorstellen[-1].at for f in self.feiten)


def nog_waar(blad: Feitenblad, deel: Deel, vandaag: date) -> Deel | None:  # noqa: PLR0911 - one per kind of event
    """Return a part as it is true now, or None; what was told before is another question (`_is_verteld`)."""
    if deel.soort in (Type.MISS_UNDONE, Type.REPLACEMENT_WITHDRAWN):
        return deel
    if deel.soort == Type.INSUFFICIENT_PROPOSED:
        return deel if blad.voorstel_open() else None
    if deel.soort == Type.PROPOSAL_WITHDRAWN:
        return None if blad.voorstel_open() else deel
    if deel.soort == Type.REVIEW_REQUIRED:
        return None if blad.gesloten else deel
    if not blad.is_gemist(deel):
        return None
    binnen = blad.ontvangen(FeitSoort.SUBMISSION, deel.plicht)
    if deel.soort == Type.MISS:
        return replace(deel, ontvangen=binnen)
    if deel.soort in (Type.REMINDER, Type.GRACE_EXPIRED):
        return None if binnen else _met_datum(blad, deel, regels.Wat.HERSTEL, vandaag)
    if deel.soort in (Type.REPLACEMENT_ASSIGNED, Type.REPLACEMENT_OVERDUE):
        klaar = blad.ontvangen(FeitSoort.REPLACEMENT, deel.plicht) or blad.van(deel, Type.REPLACEMENT_WITHDRAWN)
        return None if klaar else _met_datum(blad, deel, regels.Wat.OPDRACHT, vandaag)
    if deel.soort == Type.DEADLINE_MOVED:
        return _verplaatst(blad, deel, binnen)
    return _trede(blad, deel) if deel.soort == Type.RUNG_CHANGED else deel


def _met_datum(blad: Feitenblad, deel: Deel, wat: regels.Wat, vandaag: date) -> Deel:
    if deel.soort not in BRON.values():
        return deel
    datum = blad.datum_nu(deel, wat)
    return replace(deel, datum=datum, voorbij=datum is not None and datum < vandaag)


def _verplaatst(blad: Feitenblad, deel: Deel, binnen: datetime | None) -> Deel | None:
    """A date that moved again, or that no longer matters, is no news."""
    if deel.wat == regels.Wat.OPDRACHT:
        klaar = blad.ontvangen(FeitSoort.REPLACEMENT, deel.plicht) or blad.van(deel, Type.REPLACEMENT_WITHDRAWN)
    else:
        klaar = binnen
    return None if klaar or blad.datum_nu(deel, regels.Wat(deel.wat)) != deel.datum else deel


def _trede(blad: Feitenblad, deel: Deel) -> Deel | None:
    laatste = blad.van(deel, Type.RUNG_CHANGED)
    return deel if laatste and laatste[-1].gegevens.get("rung") == deel.rung else None


# What corrects something is only told to who heard of it.
_NA = {
    Type.MISS_UNDONE: {Type.MISS, Type.REMINDER, Type.REPLACEMENT_ASSIGNED, Type.INSUFFICIENT_PROPOSED},
    Type.RUNG_CHANGED: {Type.MISS, Type.REMINDER, Type.REPLACEMENT_ASSIGNED},
    Type.REPLACEMENT_WITHDRAWN: {Type.REPLACEMENT_ASSIGNED},
    Type.PROPOSAL_WITHDRAWN: {Type.INSUFFICIENT_PROPOSED},
}


def _is_verteld(bericht: Bericht, deel: Deel) -> bool:
    """Whether the receiver heard of what this part corrects: by mail, or by reading it in the portal."""
    if deel.soort == Type.DEADLINE_MOVED:
        soorten = {BRON[regels.Wat(deel.wat)]}
    elif deel.soort in _NA:
        soorten = _NA[Type(deel.soort)]
    else:
        return True
    eerder = Bericht.objects.filter(
        Q(status__in=VERTELD) | Q(gelezen_op__isnull=False),
        ontvanger=bericht.ontvanger_id,
        controle__in=(BRIEF, TAAK),
        controle_gegevens__plaatsing=bericht.controle_gegevens["plaatsing"],
    ).exclude(pk=bericht.pk)
    return any(
        (oud["plicht"], oud.get("generatie", 0)) == (deel.plicht, deel.generatie) and oud["soort"] in soorten
        for gegevens in eerder.values_list("controle_gegevens", flat=True)
        for oud in gegevens["delen"]
    )


def _over(bericht: Bericht, blad: Feitenblad, at: datetime) -> tuple[list[Deel], list[Deel]]:
    """Return the parts of a mail, and those that are true now."""
    delen = [Deel.uit_json(rij) for rij in bericht.controle_gegevens["delen"]]
    nu = [nog_waar(blad, deel, lokale_dag(at)) for deel in delen]
    return delen, [deel for deel in nu if deel is not None and _is_verteld(bericht, deel)]


@registreer_controle(BRIEF)
def brief_nog_waar(bericht: Bericht, at: datetime) -> str | None:
    """A letter to a student: what is no longer true is left out; what remains goes in a new letter."""
    blad = Feitenblad(bericht.controle_gegevens["plaatsing"], at)
    delen, over = _over(bericht, blad, at)
    nieuw = brieven(blad.plaatsing, over)
    if len(nieuw) == 1 and _zelfde(nieuw[0], bericht, delen):
        return None
    for nummer, brief in enumerate(nieuw):
        sleutel = f"bij{len(over)}.{nummer}:{bericht.sleutel}"
        zet_brief_klaar(blad.plaatsing, brief, sleutel=sleutel, at=at, ontvanger=bericht.ontvanger)
    return "Bijgewerkt: niet alles was nog waar." if nieuw else "Dit is niet meer waar of niet meer nodig."


def _zelfde(brief: Brief, bericht: Bericht, delen: Iterable[Deel]) -> bool:
    zonder = [replace(deel, ontvangen=None) for deel in delen]
    return brief.sjabloon == bericht.soort and [replace(deel, ontvangen=None) for deel in brief.delen] == zonder


def zet_brief_klaar(
    plaatsing: Plaatsing, brief: Brief, *, sleutel: str, at: datetime, ontvanger: User | None = None
) -> Bericht | None:
    """Queue a letter to the student under its natural key."""
    return zet_klaar(
        soort=brief.sjabloon,
        sleutel=sleutel,
        at=at,
        sjabloon=brief.sjabloon,
        context=brief.context,
        ontvanger=ontvanger or plaatsing.student.user,
        pad=brief.pad,
        controle=BRIEF,
        controle_gegevens={"plaatsing": plaatsing.pk, "delen": [deel.als_json() for deel in brief.delen]},
        bundel=BUNDEL,
    )


@registreer_controle(TAAK)
def taak_nog_waar(bericht: Bericht, at: datetime) -> str | None:
    """A task for school that nobody need do any more is not mailed."""
    _, over = _over(bericht, Feitenblad(bericht.controle_gegevens["plaatsing"], at), at)
    return None if over else "Dit is niet meer nodig."


@registreer_controle(NOG_NODIG)
def verslag_nog_nodig(bericht: Bericht, at: datetime) -> str | None:
    """A warning before a due date is dropped when the report is in or no longer asked, or when its day moved."""
    plicht, due = bericht.controle_gegevens["plicht"], date.fromisoformat(bericht.controle_gegevens["due"])
    blad = Feitenblad(bericht.controle_gegevens["plaatsing"], at)
    if blad.ontvangen(FeitSoort.SUBMISSION, plicht):
        return "Het verslag is intussen binnen."
    if due < lokale_dag(at):
        return "De uiterste dag is voorbij."
    return None if blad.is_nodig(plicht, due) else "Het verslag is niet meer nodig, of op een andere dag."
