"""Rounds and questions: made, and a new version of the questions. Closing: sluiten."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from basis.errors import DomainError, GeenToegang
from enquetes.enums import MetingStatus, VraagSoort
from enquetes.models import Meting, Vragenlijst
from enquetes.rules import mag_beheren
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.audit import leg_vast

MAX_VRAGEN = 40


def eis_beheer(by: User) -> None:
    """Raise GeenToegang for who doesn't look after questionnaires."""
    if not mag_beheren(by):
        raise GeenToegang("Alleen het stagebureau beheert vragenlijsten.")


def _vergrendel(lijsten: QuerySet[Vragenlijst]) -> None:
    """Lock these lists: only then what hangs on them is looked at, so that two at once don't both find nothing."""
    list(lijsten.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


@transaction.atomic
def maak_meting(*, vragenlijst: Vragenlijst, naam: str, van: date, tot: date, by: User, at: datetime) -> Meting:
    """Make a round; it opens by itself on its first day. Raises DomainError on days that make no sense."""
    eis_beheer(by)
    if tot < van:
        raise DomainError("De laatste dag ligt voor de eerste dag. Kies een latere laatste dag.", field="tot")
    if tot < lokale_dag(at):
        raise DomainError("De laatste dag is al geweest. Kies een latere dag.", field="tot")
    _vergrendel(Vragenlijst.objects.filter(soort=vragenlijst.soort))
    overlap = Meting.objects.filter(vragenlijst__soort=vragenlijst.soort, van__lte=tot, tot__gte=van)
    if andere := overlap.exclude(status=MetingStatus.GESLOTEN).first():
        if (andere.vragenlijst_id, andere.naam, andere.van, andere.tot, andere.gemaakt_door_id) == (
            vragenlijst.pk, naam, van, tot, by.pk,
        ):  # fmt: skip
            return andere  # the same form, sent twice
        msg = f"In die tijd loopt al {andere.naam}. Kies andere dagen, zodat niemand twee keer dezelfde vragen krijgt."
        raise DomainError(msg, field="van")
    meting = Meting.objects.create(
        vragenlijst=vragenlijst,
        naam=naam,
        van=van,
        tot=tot,
        status=MetingStatus.OPEN if van <= lokale_dag(at) else MetingStatus.CONCEPT,
        gemaakt_door=by,
        gemaakt_op=at,
    )
    leg_vast(actie="meting gemaakt", obj=meting, by=by, at=at, na={"van": van, "tot": tot})
    return meting


@transaction.atomic
def nieuwe_versie(
    *, vragenlijst: Vragenlijst, vragen: Sequence[Mapping[str, Any]], by: User, at: datetime
) -> Vragenlijst:
    """Keep other questions as the next version; rounds that exist keep theirs. Raises DomainError on what is wrong."""
    eis_beheer(by)
    schoon = [_vraag(vraag, nummer) for nummer, vraag in enumerate(vragen, start=1)]
    _geef_codes(schoon)
    if not schoon:
        raise DomainError("Een vragenlijst heeft minstens één vraag.")
    if len(schoon) > MAX_VRAGEN:
        raise DomainError(f"Een vragenlijst heeft hoogstens {MAX_VRAGEN} vragen. Korter vult beter in.")
    versies = Vragenlijst.objects.filter(naam=vragenlijst.naam)
    _vergrendel(versies)
    laatste = versies.order_by("-versie")[:1].get()
    if schoon == laatste.vragen:
        return laatste
    nieuw = Vragenlijst.objects.create(
        soort=laatste.soort, naam=laatste.naam, versie=laatste.versie + 1, vragen=schoon, gemaakt_op=at
    )
    leg_vast(actie="vragenlijst gewijzigd", obj=nieuw, by=by, at=at, na={"versie": nieuw.versie})
    return nieuw


def _vraag(vraag: Mapping[str, Any], nummer: int) -> dict[str, Any]:
    soort = vraag["soort"]
    keuzes = [keuze.strip() for keuze in vraag.get("keuzes", []) if keuze.strip()]
    if soort == VraagSoort.KEUZE and len(set(keuzes)) < 2:
        raise DomainError(f"Vraag {nummer}: geef minstens twee verschillende antwoorden, elk op een eigen regel.")
    return {
        "code": vraag.get("code") or "",
        "tekst": vraag["tekst"].strip(),
        "soort": soort,
        "keuzes": keuzes if soort == VraagSoort.KEUZE else [],
        "uitleg": vraag.get("uitleg", "").strip(),
    }


def _geef_codes(vragen: list[dict[str, Any]]) -> None:
    """Give each new question a code that no other has: answers are kept under it. The first of two keeps it."""
    bezet: set[str] = set()
    for vraag in vragen:
        if vraag["code"] in bezet:
            vraag["code"] = ""
        bezet |= {vraag["code"]} - {""}
    vrij = (code for nummer in count(1) if (code := f"vraag{nummer}") not in bezet)
    for vraag in vragen:
        vraag["code"] = vraag["code"] or next(vrij)
