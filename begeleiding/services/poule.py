"""Who is in the poule, when they are away, and what their hours are booked on (R7.1, R7.2)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from basis.errors import DomainError, GeenToegang
from basis.postcodes import zoek_plek
from begeleiding import rules_poule as rules
from begeleiding.enums import CursusStatus, Dienstverband, InzetSoort
from begeleiding.models import Afwezigheid, Inzet, Poulebegeleider
from begeleiding.services.poule_norm import norm_op
from kern.enums import Rol
from kern.kalender import lokale_dag
from kern.models import Lidmaatschap, User
from kern.services.audit import leg_vast

VELDEN = (
    "fte",
    "contactdeel",
    "dienstverband",
    "van_organisatie",
    "cursus",
    "cursus_klaar_op",
    "niveau",
    "werkgebied",
    "postcode",
    "max_km",
    "in_poule_van",
    "in_poule_tot",
)
IN_LOGBOEK = (
    "fte",
    "contactdeel",
    "dienstverband",
    "cursus",
    "cursus_klaar_op",
    "niveau",
    "in_poule_van",
    "in_poule_tot",
)
NIET_BEHEREN = "Alleen het bureau verandert de begeleiderspoule."


def kandidaten(op: date) -> QuerySet[User]:
    """Return who has the role stagebegeleider on a day and isn't in the poule yet."""
    leden = Lidmaatschap.objects.geldig_op(op).filter(rol=Rol.STAGEBEGELEIDER)
    rijen = User.objects.actief().filter(pk__in=leden.values("user"), poulebegeleider__isnull=True)
    return rijen.order_by("achternaam", "voornaam", "pk")


def _controleer(gegevens: Mapping[str, Any], op: date) -> dict[str, Any]:
    velden = {naam: gegevens[naam] for naam in VELDEN}
    if velden["cursus"] == CursusStatus.KLAAR:
        if velden["cursus_klaar_op"] is None:
            raise DomainError("Vul in wanneer de cursus klaar was.", field="cursus_klaar_op")
        if velden["cursus_klaar_op"] > op:
            raise DomainError("De cursus is nog niet klaar. Kies 'bezig' tot die dag.", field="cursus_klaar_op")
    else:
        velden["cursus_klaar_op"] = None
    if velden["dienstverband"] == Dienstverband.UITGELEEND and velden["van_organisatie"] is None:
        raise DomainError("Kies welke organisatie deze begeleider uitleent.", field="van_organisatie")
    if velden["in_poule_tot"] and velden["in_poule_tot"] < velden["in_poule_van"]:
        raise DomainError("De laatste dag ligt voor de eerste dag.", field="in_poule_tot")
    plek = zoek_plek(velden["postcode"]) if velden["postcode"] else None
    if velden["postcode"] and plek is None:
        raise DomainError("Deze postcode kennen we niet. Controleer de vier cijfers.", field="postcode")
    return velden | {"lat": plek.lat if plek else None, "lon": plek.lon if plek else None}


def _logboek(velden: Mapping[str, Any]) -> dict[str, Any]:
    return {naam: velden[naam] for naam in IN_LOGBOEK}


@transaction.atomic
def neem_op(*, user: User, gegevens: Mapping[str, Any], by: User, at: datetime) -> Poulebegeleider:
    """Take somebody into the poule. `gegevens` holds the fields of VELDEN, and `sectoren` (clusters).

    Raises DomainError when the person isn't a stagebegeleider, or is in the poule already.
    """
    if not rules.mag_poule_beheren(by):
        raise GeenToegang(NIET_BEHEREN)
    velden = _controleer(gegevens, lokale_dag(at))
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if not kandidaten(lokale_dag(at)).filter(pk=user.pk).exists():
        raise DomainError("Kies iemand met de rol stagebegeleider die nog niet in de poule staat.", field="persoon")
    begeleider = Poulebegeleider.objects.create(user=user, **velden)
    begeleider.sectoren.set(gegevens["sectoren"])
    leg_vast(actie="in de poule opgenomen", obj=begeleider, by=by, at=at, na=_logboek(velden))
    return begeleider


@transaction.atomic
def wijzig(*, begeleider: Poulebegeleider, gegevens: Mapping[str, Any], by: User, at: datetime) -> Poulebegeleider:
    """Change what is known of a supervisor; ending somebody's time in the poule is `in_poule_tot`."""
    if not rules.mag_poule_beheren(by):
        raise GeenToegang(NIET_BEHEREN)
    velden = _controleer(gegevens, lokale_dag(at))
    rij = _op_slot(begeleider)
    voor = _logboek({naam: getattr(rij, naam) for naam in VELDEN})
    for naam, waarde in velden.items():
        setattr(rij, naam, waarde)
    rij.save()
    rij.sectoren.set(gegevens["sectoren"])
    na = _logboek(velden)
    anders = {naam for naam in na if na[naam] != voor[naam]}
    leg_vast(
        actie="begeleider van de poule gewijzigd", obj=rij, by=by, at=at,
        voor={naam: voor[naam] for naam in sorted(anders)}, na={naam: na[naam] for naam in sorted(anders)},
    )  # fmt: skip
    return rij


def _op_slot(begeleider: Poulebegeleider) -> Poulebegeleider:
    return Poulebegeleider.objects.select_for_update(of=("self",), no_key=True).get(pk=begeleider.pk)


def _overlap(van: date, tot: date | None) -> Q:
    """Rows with `van` and `tot` that share a day with this period."""
    later = Q(tot__isnull=True) | Q(tot__gte=van)
    return later & Q(van__lte=tot) if tot else later


def _controleer_dagen(van: date, tot: date | None) -> None:
    if tot is not None and tot < van:
        raise DomainError("De laatste dag ligt voor de eerste dag.", field="tot")


