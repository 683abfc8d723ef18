"""Draw the BPV-boek: charts, contents and template around the data of `services.boekinhoud`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from basis.grafiek import MAANDEN, UrenStand, maandkolommen, uren_balken
from basis.pdf import Documentgegevens
from basis.pdf_reeks import Tekenaar
from basis.scorebalken import scorebalken
from evaluaties.models import BpvBoek
from evaluaties.services.boek import Tekenwijze, maak_boek
from evaluaties.services.boeklezer import ZELF, Lezer
from kern.models import Student, User

SJABLOON = "boek/boek.html"
RELATIES = ("user", "school", "opleiding", "cluster", "stagedocent")
HALF, HEEL = 300, 640  # widths of a chart on the page, in CSS pixels
SCORES = ("oefenen", "voldoende", "goed")
VIJF = ("1", "2", "3", "4", "5")
VAARDIG = ("handelingen", "fasen", "examens")
KENMERK = "bpv-boek:"


def boekopdracht(inhoud: Mapping[str, Any], versie: int, digest: str, at: datetime) -> dict[str, Any]:
    """Return what is needed to draw a book: template, context, style sheets and the mark in the file."""
    concept = inhoud.get("concept", [])
    document = Documentgegevens(
        titel=f"BPV-boek van {inhoud['naam']}",
        loopkop=" · ".join(filter(None, [inhoud["naam"], inhoud["schooljaar"]])),
        versie=f"{versie} (concept)" if concept else str(versie),
        hash=digest[:16],
        gemaakt=timezone.localtime(at).isoformat(timespec="seconds"),
        onderwerp="Beroepspraktijkvorming",
    )
    stages = [_stage(stage) for stage in inhoud["stages"]]
    delen = ("doelen", "coaches", "certificaten", "portfolio", "evc", "handtekeningen", "bronnen")
    toon = {naam: inhoud.get(naam) for naam in delen}
    school = not inhoud.get("lezer") or inhoud["lezer"]["soort"] in {"student", "school"}
    if school and inhoud.get("doelen", []) is not None:
        toon["doelen"] = True  # also when there are none: that is worth knowing
    context = {
        "document": document,
        "boek": {"lezer": {"voor": "de student"}, **inhoud},
        "stages": stages,
        "toon": toon,
        "concept": concept,
        "inhoudsopgave": _inhoudsopgave(stages, toon),
        "versie": versie,
        "hash": digest,
        "gemaakt": timezone.localtime(at),
        "controle_url": settings.SITE_URL.rstrip("/") + reverse("controleren"),
    }
    stijlen = ["pdf/boek.css", *(["pdf/concept.css"] if concept else [])]
    return {"template": SJABLOON, "context": context, "stijlen": stijlen, "kenmerk": f"{KENMERK}{digest[:32]}"}


def teken_boek(
    inhoud: Mapping[str, Any], versie: int, digest: str, at: datetime, *, annuleer: Callable[[], bool] | None = None
) -> bytes:
    """Return the tagged PDF (PDF/UA-1) of a book's data; `annuleer` is asked all the time and ends the drawing."""
    return teken_geteld(inhoud, versie, digest, at, annuleer=annuleer)[0]


def teken_geteld(
    inhoud: Mapping[str, Any], versie: int, digest: str, at: datetime, *, annuleer: Callable[[], bool] | None = None
) -> tuple[bytes, int]:
    """Do as `teken_boek`, and return the number of pages too."""
    with Tekenaar() as tekenaar:
        tekenaar.begin(**boekopdracht(inhoud, versie, digest, at))
        return tekenaar.wacht(annuleer)


