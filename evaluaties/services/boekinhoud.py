"""What a BPV-boek holds (R8.6): plain data per student, read set-based, with a hash over exactly that data."""

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Sum
from django.db.models.functions import TruncMonth

from begeleiding.models import Gesprek
from evaluaties.enums import InvullingStatus
from evaluaties.models import Evaluatie, Evaluatieformulier, Feedback, Inlevering, Verslag
from evaluaties.vragen import delen_van, labels
from evaluaties.woorden import plichttitel
from kern.kalender import schooljaar
from kern.models import Student
from plaatsingen.enums import PlaatsingStatus, UrenSoort
from plaatsingen.models import Plaatsing, Urendag
from plaatsingen.services.slot import DAGNAMEN
from plaatsingen.services.vormroute import akkoord_op

# A book begins when the student has accepted a place.
IN_BOEK = (
    PlaatsingStatus.GEACCEPTEERD,
    PlaatsingStatus.ONDERTEKENING,
    PlaatsingStatus.LOPEND,
    PlaatsingStatus.ONDERBROKEN,
    PlaatsingStatus.AFGEROND,
    PlaatsingStatus.GESTOPT,
)


def _uren(plaatsing: Plaatsing) -> dict[str, Any]:
    gewerkt = Urendag.objects.filter(plaatsing=plaatsing, soort=UrenSoort.AANWEZIG)
    maanden = gewerkt.annotate(maand=TruncMonth("datum")).values("maand").annotate(uren=Sum("uren")).order_by("maand")
    bevestigd = gewerkt.filter(bevestigd_op__isnull=False).aggregate(som=Sum("uren"))["som"] or Decimal(0)
    rijen = [{"maand": rij["maand"], "uren": rij["uren"]} for rij in maanden]
    return {
        "maanden": rijen,
        "totaal": sum((rij["uren"] for rij in rijen), Decimal(0)),
        "bevestigd": bevestigd,
        "norm": plaatsing.uren_norm,
        "ziek": Urendag.objects.filter(plaatsing=plaatsing, soort=UrenSoort.ZIEK).count(),
    }


def _gesprekken(plaatsing: Plaatsing) -> list[dict[str, Any]]:
    rijen = Gesprek.objects.filter(plaatsing=plaatsing).select_related("vastgelegd_door")
    return [
        {
            "soort": gesprek.get_soort_display(),
            "vorm": gesprek.get_vorm_display(),
            "datum": gesprek.datum,
            "aanwezig": gesprek.aanwezig,
            "gaat_goed": gesprek.gaat_goed,
            "kan_beter": gesprek.kan_beter,
            "stappen": [
                {
                    "voor": stap.get_voor_display(),
                    "wat": stap.wat,
                    "voor_datum": stap.voor_datum,
                    "gedaan": stap.gedaan_op,
                }
                for stap in gesprek.vervolgstappen.all()
            ],
        }
        for gesprek in rijen.prefetch_related("vervolgstappen").order_by("datum", "pk")
    ]


def _verslagen(plaatsing: Plaatsing) -> list[dict[str, Any]]:
    """Return what was handed in last of each report, with its feedback; drafts stay out."""
    rijen = Verslag.objects.filter(plaatsing=plaatsing).ingeleverd()
    uit = []
    for verslag in rijen.prefetch_related("inleveringen", "feedback__door").order_by("plicht", "pk"):
        inlevering = list(verslag.inleveringen.all())[-1]
        uit.append(
            {
                "titel": plichttitel(verslag.plicht),
                "ontvangen": inlevering.ontvangen_op,
                "onderdelen": [
                    {"vraag": vraag, "tekst": tekst} for vraag, tekst in delen_van(verslag.soort, inlevering.inhoud)
                ],
                "feedback": [
                    {"door": item.door.naam if item.door else "onbekend", "op": item.op, "tekst": _feedbacktekst(item)}
                    for item in verslag.feedback.all()
                ],
            }
            | _bijlagen(inlevering)
        )
    return uit


