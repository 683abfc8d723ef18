"""Agreements: composed from the data of a placement, fixed when sent, withdrawn with a reason (R5.2).

Signing is another subject (`ondertekenen`). What passes between the two: `verstuur` calls `start_ondertekening`, which
makes the parties and asks them; `trek_in` calls `staak_ondertekening`, which takes links back and never touches what
was signed; after the last signature it calls `zegel.rond_af`.

A concept is always shown with the data of the moment; from sending on `gegevens`, `tekst` and `tekst_hash` are fixed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.modeltekst import vul_in
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.bestanden import bewaar_bestand
from plaatsingen import rules_overeenkomst as rules
from plaatsingen import signals
from plaatsingen.enums import OvereenkomstSoort, OvereenkomstStatus, PlaatsingStatus
from plaatsingen.models import Overeenkomst, Overeenkomsttekst, Plaatsing
from plaatsingen.services import overeenkomst_post, overeenkomst_variabelen
from plaatsingen.services.afspraken import voorstel
from plaatsingen.services.ondertekenen import staak_ondertekening, start_ondertekening
from plaatsingen.services.overeenkomst_gegevens import IN_TE_VULLEN, Ontbrekend, ontbrekend, verzamel
from plaatsingen.services.overeenkomst_pdf import bestandsnaam, teken
from plaatsingen.services.overeenkomst_teksten import geldende_tekst
from plaatsingen.services.status import wijzig_status

S = OvereenkomstStatus
GEEN_COORDINATOR = "Alleen een coördinator van de school van deze student maakt overeenkomsten."
ZOJUIST_ANDERS = (
    "De gegevens van de stage zijn zojuist veranderd. Lees de overeenkomst opnieuw en verstuur haar dan nog een keer."
)


class OntbreektError(DomainError):
    """An agreement that isn't complete; `lijst` says what misses and where to fill it in."""

    def __init__(self, lijst: list[Ontbrekend]) -> None:
        super().__init__("De overeenkomst is nog niet compleet. Er ontbreekt: " + "; ".join(map(str, lijst)))
        self.lijst = lijst


@dataclass(frozen=True, slots=True)
class Samenstelling:
    """An agreement as it reads now: data, text (Markdown), its SHA-256, and what still misses."""

    gegevens: dict[str, Any]
    tekst: str
    tekst_hash: str
    ontbreekt: list[Ontbrekend]


def hash_van(tekst: str) -> str:
    """Return the SHA-256 (hex) of the exact text."""
    return hashlib.sha256(tekst.encode()).hexdigest()


def samengesteld(*, overeenkomst: Overeenkomst, op: date) -> Samenstelling:
    """Return what an agreement says: of a concept with the data of `op`, else as it was sent.

    It comes with `plaatsing` as `met_betrokkenen` gives it, and `bron`.
    """
    if overeenkomst.status != S.CONCEPT:
        return Samenstelling(overeenkomst.gegevens, overeenkomst.tekst, overeenkomst.tekst_hash, [])
    return stel_samen(overeenkomst=overeenkomst, bron=overeenkomst.bron, op=op)


def stel_samen(*, overeenkomst: Overeenkomst, bron: Overeenkomsttekst, op: date) -> Samenstelling:
    """Compose the text of a concept (saved or not) from `bron` with the data of `op`."""
    gegevens = verzamel(plaatsing=overeenkomst.plaatsing, afspraken=overeenkomst.gegevens.get("afspraken", {}), op=op)
    if overeenkomst.soort == OvereenkomstSoort.AANVULLING:
        gegevens["wijziging"] = _wijziging(overeenkomst)
    tekst = vul_in(bron.tekst, overeenkomst_variabelen.waarden(gegevens))
    mist = ontbrekend(overeenkomst=overeenkomst, gegevens=gegevens, op=op)
    return Samenstelling(gegevens, tekst, hash_van(tekst), mist)


