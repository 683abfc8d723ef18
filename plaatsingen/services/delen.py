"""One stage over two leerbedrijven: the part at the second host, with its own days and hours (R5.9).

The first host's part is what the placement itself says. Days never overlap: each day of the week is of one host. Seats
are locked and counted at both places.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from kern.kalender import DAGEN
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.models import Plaatsing, Stagedeel
from plaatsingen.services import slot
from plaatsingen.services.begeleiderlast import bewaar_reden, eis_ruimte
from plaatsingen.services.geschikt import Geschiktheid
from vacatures.models import Stageplaats


def dagen_van(plaatsing: Plaatsing) -> str:
    """Return every stage day of the week, of all hosts together, as codes in order."""
    codes = set(plaatsing.dagen.split())
    for deel in plaatsing.delen.geldig():
        codes |= set(deel.dagen.split())
    return _op_volgorde(codes)


def uren_eerste(plaatsing: Plaatsing) -> int:
    """Return the hours that are left for the first host: the norm less those of the parts."""
    return max(0, plaatsing.uren_norm - sum(deel.uren_norm for deel in plaatsing.delen.geldig()))


def plaats_ids(plaatsing: Plaatsing) -> list[int]:
    """Return the places where this student sits, to lock them together."""
    return [plaatsing.stageplaats_id, *plaatsing.delen.geldig().values_list("stageplaats_id", flat=True)]


def _op_volgorde(codes: set[str]) -> str:
    return " ".join(dag for dag in DAGEN if dag in codes)


def _begin(plaatsing: Plaatsing, by: User, erbij: list[int]) -> tuple[Plaatsing, dict[int, Stageplaats]]:
    """Lock all places, the student and the placement, and see whether this person may arrange parts."""
    plaatsen = slot.vergrendel(stageplaats_ids=[*plaats_ids(plaatsing), *erbij], student_ids=[plaatsing.student_id])
    nu = Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)
    if not rules.is_coordinator_van(by, nu):
        raise GeenToegang("Alleen een coördinator verdeelt een stage over twee leerbedrijven.")
    if not rules.mag_delen_regelen(by, nu):
        raise DomainError(f"Deze plaatsing is {nu.get_status_display()}. De verdeling verandert niet meer.")
    return nu, plaatsen


@transaction.atomic
def voeg_toe(
    *,
    plaatsing: Plaatsing,
    stageplaats: Stageplaats,
    dagen: str,
    uren_norm: int,
    by: User,
    at: datetime,
    werkbegeleider: User | None = None,
    dagen_eerste: str = "",
    toch: str = "",
) -> Stagedeel:
    """Tie a second host to a stage: on `dagen`, for `uren_norm` hours of the norm; return the part.

    `dagen_eerste`: what stays for the first host; left out its days less those of the part. `toch`: why somebody with
    many students supervises (R7.6). Raises DomainError when days overlap, when a hard rule of R4.4 speaks against the
    place, or when there is no seat (R4.7).
    """
    nu, plaatsen = _begin(plaatsing, by, [stageplaats.pk])
    plaats = plaatsen[stageplaats.pk]
    if plaats.pk == nu.stageplaats_id or nu.delen.geldig().filter(stageplaats=plaats).exists():
        raise DomainError("Deze stageplaats hoort al bij deze stage. Kies een andere.", field="stageplaats")
    begeleider = werkbegeleider or plaats.begeleider
    te_veel = _eis_ruimte(nu, begeleider, toch, at)
    deel = Stagedeel(plaatsing=nu, stageplaats=plaats, toegevoegd_op=at)
    _zet_dagen(nu, deel, plaatsen, dagen, dagen_eerste, by, at)
    _zet_uren(nu, deel, uren_norm)
    _zet_begeleider(deel, begeleider)
    deel.save()
    bewaar_reden(te_veel, plaatsing=nu, toch=toch, by=by, at=at)
    leg_vast(actie="deel van stage toegevoegd", obj=nu, by=by, at=at, na=_velden(deel))
    return deel


@transaction.atomic
def wijzig(
    *,
    deel: Stagedeel,
    dagen: str,
    uren_norm: int,
    werkbegeleider: User | None,
    by: User,
    at: datetime,
    dagen_eerste: str = "",
    toch: str = "",
) -> Stagedeel:
    """Give a part other days, hours or another begeleider; seats are counted anew at both places."""
    nu, plaatsen = _begin(deel.plaatsing, by, [deel.stageplaats_id])
    deel = _vers(deel)
    te_veel = _eis_ruimte(nu, werkbegeleider if werkbegeleider != deel.werkbegeleider else None, toch, at)
    voor = _velden(deel)
    _zet_dagen(nu, deel, plaatsen, dagen, dagen_eerste, by, at)
    _zet_uren(nu, deel, uren_norm)
    _zet_begeleider(deel, werkbegeleider)
    if _velden(deel) != voor:
        deel.save()
        leg_vast(actie="deel van stage gewijzigd", obj=nu, by=by, at=at, voor=voor, na=_velden(deel))
        bewaar_reden(te_veel, plaatsing=nu, toch=toch, by=by, at=at)
    return deel


@transaction.atomic
def laat_vervallen(*, deel: Stagedeel, by: User, at: datetime, terug_naar_eerste: bool = True) -> Plaatsing:
    """Take a part back; its seat is free at once. Its days go to the first host, when there is room. Twice is once."""
    nu, plaatsen = _begin(deel.plaatsing, by, [deel.stageplaats_id])
    deel = Stagedeel.objects.select_for_update(of=("self",)).get(pk=deel.pk)
    if deel.vervallen_op is not None:
        return nu
    if deel.urendagen.filter(uren__gt=0).exists():
        raise DomainError("Er zijn al uren gemaakt bij dit leerbedrijf. Pas de dagen of de uren van dit deel aan.")
    deel.vervallen_op = at
    deel.save(update_fields=["vervallen_op"])
    deel.urendagen.update(deel=None)  # days without hours, such as sick: the first host answers for them now
    if terug_naar_eerste:
        eigen = set(deel.dagen.split()) & set(plaatsen[nu.stageplaats_id].dagen.split())
        _zet_eerste(nu, plaatsen, _op_volgorde(eigen | set(nu.dagen.split())), by, at)
    leg_vast(actie="deel van stage vervallen", obj=nu, by=by, at=at, voor=_velden(deel))
    return nu


def _vers(deel: Stagedeel) -> Stagedeel:
    nu = Stagedeel.objects.select_for_update(of=("self",)).select_related("stageplaats").get(pk=deel.pk)
    if nu.vervallen_op is not None:
        raise DomainError("Dit deel hoort niet meer bij de stage.")
    return nu


def _velden(deel: Stagedeel) -> dict[str, object]:
    return {
        "stageplaats": deel.stageplaats.code,
        "dagen": deel.dagen,
        "uren_norm": deel.uren_norm,
        "werkbegeleider": deel.werkbegeleider_id,
    }


def _zet_dagen(  # noqa: PLR0917 - what the change is about, and who does it
    nu: Plaatsing,
    deel: Stagedeel,
    plaatsen: Mapping[int, Stageplaats],
    dagen: str,
    dagen_eerste: str,
    by: User,
    at: datetime,
) -> None:
    """Divide the days of the week and ask for the seats that this takes."""
    codes = set(dagen.split()) & set(DAGEN)
    if not codes:
        raise DomainError("Kies minstens een dag bij het tweede leerbedrijf.", field="dagen")
    eerste = set(dagen_eerste.split()) & set(DAGEN) or set(nu.dagen.split()) - codes
    anderen = {dag for ander in nu.delen.geldig().exclude(pk=deel.pk) for dag in ander.dagen.split()}
    if not eerste:
        raise DomainError("Laat minstens een dag over voor het eerste leerbedrijf.", field="dagen_eerste")
    if codes & (eerste | anderen) or eerste & anderen:
        dag = slot.DAGNAMEN[min(codes & (eerste | anderen) or eerste & anderen, key=DAGEN.index)]
        raise DomainError(
            f"Op {dag} is de student al ergens anders. Elke dag hoort bij een leerbedrijf.", field="dagen"
        )
    _zet_eerste(nu, plaatsen, _op_volgorde(eerste), by, at)
    if deel.pk is None or codes != set(deel.dagen.split()):
        _eis_plek(nu, plaatsen[deel.stageplaats_id], _op_volgorde(codes), nieuw=deel.pk is None)
    deel.dagen = _op_volgorde(codes)


def _zet_eerste(nu: Plaatsing, plaatsen: Mapping[int, Stageplaats], dagen: str, by: User, at: datetime) -> None:
    """Give the first host these days; a day that comes in asks for a seat."""
    voor = nu.dagen
    if set(dagen.split()) == set(voor.split()):
        return
    erbij = _op_volgorde(set(dagen.split()) - set(voor.split()))
    if erbij:
        _eis_plek(nu, plaatsen[nu.stageplaats_id], erbij, nieuw=False)
    nu.dagen = dagen
    nu.save(update_fields=["dagen"])
    leg_vast(actie="stagedagen gewijzigd", obj=nu, by=by, at=at, voor={"dagen": voor}, na={"dagen": dagen})


def _eis_plek(nu: Plaatsing, plaats: Stageplaats, dagen: str, *, nieuw: bool) -> None:
    """Raise DomainError when the place doesn't fit, or has no seat on these days; it is locked."""
    aanvraag = slot.Aanvraag(nu.student_id, nu.begindatum, nu.einddatum, nu.periodes, dagen)
    geschikt = Geschiktheid(plaatsen=[plaats], begin=nu.begindatum, eind=nu.einddatum)
    if nieuw:
        waarom = geschikt.waarom_niet(nu.student, plaats, aanvraag, met_hand=True)
    else:
        waarom = geschikt.waarom_niet_langer(plaats, aanvraag)
    # A template may run on into the next school year, as it may at the first host.
    if nieuw and (nu.begindatum if nu.vorm_id else nu.einddatum) > plaats.schooljaar.eind:
        waarom = waarom or f"Stageplaats {plaats.naam} is alleen van schooljaar {plaats.schooljaar}."
    if not waarom:
        bezetting = slot.Bezetting(stageplaatsen=[plaats], begin=nu.begindatum, eind=nu.einddatum, zonder=nu.pk)
        waarom = bezetting.waarom_niet(plaats, aanvraag)
    if waarom:
        raise DomainError(waarom, field="dagen")


