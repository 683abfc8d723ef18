"""Houses in processes of their own, each on a copy of the empty test database."""

import os
import shutil
import sqlite3
from contextlib import closing

import psycopg
import pytest
from django.db import connection

from tests.chaos.bediening import Huis
from tests.chaos.postbus import Postbus


@pytest.fixture(scope="session")
def leeg(django_db_setup, django_db_blocker, tmp_path_factory):
    """The migrated, empty test database as it is before any test; a function that copies it and gives the address."""
    if connection.vendor == "sqlite":
        bron = tmp_path_factory.mktemp("leeg") / "leeg.sqlite3"
        with django_db_blocker.unblock(), closing(sqlite3.connect(bron)) as doel:
            connection.ensure_connection()
            connection.connection.backup(doel)

        def kopieer(naam, map_):
            pad = map_ / "huis.sqlite3"
            pad.write_bytes(bron.read_bytes())
            return f"sqlite:///{pad}"

        yield kopieer
        return
    gemaakt = set()
    instelling = connection.settings_dict
    toegang = {"host": instelling["HOST"], "user": instelling["USER"], "password": instelling["PASSWORD"]}
    toegang |= {"port": instelling["PORT"] or None, "dbname": "postgres", "autocommit": True}

    def voer_uit(*opdrachten):
        with psycopg.connect(**{naam: waarde for naam, waarde in toegang.items() if waarde}) as verbinding:
            for opdracht in opdrachten:
                verbinding.execute(opdracht)

    def kopie(doel, bron):
        voer_uit(f'DROP DATABASE IF EXISTS "{doel}"', f'CREATE DATABASE "{doel}" TEMPLATE "{bron}"')

    sjabloon = f"{instelling['NAME']}_leeg"
    with django_db_blocker.unblock():
        connection.close()  # a database with somebody in it can't be copied
        voer_uit(
            f'DROP DATABASE IF EXISTS "{sjabloon}"', f'CREATE DATABASE "{sjabloon}" TEMPLATE "{instelling["NAME"]}"'
        )

    def kopieer(naam, map_):
        db = f"{instelling['NAME']}_{naam}"
        kopie(db, sjabloon)
        gemaakt.add(db)
        return os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + db

    yield kopieer
    voer_uit(*[f'DROP DATABASE IF EXISTS "{db}" WITH (FORCE)' for db in [*gemaakt, sjabloon]])


@pytest.fixture(scope="session")
def post_en_huis(leeg, tmp_path_factory):
    """One mail server and one process for all tests: starting takes seconds, an empty database does not."""
    map_ = tmp_path_factory.mktemp("huis")
    bus = Postbus().start()
    huis = Huis(leeg("huis", map_), map_, bus)
    yield bus, huis, map_
    huis.stop()
    bus.stop()


@pytest.fixture
def maak_huis(leeg, post_en_huis):
    """`maak_huis()` empties the house: database, files and post."""
    bus, huis, map_ = post_en_huis

    def maak():
        for pad in map_.glob("huis.sqlite3-*"):
            pad.unlink()
        shutil.rmtree(map_ / "bestanden", ignore_errors=True)
        bus.leeg()
        leeg("huis", map_)
        return huis

    return maak


@pytest.fixture
def huispost(post_en_huis):
    """The mail server of the house."""
    return post_en_huis[0]


@pytest.fixture
def postbus():
    """A mail server of one's own."""
    bus = Postbus().start()
    yield bus
    bus.stop()
