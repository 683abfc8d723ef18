"""Run as a script: a house in a process of its own. Each line on stdin is one piece of work, done by forked children.

    {"doe": "veeg", "op": "2026-10-02T07:00:00+02:00", "punt": "voor_commit", "keer": 1}

A child that comes by its point for the `keer`-th time kills itself with SIGKILL; `na_ms` lets the parent do that at any
moment; `samen` lets several children do the same at once. The answer is one line: exit codes and what they returned.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stagebureau.settings")
django.setup()

import smtplib
from datetime import datetime

import time_machine
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.template.loader import get_template
from django.urls import get_resolver, reverse

from evaluaties.models import LadderEvent
from evaluaties.services import veegronde
from kern.models import Bericht
from kern.services import berichten
from stagebureau.celery import app
from tests.chaos import werk, werk_begeleiding

settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
app.autodiscover_tasks(force=True)
IN_EEN_KEER = 4  # placements per transaction: a kill in the middle finds some done and some not


class Punt:
    """A point in the work; coming by it for the `keer`-th time is deadly."""

    def __init__(self, keer: int) -> None:
        self.over = keer

    def langs(self) -> None:
        self.over -= 1
        if self.over == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def om(self, eigenaar: object, naam: str, *, voor: bool, als: Callable[..., bool] = lambda *a, **k: True) -> None:
        """Put the point before or after a function, for the calls that `als` picks."""
        echt = getattr(eigenaar, naam)

        @wraps(echt)
        def met_punt(*args: object, **kwargs: object) -> object:
            raak = als(*args, **kwargs)
            if voor and raak:
                self.langs()
            uit = echt(*args, **kwargs)
            if raak and not voor:
                self.langs()
            return uit

        setattr(eigenaar, naam, met_punt)


def _is_event(vraag: QuerySet, rijen: list, *args: object, **kwargs: object) -> bool:
    return vraag.model is LadderEvent and bool(rijen)


def _zijn_berichten(vraag: QuerySet, rijen: list, *args: object, **kwargs: object) -> bool:
    return vraag.model is Bericht and bool(rijen)


def _wordt_verzonden(bericht: Bericht, **velden: object) -> bool:
    return velden.get("status") == "verzonden"


def _halve_tekst(punt: Punt) -> None:
    """Killed in the middle of sending the text: the server has a part of it."""
    echt = smtplib.SMTP.send

    def zend(self: smtplib.SMTP, tekst: bytes | str) -> None:
        if isinstance(tekst, bytes) and len(tekst) > 200:
            echt(self, tekst[: len(tekst) // 2])
            punt.langs()
            tekst = tekst[len(tekst) // 2 :]
        echt(self, tekst)

    smtplib.SMTP.send = zend


PUNTEN: dict[str, Callable[[Punt], None]] = {
    "voor_event": lambda p: p.om(QuerySet, "bulk_create", voor=True, als=_is_event),
    "na_event": lambda p: p.om(QuerySet, "bulk_create", voor=False, als=_is_event),
    "voor_bericht": lambda p: p.om(QuerySet, "bulk_create", voor=True, als=_zijn_berichten),
    "na_bericht": lambda p: p.om(QuerySet, "bulk_create", voor=False, als=_zijn_berichten),
    "voor_commit": lambda p: p.om(BaseDatabaseWrapper, "commit", voor=True),
    "na_commit": lambda p: p.om(BaseDatabaseWrapper, "commit", voor=False),
    "voor_hartslag": lambda p: p.om(veegronde, "klop", voor=True),
    "na_huur": lambda p: p.om(berichten, "_huur", voor=False),
    "voor_data": lambda p: p.om(smtplib.SMTP, "data", voor=True),
    "in_data": _halve_tekst,
    "na_data": lambda p: p.om(smtplib.SMTP, "data", voor=False),
    "voor_verzonden": lambda p: p.om(berichten, "_zet", voor=True, als=_wordt_verzonden),
    "na_verzonden": lambda p: p.om(berichten, "_zet", voor=False, als=_wordt_verzonden),
}


def in_kind(opdracht: dict, pijp: int) -> None:
    """Do the work in this child and leave; never returns."""
    code = 1
    try:
        veegronde.veeg.__kwdefaults__["per_keer"] = IN_EEN_KEER
        if punt := opdracht.get("punt"):
            PUNTEN[punt](Punt(opdracht.get("keer", 1)))
        for gebrek in opdracht.get("gebreken", ()):
            werk.GEBREKEN[gebrek]()
        with time_machine.travel(datetime.fromisoformat(opdracht["op"]), tick=True):
            doe = getattr(werk, opdracht["doe"], None) or getattr(werk_begeleiding, opdracht["doe"])
            uit = doe(**opdracht.get("velden", {}), op=opdracht["op"])
        os.write(pijp, json.dumps(uit).encode() + b"\n")
        code = 0
    except BaseException as fout:  # noqa: BLE001 - whatever it is, the test must hear it
        os.write(pijp, json.dumps({"fout": repr(fout)}).encode() + b"\n")
    finally:
        os._exit(code)


def doe(opdracht: dict) -> dict:
    """Let children do the work; kill them after `na_ms` if that is asked."""
    connections.close_all()
    lees, schrijf = os.pipe()
    kinderen = []
    for _ in range(opdracht.get("samen", 1)):
        kind = os.fork()
        if kind == 0:
            in_kind(opdracht, schrijf)
        kinderen.append(kind)
    os.close(schrijf)
    if "na_ms" in opdracht:
        time.sleep(opdracht["na_ms"] / 1000)
        for kind in kinderen:
            os.kill(kind, signal.SIGKILL)
    with os.fdopen(lees, "rb") as pijp:
        uit = [json.loads(regel) for regel in pijp]
    codes = [os.waitstatus_to_exitcode(os.waitpid(kind, 0)[1]) for kind in kinderen]
    return {"codes": codes, "uit": uit}


def warm_op() -> None:
    """Load once, for all children, what each would load at its first use."""
    get_resolver().url_patterns  # noqa: B018 - reading it imports every view
    reverse("vandaag")
    for pad in (settings.BASE_DIR / "templates" / "mail").iterdir():
        get_template(f"mail/{pad.name}")


if __name__ == "__main__":
    warm_op()
    for regel in sys.stdin:
        sys.stdout.write(json.dumps(doe(json.loads(regel))) + "\n")
        sys.stdout.flush()