def _inhoudsopgave(stages: list[dict[str, Any]], toon: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the chapters with the anchors of their headings, in the order of the template."""
    uit = [_kop("gegevens", "Gegevens")]
    uit += [
        _kop(*kop)
        for kop in (("doelen", "Leerdoelen"), ("certificaten", "Certificaten van handelingen"))
        if toon[kop[0]]
    ]
    for nummer, stage in enumerate(stages, start=1):
        delen = [
            ("overeenkomst", "Overeenkomst", stage.get("overeenkomsten")),
            ("uren", "Uren", True),
            ("gesprekken", "Gesprekken", True),
            ("verslagen", "Verslagen", True),
            ("ladder", "Verloop van de verslagen", stage.get("ladder")),
            ("evaluaties", "Evaluaties", True),
            ("feedback", "360 feedback", stage.get("feedback360")),
            ("vaardig", "Fasen, handelingen en examens", stage["vaardig"]),
        ]
        koppen = [_kop(f"{anker}-{nummer}", titel) for anker, titel, er_is in delen if er_is]
        uit.append(_kop(f"stage-{nummer}", f"Stage bij {stage['leerbedrijf']}") | {"delen": koppen})
    achteraan = (
        ("evc", "EVC: wat de student al kan"),
        ("portfolio", "Portfolio"),
        ("handtekeningen", "Handtekeningen"),
        ("bronnen", "Bijlage: bronnen"),
    )
    return [*uit, *(_kop(*kop) for kop in achteraan if toon[kop[0]]), _kop("dit-boek", "Over dit boek")]


def _kop(anker: str, titel: str) -> dict[str, Any]:
    return {"anker": anker, "titel": titel}


def _stage(stage: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a stage with its charts."""
    return {
        **stage,
        **_urenbeelden(stage["uren"]),
        "vaardig": any(stage.get(naam) for naam in VAARDIG),
        "evaluaties": [{**evaluatie, "grafiek": _kerntaakbeeld(evaluatie)} for evaluatie in stage["evaluaties"]],
        "feedback360": [{**ronde, "grafiek": _feedbackbeeld(ronde)} for ronde in stage.get("feedback360", [])],
    }


def _urenbeelden(uren: Mapping[str, Any]) -> dict[str, Any]:
    """Return the charts of the hours of one stage."""
    if not uren["maanden"]:
        return {"kolommen": "", "balken": "", "dagen_totaal": 0}
    labels = [MAANDEN[rij["maand"].month - 1] for rij in uren["maanden"]]
    waarden = [float(rij["uren"]) for rij in uren["maanden"]]
    standen = [
        UrenStand(naam, float(aantal), float(uren["norm"]))
        for naam, aantal in (("Gewerkt", uren["totaal"]), ("Daarvan bevestigd", uren["bevestigd"]))
    ]
    return {
        "kolommen": maandkolommen("Gewerkte uren per maand", labels, [("uren", waarden)], breedte=HALF),
        "balken": uren_balken("Gewerkte en bevestigde uren naast de norm", standen, breedte=HEEL),
        "dagen_totaal": sum(rij["dagen"] for rij in uren["maanden"]),
    }


def _kerntaakbeeld(evaluatie: Mapping[str, Any]) -> str:
    """Return the mean score per kerntaak of every side; nothing when nobody gave one."""
    alle = [(kerntaak["naam"], kerntaak["gemiddeld"]) for kerntaak in evaluatie.get("kerntaken", [])]
    rijen = [(naam, scores) for naam, scores in alle if any(score is not None for score in scores)]
    if not rijen:
        return ""
    namen = [naam.capitalize() for naam in evaluatie["kolommen"]]
    titel = f"Gemiddelde score per kerntaak, {evaluatie['titel']}"
    return scorebalken(titel, namen, rijen, SCORES, breedte=HEEL)


def _feedbackbeeld(ronde: Mapping[str, Any]) -> str:
    """Return the means of a round beside how the student sees it."""
    rijen = [(r["vraag"], [r["totaal"]["gemiddeld"], r["zelf"]]) for r in ronde["regels"] if r["totaal"]]
    return scorebalken(f"Scores van {ronde['titel']}", ["Anderen", "Zelf"], rijen, VIJF, breedte=HEEL) if rijen else ""


def boek_van(
    student: Student, *, by: User | None, at: datetime, lezer: Lezer = ZELF, teken: Tekenwijze = teken_geteld
) -> BpvBoek:
    """Return the book of `student` for `lezer` as it is now, drawn if something changed."""
    return maak_boek(student=student, by=by, at=at, lezer=lezer, teken=teken)
