"""What a fact would change down the ladder, before it is written: the pure core on a copy of the dossier (R6.7)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from basis.nederlands import long_date
from evaluaties import verslagregels as regels
from evaluaties.enums import FeitSoort
from evaluaties.models import Veegstand, Verslagfeit
from evaluaties.services.beleidsboek import beleid_voor
from evaluaties.services.dossiers import dossier_van, gebeurtenissen
from evaluaties.services.ladderbrief import Deel, brieven
from evaluaties.woorden import keer, plichttitel
from plaatsingen.models import Plaatsing

Type = regels.Type

# What the mails to the student say, per template of `ladderbrief` and `feitenpost`.
BERICHTEN = {
    "verslag_herinnering": "een herinnering: lever het {verslag} nog in",
    "verslag_vervangend": "er is een vervangende opdracht bij het {verslag}",
    "verslag_correctie": "het {verslag} telt niet meer als vergeten",
    "verslag_opdracht_vervallen": "de vervangende opdracht bij het {verslag} hoeft niet meer",
    "verslag_opdracht_te_laat": "de vervangende opdracht bij het {verslag} is te laat",
    "verslag_termijn": "een datum is veranderd, bij het {verslag}",
    "verslag_trede": "de telling is aangepast, bij het {verslag}",
    "verslag_dagen_voorbij": "de dagen na de herinnering zijn voorbij, voor het {verslag}",
    "verslag_toch_binnen": "het {verslag} is binnen, maar telt als vergeten",
    "verslag_voorstel_student": "er is een voorstel: stage onvoldoende",
    "verslag_voorstel_ingetrokken": "het voorstel 'stage onvoldoende' is ingetrokken",
    "verslag_vaker_vergeten": "ook het {verslag} is vergeten",
    "verslag_vrijgesteld": "het {verslag} hoeft niet",
    "verslag_uitstel": "het {verslag} mag later",
    "verslag_pauze": "de termijnen staan stil, of het einde daarvan",
    "verslag_geregistreerd": "het {verslag} is ontvangen",
    "opdracht_geregistreerd": "de vervangende opdracht bij het {verslag} is ontvangen",
    "verslag_besluit": "er is een besluit over de stage",
}
FEITBERICHTEN = {
    FeitSoort.EXCUSE: "verslag_vrijgesteld",
    FeitSoort.EXTENSION: "verslag_uitstel",
    FeitSoort.PAUSE: "verslag_pauze",
    FeitSoort.SUBMISSION: "verslag_geregistreerd",
    FeitSoort.REPLACEMENT: "opdracht_geregistreerd",
    FeitSoort.DECISION: "verslag_besluit",
}


@dataclass(frozen=True, slots=True)
class Aankondiging:
    """One mail that the student will get: its template, and what it says."""

    sjabloon: str
    tekst: str

    def __str__(self) -> str:
        return self.tekst


@dataclass(frozen=True, slots=True)
class Vooruitblik:
    """What the next sweep does when the facts are recorded.

    `gebeurtenissen`: all events it emits, in order. `zinnen`: what the facts change, in words. `al_onderweg`: what
    comes whatever is decided here. `berichten`: mails to the student because of the change.
    """

    gebeurtenissen: tuple[regels.Gebeurtenis, ...]
    zinnen: tuple[str, ...]
    al_onderweg: tuple[str, ...]
    berichten: tuple[Aankondiging, ...]

    @property
    def kenmerk(self) -> str:
        """Short hash of what was shown: a confirmation of something else is asked again."""
        return hashlib.sha256("\n".join([*self.zinnen, *map(str, self.berichten)]).encode()).hexdigest()[:16]


def kijk_vooruit(plaatsing: Plaatsing, feiten: Sequence[Verslagfeit], at: datetime) -> Vooruitblik:
    """Show what facts that aren't saved would change for a placement (annotated by `met_registratie`)."""
    return kijk_vooruit_voor([(plaatsing, feiten)], at)[0]


