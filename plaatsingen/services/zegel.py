"""After the last signature: the agreement is complete by facts; what it changes and the seal follow, and are retried.

Nothing that fails here ever takes a signature back: the state says that everybody signed, `verzegeld_op` and
`doorgevoerd_op` say what has been done about it, and a task of the clock does what is left.
"""

import logging
from datetime import datetime

from celery import current_app
from django.db import transaction

from basis import zegel
from basis.errors import DomainError
from kern.services.audit import leg_vast
from kern.services.bestanden import bewaar_bestand
from plaatsingen import signals
from plaatsingen.enums import OvereenkomstStatus
from plaatsingen.models import Overeenkomst, Plaatsing
from plaatsingen.services import overeenkomst_post
from plaatsingen.services.overeenkomst_pdf import bestandsnaam, teken

logger = logging.getLogger("stagebureau.overeenkomsten")

S = OvereenkomstStatus
TAAK = "plaatsingen.tasks.rond_overeenkomsten_af"
PER_RONDE = 50
REDEN = "Alle partijen hebben deze overeenkomst getekend."


@transaction.atomic
def rond_af(*, overeenkomst: Overeenkomst, at: datetime) -> Overeenkomst:
    """Call it in the transaction of the last signature, with placement and agreement locked; return it as it is now.

    Does nothing while somebody still has to sign, and twice does it once. Sets the state GETEKEND, tells
    `overeenkomst_getekend`, and rings after commit for the seal and for what an amendment changes.
    """
    partijen = list(overeenkomst.partijen.all())
    if overeenkomst.status != S.ONDERTEKENING or not partijen or not all(partij.getekend_op for partij in partijen):
        return overeenkomst
    overeenkomst.status, overeenkomst.getekend_op = S.GETEKEND, at
    overeenkomst.save(update_fields=["status", "getekend_op"])
    leg_vast(
        actie="overeenkomst door iedereen getekend",
        obj=overeenkomst,
        by=None,
        at=at,
        na={"partijen": len(partijen), "tekst_hash": overeenkomst.tekst_hash},
    )
    overeenkomst_post.meld_getekend(overeenkomst=overeenkomst, at=at)
    signals.overeenkomst_getekend.send(Overeenkomst, overeenkomst=overeenkomst, at=at)
    bel()
    return overeenkomst


def bel() -> None:
    """Ring the worker after commit; a ring that gets lost is made up for by the clock."""

    def nu_bellen() -> None:
        try:
            current_app.send_task(TAAK)
        except Exception:  # noqa: BLE001 - the broker is away: the clock comes by
            logger.warning("wachtrij niet bereikbaar; het zegel wacht op de klok")

    transaction.on_commit(nu_bellen)


def verzegel(*, overeenkomst: Overeenkomst, at: datetime) -> Overeenkomst:
    """Make the final document (text and signature sheet) and seal it; an agreement that has its seal stays as it is.

    The document is made without a lock; of two at once the first one counts. Raises DomainError when not everybody
    has signed, when there is no certificate, or when no PDF can be made.
    """
    nu = Overeenkomst.objects.select_related("bron").get(pk=overeenkomst.pk)
    if nu.zegel_pdf_id:
        return nu
    if nu.status != S.GETEKEND or nu.getekend_op is None:
        raise DomainError("Deze overeenkomst is nog niet door iedereen getekend.")
    nu.plaatsing = Plaatsing.objects.met_betrokkenen().get(pk=nu.plaatsing_id)
    zegel.controleer_certificaat(at=at)
    partijen = list(nu.partijen.select_related("organisatie", "scan").order_by("getekend_op", "pk"))
    for partij in partijen:
        partij.overeenkomst = nu
    pdf = teken(
        overeenkomst=nu,
        gegevens=nu.gegevens,
        tekst=nu.tekst,
        tekst_hash=nu.tekst_hash,
        at=nu.getekend_op,
        partijen=partijen,
    )
    return _bewaar(nu, zegel.verzegel(pdf, reden=REDEN, at=at), at)


@transaction.atomic
def _bewaar(overeenkomst: Overeenkomst, pdf: bytes, at: datetime) -> Overeenkomst:
    nu = Overeenkomst.objects.select_for_update(of=("self",)).get(pk=overeenkomst.pk)
    if nu.zegel_pdf_id:
        return nu
    nu.zegel_pdf = bewaar_bestand(
        naam=bestandsnaam(overeenkomst), soort="overeenkomst", mime="application/pdf", inhoud=pdf, by=None, at=at
    )
    nu.zegel_hash, nu.verzegeld_op = nu.zegel_pdf.sha256, at
    nu.save(update_fields=["zegel_pdf", "zegel_hash", "verzegeld_op"])
    leg_vast(actie="overeenkomst verzegeld", obj=nu, by=None, at=at, na={"sha256": nu.zegel_hash})
    nu.plaatsing = overeenkomst.plaatsing
    overeenkomst_post.stuur_kopie(overeenkomst=nu, at=at)
    return nu


def verzegel_wachtende(*, at: datetime) -> dict[str, int]:
    """Seal what everybody signed and has no seal yet, oldest tries first; twice or at once gives one seal.

    Returns how many were sealed and how many failed; one that fails doesn't hold up the others.
    """
    wachtend = Overeenkomst.objects.filter(status=S.GETEKEND, zegel_pdf__isnull=True)
    uitkomst = {"verzegeld": 0, "mislukt": 0}
    for overeenkomst in wachtend.order_by("zegel_pogingen", "getekend_op", "pk")[:PER_RONDE]:
        try:
            verzegel(overeenkomst=overeenkomst, at=at)
            uitkomst["verzegeld"] += 1
        except Exception as fout:
            uitkomst["mislukt"] += 1
            pogingen = min(overeenkomst.zegel_pogingen + 1, 9999)
            Overeenkomst.objects.filter(pk=overeenkomst.pk).update(zegel_pogingen=pogingen)
            if isinstance(fout, DomainError):
                logger.warning("overeenkomst %s heeft nog geen zegel: %s", overeenkomst.public_id, fout.message)
            else:
                logger.exception("overeenkomst %s kon niet worden verzegeld", overeenkomst.public_id)
    return uitkomst
