"""The generator's own state: one random source, one clock, ids from that source."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import connection, models

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BLOK = 2000


@dataclass
class Wereld:
    """What the steps of the generator share."""

    aantal: int
    seed: int
    vandaag: date
    rng: Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)

    def id(self) -> uuid.UUID:
        """Return an id that is the same for the same seed."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def moment(self, dag: date, uur: int = 12, minuut: int = 0) -> datetime:
        """Return an aware moment on `dag`, Amsterdam time."""
        return datetime.combine(dag, time(uur, minuut), AMSTERDAM)

    def dagen_geleden(self, dagen: int) -> date:
        """Return the day so many days before today."""
        return self.vandaag - timedelta(days=dagen)

    def kans(self, deel: float) -> bool:
        """Return True in `deel` (0-1) of the cases."""
        return self.rng.random() < deel


def schrijf(model: type[models.Model], rijen: list) -> list:
    """Insert rows in blocks and return them with their primary keys."""
    return model.objects.bulk_create(rijen, batch_size=BLOK)


def tel_tabellen() -> None:
    """Let PostgreSQL look how full its tables are: after so many rows at once it plans long joins blindly."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
