"""What a house can be asked to do; each runs in a child of `huis.py`, on the clock that the test set."""

import hashlib
import time
import uuid
from contextlib import nullcontext
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.db import connection

from evaluaties import tasks
from evaluaties.models import LadderEvent
from evaluaties.services import feiten, veegronde
from evaluaties.services.dossiers import gebeurtenissen
from kern import tasks as kerntaken
from kern.models import Bericht, User
from plaatsingen.models import Plaatsing
from stagebureau.celery import app
from tests.evaluaties.wereld import maak_plaatsing

DATA = {"datum", "tot", "van"}
EIGEN = {"kern", "vacatures", "vraagaanbod", "plaatsingen", "matching", "begeleiding", "evaluaties"}


def wereld(aantal: int, op: str) -> list[int]:
    """Make running placements, each at a school of its own; with the same public ids in every house."""
    return [maak_plaatsing(public_id=uuid.UUID(int=nummer + 1))[0].pk for nummer in range(aantal)]


def feit(plaatsing: int, service: str, op: str, **velden: Any) -> None:
    """Tell one fact through its service, as the coordinator of the school."""
    rij = Plaatsing.objects.get(pk=plaatsing)
    by = User.objects.get(lidmaatschappen__organisatie=rij.student.school_id, lidmaatschappen__rol="coordinator")
    for naam in DATA & velden.keys():
        velden[naam] = velden[naam] and date.fromisoformat(velden[naam])
    if "received_at" in velden:
        velden["received_at"] = datetime.fromisoformat(velden["received_at"])
    getattr(feiten, service)(plaatsing=rij, by=by, at=datetime.fromisoformat(op), **velden)


def veeg(op: str) -> dict:
    """The registered sweep task."""
    return tasks.controleer_verslagen(op)


def post(op: str) -> None:
    """The registered task of the relay."""
    kerntaken.verstuur_berichten()


def taak(naam: str, op: str, args: list | None = None) -> None:
    """Any registered task."""
    app.tasks[naam](*(args or []))


def stand(op: str) -> dict:
    """Events per placement (in order) and all messages, in a form that two houses can be compared by."""
    plaatsingen = list(Plaatsing.objects.order_by("pk"))
    per_plaatsing = gebeurtenissen(plaatsingen)
    return {
        "gebeurtenissen": [[_gebeurtenis(rij) for rij in per_plaatsing.get(p.pk, [])] for p in plaatsingen],
        "berichten": sorted(map(list, Bericht.objects.values_list("sleutel", "status", "message_id"))),
    }


def _gebeurtenis(rij: Any) -> dict:
    return {
        "type": rij.type.value,
        "at": rij.at.isoformat(),
        "verplichting": rij.verplichting,
        "due": rij.due.isoformat(),
        "generation": rij.generation,
        "volgnummer": rij.volgnummer,
        "payload": rij.payload,
    }


def afdruk(op: str, zonder: list[str] | None = None) -> dict[str, str]:
    """A hash per table of ours: what a second run may not change. `zonder` names fields that only tell the time."""
    weg = set(zonder or ())
    uit = {}
    for model in apps.get_models():
        if model._meta.app_label in EIGEN and model._meta.label not in weg:
            velden = [veld.attname for veld in model._meta.concrete_fields if veld.name not in weg]
            rijen = repr(sorted(map(repr, model._base_manager.values_list(*velden))))
            uit[model._meta.label] = hashlib.sha256(rijen.encode()).hexdigest()
    return uit


# --- positive controls: what happens without the guards ---


def laat_sleutels_vallen(op: str) -> None:
    """Take the unique keys from the table of events."""
    with connection.schema_editor() as editor:
        for sleutel in LadderEvent._meta.constraints:
            editor.remove_constraint(LadderEvent, sleutel)


def _traag() -> None:
    """Let every sweep wait between reading and writing, so that two that may overlap certainly do."""
    echt = veegronde.gebeurtenissen

    def lees(*args: Any) -> Any:
        uit = echt(*args)
        time.sleep(0.2)
        return uit

    veegronde.gebeurtenissen = lees


def _zonder_slot() -> None:
    veegronde.connection = SimpleNamespace(features=SimpleNamespace(has_select_for_update_skip_locked=False))
    veegronde.transaction = SimpleNamespace(atomic=nullcontext)


GEBREKEN = {"traag": _traag, "zonder_slot": _zonder_slot}
