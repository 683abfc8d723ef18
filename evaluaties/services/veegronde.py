"""The sweep: finds which events the facts ask for and are still missing, and stores them with their mails.

A reconciler: any number of sweeps, in any order, at the same time, gives each event once (verslagregels.md, section 5).
"""

import logging
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from basis.errors import DomainError
from evaluaties import verslagregels as regels
from evaluaties.models import LadderEvent, Veegstand
from evaluaties.services.beleidsboek import beleid_voor
from evaluaties.services.dossiers import dossiers, gebeurtenissen, met_registratie, naar_rij
from evaluaties.services.ladderpost import Ladderpost
from kern.models import Hartslag
from kern.services.berichten import postzak
from kern.services.hartslag import klop
from plaatsingen.enums import ACTIEF
from plaatsingen.models import Plaatsing

logger = logging.getLogger("stagebureau.verslagen")

HARTSLAG = "verslagen"
PER_KEER = 1000
NOOIT = datetime(2900, 1, 1, tzinfo=UTC)  # "nothing more will happen unless a fact comes"
OPNIEUW_NA_FOUT = timedelta(hours=1)
MAX_KLOKVERSCHIL = timedelta(seconds=120)


@dataclass(slots=True)
class Uitkomst:
    """What one sweep did."""

    bekeken: int = 0
    gebeurtenissen: int = 0
    berichten: int = 0
    fouten: int = 0

    def tel_op(self, deel: "Uitkomst") -> None:
        """Add what a part of the sweep did."""
        for naam, waarde in asdict(deel).items():
            setattr(self, naam, getattr(self, naam) + waarde)


