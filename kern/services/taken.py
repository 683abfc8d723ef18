"""Long work: asked for, run by Celery, with progress, cancel and repair after a crash.

The row is the memory; the broker only rings (betrouwbaarheid.md). A handler must do all its writes in one
transaction at its end, so that a run that is killed leaves nothing behind and can simply be run again.
"""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from basis.errors import DomainError
from kern.enums import TaakStatus
from kern.models import Achtergrondtaak, User

logger = logging.getLogger("stagebureau.taken")

STIL = timedelta(minutes=3)
OPNIEUW_BELLEN = timedelta(seconds=45)
MAX_POGINGEN = 3


class Geannuleerd(Exception):
    """The person who asked for the work has cancelled it."""


class Voortgang:
    """What a handler uses to tell how far it is and to hear that it must stop.

    Call it outside a transaction: inside one, nobody else sees the progress.
    """

    def __init__(self, taak: Achtergrondtaak) -> None:
        self._taak = taak
        self._laatst = 0.0

    def meld(self, procent: int, stap: str = "") -> None:
        """Tell the percentage (0-100) and the step in Dutch; raises Geannuleerd when asked to stop."""
        nu = monotonic()
        if nu - self._laatst < 0.5 and procent < 100:
            return
        self._laatst = nu
        velden = {"procent": max(0, min(100, procent)), "hartslag_op": timezone.now()}
        if stap:
            velden["stap"] = stap[:200]
        Achtergrondtaak.objects.filter(pk=self._taak.pk).update(**velden)
        if self.geannuleerd():
            raise Geannuleerd

    def geannuleerd(self) -> bool:
        """Whether somebody asked to stop."""
        return Achtergrondtaak.objects.filter(pk=self._taak.pk, annuleren=True).exists()


Handler = Callable[[Achtergrondtaak, Voortgang], dict]
Downloadregel = Callable[[Achtergrondtaak, User], bool]
_handlers: dict[str, Handler] = {}
_downloadregels: dict[str, Downloadregel] = {}


def _alleen_aanvrager(taak: Achtergrondtaak, user: User) -> bool:
    return taak.aangevraagd_door_id == user.pk


def taaksoort(soort: str, *, mag_downloaden: Downloadregel = _alleen_aanvrager) -> Callable[[Handler], Handler]:
    """Register `handler(taak, voortgang) -> resultaat (JSON-able dict)` as the work behind `soort`.

    The handler may set `taak.bestand` (saved with the result) and raises DomainError to fail with a message;
    of one that names people only `bewaar` is kept.
    `mag_downloaden(taak, user)` says at each download whether the file may still go to `user`.
    """

    def registreer(handler: Handler) -> Handler:
        _handlers[soort] = handler
        _downloadregels[soort] = mag_downloaden
        return handler

    return registreer


def mag_bestand_downloaden(*, taak: Achtergrondtaak, user: User) -> bool:
    """Whether the file that the work made may go to `user` now; the rights of this moment count."""
    return _downloadregels.get(taak.soort, _alleen_aanvrager)(taak, user)


def bel(taak_id: int) -> None:
    """Ring the worker for one piece of work, after commit. A ring that gets lost is repeated by `herstel`."""

    def nu_bellen() -> None:
        try:
            current_app.send_task("kern.tasks.voer_taak_uit", args=[taak_id])
        except Exception:  # noqa: BLE001 - the broker is away: the sweep rings again
            logger.warning("wachtrij niet bereikbaar; taak %s wacht op de herstelronde", taak_id)

    transaction.on_commit(nu_bellen)


@transaction.atomic
def vraag_taak_aan(
    *, soort: str, titel: str, gegevens: dict, by: User | None, at: datetime, terug_url: str = ""
) -> Achtergrondtaak:
    """Write the request and ring the worker after commit. `gegevens` holds ids only, never personal data."""
    taak = Achtergrondtaak.objects.create(
        soort=soort, titel=titel, gegevens=gegevens, aangevraagd_door=by, aangevraagd_op=at, terug_url=terug_url
    )
    bel(taak.pk)
    return taak