@transaction.atomic
def meld_afwezig(
    *, begeleider: Poulebegeleider, van: date, tot: date | None, reden: str, by: User, at: datetime
) -> Afwezigheid:
    """Write down from when to when somebody is away; only the kind of reason is kept. Twice does it once (C2).

    Raises DomainError when it overlaps with an absence that is known already.
    """
    if not rules.mag_afwezig_melden(by, begeleider):
        raise GeenToegang("U kunt alleen uzelf afwezig melden.")
    _controleer_dagen(van, tot)
    rij = _op_slot(begeleider)
    bekend = rij.afwezigheden.filter(_overlap(van, tot)).order_by("van").first()
    if bekend is not None:
        if (bekend.van, bekend.tot, bekend.reden) == (van, tot, reden):
            return bekend
        raise DomainError(
            f"In die dagen staat al een afwezigheid, vanaf {bekend.van:%d-%m-%Y}. Pas die aan.", field="van"
        )
    afwezig = rij.afwezigheden.create(van=van, tot=tot, reden=reden, gemaakt_door=by, gemaakt_op=at)
    leg_vast(actie="afwezigheid gemeld", obj=afwezig, by=by, at=at, na={"van": van, "tot": tot})
    return afwezig


@transaction.atomic
def is_terug(*, afwezig: Afwezigheid, tot: date, by: User, at: datetime) -> None:
    """Let an absence end on `tot` (the last day away); one that hadn't begun by then is taken away."""
    if not rules.mag_afwezig_melden(by, afwezig.begeleider):
        raise GeenToegang("U kunt alleen uw eigen afwezigheid veranderen.")
    _op_slot(afwezig.begeleider)
    rij = Afwezigheid.objects.filter(pk=afwezig.pk).first()
    if rij is None or rij.tot == tot:
        return
    leg_vast(actie="afwezigheid beëindigd", obj=rij, by=by, at=at, voor={"tot": rij.tot}, na={"tot": tot})
    if tot < rij.van:
        rij.delete()
        return
    if rij.begeleider.afwezigheden.exclude(pk=rij.pk).filter(_overlap(rij.van, tot)).exists():
        raise DomainError("Dan overlapt deze afwezigheid met een andere.", field="tot")
    rij.tot = tot
    rij.save(update_fields=["tot"])


@transaction.atomic
def boek_inzet(
    *,
    begeleider: Poulebegeleider,
    soort: str,
    uren_per_week: Decimal,
    van: date,
    tot: date | None,
    omschrijving: str,
    toch: bool,
    by: User,
    at: datetime,
) -> Inzet:
    """Book hours of a supervisor. Only supervision and the road to it belong on the poule (R7.2).

    Another task is refused, unless `toch` says that it was agreed all the same and `omschrijving` what it is; it then
    stays as a warning and takes from the time for students. Raises DomainError beyond the hours of the contract.
    """
    if not rules.mag_poule_beheren(by):
        raise GeenToegang("Alleen het bureau boekt uren van de poule.")
    _controleer_dagen(van, tot)
    if soort == InzetSoort.ANDERS and not toch:
        raise DomainError(
            "De poule is alleen voor begeleiding. Zoek voor ander werk iemand buiten de poule. "
            "Is het toch zo afgesproken, zet dan een vinkje bij 'Toch vastleggen'.",
            field="soort",
        )
    if soort == InzetSoort.ANDERS and not omschrijving.strip():
        raise DomainError("Schrijf op welk werk het is en waarom de poule het doet.", field="omschrijving")
    rij = _op_slot(begeleider)
    velden = {
        "soort": soort,
        "uren_per_week": uren_per_week,
        "van": van,
        "tot": tot,
        "omschrijving": omschrijving.strip(),
    }
    dubbel = rij.inzetten.filter(**velden).first()
    if dubbel is not None:
        return dubbel
    _past_in_contract(rij, uren_per_week, van, tot)
    inzet = rij.inzetten.create(gemaakt_door=by, gemaakt_op=at, **velden)
    leg_vast(actie="inzet geboekt", obj=inzet, by=by, at=at, na=velden)
    return inzet


def _past_in_contract(begeleider: Poulebegeleider, uren: Decimal, van: date, tot: date | None) -> None:
    """Together at most the hours of the contract; bookings that ever share a day with this one count together."""
    geboekt = begeleider.inzetten.filter(_overlap(van, tot)).aggregate(som=Sum("uren_per_week"))["som"] or Decimal(0)
    contract = Decimal(str(norm_op(van).uren_per_fte)) * begeleider.fte
    if geboekt + uren > contract:
        raise DomainError(
            f"{begeleider} werkt {contract.normalize():f} uur in de week en heeft al {geboekt.normalize():f} uur "
            "geboekt staan. Kies minder uren.",
            field="uren_per_week",
        )


@transaction.atomic
def stop_inzet(*, inzet: Inzet, by: User, at: datetime) -> None:
    """End a booking yesterday, or take it away when it hadn't begun."""
    if not rules.mag_poule_beheren(by):
        raise GeenToegang("Alleen het bureau boekt uren van de poule.")
    rij = Inzet.objects.select_for_update(of=("self",), no_key=True).filter(pk=inzet.pk).first()
    vandaag = lokale_dag(at)
    if rij is None or (rij.tot is not None and rij.tot < vandaag):
        return
    leg_vast(actie="inzet gestopt", obj=rij, by=by, at=at, voor={"soort": rij.soort, "tot": rij.tot})
    if rij.van >= vandaag:
        rij.delete()
        return
    rij.tot = date.fromordinal(vandaag.toordinal() - 1)
    rij.save(update_fields=["tot"])
