"""The empty database as `migrate` leaves it, made once for a run of the suite and copied by whoever needs one.

scripts/test.sh makes it: `python -m tests.sjabloon PATH` (SQLite), `manage.py migrate` in the database of PostgreSQL;
STAGEBUREAU_SJABLOON and STAGEBUREAU_SJABLOON_PG say where. Without these the migrations run each time, as ever. A copy
is migrated all the same: that costs little when nothing is left to do, and adds what was written since.
"""

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

PAD = os.environ.get("STAGEBUREAU_SJABLOON", "")


def leg_klaar(doel: Path) -> None:
    """Put a copy at `doel`, if there is anything to copy."""
    if PAD and Path(PAD).exists():
        shutil.copyfile(PAD, doel)


def in_het_geheugen(naam: str) -> sqlite3.Connection | None:
    """Fill the shared in-memory database `naam`; it lives for as long as somebody is connected, so keep the answer."""
    if not PAD or not Path(PAD).exists():
        return None
    doel = sqlite3.connect(naam, uri=True)
    with closing(sqlite3.connect(PAD)) as bron:
        bron.backup(doel)
    return doel


def maak(pad: Path) -> None:
    """Migrate an empty SQLite file, which is one file when that is done (no WAL beside it)."""
    os.environ |= {"STAGEBUREAU_OMGEVING": "test", "DATABASE_URL": f"sqlite:///{pad}"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "stagebureau.settings"
    import django  # noqa: PLC0415 - the environment comes first
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    connection.close()
    with closing(sqlite3.connect(pad)) as bestand:
        bestand.execute("PRAGMA journal_mode=DELETE")


if __name__ == "__main__":
    maak(Path(sys.argv[1]).resolve())