@transaction.atomic
def annuleer_taak(*, taak: Achtergrondtaak, at: datetime) -> None:
    """Ask a running piece of work to stop; one that still waits ends at once."""
    Achtergrondtaak.objects.filter(pk=taak.pk, status=TaakStatus.BEZIG).update(annuleren=True)
    Achtergrondtaak.objects.filter(pk=taak.pk, status=TaakStatus.AANGEVRAAGD).update(
        status=TaakStatus.GEANNULEERD, annuleren=True, afgelopen_op=at
    )


def _begin(taak_id: int, at: datetime) -> Achtergrondtaak | None:
    """Claim the work; None when another worker has it or it has ended."""
    vrij = Q(status=TaakStatus.AANGEVRAAGD) | Q(status=TaakStatus.BEZIG, hartslag_op__lt=at - STIL)
    with transaction.atomic():
        taak = Achtergrondtaak.objects.select_for_update().filter(vrij, pk=taak_id).first()
        if taak is None:
            return None
        taak.status, taak.begonnen_op, taak.hartslag_op = TaakStatus.BEZIG, at, at
        taak.pogingen += 1
        taak.procent = 0
        taak.save(update_fields=["status", "begonnen_op", "hartslag_op", "pogingen", "procent"])
        return taak


def voer_uit(*, taak_id: int, at: datetime) -> str:
    """Run one piece of work to its end; running it twice or at the same time does it once. Returns its state."""
    taak = _begin(taak_id, at)
    if taak is None:
        return "overgeslagen"
    try:
        resultaat = _handlers[taak.soort](taak, Voortgang(taak))
    except Geannuleerd:
        return _sluit(taak, TaakStatus.GEANNULEERD)
    except DomainError as fout:
        # Kept without names: the page looks up who it is about for who may see them.
        resultaat = {"studenten": list(fout.over)} if fout.over else {}
        return _sluit(taak, TaakStatus.MISLUKT, fout=fout.bewaar, resultaat=resultaat)
    except Exception as fout:  # noqa: BLE001 - the work of others goes on; what it was stands in the log
        # Where, not what: the message of an error may hold the data it stumbled over.
        waar = "".join(traceback.format_tb(fout.__traceback__))
        soort = type(fout).__name__
        logger.error("taak %s (%s) is mislukt: %s\n%s", taak.pk, taak.soort, soort, waar)  # noqa: TRY400 - see above
        return _sluit(
            taak,
            TaakStatus.MISLUKT,
            fout="Er ging iets mis in het systeem. Probeer het opnieuw. Blijft het misgaan, meld dat dan.",
        )
    return _sluit(taak, TaakStatus.KLAAR, resultaat=resultaat or {}, procent=100, bestand=taak.bestand)


def _sluit(taak: Achtergrondtaak, status: str, **velden: object) -> str:
    Achtergrondtaak.objects.filter(pk=taak.pk).update(status=status, afgelopen_op=timezone.now(), **velden)
    return str(status)


def herstel(*, at: datetime) -> int:
    """Ring again for work that waits or whose worker died; give up after three tries. Returns how many were rung."""
    stil = Achtergrondtaak.objects.filter(status=TaakStatus.BEZIG, hartslag_op__lt=at - STIL)
    stil.filter(annuleren=True).update(status=TaakStatus.GEANNULEERD, afgelopen_op=at)
    stil.filter(pogingen__gte=MAX_POGINGEN).update(
        status=TaakStatus.MISLUKT, afgelopen_op=at, fout="Het werk is drie keer afgebroken. Vraag het opnieuw aan."
    )
    wachtend = Achtergrondtaak.objects.filter(
        Q(status=TaakStatus.AANGEVRAAGD, aangevraagd_op__lt=at - OPNIEUW_BELLEN)
        | Q(status=TaakStatus.BEZIG, hartslag_op__lt=at - STIL)
    )
    ids = list(wachtend.values_list("pk", flat=True)[:100])
    for taak_id in ids:
        bel(taak_id)
    return len(ids)
