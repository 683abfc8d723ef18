"""Closing a round: added up once, and then nothing is left that could tell who answered what (R8.7, R8.8).

Who was asked is forgotten. Of the sheets only the open texts stay, each on a sheet of its own, in an order of chance,
and with a house only where its outcome is shown.
"""

import secrets
import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from enquetes.enums import MetingStatus
from enquetes.models import Antwoordblad, Deelnemer, Meting
from enquetes.rules import DIMENSIES, TOTAAL, Groep, groepen_van, toonbaar, toonbaar_bij_vraag
from enquetes.services.metingen import eis_beheer
from enquetes.services.optellen import opties, tel_op
from kern.enums import BerichtStatus, Linkdoel
from kern.models import Bericht, Opleidingscluster, Organisatie, User
from kern.services.audit import leg_vast
from kern.services.toegangslinks import vergeet_adressen

PER_KEER = 500
MAIL, HERINNERING = MAILS = ("enquete_vraag", "enquete_herinnering")
MODELLEN = {"leerbedrijf": Organisatie, "school": Organisatie, "cluster": Opleidingscluster}


@transaction.atomic
def sluit(*, meting: Meting, by: User | None, at: datetime) -> Meting:
    """Close a round and add it up, once; nobody can answer any more. `by` None: its last day is over."""
    if by is not None:
        eis_beheer(by)
    meting = Meting.objects.select_for_update(of=("self",)).select_related("vragenlijst").get(pk=meting.pk)
    if meting.status == MetingStatus.GESLOTEN:
        return meting
    bladen = list(Antwoordblad.objects.filter(meting=meting).values(*DIMENSIES, "antwoorden", "oordelen"))
    leden = groepen_van(bladen)
    zien = toonbaar(leden, meting.drempel)
    meting.status, meting.gesloten_op = MetingStatus.GESLOTEN, at
    meting.uitkomst = _uitkomst(meting, bladen, leden, zien)
    meting.save(update_fields=["status", "gesloten_op", "uitkomst"])
    _houd_teksten_over(meting, bladen, zien)
    vergeet_deelnemers(meting=meting, at=at)
    leg_vast(actie="meting gesloten", obj=meting, by=by, at=at, na={"antwoorden": meting.uitkomst["ingevuld"]})
    return meting


def vergeet_deelnemers(*, meting: Meting, at: datetime) -> int:
    """Forget who was asked in a closed round, with links and mails; returns how many there were.

    A reminder that was called off tells who had answered.
    """
    aantal = 0
    while rijen := list(meting.deelnemers.order_by("pk").values_list("pk", "public_id")[:PER_KEER]):
        nummers = [nummer for _, nummer in rijen]
        vergeet_adressen(doel=Linkdoel.ENQUETE, object_ids=nummers, at=at)
        post = Bericht.objects.filter(sleutel__in=[f"{soort}:{nummer}" for nummer in nummers for soort in MAILS])
        post.exclude(status=BerichtStatus.WACHT).delete()
        Deelnemer.objects.filter(pk__in=[pk for pk, _ in rijen]).delete()
        aantal += len(rijen)
    return aantal


def _uitkomst(
    meting: Meting, bladen: list[dict[str, Any]], leden: dict[Groep, set[int]], zien: set[Groep]
) -> dict[str, Any]:
    """Add up what may be shown, and nothing else."""
    vragen = meting.vragenlijst.vragen
    mag = {
        vraag["code"]: toonbaar_bij_vraag(
            leden, zien, [blad["antwoorden"].get(vraag["code"], "") for blad in bladen], meting.drempel
        )
        for vraag in vragen
        if opties(vraag)
    }

    def stand(groep: Groep) -> dict[str, Any]:
        geteld = tel_op(vragen, [bladen[nummer]["antwoorden"] for nummer in leden[groep]])
        for code in geteld["vragen"]:
            if groep not in mag[code]:
                geteld["vragen"][code] = {"tel": {}, "gemiddelde": None, "verborgen": True}
        return geteld

    groepen: dict[str, list[dict[str, Any]]] = {}
    for dimensie in DIMENSIES:
        ids = sorted(sleutel for soort, sleutel in zien if soort == dimensie)
        namen = {rij.pk: str(rij) for rij in MODELLEN[dimensie]._default_manager.filter(pk__in=ids)}
        groepen[dimensie] = [{"id": pk, "naam": namen.get(pk, ""), **stand((dimensie, pk))} for pk in ids]
    return {
        "gevraagd": meting.deelnemers.count(),
        "ingevuld": len(bladen),
        "totaal": stand(TOTAAL) if TOTAAL in zien else None,
        "groepen": groepen,
    }


def _houd_teksten_over(meting: Meting, bladen: list[dict[str, Any]], zien: set[Groep]) -> None:
    """Keep each open text by itself: not beside the other answers of who wrote it."""
    teksten = [
        Antwoordblad(
            sleutel=uuid.uuid4(),
            meting=meting,
            leerbedrijf_id=blad["leerbedrijf"] if ("leerbedrijf", blad["leerbedrijf"]) in zien else None,
            antwoorden={code: blad["antwoorden"][code]},
            oordelen={code: oordeel},
        )
        for blad in bladen
        for code, oordeel in blad["oordelen"].items()
    ]
    secrets.SystemRandom().shuffle(teksten)
    Antwoordblad.objects.filter(meting=meting).delete()
    Antwoordblad.objects.bulk_create(teksten, batch_size=PER_KEER)