def _bijlagen(inlevering: Inlevering) -> dict[str, Any]:
    """Return the files of a hand-in by name, size and mark; nothing when there are none (the book keeps its hash)."""
    rijen = inlevering.inhoud.get("bijlagen", [])
    regels = [{"naam": rij["naam"], "bytes": rij["bytes"], "sha256": rij["sha256"][:12]} for rij in rijen]
    return {"bijlagen": regels} if regels else {}


def _feedbacktekst(feedback: Feedback) -> str:
    """Return what was said as a whole and per part."""
    delen = [
        f"{vraag}: {feedback.per_deel[naam]}"
        for naam, vraag in labels(feedback.verslag.soort).items()
        if feedback.per_deel.get(naam)
    ]
    return "\n\n".join(filter(None, [feedback.tekst, *delen]))


def _evaluaties(plaatsing: Plaatsing) -> list[dict[str, Any]]:
    """Return the evaluations of which both sides are handed in, part by part."""
    uit = []
    rijen = Evaluatie.objects.filter(plaatsing=plaatsing).select_related("formulier", "plaatsing__student__user")
    for evaluatie in rijen.prefetch_related("invullingen__door"):
        ingediend = {i.rol: i for i in evaluatie.invullingen.all() if i.status == InvullingStatus.INGEDIEND}
        if len(ingediend) < 2:
            continue
        zijden = [ingediend[rol] for rol in sorted(ingediend)]
        uit.append(
            {
                "titel": evaluatie.get_moment_display(),
                "formulier": str(evaluatie.formulier),
                "zijden": [
                    {
                        "rol": zijde.get_rol_display(),
                        "door": zijde.door.naam if zijde.door else "onbekend",
                        "op": zijde.ingediend_op,
                        "algemeen": zijde.algemeen,
                    }
                    for zijde in zijden
                ],
                "regels": [
                    {
                        "titel": onderdeel["titel"],
                        "oordelen": [_oordeel(zijde.antwoorden.get(onderdeel["code"], {})) for zijde in zijden],
                    }
                    for onderdeel in evaluatie.formulier.onderdelen
                ],
            }
        )
    return uit


def _oordeel(antwoord: dict[str, Any]) -> dict[str, str]:
    """Return one side's judgement of one part: code and word of the score, and the reasons."""
    score = antwoord.get("score", "")
    woorden = dict(Evaluatieformulier.SCORES)
    return {"code": score, "score": woorden.get(score, ""), "toelichting": antwoord.get("toelichting", "")}


def _dagnamen(codes: str) -> str:
    """Return "ma di" as "maandag en dinsdag"."""
    *eerste, laatste = [DAGNAMEN[code] for code in codes.split()] or [""]
    return f"{', '.join(eerste)} en {laatste}" if eerste else laatste


def _stage(plaatsing: Plaatsing) -> dict[str, Any]:
    plek = plaatsing.stageplaats.afdeling
    return {
        "leerbedrijf": plek.locatie.organisatie.naam,
        "afdeling": plek.naam,
        "locatie": str(plek.locatie),
        "begin": plaatsing.begindatum,
        "eind": plaatsing.einddatum,
        "dagen": _dagnamen(plaatsing.dagen),
        "status": plaatsing.get_status_display(),
        "werkbegeleider": plaatsing.werkbegeleider.naam if plaatsing.werkbegeleider else "",
        "stagebegeleider": plaatsing.stagebegeleider.naam if plaatsing.stagebegeleider else "",
        "verloop": [
            {"naar": wijziging.get_naar_display(), "at": wijziging.at, "reden": wijziging.reden}
            for wijziging in plaatsing.statuswijzigingen.all()
        ],
        "uren": _uren(plaatsing),
        "gesprekken": _gesprekken(plaatsing),
        "verslagen": _verslagen(plaatsing),
        "evaluaties": _evaluaties(plaatsing),
    } | _vaardig(plaatsing)


