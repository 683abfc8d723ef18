"""Freezing a round: what takes part is kept as it is now, and every calculation until the next freeze uses that (R4.3).

For who builds on it:

- `geldende_bevriezing(ronde)` gives the freeze that holds, or None.
- `bevroren_gegevens(ronde)` gives it as a `Momentopname`: students, places, groups, conversions, preferences and seats
  that are taken. No decisions by hand, no settings.
- `bevroren_instance(ronde, berekening)` gives the problem as that calculation solved it, with the decisions by hand of
  now: the same settings, the same starting point. `.instance` is what the engine takes. Without `berekening` it is that
  of the calculation that counts (`services.ronde.geldende_berekening`).

Both raise DomainError when the round isn't frozen. Decisions by hand (pins) are not frozen: they are taken along at
each calculation, so that somebody can pin and calculate again without taking in other changes.
"""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from basis.errors import DomainError
from kern.models import Student, User
from kern.services.audit import leg_vast
from matching.enums import RondeStatus
from matching.models import Berekening, Bevriezing, Ronde
from matching.services import pakket
from matching.services.instellingen import Instellingen, pas_toe
from matching.services.keuzes import pins_van, plaatsen_van
from matching.services.momentopname import Momentopname, Telling, gegevens_van, met_keuzes
from matching.services.namen import namen_van
from matching.services.ronde import controleer_versie, geldende_berekening, hef_bevriezing_op, stille_ronde


def geldende_bevriezing(ronde: Ronde) -> Bevriezing | None:
    """Return the freeze that holds now, without its data."""
    return ronde.bevriezingen.filter(opgeheven_op__isnull=True).defer("gegevens").first()


@transaction.atomic
def bevries(*, ronde: Ronde, by: User | None, at: datetime, versie: int | None = None) -> Bevriezing:
    """Keep what takes part as it is now and lock the preferences; a frozen round stays as it is.

    Raises DomainError when a calculation runs, when the round was published, or when nobody takes part.
    """
    nu = stille_ronde(ronde)
    bestaand = geldende_bevriezing(nu)
    if bestaand is not None:
        return bestaand
    controleer_versie(nu, versie)
    return _bevries(nu, by, at, actie="ronde bevroren")


@transaction.atomic
def bevries_opnieuw(*, ronde: Ronde, by: User | None, at: datetime, versie: int | None = None) -> Bevriezing:
    """Take in what has changed since the freeze; former calculations stay to be looked at, but no longer count."""
    nu = stille_ronde(ronde)
    controleer_versie(nu, versie)
    hef_bevriezing_op(nu, by, at)
    return _bevries(nu, by, at, actie="ronde opnieuw bevroren")


@transaction.atomic
def ontdooi(*, ronde: Ronde, by: User | None, at: datetime, versie: int | None = None) -> Ronde:
    """Take the freeze back: students may change their preferences again, unless their day has passed."""
    nu = stille_ronde(ronde)
    if nu.status == RondeStatus.VOORBEREIDING:
        return nu
    controleer_versie(nu, versie)
    if hef_bevriezing_op(nu, by, at):
        leg_vast(actie="ronde ontdooid", obj=nu, by=by, at=at)
    return nu


def _bevries(ronde: Ronde, by: User | None, at: datetime, *, actie: str) -> Bevriezing:
    # A list that is being changed is either in the freeze or refused: whoever changes one locks the student first.
    scholen = [school.pk for school in ronde.scholen.all()]
    list(Student.objects.select_for_update(of=("self",)).filter(school__in=scholen).order_by("pk").values_list("pk"))
    foto = gegevens_van(ronde)
    if not foto.studenten:
        raise DomainError("Er zijn geen studenten die een plaats zoeken in deze ronde. Kijk de scholen en periodes na.")
    bevriezing = Bevriezing.objects.create(
        ronde=ronde, op=at, door=by, hash=foto.hash, telling=asdict(foto.telling), gegevens=_pak_in(foto)
    )
    ronde.status, ronde.bevroren_op, ronde.bevroren_door = RondeStatus.BEVROREN, at, by
    ronde.versie += 1
    ronde.save(update_fields=["status", "bevroren_op", "bevroren_door", "versie"])
    leg_vast(
        actie=actie,
        obj=ronde,
        by=by,
        at=at,
        na={"hash": bevriezing.hash, "studenten": foto.telling.studenten, "plaatsen": foto.telling.plaatsen},
    )
    return bevriezing


def _pak_in(foto: Momentopname) -> bytes:
    return pakket.pak_in(
        {
            "instance": pakket.beschrijf(foto.instance),
            "telling": asdict(foto.telling),
            "studenten": foto.studenten,
            "plaatsen": foto.plaatsen,
            "afstand_vanaf_school": sorted(foto.afstand_vanaf_school),
            "onvolledig": {str(pk): tekst for pk, tekst in foto.onvolledig.items()},
        }
    )


def lees_bevriezing(bevriezing: Bevriezing) -> Momentopname:
    """Return what was frozen, with the names of now."""
    inhoud = pakket.pak_uit(bevriezing.gegevens)
    instance = pakket.lees(inhoud["instance"])
    return Momentopname(
        instance=instance,
        telling=Telling(**inhoud["telling"]),
        studenten=inhoud["studenten"],
        plaatsen=inhoud["plaatsen"],
        namen=namen_van(bevriezing.ronde),
        afstand_vanaf_school=frozenset(inhoud["afstand_vanaf_school"]),
        onvolledig={int(pk): tekst for pk, tekst in inhoud["onvolledig"].items()},
        rangen={(rij.student, rij.plaats): rij.rang for rij in instance.voorkeuren},
    )


def bevroren_gegevens(ronde: Ronde) -> Momentopname:
    """Return the round as it was frozen; DomainError when it isn't."""
    bevriezing = geldende_bevriezing(ronde)
    if bevriezing is None:
        raise DomainError("Deze ronde is niet bevroren. Bevries de ronde eerst.")
    return lees_bevriezing(bevriezing)


def bevroren_instance(ronde: Ronde, berekening: Berekening | None = None) -> Momentopname:
    """Return the frozen problem as `berekening` solved it, with the decisions by hand of now (see above)."""
    berekening = berekening or geldende_berekening(ronde)
    instellingen = Instellingen.lees(berekening.instellingen if berekening else {}, ronde=ronde)
    return probleem(bevroren_gegevens(ronde), ronde=ronde, instellingen=instellingen)


def probleem(foto: Momentopname, *, ronde: Ronde, instellingen: Instellingen) -> Momentopname:
    """Return the problem that one run solves: frozen data, settings, decisions by hand, and where students were."""
    basis = ronde.berekeningen.filter(public_id=instellingen.basis).first() if instellingen.basis else None
    return met_keuzes(pas_toe(foto, instellingen), vast=pins_van(ronde), huidig=plaatsen_van(basis))
