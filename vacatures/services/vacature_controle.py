"""What stands in the way of publishing a vacature, each with the step where it is mended (R4.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from basis.nederlands import count_noun, long_date
from kern.enums import Rol
from kern.models import Erkenning, Lidmaatschap, Opleiding, Opleidingscluster, Organisatie, User
from vacatures.bezetting import kleinste_capaciteit
from vacatures.models import Vacature
from vacatures.rules import ZONDER_ERKENNING, eerste_gat

Erkend = dict[int, list[tuple[date, date | None]]]  # id of a programme -> from, until
VERPLICHT = {
    "titel": ("plek", "een titel"),
    "doel": ("plek", "wat een student leert"),
    "inhoud": ("plek", "hoe de plek eruitziet"),
    "taken": ("werk", "wat een student doet"),
    "begeleiding": ("werk", "hoe de begeleiding is"),
    "begindatum": ("tijd", "de eerste dag"),
    "einddatum": ("tijd", "de laatste dag"),
    "dagen": ("tijd", "de dagen"),
    "uren_per_week": ("tijd", "de uren per week"),
    "hoe": ("reageren", "hoe een student solliciteert"),
    "verloopt_op": ("reageren", "tot wanneer reageren kan"),
}


@dataclass(frozen=True, slots=True)
class Bezwaar:
    """Why a vacature can't be published: what is wrong, how to mend it, and the step where (empty: elsewhere)."""

    tekst: str
    uitweg: str
    stap: str = ""
    erkenning: bool = False


@dataclass(frozen=True, slots=True)
class Dekking:
    """Recognition for one programme of the place during the whole vacature; `gat` is the first day without it."""

    opleiding: Opleiding
    gat: date | None


def dekking_van(vacature: Vacature, clusters: Iterable[Opleidingscluster]) -> dict[Opleidingscluster, list[Dekking]]:
    """Return per cluster of the place whether each programme is recognised from the first to the last day. Two queries.

    Empty when the place needs no recognition or the vacature has no dates yet.
    """
    clusters = list(clusters)
    if not _vraagt_erkenning(vacature):
        return {}
    letters = {letter for cluster in clusters for letter in cluster.letters.split()}
    opleidingen = list(Opleiding.objects.filter(letters__in=letters))
    return _dekking(vacature, clusters, opleidingen, _erkend_van([vacature])[vacature.leerbedrijf.pk])


def _vraagt_erkenning(vacature: Vacature) -> bool:
    vaste_tijd = bool(vacature.begindatum and vacature.einddatum)
    return vaste_tijd and vacature.stageplaats.soort not in ZONDER_ERKENNING


def _erkend_van(vacatures: Iterable[Vacature]) -> dict[int, Erkend]:
    huizen = {vacature.leerbedrijf.pk for vacature in vacatures}
    uit: dict[int, Erkend] = {huis: {} for huis in huizen}
    for rij in Erkenning.objects.filter(organisatie__in=huizen):
        uit[rij.organisatie_id].setdefault(rij.opleiding_id, []).append((rij.geldig_van, rij.geldig_tot))
    return uit


def _dekking(
    vacature: Vacature, clusters: list[Opleidingscluster], opleidingen: list[Opleiding], per_opleiding: Erkend
) -> dict[Opleidingscluster, list[Dekking]]:
    return {
        cluster: [
            Dekking(opl, eerste_gat(per_opleiding.get(opl.pk, []), vacature.begindatum, vacature.einddatum))
            for opl in opleidingen
            if opl.letters in cluster.letters.split()
        ]
        for cluster in clusters
    }


def zonder_erkenning(vacatures: Sequence[Vacature]) -> dict[int, list[Bezwaar]]:
    """Return of which vacatures the recognition doesn't hold (id -> why). Two queries.

    Each comes with its leerbedrijf and the clusters of its place.
    """
    opleidingen, erkend = list(Opleiding.objects.all()), _erkend_van(vacatures)
    uit = {}
    for vacature in filter(_vraagt_erkenning, vacatures):
        clusters = list(vacature.stageplaats.clusters.all())
        dekking = _dekking(vacature, clusters, opleidingen, erkend[vacature.leerbedrijf.pk])
        if redenen := _over_erkenning(vacature, dekking):
            uit[vacature.pk] = redenen
    return uit