def kijk_vooruit_voor(paren: Sequence[tuple[Plaatsing, Sequence[Verslagfeit]]], at: datetime) -> list[Vooruitblik]:
    """Show it for many placements; the same number of queries for any number."""
    plaatsingen = [plaatsing for plaatsing, _ in paren]
    beleid, eerder = beleid_voor(plaatsingen), gebeurtenissen(plaatsingen)
    rijen: dict[int, list[Verslagfeit]] = {plaatsing.pk: [] for plaatsing in plaatsingen}
    for feit in Verslagfeit.objects.filter(plaatsing__in=rijen).select_related("by").order_by("recorded_at", "pk"):
        rijen[feit.plaatsing_id].append(feit)
    geveegd = dict(Veegstand.objects.filter(plaatsing__in=rijen).values_list("plaatsing", "laatst_geveegd"))
    uit = []
    for plaatsing, feiten in paren:
        nu = dossier_van(plaatsing, rijen[plaatsing.pk])
        straks = dossier_van(plaatsing, [*rijen[plaatsing.pk], *feiten])
        moment = max(at, geveegd.get(plaatsing.pk) or at)
        oud = eerder.get(plaatsing.pk, [])
        blik = _vergelijk(plaatsing, nu, straks, beleid[plaatsing.pk], oud, moment)
        ladder = regels.Ladder([*oud, *blik.gebeurtenissen])
        zinnen = (*blik.zinnen, *_ontvangen(feiten, ladder))
        uit.append(replace(blik, zinnen=zinnen, berichten=(*_feitberichten(plaatsing, feiten), *blik.berichten)))
    return uit


def _vergelijk(  # noqa: PLR0917 - two dossiers and what they are swept with
    plaatsing: Plaatsing,
    nu: regels.Dossier,
    straks: regels.Dossier,
    beleid: regels.Rekenwijze,
    eerder: list[regels.Gebeurtenis],
    at: datetime,
) -> Vooruitblik:
    if not plaatsing.is_actief:
        return Vooruitblik((), (), (), ())
    zonder = regels.sweep(nu, beleid, eerder, at)
    met = regels.sweep(straks, beleid, eerder, at)
    nieuw = [e for e in met if e not in zonder]
    zinnen = [_zin(e) for e in nieuw]
    zinnen += [_bespaard(e) for e in zonder if e not in met and e.type in (Type.MISS, Type.INSUFFICIENT_PROPOSED)]
    gemeld = {e.verplichting for e in nieuw}
    zinnen += list(_data(regels.verplichtingen(nu, beleid, at), regels.verplichtingen(straks, beleid, at), gemeld))
    onderweg = tuple(_zin(e) for e in met if e in zonder)
    return Vooruitblik(tuple(met), tuple(zinnen), onderweg, tuple(_brieven(plaatsing, met, zonder)))


def _ontvangen(feiten: Iterable[Verslagfeit], ladder: regels.Ladder) -> Iterable[str]:
    """What a receipt does by itself, besides what a sweep emits."""
    for feit in feiten:
        if feit.soort == FeitSoort.REPLACEMENT:
            yield f"De vervangende opdracht bij het {plichttitel(feit.plicht)} is binnen en wordt niet meer gevraagd."
        elif feit.soort == FeitSoort.SUBMISSION and feit.plicht in ladder.staand:
            rung = keer(ladder.staand[feit.plicht].rung)
            verslag = _kop(plichttitel(feit.plicht))
            telt = f"{verslag} telt nog steeds als vergeten ({rung} keer): het kwam na de controle."
            yield f"{telt} Het is nu wel binnen."
        elif feit.soort == FeitSoort.SUBMISSION:
            yield f"{_kop(plichttitel(feit.plicht))} staat als ontvangen."


def _kop(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]