def _wijziging(overeenkomst: Overeenkomst) -> dict[str, Any]:
    ingang = overeenkomst.ingangsdatum
    getekend = getekende_pok(overeenkomst.plaatsing)
    return {
        "rijen": overeenkomst.wijzigingen,
        "ingangsdatum": ingang.isoformat() if ingang else None,
        "reden": overeenkomst.gegevens.get("reden", ""),
        "overeenkomst_datum": (
            timezone.localdate(getekend.getekend_op).isoformat() if getekend and getekend.getekend_op else None
        ),
    }


def getekende_pok(plaatsing: Plaatsing) -> Overeenkomst | None:
    """Return the agreement itself once everybody has signed it."""
    rijen = plaatsing.overeenkomsten.filter(soort=OvereenkomstSoort.POK, status=S.GETEKEND)
    return rijen.order_by("-versie").first()


def open_overeenkomst(plaatsing: Plaatsing) -> Overeenkomst | None:
    """Return the concept, or what is being signed; there is never more than one."""
    rijen = Overeenkomst.objects.filter(plaatsing=plaatsing, status__in=rules.OPEN)
    return rijen.select_related("bron").first()


def vergrendel(plaatsing: Plaatsing, by: User | None) -> Plaatsing:
    """Lock a placement for a step with its agreements; raises GeenToegang when `by` may not take it."""
    nu = Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)
    if by is not None and not rules.mag_opstellen(by, nu):
        raise GeenToegang(GEEN_COORDINATOR)
    return nu


def vergrendel_overeenkomst(overeenkomst: Overeenkomst, by: User | None) -> Overeenkomst:
    """Lock the placement, then the agreement (the order of every step), and return it as it is now."""
    plaatsing = vergrendel(overeenkomst.plaatsing, by)
    nu = Overeenkomst.objects.select_for_update(of=("self",)).select_related("bron").get(pk=overeenkomst.pk)
    nu.plaatsing = plaatsing
    return nu


@transaction.atomic
def stel_op(
    *, plaatsing: Plaatsing, by: User, at: datetime, afspraken: Mapping[str, str] | None = None
) -> Overeenkomst:
    """Make a concept from the data of the placement, or return the one that is open; twice makes one.

    `afspraken` fill what the portal finds nowhere else. Raises GeenToegang, or DomainError when the state of the
    placement asks for no agreement or there is a signed one.
    """
    nu = vergrendel(plaatsing, by)
    if openstaand := open_overeenkomst(nu):
        openstaand.plaatsing = nu
        return openstaand
    if not rules.kan_overeenkomst(nu):
        raise DomainError(
            f"Deze plaatsing is {nu.get_status_display()}. Een overeenkomst maakt u als de student de plek heeft "
            "aangenomen, tot de stage is afgelopen."
        )
    if getekende_pok(nu):
        raise DomainError("Er is al een getekende overeenkomst. Verandert er iets? Maak dan een aanvulling.")
    vorige = nu.overeenkomsten.filter(volgnummer=0).order_by("-versie").first()
    begin = vorige.gegevens.get("afspraken", {}) if vorige else voorstel(plaatsing=nu)
    aangevuld = {naam: begin.get(naam) or (afspraken or {}).get(naam, "") for naam in IN_TE_VULLEN}
    overeenkomst = Overeenkomst.objects.create(
        plaatsing=nu,
        versie=vorige.versie + 1 if vorige else 1,
        volgnummer=0,
        bron=geldende_tekst(school=nu.student.school, soort=OvereenkomstSoort.POK, op=timezone.localdate(at)),
        gegevens={"afspraken": aangevuld},
        gemaakt_door=by,
        gemaakt_op=at,
    )
    leg_vast(actie="overeenkomst opgesteld", obj=overeenkomst, by=by, at=at, na={"versie": overeenkomst.versie})
    return overeenkomst