def _zet_uren(nu: Plaatsing, deel: Stagedeel, uren: int) -> None:
    elders = sum(ander.uren_norm for ander in nu.delen.geldig().exclude(pk=deel.pk))
    if uren < 1:
        raise DomainError("Vul in hoeveel uren de student bij dit leerbedrijf maakt.", field="uren_norm")
    if nu.uren_norm and elders + uren >= nu.uren_norm:
        raise DomainError(
            f"De hele stage is {nu.uren_norm} uur. Laat uren over voor het eerste leerbedrijf.", field="uren_norm"
        )
    deel.uren_norm = uren


def _eis_ruimte(plaatsing: Plaatsing, begeleider: User | None, toch: str, at: datetime) -> dict[int, int]:
    dagen = {"begin": plaatsing.begindatum, "eind": plaatsing.einddatum, "zonder": plaatsing.pk}
    return eis_ruimte([begeleider], **dagen, toch=toch, at=at)


def _zet_begeleider(deel: Stagedeel, begeleider: User | None) -> None:
    huis = deel.stageplaats.leerbedrijf
    if begeleider is not None and huis.pk not in begeleider.organisatie_ids_als("werkbegeleider", "praktijkopleider"):
        raise DomainError(f"Deze persoon is geen werkbegeleider bij {huis}.", field="werkbegeleider")
    deel.werkbegeleider = begeleider


def eis_plek_in(
    *, plaatsing: Plaatsing, plaatsen: Mapping[int, Stageplaats], begin: date, eind: date, periodes: str
) -> None:
    """Raise DomainError when a second host has no seat in a stretch of time that is added to the stage (R4.7).

    `plaatsen` are the places that the caller locked, all of `plaats_ids`.
    """
    for deel in plaatsing.delen.geldig().order_by("pk"):
        plaats = plaatsen.get(deel.stageplaats_id)
        if plaats is None:
            raise DomainError("De verdeling van deze stage veranderde net. Probeer het opnieuw.")
        extra = slot.Aanvraag(plaatsing.student_id, begin, eind, periodes, deel.dagen)
        waarom = Geschiktheid(plaatsen=[plaats], begin=begin, eind=eind).waarom_niet_langer(plaats, extra)
        bezetting = slot.Bezetting(stageplaatsen=[plaats], begin=begin, eind=eind, zonder=plaatsing.pk)
        waarom = waarom or bezetting.waarom_niet(plaats, extra)
        if waarom:
            raise DomainError(f"Bij het tweede leerbedrijf kan het niet. {waarom}", field="einddatum")
