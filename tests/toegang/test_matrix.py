"""Every address x thirteen identities x GET, HEAD, POST, against the checked-in table (betrouwbaarheid P1, P2, P6).

To renew the table after a change of rules: STAGEBUREAU_MATRIX_SCHRIJF=1 pytest tests/toegang, and read the diff.
"""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import time_machine
from django.db import connection, transaction
from django.template.base import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import SafeString

from tests.factories import NU
from tests.toegang.adressen import ELDERS, ONBEKEND, alle_adressen, pad_van
from tests.toegang.wereld import (
    BEWIJS,
    DOEL_WAAROM,
    FEEDBACK,
    GROF,
    OUDER,
    SIGNAAL,
    SIGNAALREGEL,
    TEKST,
    VRAAG,
    Wereld,
    maak_wereld,
)
from tests.toegang.wereld_evaluatie import BEZWAAR, KANT, RESULTAAT
from tests.toegang.wereld_poule import MEDEWERKER

TABEL = Path(__file__).with_name("matrix.csv")
METHODEN = ("GET", "HEAD", "POST")
VAN_ALLAUTH = ("account_", "mfa_", "socialaccount_")
VREEMDEN = ("student_ander", "werkbegeleider_ander", "praktijkopleider_ander", "coordinator_ander", "coordinator_iz")
OPENBAAR = {
    "health", "handleiding", "handleiding_beeld", "handleiding_hoofdstuk", "privacy", "toegankelijkheid",
    "account:uitnodiging", "agenda",
    "stagegezin:aanmelden", "stagegezin:dank",
    "controleren", "eigenplek:bevestigen",
    "plaatsingen:teken", "plaatsingen:teken_code", "plaatsingen:teken_klaar", "plaatsingen:teken_pdf",
    "plaatsingen:teken_tekenen", "plaatsingen:teken_weigeren",
    "feedback:bedankt", "feedback:geven", "feedback:geven_code", "feedback:geven_nee",
    "doelen:gedeeld", "doelen:gedeeld_bestand", "doelen:gedeeld_code", "doelen:gedeeld_openen",
    "sollicitaties:antwoord",  # for who has a mailed link
    "enquetes:link", "werkplek:vraag", "werkplek:start", "werkplek:uren",
    "werkplek:gesprek", "werkplek:evaluatie", "werkplek:tekenen", "werkplek:code",
    "werkplek:resultaat", "werkplek:terug",
}  # fmt: skip
# The plan of the region and its own text of agreements are shared: whoever sees the subject sees them.
REGIO = {
    "enquetes:meting",
    "poule:begeleider",  # every coordinator sees who is in the poule and how full, of students only the own
    "poule:mentor",
    "scholing:training",  # on offer to everybody who supervises
    "scholing:aanmelden",
    "scholing:afmelden",
    "vraagaanbod:maatregel",
    "vraagaanbod:scenario",
    "vraagaanbod:verdeling",
    "plaatsingen:overeenkomsttekst",
}
# Reading leaves a line in the access log, and a session may be touched; nothing else is written by a GET.
SCHRIJFT_WEL = ("kern_inzageregel", "begeleiding_signaalinzage", "django_session", "axes_")
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def sluit(antwoord) -> None:
    """Close the file of a download, not the request: that would close the database connection of the test."""
    for bestand in antwoord._resource_closers:
        bestand()


@contextmanager
def zonder_bladzijde(methode: str) -> Iterator[None]:
    """Draw no page where only the status counts: the view has decided everything by then, and GET draws them all."""
    if methode == "GET":
        yield
        return
    with pytest.MonkeyPatch.context() as tijdelijk:
        tijdelijk.setattr(Template, "render", lambda *_args, **_kwargs: SafeString())
        yield


class Terug(Exception):
    """Roll the request back."""


def vraag(client: Client, methode: str, pad: str) -> tuple[int, bytes]:
    """Do one request and undo whatever it wrote."""
    antwoord = None
    try:
        with transaction.atomic(), zonder_bladzijde(methode):
            antwoord = client.generic(methode, pad)
            inhoud = b"" if antwoord.streaming else antwoord.content
            sluit(antwoord)
            raise Terug
    except Terug:
        pass
    return antwoord.status_code, inhoud


def methoden(adres: str) -> tuple[str, ...]:
    """Who may do what is decided by the same questions on each database: one method is enough on the second.

    GET is the one that asks most. But allauth counts requests, so there all count.
    """
    kort = connection.vendor != "sqlite" and not adres.startswith(VAN_ALLAUTH)
    return ("GET",) if kort else METHODEN