@transaction.atomic
def bewerk(
    *, overeenkomst: Overeenkomst, afspraken: Mapping[str, str], uren_totaal: int | None, by: User, at: datetime
) -> Overeenkomst:
    """Change what a concept says about goals, tasks, allowance, times and hours; only a concept changes.

    `uren_totaal` is written on the placement, where everybody reads it. Raises DomainError once it was sent.
    """
    nu = vergrendel_overeenkomst(overeenkomst, by)
    if nu.status != S.CONCEPT:
        raise DomainError("Deze overeenkomst is al verstuurd. Trek haar in en maak een nieuwe versie.")
    plaatsing = nu.plaatsing
    voor = {"afspraken": nu.gegevens.get("afspraken", {}), "uren": plaatsing.uren_norm}
    na = {"afspraken": {naam: afspraken.get(naam, "").strip() for naam in IN_TE_VULLEN}, "uren": plaatsing.uren_norm}
    if uren_totaal and uren_totaal != plaatsing.uren_norm:
        plaatsing.uren_norm = na["uren"] = uren_totaal
        plaatsing.save(update_fields=["uren_norm"])
    nu.gegevens = {**nu.gegevens, "afspraken": na["afspraken"]}
    nu.save(update_fields=["gegevens"])
    if voor != na:
        veranderd = [naam for naam in IN_TE_VULLEN if voor["afspraken"].get(naam, "") != na["afspraken"][naam]]
        leg_vast(
            actie="overeenkomst bewerkt",
            obj=nu,
            by=by,
            at=at,
            voor={"uren": voor["uren"]},
            na={"uren": na["uren"], "velden": veranderd},
        )
    return nu


def verstuur(*, overeenkomst: Overeenkomst, by: User, at: datetime) -> Overeenkomst:
    """Fix text, hash and document, and start the signing; a placement that was accepted is now being signed.

    Twice does it once. The document is made first, without a lock; when the data change meanwhile nothing is sent.
    Raises OntbreektError with what misses, GeenToegang, or DomainError when it was withdrawn or no PDF can be made.
    """
    op = timezone.localdate(at)
    nu = Overeenkomst.objects.select_related("bron").get(pk=overeenkomst.pk)
    nu.plaatsing = Plaatsing.objects.met_betrokkenen().get(pk=nu.plaatsing_id)
    if not rules.mag_opstellen(by, nu.plaatsing):
        raise GeenToegang(GEEN_COORDINATOR)
    if nu.status == S.ONDERTEKENING:
        return nu
    _controleer_versturen(nu)
    inhoud = stel_samen(overeenkomst=nu, bron=_nieuwste_bron(nu, op), op=op)
    if inhoud.ontbreekt:
        raise OntbreektError(inhoud.ontbreekt)
    pdf = teken(overeenkomst=nu, gegevens=inhoud.gegevens, tekst=inhoud.tekst, tekst_hash=inhoud.tekst_hash, at=at)
    return _leg_vast_en_start(nu, inhoud, pdf, by=by, at=at)


def _nieuwste_bron(overeenkomst: Overeenkomst, op: date) -> Overeenkomsttekst:
    return geldende_tekst(school=overeenkomst.plaatsing.student.school, soort=overeenkomst.soort, op=op)


def _controleer_versturen(overeenkomst: Overeenkomst) -> None:
    if overeenkomst.status != S.CONCEPT:
        raise DomainError(f"Deze overeenkomst is {overeenkomst.get_status_display()} en gaat niet meer weg.")
    if not rules.kan_overeenkomst(overeenkomst.plaatsing):
        status = overeenkomst.plaatsing.get_status_display()
        raise DomainError(f"Deze plaatsing is {status}. De overeenkomst gaat daarom niet weg.")


