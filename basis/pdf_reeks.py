"""Many documents in a row, each in a process of its own that can be killed, without starting Python for every one.

    with Tekenaar() as tekenaar:
        tekenaar.begin("boek/boek.html", {...}, stijlen=["pdf/boek.css"])
        pdf, paginas = tekenaar.wacht()

A mother process has WeasyPrint loaded and forks a child for each order, with the ceilings of `maak_pdf_in_kind`
(betrouwbaarheid F6). Several at once keep several cores busy; memory stays flat, because every child ends.
"""

import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Self

from django.conf import settings
from django.template.loader import render_to_string

from basis.errors import DomainError
from basis.pdf import BASIS_STIJL, TIK, aangevuld, fout_van, kale_omgeving, stijlmappen

KOP = struct.Struct(">BIQ")  # exit code of the child, pages, length of what follows
SPELING = 5  # seconds that reading and writing may take beside drawing


class Tekenaar:
    """Draws one document at a time; begin one, do something else, take the result."""

    def __init__(self, *, seconden: int = 60, mib: int = 512) -> None:
        self.seconden = seconden
        self.mib = mib
        self._moeder: subprocess.Popen | None = None
        self._tot = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fout: object) -> None:
        self.sluit()

    def begin(
        self,
        template: str,
        context: Mapping[str, Any],
        variant: str = "pdf/ua-1",
        *,
        stijlen: Sequence[str] = (),
        kenmerk: str = "",
    ) -> None:
        """Start a document; the template is rendered here, so queries belong to the caller."""
        self.begin_html(render_to_string(template, aangevuld(context)), variant, stijlen=stijlen, kenmerk=kenmerk)

    def begin_html(
        self, html: str, variant: str = "pdf/ua-1", *, stijlen: Sequence[str] = (), kenmerk: str = ""
    ) -> None:
        """Start a document of which the HTML is there."""
        opdracht = {
            "html": html,
            "wortels": [str(wortel) for wortel in stijlmappen()],
            "stijlen": [BASIS_STIJL, *stijlen],
            "base_url": settings.SITE_URL,
            "variant": variant,
            "kenmerk": kenmerk,
            "seconden": self.seconden,
            "mib": self.mib,
        }
        bericht = json.dumps(opdracht).encode()
        try:
            self._zend(bericht)
        except BrokenPipeError:  # the mother was killed while she waited: another one
            self.sluit()
            self._zend(bericht)
        self._tot = time.monotonic() + self.seconden + SPELING

    def _zend(self, bericht: bytes) -> None:
        if self._moeder is None:
            self._moeder = subprocess.Popen(
                [sys.executable, "-m", "basis.pdf_kind", "--reeks"],
                cwd=settings.BASE_DIR,
                env=kale_omgeving(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._moeder.stdin.write(struct.pack(">Q", len(bericht)) + bericht)
        self._moeder.stdin.flush()

    @property
    def uitgang(self) -> Any:
        """What can be waited on with `select`."""
        return self._moeder.stdout

    def is_klaar(self, seconden: float = 0.0) -> bool:
        """Wait at most so long; whether there is an answer, or the time of this document is over."""
        gelezen, _, _ = select.select([self._moeder.stdout], [], [], seconden)
        return bool(gelezen) or time.monotonic() > self._tot

    def wacht(self, annuleer: Callable[[], bool] | None = None) -> tuple[bytes, int]:
        """Return PDF and number of pages. Raises DomainError as `maak_pdf_in_kind` does."""
        while not self.is_klaar(TIK):
            if annuleer and annuleer():
                self.sluit()
                raise DomainError("Het maken van het document is gestopt.")
        if time.monotonic() > self._tot and not select.select([self._moeder.stdout], [], [], 0)[0]:
            self.sluit()
            raise DomainError("Het document duurt te lang om te maken. Maak het korter, of vraag de beheerder om hulp.")
        kop = self._moeder.stdout.read(KOP.size)
        if len(kop) < KOP.size:
            self.sluit()
            raise fout_van(-1, b"")
        code, paginas, lengte = KOP.unpack(kop)
        inhoud = self._moeder.stdout.read(lengte)
        if code or not inhoud.startswith(b"%PDF"):
            raise fout_van(code, inhoud)
        return inhoud, paginas

    def sluit(self) -> None:
        """End the mother and whatever child she has."""
        moeder, self._moeder = self._moeder, None
        if moeder is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(moeder.pid, signal.SIGKILL)
        moeder.stdout.close()
        with suppress(OSError):
            moeder.stdin.close()
        moeder.wait()


def eerste_klaar(tekenaars: Sequence[Tekenaar], seconden: float) -> list[Tekenaar]:
    """Return which of these have an answer, after at most so many seconds."""
    klaar = [tekenaar for tekenaar in tekenaars if tekenaar.is_klaar()]
    if klaar or not tekenaars:
        return klaar
    select.select([tekenaar.uitgang for tekenaar in tekenaars], [], [], seconden)
    return [tekenaar for tekenaar in tekenaars if tekenaar.is_klaar()]
