"""Amendments: what changes from what to what, signed by all like the agreement, and only then on the placement (R5.2).

`wijzigingen` of an amendment are rows with `soort`, `wat`, `van`, `naar` (words for people) and `waarde` (for us). What
the placement already says otherwise than was signed (a change by hand, a second begeleider or leerbedrijf) comes along
as rows of soort `al_anders`: there is nothing left to carry out, and with the signatures it is agreed.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from basis.errors import DomainError
from basis.nederlands import long_date
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen import rules_overeenkomst as rules
from plaatsingen.enums import OvereenkomstSoort, OvereenkomstStatus
from plaatsingen.models import Overeenkomst, Plaatsing
from plaatsingen.services import overeenkomst_post, slot
from plaatsingen.services.delen import plaats_ids
from plaatsingen.services.einddatum import wijzig_einddatum
from plaatsingen.services.overeenkomst import getekende_pok, open_overeenkomst, vergrendel, vergrendel_overeenkomst
from plaatsingen.services.overeenkomst_teksten import geldende_tekst
from plaatsingen.services.overeenkomst_variabelen import dagen_tekst
from plaatsingen.services.overeenkomst_verschil import Verschil, verschillen
from plaatsingen.services.status import kies_werkbegeleider
from plaatsingen.services.verplaatsen import verplaats
from vacatures.models import Stageplaats

logger = logging.getLogger("stagebureau.overeenkomsten")

GEEN = "niemand"
AL_ANDERS = "al_anders"


@dataclass(frozen=True, slots=True)
class Wijziging:
    """What a coordinator wants to change; what stays None stays as it is. `anders`: what, from and to in words."""

    einddatum: date | None = None
    dagen: str | None = None
    stageplaats: Stageplaats | None = None
    werkbegeleider: User | None = None
    uren_totaal: int | None = None
    anders: tuple[str, str, str] | None = None


class _Proef(Exception):
    """Ends a trial; its transaction is rolled back."""


def rijen_van(plaatsing: Plaatsing, wijziging: Wijziging, al_anders: Iterable[Verschil] = ()) -> list[dict[str, Any]]:
    """Return the rows of an amendment: what is to change on the placement, and what differs from what was signed."""
    getekend = {verschil.wat: verschil for verschil in al_anders}
    rijen = _gevraagd(plaatsing, wijziging)
    for rij in rijen:
        eerder = getekend.pop(rij["wat"], None)
        if eerder is not None and eerder.getekend != rij["naar"]:
            rij["van"] = eerder.getekend  # who signs knows what was signed, not what happened since
    return rijen + [
        {"soort": AL_ANDERS, "wat": rij.wat, "van": rij.getekend, "naar": rij.nu, "waarde": None}
        for rij in getekend.values()
    ]


def _gevraagd(plaatsing: Plaatsing, wijziging: Wijziging) -> list[dict[str, Any]]:
    """Return rows for what really differs from the placement as it is."""
    rijen: list[dict[str, Any]] = []

    def voeg_toe(soort: str, wat: str, van: str, naar: str, waarde: Any) -> None:
        rijen.append({"soort": soort, "wat": wat, "van": van, "naar": naar, "waarde": waarde})

    plek, dagen = wijziging.stageplaats, wijziging.dagen
    if plek is not None and plek.pk != plaatsing.stageplaats_id:
        was, wordt = plaatsing.stageplaats.volle_naam, plek.volle_naam
        voeg_toe("stageplaats", "Afdeling", was, wordt, str(plek.public_id))
    if dagen is not None and set(dagen.split()) != set(plaatsing.dagen.split()):
        voeg_toe("dagen", "Dagen", dagen_tekst(plaatsing.dagen), dagen_tekst(dagen), " ".join(dagen.split()))
    einde = wijziging.einddatum
    if einde is not None and einde != plaatsing.einddatum:
        voeg_toe("einddatum", "Laatste dag", long_date(plaatsing.einddatum), long_date(einde), einde.isoformat())
    begeleider = wijziging.werkbegeleider
    if begeleider is not None and begeleider.pk != plaatsing.werkbegeleider_id:
        was = plaatsing.werkbegeleider.naam if plaatsing.werkbegeleider else GEEN
        voeg_toe("werkbegeleider", "Vaste werkbegeleider", was, begeleider.naam, str(begeleider.public_id))
    uren = wijziging.uren_totaal
    if uren and uren != plaatsing.uren_norm:
        voeg_toe("uren", "Uren in totaal", f"{plaatsing.uren_norm} uur", f"{uren} uur", uren)
    if wijziging.anders is not None and any(deel.strip() for deel in wijziging.anders):
        wat, van, naar = (deel.strip() for deel in wijziging.anders)
        voeg_toe("anders", wat or "Andere afspraak", van, naar, None)
    return rijen


@transaction.atomic
def maak_aanvulling(
    *, plaatsing: Plaatsing, wijziging: Wijziging, ingangsdatum: date | None, reden: str, by: User, at: datetime
) -> Overeenkomst:
    """Make an amendment as a concept; `ingangsdatum` None: as soon as everybody has signed.

    Tries the change first and takes it back, so that nobody signs what can't be. Raises GeenToegang, or DomainError
    when there is no signed agreement, another one is still open, nothing changes, or a rule speaks against it.
    """
    slot.vergrendel(stageplaats_ids=_plekken(plaatsing, wijziging), student_ids=[plaatsing.student_id])
    nu = vergrendel(plaatsing, by)
    pok = getekende_pok(nu)
    if pok is None:
        raise DomainError("Er is nog geen getekende overeenkomst. Pas de overeenkomst zelf aan.")
    pok.plaatsing = nu
    if open_overeenkomst(nu):
        raise DomainError(
            "Er is nog een overeenkomst die niet klaar is. Wacht tot iedereen heeft getekend, of trek haar in."
        )
    if not rules.kan_overeenkomst(nu):
        raise DomainError(f"Deze plaatsing is {nu.get_status_display()}. Er verandert niets meer aan de overeenkomst.")
    if not reden.strip():
        raise DomainError("Vul een reden in.", field="reden")
    rijen = rijen_van(nu, wijziging, verschillen(pok))
    if not rijen:
        raise DomainError("Er verandert niets. Vul in wat er anders wordt.")
    _probeer(nu, rijen, reden, by, at)
    laatste = nu.overeenkomsten.order_by("-volgnummer", "-versie").values("volgnummer", "versie", "status").first()
    over = laatste is not None and laatste["volgnummer"] > 0 and laatste["status"] == OvereenkomstStatus.VERVALLEN
    aanvulling = Overeenkomst.objects.create(
        plaatsing=nu,
        soort=OvereenkomstSoort.AANVULLING,
        volgnummer=laatste["volgnummer"] + (0 if over else 1),
        versie=laatste["versie"] + 1 if over else 1,
        bron=geldende_tekst(school=nu.student.school, soort=OvereenkomstSoort.AANVULLING, op=timezone.localdate(at)),
        wijzigingen=rijen,
        ingangsdatum=ingangsdatum,
        gegevens={"reden": reden.strip()},
        gemaakt_door=by,
        gemaakt_op=at,
    )
    leg_vast(
        actie="aanvulling opgesteld",
        obj=aanvulling,
        by=by,
        at=at,
        reden=reden.strip(),
        na={"wat": [rij["wat"] for rij in rijen], "ingangsdatum": ingangsdatum},
    )
    return aanvulling


def _plekken(plaatsing: Plaatsing, wijziging: Wijziging) -> set[int]:
    """All places to lock before the placement itself, those of the parts too: another last day asks for seats there."""
    return {*plaats_ids(plaatsing)} | ({wijziging.stageplaats.pk} if wijziging.stageplaats else set())


def _probeer(plaatsing: Plaatsing, rijen: Sequence[dict[str, Any]], reden: str, by: User, at: datetime) -> None:
    """Carry the change out and take it back: what is refused later had better be refused now."""
    try:
        with transaction.atomic():
            _pas_toe(plaatsing, rijen, reden, by, at)
            raise _Proef
    except _Proef:
        return


# --- On the placement, once everybody has signed ---


def _pas_toe(plaatsing: Plaatsing, rijen: Sequence[dict[str, Any]], reden: str, by: User, at: datetime) -> None:
    """Carry out every row by the service of its subject; raises DomainError when one of them is refused."""
    per_soort = {rij["soort"]: rij["waarde"] for rij in rijen}
    plek = plaatsing.stageplaats
    if "stageplaats" in per_soort:
        plek = Stageplaats.objects.met_leerbedrijf().get(public_id=per_soort["stageplaats"])
    if {"stageplaats", "dagen"} & per_soort.keys():
        dagen = per_soort.get("dagen", plaatsing.dagen)
        plaatsing = verplaats(plaatsing=plaatsing, stageplaats=plek, dagen=dagen, reden=reden, by=by, at=at)
    if "einddatum" in per_soort:
        einde = date.fromisoformat(per_soort["einddatum"])
        plaatsing = wijzig_einddatum(plaatsing=plaatsing, einddatum=einde, reden=reden, by=by, at=at)
    if "werkbegeleider" in per_soort:
        mens = User.objects.get(public_id=per_soort["werkbegeleider"])
        plaatsing = kies_werkbegeleider(plaatsing=plaatsing, werkbegeleider=mens, by=by, at=at)
    if "uren" in per_soort:
        nu = Plaatsing.objects.get(pk=plaatsing.pk)
        voor, nu.uren_norm = nu.uren_norm, per_soort["uren"]
        nu.save(update_fields=["uren_norm"])
        na = {"uren": nu.uren_norm}
        leg_vast(actie="uren veranderd", obj=nu, by=by, at=at, reden=reden, voor={"uren": voor}, na=na)


@transaction.atomic
def voer_door(*, overeenkomst: Overeenkomst, by: User, at: datetime) -> Overeenkomst:
    """Carry a signed amendment out on the placement; twice does it once.

    Raises DomainError when not everybody has signed, when its day hasn't come, or when a rule speaks against it
    (a seat that was taken meanwhile): then nothing changes, and the signatures stay.
    """
    rijen = overeenkomst.wijzigingen
    plek = next((rij["waarde"] for rij in rijen if rij["soort"] == "stageplaats"), None)
    ids = {*plaats_ids(overeenkomst.plaatsing)}
    if plek:
        ids |= {*Stageplaats.objects.filter(public_id=plek).values_list("pk", flat=True)}
    slot.vergrendel(stageplaats_ids=ids, student_ids=[overeenkomst.plaatsing.student_id])
    nu = vergrendel_overeenkomst(overeenkomst, by)
    if nu.doorgevoerd_op:
        return nu
    if not rules.wacht_op_doorvoeren(nu):
        raise DomainError("Deze aanvulling is nog niet door iedereen getekend.")
    if nu.ingangsdatum and nu.ingangsdatum > timezone.localdate(at):
        raise DomainError(f"Deze aanvulling gaat in op {long_date(nu.ingangsdatum)}.")
    _pas_toe(nu.plaatsing, nu.wijzigingen, f"Getekende {nu.naam}.", by, at)
    nu.doorgevoerd_op, nu.doorvoer_fout = at, ""
    nu.save(update_fields=["doorgevoerd_op", "doorvoer_fout"])
    leg_vast(actie="aanvulling doorgevoerd", obj=nu, by=by, at=at, na={"wat": [rij["wat"] for rij in nu.wijzigingen]})
    return nu


def voer_getekende_door(*, at: datetime, alleen: int | None = None) -> dict[str, int]:
    """Carry out every signed amendment whose day has come; each in its own transaction, twice or at once does it once.

    One that is refused keeps why, and the coordinators hear of it once. `alleen`: only this one.
    """
    dag = timezone.localdate(at)
    rijen = Overeenkomst.objects.filter(
        soort=OvereenkomstSoort.AANVULLING, status=OvereenkomstStatus.GETEKEND, doorgevoerd_op__isnull=True
    ).filter(Q(ingangsdatum__isnull=True) | Q(ingangsdatum__lte=dag))
    if alleen is not None:
        rijen = rijen.filter(pk=alleen)
    uitkomst = {"doorgevoerd": 0, "geweigerd": 0}
    for overeenkomst in rijen.select_related("plaatsing", "gemaakt_door").order_by("getekend_op", "pk")[:200]:
        gelukt = _veilig(lambda rij=overeenkomst: _voer_een_door(rij, at))
        uitkomst["doorgevoerd" if gelukt else "geweigerd"] += 1
    return uitkomst


def _veilig(doe: Callable[[], bool]) -> bool:
    try:
        return doe()
    except Exception:
        logger.exception("een aanvulling kon niet worden doorgevoerd")
        return False


def _voer_een_door(overeenkomst: Overeenkomst, at: datetime) -> bool:
    by = overeenkomst.gemaakt_door
    try:
        if by is None or not by.is_active:
            raise DomainError("Wie deze aanvulling maakte, heeft geen toegang meer. Voer haar zelf door.")
        voer_door(overeenkomst=overeenkomst, by=by, at=at)
    except DomainError as fout:
        _onthoud_fout(overeenkomst, fout.message, at)
        return False
    return True


@transaction.atomic
def _onthoud_fout(overeenkomst: Overeenkomst, tekst: str, at: datetime) -> None:
    rijen = Overeenkomst.objects.filter(pk=overeenkomst.pk, doorgevoerd_op__isnull=True).exclude(
        doorvoer_fout=tekst[:300]
    )
    if rijen.update(doorvoer_fout=tekst[:300]):
        nu = Overeenkomst.objects.get(pk=overeenkomst.pk)
        nu.plaatsing = Plaatsing.objects.met_betrokkenen().get(pk=nu.plaatsing_id)
        overeenkomst_post.meld_niet_doorgevoerd(overeenkomst=nu, at=at)