def bezoeker(user) -> Client:
    client = Client(raise_request_exception=True)
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def clients(wereld) -> dict[str, Client]:
    return {naam: bezoeker(user) for naam, user in wereld.identiteiten.items()}


@dataclass
class Rondgang:
    """What came of every request: the status per person, who wrote at a GET, who saw the text of a report."""

    wereld: Wereld
    statussen: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    schrijvers: set[tuple[str, str]] = field(default_factory=set)
    lezers: dict[str, set[str]] = field(default_factory=dict)
    ouderlezers: set[str] = field(default_factory=set)
    zagen: dict[str, set[str]] = field(default_factory=dict)

    def maak(self) -> None:
        """Ask every address once as everybody, with every method."""
        per_persoon = clients(self.wereld)
        for adres in alle_adressen():
            pad = pad_van(adres, self.wereld)
            if adres.naam in ELDERS or pad is None:
                continue
            for methode in methoden(adres.naam):
                if adres.naam.startswith("account_"):  # some of these log out or change the session
                    per_persoon = clients(self.wereld)
                self.statussen[adres.naam, methode] = {
                    naam: self.noteer(naam, client, methode, adres.naam, pad) for naam, client in per_persoon.items()
                }
            if adres.naam.startswith("account_"):
                per_persoon = clients(self.wereld)

    def noteer(self, wie: str, client: Client, methode: str, adres: str, pad: str) -> str:
        """Do one request; at a GET look at what it wrote and showed."""
        if methode != "GET":
            return str(vraag(client, methode, pad)[0])
        connection.queries_log.clear()  # it keeps the last 9,000, and warns when it is full
        with CaptureQueriesContext(connection) as vragen:
            status, inhoud = vraag(client, methode, pad)
        if TEKST.encode() in inhoud:
            self.lezers.setdefault(wie, set()).add(adres)
        if OUDER.encode() in inhoud:
            self.ouderlezers.add(wie)
        for tekst in (
            SIGNAAL,
            SIGNAALREGEL,
            VRAAG,
            DOEL_WAAROM,
            BEWIJS,
            FEEDBACK,
            GROF,
            MEDEWERKER,
            KANT,
            RESULTAAT,
            BEZWAAR,
        ):
            if tekst.encode() in inhoud:
                self.zagen.setdefault(tekst, set()).add(wie)
        for query in vragen.captured_queries:
            sql = query["sql"].lower()
            schrijft = sql.startswith(("insert", "update", "delete")) and not any(t in sql for t in SCHRIJFT_WEL)
            if schrijft and not adres.startswith(VAN_ALLAUTH):
                self.schrijvers.add((adres, query["sql"][:120]))
        return str(status)


@contextmanager
def wereld_in(blokkade) -> Iterator[Wereld]:
    """Two tenants in a transaction that is undone at the end."""
    with time_machine.travel(NU, tick=False), blokkade.unblock(), transaction.atomic():
        yield maak_wereld()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def rondgang(django_db_setup, django_db_blocker):
    with wereld_in(django_db_blocker) as wereld:
        gang = Rondgang(wereld)
        gang.maak()
    return gang


@pytest.fixture
def wereld(db):
    with time_machine.travel(NU, tick=False):
        yield maak_wereld()


def test_every_address_is_listed(wereld):
    vergeten = [a.naam for a in alle_adressen() if a.naam not in ELDERS and pad_van(a, wereld) is None]
    assert vergeten == []


def test_matrix_holds(rondgang):
    rijen = rondgang.statussen
    if os.environ.get("STAGEBUREAU_MATRIX_SCHRIJF"):
        _schrijf(rijen)
    verwacht = {(rij.pop("adres"), rij.pop("methode")): rij for rij in lees_tabel()}
    verwacht = {sleutel: rij for sleutel, rij in verwacht.items() if sleutel[1] in methoden(sleutel[0])}
    verschillen = [
        f"{adres} {methode} {wie}: {rijen.get((adres, methode), {}).get(wie)} en niet {status}"
        for (adres, methode), rij in verwacht.items()
        for wie, status in rij.items()
        if rijen.get((adres, methode), {}).get(wie) != status
    ]
    assert verschillen == []
    assert set(rijen) == set(verwacht)


def _schrijf(rijen: dict) -> None:
    with TABEL.open("w", newline="", encoding="utf-8") as bestand:
        namen = list(next(iter(rijen.values())))
        schrijver = csv.writer(bestand, lineterminator="\n")
        schrijver.writerow(["adres", "methode", *namen])
        for (adres, methode), rij in rijen.items():
            schrijver.writerow([adres, methode, *(rij[naam] for naam in namen)])