def _zin(gebeurtenis: regels.Gebeurtenis) -> str:  # noqa: C901, PLR0911 - one per kind of event
    """Say in words what an event does."""
    verslag, rung = plichttitel(gebeurtenis.verplichting), gebeurtenis.rung or 0
    tot = f"uiterlijk {long_date(gebeurtenis.datum)}" if gebeurtenis.datum else "de datum volgt na de pauze"
    match gebeurtenis.type:
        case Type.MISS_UNDONE:
            return f"{_kop(verslag)} telt niet meer als vergeten (was de {keer(rung)} keer)."
        case Type.RUNG_CHANGED:
            oud, nieuw = keer(gebeurtenis.van_rung or 0), keer(rung)
            return f"{_kop(verslag)} wordt de {nieuw} keer in plaats van de {oud} keer."
        case Type.REPLACEMENT_WITHDRAWN:
            return f"De vervangende opdracht bij het {verslag} vervalt."
        case Type.PROPOSAL_WITHDRAWN:
            return "Het voorstel 'stage onvoldoende' wordt ingetrokken."
        case Type.MISS:
            return f"{_kop(verslag)} telt als de {keer(rung)} keer vergeten."
        case Type.REMINDER:
            return f"De student krijgt een herinnering voor het {verslag}: {tot}."
        case Type.REPLACEMENT_ASSIGNED:
            return f"De student krijgt een vervangende opdracht bij het {verslag}: {tot}."
        case Type.DEADLINE_MOVED:
            wat = "de vervangende opdracht bij het " if gebeurtenis.wat is regels.Wat.OPDRACHT else "het "
            return f"De uiterste dag voor {wat}{verslag} verandert: {tot}."
        case Type.GRACE_EXPIRED:
            return f"De dagen na de herinnering voor het {verslag} zijn voorbij."
        case Type.REPLACEMENT_OVERDUE:
            return f"De vervangende opdracht bij het {verslag} is te laat."
        case Type.INSUFFICIENT_PROPOSED:
            return "Er komt een voorstel 'stage onvoldoende', waarover een coördinator beslist."
    return f"Het besluit 'onvoldoende' moet opnieuw worden bekeken: {verslag} telt niet meer mee."


def _bespaard(gebeurtenis: regels.Gebeurtenis) -> str:
    if gebeurtenis.type is Type.INSUFFICIENT_PROPOSED:
        return "Er komt geen voorstel 'stage onvoldoende'."
    return f"{_kop(plichttitel(gebeurtenis.verplichting))} wordt niet als vergeten geteld."


def _data(
    nu: Mapping[str, regels.Verplichting], straks: Mapping[str, regels.Verplichting], gemeld: Iterable[str]
) -> Iterable[str]:
    """Due dates that change, of what no event already told about."""
    for plicht in sorted({*nu, *straks}):
        oud, nieuw = _due(nu, plicht), _due(straks, plicht)
        verslag = plichttitel(plicht)
        if oud == nieuw:
            continue
        if nieuw is not None:
            was = f" (was {long_date(oud)})" if oud else ""
            yield f"{_kop(verslag)} is nodig op {long_date(nieuw)}{was}."
        elif _staat_stil(straks, plicht):
            yield f"{_kop(verslag)} heeft voorlopig geen datum: de termijnen staan stil."
        elif plicht not in gemeld:
            yield f"{_kop(verslag)} hoeft niet meer."


def _due(plichten: Mapping[str, regels.Verplichting], plicht: str) -> date | None:
    return plichten[plicht].due if plicht in plichten else None


def _staat_stil(plichten: Mapping[str, regels.Verplichting], plicht: str) -> bool:
    return plicht in plichten and plichten[plicht].waarom is regels.Waarom.PAUZE_OPEN


def _brieven(
    plaatsing: Plaatsing, met: Iterable[regels.Gebeurtenis], zonder: Iterable[regels.Gebeurtenis]
) -> Iterable[Aankondiging]:
    """Letters that the change brings about; those that come anyway are left out."""
    anders = [(brief.sjabloon, brief.delen) for brief in brieven(plaatsing, map(Deel.van_gebeurtenis, zonder))]
    for brief in brieven(plaatsing, map(Deel.van_gebeurtenis, met)):
        if (brief.sjabloon, brief.delen) not in anders:
            yield _aankondiging(brief.sjabloon, brief.delen[0].plicht)


def _feitberichten(plaatsing: Plaatsing, feiten: Iterable[Verslagfeit]) -> Iterable[Aankondiging]:
    for feit in feiten:
        if feit.soort in FEITBERICHTEN and feit.by_id not in (None, plaatsing.student.user_id):
            yield _aankondiging(FEITBERICHTEN[FeitSoort(feit.soort)], feit.plicht)


def _aankondiging(sjabloon: str, plicht: str) -> Aankondiging:
    verslag = plichttitel(plicht) if plicht else ""
    return Aankondiging(
        sjabloon, _kop(BERICHTEN.get(sjabloon, "een bericht over het {verslag}").format(verslag=verslag))
    )
