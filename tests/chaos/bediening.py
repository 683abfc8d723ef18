"""The other side of `huis.py`: starts a house, gives it work, and keeps what the pure core says of the same facts."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from evaluaties import verslagregels as regels
from tests.chaos.postbus import Postbus
from tests.evaluaties.wereld import BEGIN, EERDER, EINDE, GESPREKKEN, Wereld

ROOT = Path(__file__).resolve().parents[2]
HUUR = timedelta(seconds=61)  # after this a message that a dead relay had taken is free again


class Huis:
    """A process with a database of its own."""

    def __init__(self, database_url: str, map_: Path, postbus: Postbus | None = None) -> None:
        omgeving = {naam: waarde for naam, waarde in os.environ.items() if not naam.startswith(("DJANGO_", "PYTEST_"))}
        omgeving |= {"STAGEBUREAU_OMGEVING": "test", "STAGEBUREAU_VAR": str(map_), "DATABASE_URL": database_url}
        omgeving |= {"BROKER_URL": "memory://", "LOG_LEVEL": "CRITICAL"}
        if postbus is not None:
            omgeving["EMAIL_URL"] = f"smtp://127.0.0.1:{postbus.poort}"
        self.fouten = (map_ / "fouten.txt").open("w+")
        self.proces = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "chaos" / "huis.py")],
            cwd=ROOT, env=omgeving, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.fouten, text=True,
        )  # fmt: skip

    def stop(self) -> None:
        self.proces.stdin.close()
        self.proces.wait(30)
        self.proces.stdout.close()
        self.fouten.close()

    def vraag(self, doe: str, op: datetime, **opties: Any) -> dict:
        """Give one piece of work; returns {"codes", "uit"} whatever came of it."""
        velden = opties.pop("velden", {})
        regel = {"doe": doe, "op": op.isoformat(), "velden": velden, **opties}
        self.proces.stdin.write(json.dumps(regel, default=lambda ding: ding.isoformat()) + "\n")
        self.proces.stdin.flush()
        antwoord = self.proces.stdout.readline()
        assert antwoord, Path(self.fouten.name).read_text()[-3000:]
        return json.loads(antwoord)

    def doe(self, doe: str, op: datetime, **velden: Any) -> Any:
        """Give one piece of work that must succeed; returns what it gives back."""
        antwoord = self.vraag(doe, op, velden=velden)
        assert antwoord["codes"] == [0], antwoord
        return antwoord["uit"][0]


class VerWereld(Wereld):
    """A placement in a house far away, with the core beside it."""

    def __init__(self, huis: Huis, plaatsing: int) -> None:
        super().__init__(SimpleNamespace(begindatum=BEGIN, einddatum=EINDE), None)
        self.huis, self.nummer = huis, plaatsing

    def _vertel(self, feit: regels.Feit, service: Any, **velden: Any) -> bool:
        self.huis.doe("feit", self.klok, plaatsing=self.nummer, service=service.__name__, **velden)
        self.dossier = self.dossier.__class__(self.dossier.start, self.dossier.einde, (*self.dossier.feiten, feit))
        return True

    def verwacht_op(self, at: datetime) -> None:
        """Let the core sweep, and nobody else."""
        self.klok = at
        self.geveegd = max(at, self.geveegd or at)
        self.orakel += regels.sweep(self.dossier, self.beleid, self.orakel, self.geveegd)

    def volgende(self, at: datetime) -> datetime | None:
        return regels.volgende_moment(self.dossier, self.beleid, self.orakel, at)


class Jaar:
    """A school year of several placements in one house, from one instant at which something is due to the next."""

    def __init__(self, huis: Huis, zaad: int, aantal: int = 6) -> None:
        self.huis, self.kans = huis, Random(zaad)
        self.nu = datetime(2026, 9, 1, 9, tzinfo=UTC)
        self.werelden = [VerWereld(huis, nummer) for nummer in huis.doe("wereld", self.nu, aantal=aantal)]
        for nummer, wereld in enumerate(self.werelden):
            wereld.klok = self.nu + timedelta(days=3 * nummer, hours=1)
            wereld.voer_gesprek(*GESPREKKEN[0], 0)

    def stap(self) -> bool:
        """Go to the next instant, after something happened on the way; False when the year is over."""
        momenten = [m for w in self.werelden if (m := w.volgende(self.nu)) is not None]
        volgend = min(momenten, default=None)
        if volgend is None or volgend.year > 2027:
            return False
        self.nu = max(self.nu + timedelta(minutes=15), volgend)
        if self.kans.randrange(3) == 0:
            self._feit()
        for wereld in self.werelden:
            wereld.verwacht_op(self.nu)
        return True

    def _feit(self) -> None:
        kans, wereld = self.kans, self.kans.choice(self.werelden)
        wereld.klok = self.nu - timedelta(minutes=1)
        plicht = kans.choice(wereld.plichten())
        keuze = kans.randrange(6)
        if keuze < 2:
            wereld.lever_in(plicht, kans.choice(EERDER))
        elif keuze == 2:
            wereld.lever_opdracht_in(plicht, timedelta(0))
        elif keuze == 3:
            wereld.stel_vrij(plicht)
        elif keuze == 4:
            wereld.pauzeer(kans.choice("pq"), kans.randrange(0, 5), kans.choice((3, 10)))
        else:
            wereld.voer_gesprek(*kans.choice(GESPREKKEN), 0)

    def stand(self) -> dict:
        return self.huis.doe("stand", self.nu)

    def controleer(self, stand: dict) -> None:
        """0 lost, 0 double: the rows are exactly what the core says."""
        rijen = [
            [
                regels.Gebeurtenis.met_payload(
                    **{**rij, "at": datetime.fromisoformat(rij["at"]), "due": BEGIN.fromisoformat(rij["due"])}
                )
                for rij in plaatsing
            ]
            for plaatsing in stand["gebeurtenissen"]
        ]
        assert rijen == [wereld.orakel for wereld in self.werelden]