def lees_tabel() -> list[dict[str, str]]:
    with TABEL.open(newline="", encoding="utf-8") as bestand:
        return list(csv.DictReader(bestand))


def test_nobody_gets_in_without_login_but_at_the_public_pages():
    for rij in lees_tabel():
        if rij["adres"].startswith(("account_", "mfa_", "socialaccount_")) or rij["adres"] in OPENBAAR:
            continue
        for wie in ("anoniem", "geblokkeerd"):
            assert rij[wie] == "302", (rij["adres"], rij["methode"], wie)


def test_strangers_find_nothing_where_an_address_names_an_object(wereld):
    """A foreign object is 404 (or the whole subject is closed to that role: 403), never 200."""
    met_object = {
        a.naam for a in alle_adressen() if "public_id" in a.sleutels and not a.naam.startswith(("beheer:", "imports:"))
    } - {"vacatures:detail", *REGIO, *OPENBAAR}
    for rij in lees_tabel():
        if rij["adres"] in met_object:
            for wie in VREEMDEN:
                assert rij[wie] in {"404", "403", "405"}, (rij["adres"], rij["methode"], wie, rij[wie])


def test_foreign_object_looks_like_a_missing_one(wereld):
    vreemd = Client()
    vreemd.force_login(wereld.identiteiten["coordinator_ander"])
    for naam in ("plaatsingen:detail", "verslagen:detail", "evaluaties:detail", "matching:ronde", "begeleiding:detail"):
        adres = next(a for a in alle_adressen() if a.naam == naam)
        pad = pad_van(adres, wereld)
        obj = str(pad).rstrip("/").rsplit("/", 1)[-1]
        echt, weg = vraag(vreemd, "GET", pad), vraag(vreemd, "GET", pad.replace(obj, ONBEKEND))
        assert echt[0] == weg[0] == 404
        assert echt[1].replace(obj.encode(), b"") == weg[1].replace(ONBEKEND.encode(), b"")


def test_get_writes_nothing(rondgang):
    assert rondgang.schrijvers == set()


def test_report_text_reaches_only_who_may_read_it(rondgang):
    """P7: the canary in a report is seen by the student and the school, on no page by anybody else."""
    assert set(rondgang.lezers) <= {"student", "coordinator", "stagedocent"}
    assert "verslagen:detail" in rondgang.lezers["coordinator"]


def test_parents_are_known_to_the_student_and_the_school_alone(rondgang):
    assert rondgang.ouderlezers == {"student", "coordinator", "stagedocent", "beheerder"}


def test_signals_questions_goals_and_feedback_are_seen_by_their_circle_alone(rondgang):
    assert rondgang.zagen == {
        DOEL_WAAROM: {"student", "coordinator", "stagedocent"},
        BEWIJS: {"student", "coordinator", "stagedocent"},
        FEEDBACK: {"student"},
        GROF: {"coordinator"},
        SIGNAAL: {"student", "coordinator"},
        SIGNAALREGEL: {"coordinator"},
        VRAAG: {"student", "stagedocent"},  # the leader alone
        MEDEWERKER: {"praktijkopleider", "werkbegeleider"},
        KANT: {"student"},
        RESULTAAT: {"student", "werkbegeleider", "praktijkopleider", "stagedocent", "coordinator"},
        BEZWAAR: {"student", "stagedocent", "coordinator"},
    }


@pytest.mark.eens
def test_every_answer_carries_the_security_headers(wereld):
    per_persoon = clients(wereld)
    for naam in ("anoniem", "coordinator"):
        for adres in alle_adressen():
            pad = pad_van(adres, wereld)
            if pad is None or adres.naam in ELDERS:
                continue
            antwoord = per_persoon[naam].get(pad)
            sluit(antwoord)
            assert "default-src 'none'" in antwoord.headers["Content-Security-Policy"], adres.naam
            assert "unsafe" not in antwoord.headers["Content-Security-Policy"], adres.naam
            assert antwoord.headers["X-Content-Type-Options"] == "nosniff", adres.naam
            # Behind a mailed link only the site is named, never the address with the secret in it.
            assert antwoord.headers["Referrer-Policy"] in {"same-origin", "strict-origin"}, adres.naam
            if naam != "anoniem":
                assert "no-store" in antwoord.headers["Cache-Control"], adres.naam
