"""The EVC-boek as PDF/UA-1: a concept any day, and fixed with its hash once there is a decision (R8.5)."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from basis.nederlands import long_date
from basis.pdf import Documentgegevens, maak_pdf_in_kind
from evaluaties.enums import EvcStatus
from evaluaties.models import Evctraject
from evaluaties.services.evc import vergrendel
from kern.models import Bestand, User
from kern.services.audit import leg_vast
from kern.services.bestanden import bewaar_bestand
from plaatsingen.services.controle import Documentsoort, Uitslag, registreer_soort

VOORVOEGSEL = "evc-boek:"


def verzamel(traject: Evctraject) -> dict[str, Any]:
    """Return what the book says, as plain data: parts, evidence in its version; judgement once it was decided."""
    besloten = traject.status == EvcStatus.BESLOTEN
    delen = traject.onderdelen.filter(gevraagd=True).prefetch_related(
        "versies__stuk", "versies__bestand", "bewijsstukken"
    )
    return {
        "naam": traject.student.naam,
        "studentnummer": traject.student.studentnummer,
        "school": traject.student.school.naam,
        "opleiding": str(traject.opleiding),
        "status": traject.get_status_display(),
        "besloten": besloten,
        "geopend": traject.geopend_op,
        "ingediend": traject.ingediend_op,
        "assessor": traject.assessor.naam if traject.assessor else "",
        "gesprek": traject.gesprek_op,
        "gespreksverslag": traject.gespreksverslag if besloten else "",
        "onderdelen": [
            {
                "code": deel.code,
                "titel": deel.titel,
                "kerntaak": deel.kerntaak,
                "toelichting": deel.toelichting,
                "bewijs": _bewijs(deel),
                "oordeel": deel.get_oordeel_display() if besloten and deel.oordeel else "",
                "motivering": deel.motivering if besloten else "",
                "uren_minder": deel.uren_minder if besloten else 0,
            }
            for deel in delen
        ],
        "besluit": traject.besluit,
        "besloten_door": traject.besloten_door.naam if traject.besloten_door else "",
        "besloten_op": traject.besloten_op,
        "uren_minder": traject.uren_minder,
        "weken_korter": traject.weken_korter,
    }


def _bewijs(deel: Any) -> list[dict[str, Any]]:
    """Return the evidence as handed in; before that what is chosen now."""
    versies = list(deel.versies.all())
    if not versies:
        return [{"titel": stuk.titel, "soort": stuk.get_soort_display()} for stuk in deel.bewijsstukken.all()]
    return [
        {
            "titel": versie.stuk.titel,
            "soort": versie.stuk.get_soort_display(),
            "versie": versie.versie,
            "op": versie.gemaakt_op,
            "bestand": versie.bestand.naam if versie.bestand else "",
            "sha256": versie.bestand.sha256[:12] if versie.bestand else "",
        }
        for versie in versies
    ]


def hash_van(inhoud: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of the data of a book."""
    tekst = json.dumps(inhoud, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(tekst.encode()).hexdigest()


def teken(traject: Evctraject, at: datetime) -> tuple[bytes, str]:
    """Return the PDF and the hash of its data; a concept carries a watermark until there is a decision."""
    inhoud = verzamel(traject)
    return teken_inhoud(inhoud, kenmerk=f"{VOORVOEGSEL}{traject.public_id}", at=at), hash_van(inhoud)


def teken_inhoud(inhoud: dict[str, Any], *, kenmerk: str, at: datetime) -> bytes:
    """Return what `verzamel` gave as a PDF/UA-1; `kenmerk` tells in the file whose it is."""
    digest = hash_van(inhoud)
    document = Documentgegevens(
        titel=f"EVC-boek van {inhoud['naam']}",
        loopkop=f"{inhoud['naam']} · EVC",
        versie="1" if inhoud["besloten"] else "concept",
        hash=digest[:16],
        gemaakt=timezone.localtime(at).isoformat(timespec="seconds"),
        onderwerp="Erkenning van wat iemand al kan (EVC)",
    )
    stijlen = ["pdf/boek.css"] if inhoud["besloten"] else ["pdf/boek.css", "pdf/concept.css"]
    context = {"document": document, "evc": inhoud, "hash": digest, "gemaakt": timezone.localtime(at)}
    return maak_pdf_in_kind("evc/boek.html", context, stijlen=stijlen, kenmerk=kenmerk)


def boek_van(*, traject: Evctraject, by: User, at: datetime) -> Bestand | bytes:
    """Return the fixed book of a decided procedure, made now if that wasn't done; else the PDF of the concept."""
    if traject.boek is not None:
        return traject.boek
    # Drawing takes a second: outside the transaction, so that nobody waits for it.
    pdf, digest = teken(traject, at)
    if traject.status != EvcStatus.BESLOTEN:
        return pdf
    return _leg_vast(traject, pdf, digest, by=by, at=at)


@transaction.atomic
def _leg_vast(traject: Evctraject, pdf: bytes, digest: str, *, by: User, at: datetime) -> Bestand:
    nu = vergrendel(traject)
    if nu.boek is not None:
        return nu.boek
    naam = f"evc-boek-{nu.student.studentnummer}.pdf"
    nu.boek = bewaar_bestand(naam=naam, soort="evc-boek", mime="application/pdf", inhoud=pdf, by=by, at=at)
    nu.boek_hash = digest
    nu.save(update_fields=["boek", "boek_hash"])
    leg_vast(actie="EVC-boek gemaakt", obj=nu, by=by, at=at, na={"sha256": nu.boek.sha256})
    return nu.boek


# --- the public check ---


def _uitslag(traject: Evctraject | None, soort: str, titel: str, tekst: str) -> Uitslag | None:
    if traject is None or traject.besloten_op is None:
        return None
    besloten = long_date(timezone.localdate(traject.besloten_op))
    feiten = (("Soort", "EVC-boek"), ("Besloten op", besloten), ("Kenmerk van de gegevens", traject.boek_hash))
    return Uitslag(soort, titel, tekst, feiten=feiten)


def _per_bestand(sha256: str) -> Uitslag | None:
    rij = Evctraject.objects.filter(boek__sha256=sha256).first()
    return _uitslag(rij, "klaar", "Echt en onveranderd", "Dit EVC-boek komt uit dit portaal en is niet veranderd.")


def _per_kenmerk(kenmerk: str) -> Uitslag | None:
    if len(kenmerk) == 64 and (gevonden := _per_bestand(kenmerk)):
        return gevonden
    rij = Evctraject.objects.filter(boek_hash__startswith=kenmerk).first()
    tekst = "Bij dit kenmerk hoort een EVC-boek van dit portaal. Kies het bestand om te zien of het onveranderd is."
    return _uitslag(rij, "klaar", "Dit kenmerk bestaat", tekst)


def _is_van_ons(kenmerk: str) -> bool:
    try:
        pk = UUID(kenmerk.removeprefix(VOORVOEGSEL))
    except ValueError:
        return False
    return kenmerk.startswith(VOORVOEGSEL) and Evctraject.objects.filter(public_id=pk).exists()


def registreer() -> None:
    """Let the public page check an EVC-boek."""
    registreer_soort("evc-boek", Documentsoort(_per_bestand, _per_kenmerk, _is_van_ons))
