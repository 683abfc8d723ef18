"""Rounds in which students are divided over the poule: asked for, calculated, dropped (R7.3)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from begeleiding.enums import Rondesoort, RondeStatus, Verdeelwijze
from begeleiding.models import Poulebegeleider, Toewijzing, Toewijzingsronde
from begeleiding.rules_poule import mag_poule_beheren
from begeleiding.services.toewijzen_invoer import Invoer, lees
from begeleiding.services.toewijzen_kind import los_op
from begeleiding.toewijzer import Uitkomst
from kern.models import Achtergrondtaak, User
from kern.services.audit import leg_vast
from kern.services.taken import vraag_taak_aan

VERDELEN, VASTSTELLEN = "toewijzen", "toewijzen_vaststellen"  # kinds of long work
LANGST = 366  # days that a round looks at


@transaction.atomic
def start_ronde(
    *,
    peildatum: date,
    tot: date,
    by: User,
    at: datetime,
    wijze: str = Verdeelwijze.BEHOUDEN,
    afwezige: Poulebegeleider | None = None,
) -> Toewijzingsronde:
    """Ask for a division of everybody whose stage touches these days; with `afwezige`, of that one's students only.

    The same again while it is being calculated is the same round (C2). Raises DomainError for days that can't be,
    GeenToegang for who doesn't keep the poule.
    """
    _eis_beheer(by)
    if tot < peildatum:
        raise DomainError("De laatste dag ligt voor de eerste dag.", field="tot")
    if (tot - peildatum).days > LANGST:
        raise DomainError("Kies hoogstens een jaar.", field="tot")
    soort = Rondesoort.WAARNEMING if afwezige else Rondesoort.VERDELING
    velden: dict[str, Any] = {
        "soort": soort, "wijze": wijze, "peildatum": peildatum, "tot": tot, "afwezige": afwezige,
    }  # fmt: skip
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # a double click waits for the first
    bezig = Toewijzingsronde.objects.wordt_berekend().filter(vervolg_op=None, gemaakt_door=by, **velden)
    if (dubbel := bezig.first()) is not None:
        return dubbel
    return _maak(velden, by, at)


@transaction.atomic
def bereken_opnieuw(*, ronde: Toewijzingsronde, by: User, at: datetime) -> Toewijzingsronde:
    """Divide again from what there is now: pinned students stay, the others change as little as possible.

    It is a new round; the old one lapses once the new one is there. Raises DomainError when this isn't a proposal.
    """
    _eis_beheer(by)
    nu = Toewijzingsronde.objects.select_for_update(of=("self",)).get(pk=ronde.pk)
    bezig = Toewijzingsronde.objects.wordt_berekend().filter(vervolg_op=nu).first()
    if bezig is not None:
        return bezig
    eis_voorstel(nu)
    velden = {naam: getattr(nu, naam) for naam in ("soort", "wijze", "peildatum", "tot", "afwezige")}
    return _maak({**velden, "vervolg_op": nu}, by, at)


def _maak(velden: dict[str, Any], by: User, at: datetime) -> Toewijzingsronde:
    ronde = Toewijzingsronde.objects.create(**velden, gemaakt_door=by, gemaakt_op=at)
    wat = "Waarneming verdelen" if ronde.is_waarneming else "Studenten verdelen over de poule"
    ronde.taak = vraag_taak_aan(
        soort=VERDELEN, titel=wat, gegevens={"ronde": ronde.pk}, by=by, at=at,
        terug_url=reverse("toewijzen:ronde", args=[ronde.public_id]),
    )  # fmt: skip
    ronde.save(update_fields=["taak"])
    na = {"vanaf": ronde.peildatum, "tot": ronde.tot, "soort": ronde.soort, "wijze": ronde.wijze}
    leg_vast(actie="verdeling gevraagd", obj=ronde, by=by, at=at, na=na)
    return ronde


def _eis_beheer(by: User) -> None:
    if not mag_poule_beheren(by):
        raise GeenToegang("Alleen het bureau verdeelt studenten over de poule.")


def eis_voorstel(ronde: Toewijzingsronde) -> None:
    """Raise DomainError when nothing can be decided about a round any more, or not yet."""
    if ronde.status == RondeStatus.BEREKENEN:
        raise DomainError("Deze verdeling wordt nog berekend. Wacht tot die klaar is.")
    if ronde.status != RondeStatus.VOORSTEL:
        raise DomainError(f"Deze verdeling is {ronde.get_status_display()}. Er verandert niets meer aan.")


def bereken(*, taak: Achtergrondtaak, at: datetime, meld: Callable[[int, str], None]) -> Toewijzingsronde:
    """Read, divide, and write all in one go at the end; doing it twice does it once."""
    ronde = Toewijzingsronde.objects.select_related("vervolg_op", "afwezige").get(pk=taak.gegevens["ronde"])
    if ronde.status != RondeStatus.BEREKENEN:
        return ronde
    meld(1, "Gegevens lezen")
    invoer = lees(ronde)
    if not invoer.vrij:
        _vervalt(ronde, at)
        raise DomainError(
            "Er zijn in deze dagen geen studenten om te verdelen. Kies andere dagen, of een andere manier van verdelen."
        )
    uitkomst = los_op(invoer.opgave, meld=lambda procent, stap: meld(5 + round(procent * 0.85), stap))
    meld(92, "Uitkomst bewaren")
    return _schrijf(ronde, invoer, uitkomst, at)


def _vervalt(ronde: Toewijzingsronde, at: datetime) -> None:
    with transaction.atomic():
        ronde.status = RondeStatus.VERVALLEN
        ronde.save(update_fields=["status"])
        leg_vast(actie="verdeling vervallen", obj=ronde, by=None, at=at)


@transaction.atomic
def _schrijf(ronde: Toewijzingsronde, invoer: Invoer, uitkomst: Uitkomst, at: datetime) -> Toewijzingsronde:
    nu = Toewijzingsronde.objects.select_for_update(of=("self",)).get(pk=ronde.pk)
    if nu.status != RondeStatus.BEREKENEN:
        return nu
    oud = {}
    if nu.vervolg_op_id:
        oud = {rij.plaatsing_id: rij for rij in Toewijzing.objects.filter(ronde=nu.vervolg_op_id)}
    Toewijzing.objects.bulk_create(maak_rijen(nu, invoer, uitkomst, oud), batch_size=1000)
    nu.status = RondeStatus.VOORSTEL
    nu.invoer_hash = invoer.opgave.hash()
    nu.uitkomst = vat_samen(invoer, uitkomst)
    nu.save(update_fields=["status", "invoer_hash", "uitkomst"])
    if nu.vervolg_op_id:
        Toewijzingsronde.objects.filter(pk=nu.vervolg_op_id, status=RondeStatus.VOORSTEL).update(
            status=RondeStatus.VERVALLEN
        )
    leg_vast(actie="verdeling berekend", obj=nu, by=nu.gemaakt_door, at=at, na=nu.uitkomst["doelen"])
    return nu


def maak_rijen(
    ronde: Toewijzingsronde, invoer: Invoer, uitkomst: Uitkomst, oud: dict[int, Toewijzing]
) -> list[Toewijzing]:
    """Return the rows of a round, unsaved; `oud` are those of the round that it follows, by placement."""
    van_user = {rij.user_id: rij.pk for rij in invoer.begeleiders.values()}
    return [_rij(ronde, code, invoer, uitkomst, van_user, oud) for code in sorted(invoer.vrij, key=int)]


def _rij(  # noqa: PLR0917 - the parts of one row
    ronde: Toewijzingsronde,
    code: str,
    invoer: Invoer,
    uitkomst: Uitkomst,
    van_user: dict[int, int],
    oud: dict[int, Toewijzing],
) -> Toewijzing:
    plaatsing = invoer.plaatsingen[code]
    eerder = oud.get(plaatsing.pk)
    wie = uitkomst.begeleider[code]
    return Toewijzing(
        ronde=ronde,
        plaatsing=plaatsing,
        begeleider_id=int(wie) if wie else None,
        vorige_id=van_user.get(plaatsing.stagebegeleider_id),
        vastgezet=bool(eerder and eerder.vastgezet),
        met_de_hand=bool(eerder and eerder.vastgezet and eerder.met_de_hand),
        reden=eerder.reden if eerder and eerder.vastgezet else "",
        niet=eerder.niet if eerder else [],
        minuten=invoer.minuten[code],
        uitleg=uitkomst.uitleg[code],
    )


def vat_samen(invoer: Invoer, uitkomst: Uitkomst) -> dict[str, Any]:
    """Return what a round keeps of its outcome."""
    gegevens = uitkomst.als_dict()
    velden = ("doelen", "grens", "optimaal", "adressen", "adressen_bewezen", "bezoek_km", "seconden")
    vast = {een.code: een.vast for een in invoer.opgave.studenten if een.code not in invoer.vrij}
    elders: dict[str, int] = {}
    for een in invoer.opgave.studenten:
        if een.code in vast:
            elders[een.vast] = elders.get(een.vast, 0) + een.minuten
    return {naam: gegevens[naam] for naam in velden} | {
        "studenten": len(invoer.vrij),
        "zonder": sum(not uitkomst.begeleider[code] for code in invoer.vrij),
        "buiten": invoer.buiten,
        # Minutes of each supervisor: in all, and those of students that this round doesn't divide.
        "begeleiders": {
            een.code: {"minuten": een.minuten, "elders": elders.get(een.code, 0), "reden": een.reden}
            for een in invoer.opgave.begeleiders
        },
    }


@transaction.atomic
def laat_vervallen(*, ronde: Toewijzingsronde, by: User, at: datetime) -> None:
    """Drop a proposal; twice is no fault. Raises DomainError once it was fixed."""
    _eis_beheer(by)
    nu = Toewijzingsronde.objects.select_for_update(of=("self",)).get(pk=ronde.pk)
    if nu.status == RondeStatus.VERVALLEN:
        return
    eis_voorstel(nu)
    nu.status = RondeStatus.VERVALLEN
    nu.save(update_fields=["status"])
    leg_vast(actie="verdeling vervallen", obj=nu, by=by, at=at)