def controleer_klok(at: datetime) -> None:
    """Raise DomainError when this machine and the database differ more than two minutes on the time (R8)."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        verschil = abs(cursor.fetchone()[0] - at)
    if verschil > MAX_KLOKVERSCHIL:
        logger.error("de klokken van server en database verschillen %s; de controle is niet gedaan", verschil)
        raise DomainError("De klokken van de server en de database lopen niet gelijk. De controle is niet gedaan.")


def veeg(*, at: datetime, per_keer: int = PER_KEER) -> Uitkomst:
    """Do one sweep at `at` (never earlier than the last one) over the placements whose moment has come.

    Works in transactions of `per_keer` placements (four times as many after one without news): a sweep that is killed
    has done whole ones, and the next goes on.
    """
    uitkomst = Uitkomst()
    now = max(at, laatste_moment() or at)
    post, na, aantal = Ladderpost(now), 0, per_keer
    while True:
        eerder = (uitkomst.gebeurtenissen, uitkomst.berichten)
        gedaan, na = _veeg_blok(post, now, na, aantal, uitkomst)
        if gedaan < aantal:
            break
        aantal = per_keer * 4 if eerder == (uitkomst.gebeurtenissen, uitkomst.berichten) else per_keer
    klop(naam=HARTSLAG, at=at, uitkomst={"tot": now.isoformat(), **asdict(uitkomst)})
    return uitkomst


def _veeg_blok(post: Ladderpost, now: datetime, na: int, aantal: int, uitkomst: Uitkomst) -> tuple[int, int]:
    """Sweep the next `aantal` placements in one transaction; give how many there were and the id of the last.

    When writing what was found goes wrong (a letter that can't be composed), they are done again one by one.
    """
    deel = Uitkomst()
    plaatsingen: list[Plaatsing] = []
    try:
        with transaction.atomic():
            plaatsingen = _aan_de_beurt(now, na, aantal)
            if plaatsingen:
                with postzak() as zak:
                    _veeg_groep(plaatsingen, post, now, deel)
                deel.berichten = zak.aantal
    except DatabaseError:
        raise
    except Exception:
        if not plaatsingen:
            raise
        if aantal > 1:
            logger.exception("een blok van %s plaatsingen ging mis; nu een voor een", len(plaatsingen))
            deel = Uitkomst()
            for plaatsing in plaatsingen:
                _veeg_blok(post, now, plaatsing.pk - 1, 1, deel)
        else:
            logger.exception("plaatsing %s kon niet worden gecontroleerd", plaatsingen[0].public_id)
            deel = Uitkomst(bekeken=1, fouten=1)
            opnieuw = {"volgend_moment": now + OPNIEUW_NA_FOUT}
            Veegstand.objects.update_or_create(plaatsing=plaatsingen[0], defaults=opnieuw)
    uitkomst.tel_op(deel)
    return len(plaatsingen), plaatsingen[-1].pk if plaatsingen else na


def laatste_moment() -> datetime | None:
    """Moment of the last sweep: time never goes back for the ladder."""
    uitkomst = Hartslag.objects.filter(naam=HARTSLAG).values_list("uitkomst", flat=True).first() or {}
    return datetime.fromisoformat(uitkomst["tot"]) if uitkomst.get("tot") else None


def _aan_de_beurt(now: datetime, na: int, aantal: int) -> list[Plaatsing]:
    """Lock and return the next placements that a sweep must look at; those that another sweep holds are skipped."""
    nodig = Q(veegstand__isnull=True) | Q(veegstand__volgend_moment__isnull=True)
    nodig |= Q(veegstand__volgend_moment__lte=now)
    rijen = met_registratie(Plaatsing.objects.filter(nodig, status__in=ACTIEF, pk__gt=na))
    rijen = rijen.select_related("student__user", "student__stagedocent", "stagebegeleider", "veegstand").order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        rijen = rijen.select_for_update(of=("self",), no_key=True, skip_locked=True)
    return list(rijen[:aantal])


def _veeg_groep(plaatsingen: list[Plaatsing], post: Ladderpost, now: datetime, uitkomst: Uitkomst) -> None:
    # Read after the placements were locked: whoever records a policy waits for that lock, so none is overlooked.
    beleiden = beleid_voor(plaatsingen)
    alle, eerder = dossiers(plaatsingen), gebeurtenissen(plaatsingen)
    rijen: list[LadderEvent] = []
    standen: list[Veegstand] = []
    for plaatsing in plaatsingen:
        uitkomst.bekeken += 1
        beleid = beleiden[plaatsing.pk]
        oud = list(eerder.get(plaatsing.pk, []))
        moment = max(now, _geveegd(plaatsing) or now)
        try:
            nieuw = regels.sweep(alle[plaatsing.pk], beleid, oud, moment)
            volgende = regels.volgende_moment(alle[plaatsing.pk], beleid, [*oud, *nieuw], moment)
            nudge = _vertel(post, plaatsing, alle[plaatsing.pk], beleid, nieuw, moment, loopt=volgende is not None)
        except Exception:
            # One placement with impossible facts must not hold up all others; it stays on the list.
            logger.exception("plaatsing %s kon niet worden gecontroleerd", plaatsing.public_id)
            uitkomst.fouten += 1
            standen.append(
                Veegstand(plaatsing=plaatsing, volgend_moment=now + OPNIEUW_NA_FOUT, laatst_geveegd=_geveegd(plaatsing))
            )
            continue
        rijen += [naar_rij(plaatsing, rij, len(oud) + nummer) for nummer, rij in enumerate(nieuw, start=1)]
        momenten = [m for m in (volgende, nudge) if m is not None]
        standen.append(
            Veegstand(plaatsing=plaatsing, volgend_moment=min(momenten, default=NOOIT), laatst_geveegd=moment)
        )
    LadderEvent.objects.bulk_create(rijen)
    Veegstand.objects.bulk_create(
        standen,
        update_conflicts=True,
        unique_fields=["plaatsing"],
        update_fields=["volgend_moment", "laatst_geveegd"],
    )
    uitkomst.gebeurtenissen += len(rijen)


def _vertel(  # noqa: PLR0917 - what is told follows from all of this
    post: Ladderpost,
    plaatsing: Plaatsing,
    dossier: regels.Dossier,
    beleid: regels.Rekenwijze,
    nieuw: list[regels.Gebeurtenis],
    moment: datetime,
    *,
    loopt: bool,
) -> datetime | None:
    """Queue the mails about new events and the nudges whose moment has come; give the moment of the next nudge."""
    plichten = regels.verplichtingen(dossier, beleid, moment)
    post.vertel(plaatsing, nieuw)
    return post.waarschuw_vooraf(plaatsing, dossier, plichten.values(), moment, dagen=beleid.nudges) if loopt else None


def _geveegd(plaatsing: Plaatsing) -> datetime | None:
    stand = getattr(plaatsing, "veegstand", None)
    return stand.laatst_geveegd if stand else None
