"""The list of evidence in the portfolio, and the EVC procedures it was used for (R8.3, R8.5)."""

from typing import Any

from evaluaties.enums import BewijsZicht, EvcStatus
from evaluaties.models import Bewijsstuk, Bewijsversie, Evconderdeel, Evctraject
from evaluaties.services.boekdelen.bundel import Bundel, gevuld, kort, naam_van
from evaluaties.services.boeklezer import Soort


def stukken(bundel: Bundel) -> list[dict[str, Any]]:
    """Return the newest version of the pieces that the student wants in the book and lets the reader see.

    For an assessor: those of the EVC procedure.
    """
    rijen = Bewijsstuk.objects.filter(student=bundel.student).aanwezig()
    if bundel.lezer.traject:
        rijen = rijen.filter(evconderdelen__traject=bundel.lezer.traject).distinct()
    elif bundel.ziet_wat_meegaat:
        rijen = rijen.filter(in_boek=True, zicht__in=_zicht(bundel.lezer.soort))
    else:
        return []
    rijen = rijen.prefetch_related("versies__bestand", "doelen").order_by("gemaakt_op", "pk")
    return [_stuk(rij) for rij in rijen]


def _zicht(soort: Soort) -> list[str]:
    """Whom the student lets see a piece: each wider circle is in the narrower one."""
    if soort == Soort.STUDENT:
        return BewijsZicht.values
    return [BewijsZicht.ALLEN] if soort == Soort.LEERBEDRIJF else [BewijsZicht.SCHOOL, BewijsZicht.ALLEN]


def _stuk(stuk: Bewijsstuk) -> dict[str, Any]:
    versies = list(stuk.versies.all())
    laatste: Bewijsversie | None = versies[-1] if versies else None
    bestand = laatste.bestand if laatste else None
    return {
        "titel": stuk.titel,
        "soort": stuk.get_soort_display(),
        "op": laatste.gemaakt_op if laatste else stuk.gemaakt_op,
        "versie": laatste.versie if laatste else 0,
        **gevuld(
            {
                "tekst": laatste.tekst if laatste else "",
                "werkprocessen": stuk.werkprocessen,
                "doelen": [doel.titel for doel in stuk.doelen.all()],
                "bestand": {"naam": bestand.naam, "bytes": bestand.bytes, "sha256": kort(bestand.sha256)}
                if bestand
                else {},
            }
        ),
    }


def evc(bundel: Bundel) -> list[dict[str, Any]]:
    """Return the EVC procedures: what was asked, what the assessor judged and why, what came of it.

    Not for who supervises one stage: EVC is between the student, the school and the assessor.
    """
    heel = bundel.lezer.leest_alles and bundel.lezer.plaatsingen is None
    if not (heel or bundel.lezer.traject):
        return []
    rijen = Evctraject.objects.filter(student=bundel.student).exclude(status=EvcStatus.GESTOPT)
    if bundel.lezer.soort == Soort.ASSESSOR:
        rijen = rijen.filter(pk=bundel.lezer.traject)
    elif bundel.lezer.soort == Soort.SCHOOL:
        rijen = rijen.exclude(status=EvcStatus.VERZAMELEN)  # what the student still collects is the student's own
    rijen = rijen.select_related("opleiding", "assessor").prefetch_related("onderdelen__bewijsstukken")
    return [_traject(rij) for rij in rijen.order_by("geopend_op", "pk")]


def _traject(rij: Evctraject) -> dict[str, Any]:
    besloten = rij.status == EvcStatus.BESLOTEN
    return {
        "opleiding": str(rij.opleiding),
        "stand": rij.get_status_display(),
        "ingediend": rij.ingediend_op,
        "onderdelen": [_onderdeel(deel, besloten=besloten) for deel in rij.onderdelen.all()],
        **gevuld(
            {
                "assessor": naam_van(rij.assessor, ""),
                "gesprek": rij.gesprek_op,
                "besloten": rij.besloten_op,
                "besluit": rij.besluit,
                "uren_minder": rij.uren_minder if besloten else 0,
                "weken_korter": rij.weken_korter if besloten else 0,
            }
        ),
    }


def _onderdeel(deel: Evconderdeel, *, besloten: bool) -> dict[str, Any]:
    """Return one part; the judgement is everybody's only once it was decided."""
    return {
        "code": deel.code,
        "titel": deel.titel,
        "toelichting": deel.toelichting,
        "bewijs": [stuk.titel for stuk in deel.bewijsstukken.all()],
        "oordeel": deel.get_oordeel_display() if besloten and deel.oordeel else "",
        "motivering": deel.motivering if besloten else "",
    }