@transaction.atomic
def _leg_vast_en_start(
    overeenkomst: Overeenkomst, inhoud: Samenstelling, pdf: bytes, *, by: User, at: datetime
) -> Overeenkomst:
    nu = vergrendel_overeenkomst(overeenkomst, by)
    if nu.status == S.ONDERTEKENING:
        return nu
    _controleer_versturen(nu)
    op = timezone.localdate(at)
    bron = _nieuwste_bron(nu, op)
    if stel_samen(overeenkomst=nu, bron=bron, op=op).tekst_hash != inhoud.tekst_hash:
        raise DomainError(ZOJUIST_ANDERS)
    naam = bestandsnaam(nu)
    nu.pdf = bewaar_bestand(naam=naam, soort="overeenkomst", mime="application/pdf", inhoud=pdf, by=by, at=at)
    nu.pdf_hash, nu.bron = nu.pdf.sha256, bron
    nu.gegevens, nu.tekst, nu.tekst_hash = inhoud.gegevens, inhoud.tekst, inhoud.tekst_hash
    nu.status, nu.verstuurd_op = S.ONDERTEKENING, at
    nu.save()
    leg_vast(
        actie="overeenkomst verstuurd", obj=nu, by=by, at=at, na={"tekst_hash": nu.tekst_hash, "versie": nu.versie}
    )
    if nu.soort == OvereenkomstSoort.POK and nu.plaatsing.status == PlaatsingStatus.GEACCEPTEERD:
        reden = "De overeenkomst is verstuurd."
        nu.plaatsing = wijzig_status(
            plaatsing=nu.plaatsing, naar=PlaatsingStatus.ONDERTEKENING, by=by, at=at, reden=reden
        )
    start_ondertekening(overeenkomst=nu, by=by, at=at)
    signals.overeenkomst_verstuurd.send(Overeenkomst, overeenkomst=nu, by=by, at=at)
    return nu


@transaction.atomic
def trek_in(*, overeenkomst: Overeenkomst, reden: str, by: User | None, at: datetime) -> Overeenkomst:
    """Withdraw a concept, or what isn't signed by all, with a reason; what was signed stays readable.

    Twice does it once. Links stop working at once and who was asked hears of it; a placement that waited for these
    signatures is accepted again, so that a new version can follow. `by` None: the placement ended.
    Raises DomainError when everybody has signed.
    """
    nu = vergrendel_overeenkomst(overeenkomst, by)
    if nu.status == S.VERVALLEN:
        return nu
    if nu.status == S.GETEKEND:
        raise DomainError("Iedereen heeft getekend. Deze overeenkomst blijft. Verandert er iets? Maak een aanvulling.")
    if not reden.strip():
        raise DomainError("Vul een reden in.", field="reden")
    was = nu.status
    nu.status, nu.vervallen_op, nu.reden = S.VERVALLEN, at, reden.strip()[:300]
    nu.save(update_fields=["status", "vervallen_op", "reden"])
    leg_vast(actie="overeenkomst ingetrokken", obj=nu, by=by, at=at, reden=nu.reden, voor={"status": was})
    if was == S.ONDERTEKENING:
        staak_ondertekening(overeenkomst=nu, by=by, at=at)
        overeenkomst_post.meld_ingetrokken(overeenkomst=nu, at=at)
        _niet_meer_ter_ondertekening(nu, by, at)
    signals.overeenkomst_vervallen.send(Overeenkomst, overeenkomst=nu, by=by, at=at, reden=nu.reden)
    return nu


def _niet_meer_ter_ondertekening(overeenkomst: Overeenkomst, by: User | None, at: datetime) -> None:
    """Without this the placement would say for ever that its agreement is being signed."""
    plaatsing = overeenkomst.plaatsing
    if overeenkomst.soort == OvereenkomstSoort.POK and plaatsing.status == PlaatsingStatus.ONDERTEKENING:
        naar, reden = PlaatsingStatus.GEACCEPTEERD, "De overeenkomst is ingetrokken."
        overeenkomst.plaatsing = wijzig_status(plaatsing=plaatsing, naar=naar, by=by, at=at, reden=reden)


def laat_vervallen(*, plaatsing: Plaatsing, at: datetime) -> None:
    """A placement that was cancelled or stopped needs no more signatures; inside the caller's transaction."""
    if openstaand := open_overeenkomst(plaatsing):
        openstaand.plaatsing = plaatsing
        reden = f"De plaatsing is {plaatsing.get_status_display()}."
        trek_in(overeenkomst=openstaand, reden=reden, by=None, at=at)
