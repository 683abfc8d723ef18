"""Making, changing, confirming and withdrawing stageplaatsen."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.models import Afdeling, Opleidingscluster, Organisatie, User
from kern.services.audit import leg_vast
from vacatures.bezetting import bezetting_van, momenten
from vacatures.models import Stageplaats
from vacatures.rules import mag_afdeling_gebruiken, mag_soort_kiezen, mag_wijzigen
from vacatures.services.weekcapaciteit import meeste_op_gewone_dagen
from vacatures.signals import stageplaats_ingetrokken

VELDEN = (
    "naam",
    "afdeling_id",
    "schooljaar_id",
    "capaciteit",
    "periodes",
    "dagen",
    "min_leeftijd",
    "vog_vereist",
    "vaccinatie_gevraagd",
    "overige_eisen",
    "begeleider_niveau",
    "begeleider_id",
    "soort",
    "toelichting",
)
ANDERS = "Iemand anders heeft deze stageplaats intussen veranderd. Kijk hieronder na wat er nu staat en sla opnieuw op."


def stand(plaats: Stageplaats) -> dict[str, Any]:
    """Return all that a person can change of a place, as plain values."""
    return {
        **{veld: getattr(plaats, veld) for veld in VELDEN},
        "clusters": sorted(plaats.clusters.values_list("code", flat=True)),
        "scholen": sorted(plaats.scholen.values_list("code", flat=True)),
        "ingetrokken_op": plaats.ingetrokken_op,
    }


def versie(plaats: Stageplaats) -> str:
    """Return a short fingerprint of a place, to tell whether it changed since somebody opened the form."""
    return hashlib.sha256(json.dumps(stand(plaats), sort_keys=True, default=str).encode()).hexdigest()[:16]


def _vergrendeld(plaats: Stageplaats, by: User) -> Stageplaats:
    nu = Stageplaats.objects.select_for_update(of=("self",)).met_leerbedrijf().get(pk=plaats.pk)
    if not mag_wijzigen(by, nu):
        raise GeenToegang("U mag deze stageplaats niet veranderen.")
    return nu


def _controleer(velden: dict[str, Any], clusters: list[Opleidingscluster]) -> None:
    if not clusters:
        raise DomainError("Kies minstens een opleidingscluster.", field="clusters")
    if not velden["periodes"]:
        raise DomainError("Kies minstens een periode.", field="periodes")
    if not velden["dagen"]:
        raise DomainError("Kies minstens een dag.", field="dagen")


def _eis_soort(by: User, afdeling: Afdeling, soort: str) -> None:
    if not mag_soort_kiezen(by, afdeling, soort):
        raise DomainError("Alleen het bureau maakt plekken van deze soort.", field="soort")


def nieuwe_code(afdeling: Afdeling) -> str:
    """Return the first free code of an afdeling; lock the afdeling first."""
    er_zijn = set(Stageplaats.objects.filter(code__startswith=f"{afdeling.code[:70]}-P").values_list("code", flat=True))
    nummer = len(er_zijn) + 1
    while f"{afdeling.code[:70]}-P{nummer}" in er_zijn:
        nummer += 1
    return f"{afdeling.code[:70]}-P{nummer}"


@transaction.atomic
def maak_stageplaats(
    *, clusters: Iterable[Opleidingscluster], scholen: Iterable[Organisatie], by: User, at: datetime, **velden: Any
) -> Stageplaats:
    """Make a place; `velden` are the fields of the model. Raises GeenToegang for a department of somebody else."""
    afdeling, clusters, scholen = velden["afdeling"], list(clusters), list(scholen)
    if not mag_afdeling_gebruiken(by, afdeling):
        raise GeenToegang("U mag bij deze afdeling geen stageplaats aanbieden.")
    _controleer(velden, clusters)
    _eis_soort(by, afdeling, velden.get("soort", ""))
    Afdeling.objects.select_for_update().get(pk=afdeling.pk)
    plaats = Stageplaats.objects.create(code=nieuwe_code(afdeling), bevestigd_op=timezone.localdate(at), **velden)
    plaats.clusters.set(clusters)
    plaats.scholen.set(scholen)
    leg_vast(actie="stageplaats gemaakt", obj=plaats, by=by, at=at, na=stand(plaats))
    return plaats


@transaction.atomic
def wijzig_stageplaats(
    *,
    plaats: Stageplaats,
    clusters: Iterable[Opleidingscluster],
    scholen: Iterable[Organisatie],
    gezien: str,
    by: User,
    at: datetime,
    **velden: Any,
) -> Stageplaats:
    """Change a place. `gezien` is the `versie` that the person had before them; DomainError when it has changed since.

    Capacity, periods and days can't shrink below the students who sit there (R4.7).
    """
    nu = _vergrendeld(plaats, by)
    if gezien != versie(nu):
        raise DomainError(ANDERS)
    clusters, scholen = list(clusters), list(scholen)
    if not mag_afdeling_gebruiken(by, velden["afdeling"]):
        raise GeenToegang("U mag bij deze afdeling geen stageplaats aanbieden.")
    _controleer(velden, clusters)
    if (velden["soort"], velden["afdeling"].pk) != (nu.soort, nu.afdeling_id):
        _eis_soort(by, velden["afdeling"], velden["soort"])
    voor = stand(nu)
    _houd_zitplaatsen(nu, velden)
    for veld, waarde in velden.items():
        setattr(nu, veld, waarde)
    nu.bevestigd_op = timezone.localdate(at)
    nu.save()
    nu.clusters.set(clusters)
    nu.scholen.set(scholen)
    na = stand(nu)
    anders = [veld for veld in na if voor[veld] != na[veld]]
    if anders:
        leg_vast(
            actie="stageplaats gewijzigd",
            obj=nu,
            by=by,
            at=at,
            voor={v: voor[v] for v in anders},
            na={v: na[v] for v in anders},
        )
    return nu


def _houd_zitplaatsen(plaats: Stageplaats, velden: dict[str, Any]) -> None:
    hoofden = bezetting_van([plaats])[plaats.pk].hoofden
    meest = max(hoofden.values(), default=0)
    if meest > velden["capaciteit"] and plaats.weekcapaciteiten.exists():
        meest = meeste_op_gewone_dagen(plaats)  # weeks with a capacity of their own keep it
    if meest > velden["capaciteit"]:
        raise DomainError(
            f"Er zitten al {meest} studenten tegelijk op deze plek. Het aantal kan niet lager.", field="capaciteit"
        )
    nieuw = set(momenten(velden["periodes"], velden["dagen"]))
    if any(aantal and moment not in nieuw for moment, aantal in hoofden.items()):
        raise DomainError("Op deze plek zijn al studenten op een dag of in een periode die u weghaalt.", field="dagen")


@transaction.atomic
def bevestig_stageplaats(*, plaats: Stageplaats, by: User, at: datetime) -> Stageplaats:
    """Say that the place is still right."""
    nu = _vergrendeld(plaats, by)
    dag = timezone.localdate(at)
    if nu.bevestigd_op != dag:
        voor, nu.bevestigd_op = nu.bevestigd_op, dag
        nu.save(update_fields=["bevestigd_op"])
        leg_vast(
            actie="stageplaats bevestigd", obj=nu, by=by, at=at, voor={"bevestigd_op": voor}, na={"bevestigd_op": dag}
        )
    return nu


@transaction.atomic
def bevestig_stageplaatsen(*, plaatsen: Iterable[Stageplaats], by: User, at: datetime) -> int:
    """Say that many places are still right; return how many. One line in the log per leerbedrijf."""
    ids = [plaats.pk for plaats in plaatsen]
    rijen = list(
        Stageplaats.objects.select_for_update(of=("self",)).met_leerbedrijf().filter(pk__in=ids).order_by("pk")
    )
    if not all(mag_wijzigen(by, plaats) for plaats in rijen):
        raise GeenToegang("U mag deze stageplaatsen niet bevestigen.")
    dag = timezone.localdate(at)
    anders = [plaats for plaats in rijen if plaats.bevestigd_op != dag]
    Stageplaats.objects.filter(pk__in=[plaats.pk for plaats in anders]).update(bevestigd_op=dag)
    per_huis: dict[int, list[Stageplaats]] = {}
    for plaats in anders:
        per_huis.setdefault(plaats.leerbedrijf.pk, []).append(plaats)
    for groep in per_huis.values():
        wat = {"stageplaatsen": [plaats.code for plaats in groep], "bevestigd_op": dag}
        leg_vast(actie="stageplaatsen bevestigd", obj=groep[0].leerbedrijf, by=by, at=at, na=wat)
    return len(rijen)


@transaction.atomic
def trek_stageplaats_in(*, plaats: Stageplaats, by: User, at: datetime) -> Stageplaats:
    """Withdraw a place: nobody can be placed there, open applications end (signal); students who sit there stay."""
    return trek_plaats_weg(plaats=_vergrendeld(plaats, by), by=by, at=at)


@transaction.atomic
def trek_plaats_weg(*, plaats: Stageplaats, by: User, at: datetime) -> Stageplaats:
    """Withdraw a place whose host does so in another way; the caller asked whether this person may."""
    if plaats.ingetrokken_op is None:
        plaats.ingetrokken_op = timezone.localdate(at)
        plaats.save(update_fields=["ingetrokken_op"])
        leg_vast(
            actie="stageplaats ingetrokken", obj=plaats, by=by, at=at, na={"ingetrokken_op": plaats.ingetrokken_op}
        )
        stageplaats_ingetrokken.send(sender=Stageplaats, plaats=plaats, by=by, at=at)
    return plaats


@transaction.atomic
def zet_stageplaats_terug(*, plaats: Stageplaats, by: User, at: datetime) -> Stageplaats:
    """Offer a withdrawn place again."""
    nu = _vergrendeld(plaats, by)
    if nu.ingetrokken_op is not None:
        voor, nu.ingetrokken_op = nu.ingetrokken_op, None
        nu.save(update_fields=["ingetrokken_op"])
        leg_vast(actie="stageplaats teruggezet", obj=nu, by=by, at=at, voor={"ingetrokken_op": voor})
    return nu