def _vaardig(plaatsing: Plaatsing) -> dict[str, Any]:
    """Return phases, acts and exams of one stage; what isn't there leaves no key (older books keep their hash)."""
    stappen = plaatsing.fasestappen.select_related("fase").filter(afgewezen_op__isnull=True)
    fasen = [{"fase": stap.fase.naam, "op": moment} for stap in stappen if (moment := akkoord_op(stap)) is not None]
    niveaus: dict[str, dict[str, Any]] = {}
    bevestigd = plaatsing.beheersingen.filter(bevestigd_op__isnull=False).select_related("handeling", "bevestigd_door")
    for rij in bevestigd.order_by("handeling__volgorde", "at", "pk"):  # the last one of each act stays
        door = rij.bevestigd_door.naam if rij.bevestigd_door else ""
        niveaus[rij.handeling.naam] = {"niveau": rij.get_niveau_display(), "op": rij.bevestigd_op, "door": door}
    gangen = plaatsing.examengangen.exclude(uitslag="").select_related("examen")
    examens = [
        {"examen": gang.examen.naam, "poging": gang.poging, "dag": gang.datum, "uitslag": gang.get_uitslag_display()}
        for gang in gangen
    ]
    handelingen = [{"handeling": naam, **rij} for naam, rij in niveaus.items()]
    delen = {
        "vorm": plaatsing.vorm.naam if plaatsing.vorm else "",
        "fasen": fasen,
        "handelingen": handelingen,
        "examens": examens,
    }
    return {naam: deel for naam, deel in delen.items() if deel}


def _certificaten(student: Student) -> dict[str, Any]:
    """Return the certificates of school that were not withdrawn; no key without any."""
    rijen = student.handelingscertificaten.filter(ingetrokken_op__isnull=True).select_related("handeling")
    regels = [
        {"handeling": rij.handeling.naam, "afgegeven": rij.afgegeven_op, "tot": rij.geldig_tot}
        for rij in rijen.order_by("handeling__volgorde", "afgegeven_op", "pk")
    ]
    return {"certificaten": regels} if regels else {}


def stages_van(student: Student) -> list[Plaatsing]:
    """Return the placements that belong in the book, oldest first."""
    rijen = (
        student.plaatsingen.filter(status__in=IN_BOEK)
        .met_betrokkenen()
        .select_related("vorm")
        .prefetch_related("statuswijzigingen")
    )
    return list(rijen.order_by("begindatum", "pk"))


def verzamel(student: Student) -> dict[str, Any]:
    """Return everything of the book as plain data (dates, datetimes, Decimals, text)."""
    stages = [_stage(plaatsing) for plaatsing in stages_van(student)]
    return {
        "naam": student.naam,
        "studentnummer": student.studentnummer,
        "school": student.school.naam,
        "opleiding": str(student.opleiding),
        "niveau": student.opleiding.niveau,
        "leerweg": student.opleiding.get_leerweg_display(),
        "leerjaar": student.leerjaar,
        "cluster": student.cluster.naam,
        "stagedocent": student.stagedocent.naam if student.stagedocent else "",
        "schooljaar": schooljaar(stages[0]["begin"]) if stages else "",
        "doelen": [
            {"titel": doel.titel, "aanpak": doel.aanpak, "gemaakt": doel.gemaakt_op, "behaald": doel.behaald_op}
            for doel in student.leerdoelen.all()
        ],
        "stages": stages,
    } | _certificaten(student)


def inhoud_hash(inhoud: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of the canonical JSON of the book's data: the same data, the same hash."""

    def plat(waarde: Any) -> Any:
        return waarde.timestamp() if isinstance(waarde, datetime) else DjangoJSONEncoder().default(waarde)

    tekst = json.dumps(inhoud, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=plat)
    return hashlib.sha256(tekst.encode()).hexdigest()