def _over_erkenning(vacature: Vacature, dekking: dict[Opleidingscluster, list[Dekking]]) -> list[Bezwaar]:
    uit = []
    for cluster, dekkingen in dekking.items():
        if not dekkingen or any(dekking.gat is None for dekking in dekkingen):
            continue
        beste = max(dekkingen, key=lambda dekking: dekking.gat)
        wie, naam = vacature.leerbedrijf.naam, beste.opleiding
        if beste.gat == vacature.begindatum:
            tekst = f"{wie} heeft op {long_date(beste.gat)} geen geldige erkenning voor {naam}."
            uitweg = "Vraag de erkenning aan bij SBB, of haal dit cluster van de stageplaats."
        else:
            tekst = f"De erkenning van {wie} voor {naam} geldt vanaf {long_date(beste.gat)} niet meer."
            uitweg = "Laat de periode voor die dag eindigen, of verleng de erkenning bij SBB."
        uit.append(Bezwaar(f"{cluster}: {tekst}", uitweg, "tijd", erkenning=True))
    return uit


def _over_tijd(vacature: Vacature, op: date) -> list[Bezwaar]:
    plaats, uit = vacature.stageplaats, []
    begin, eind, tot = vacature.begindatum, vacature.einddatum, vacature.verloopt_op
    if begin and eind:
        jaar = plaats.schooljaar
        if begin > eind:
            uit.append(Bezwaar("De laatste dag ligt voor de eerste dag.", "Verander de datums.", "tijd"))
        elif begin < jaar.begin or eind > jaar.eind:
            uit.append(
                Bezwaar(f"De periode ligt niet in schooljaar {jaar} van de stageplaats.", "Verander de datums.", "tijd")
            )
        elif not kleinste_capaciteit(plaats, begin, eind):
            uit.append(Bezwaar("In die weken heeft de stageplaats geen plekken.", "Kies andere datums.", "tijd"))
        if eind < op:
            uit.append(Bezwaar("De laatste dag is al voorbij.", "Kies een latere periode.", "tijd"))
    anders = [dag for dag in vacature.dagen.split() if dag not in plaats.dagen.split()]
    if anders:
        uit.append(Bezwaar("De stageplaats is er niet op al deze dagen.", "Kies dagen waarop de plek er is.", "tijd"))
    if tot and tot < op:
        uit.append(Bezwaar("De laatste dag om te reageren is voorbij.", "Kies een latere dag.", "reageren"))
    elif tot and eind and tot > eind:
        uit.append(Bezwaar("Reageren kan nog nadat de stage is afgelopen.", "Kies een eerdere dag.", "reageren"))
    return uit


def bezwaren(vacature: Vacature, *, op: date) -> list[Bezwaar]:
    """Return all that stands in the way of publishing on a day; empty when it may go."""
    mist: dict[str, list[str]] = {}
    for veld, (stap, naam) in VERPLICHT.items():
        if not getattr(vacature, veld):
            mist.setdefault(stap, []).append(naam)
    if not vacature.contact_id and not (vacature.contact_naam and vacature.contact_email):
        mist.setdefault("reageren", []).append("een contactpersoon")
    uit = [
        Bezwaar(f"Nog niet ingevuld: {', '.join(namen)}.", f"Vul {count_noun(len(namen), 'veld', 'velden')} in.", stap)
        for stap, namen in mist.items()
    ]
    plaats = vacature.stageplaats
    if plaats.ingetrokken_op:
        uit.append(Bezwaar("De stageplaats is ingetrokken.", "Zet de stageplaats eerst terug."))
    uit += _over_tijd(vacature, op)
    if vacature.pk:
        gereserveerd = set(plaats.scholen.values_list("pk", flat=True))
        if gereserveerd and (set(vacature.scholen.values_list("pk", flat=True)) or {0}) - gereserveerd:
            tekst = "De stageplaats is voor bepaalde scholen. De vacature is voor andere scholen."
            uit.append(Bezwaar(tekst, "Kies alleen de scholen van de stageplaats.", "reageren"))
    return uit + _over_erkenning(vacature, dekking_van(vacature, plaats.clusters.all()))


def wie_helpt(*, op: date) -> list[User]:
    """Return the administrators of the bureau, who keep the recognitions: whom to ask. At most three."""
    leden = Lidmaatschap.objects.geldig_op(op).filter(rol=Rol.BEHEERDER, user__is_active=True)
    mensen = {lid.user_id: lid.user for lid in leden.select_related("user").order_by("user__achternaam", "user_id")}
    return list(mensen.values())[:3]


def mensen_van(organisatie: Organisatie, *, op: date) -> list[User]:
    """Return the praktijkopleiders of a leerbedrijf who may log in on a day."""
    leden = Lidmaatschap.objects.geldig_op(op).filter(
        rol=Rol.PRAKTIJKOPLEIDER, organisatie=organisatie, user__is_active=True
    )
    mensen = {lid.user_id: lid.user for lid in leden.select_related("user").order_by("user_id")}
    return list(mensen.values())
