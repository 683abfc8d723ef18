"""A student with everything that a BPV-boek can hold."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

from django.test import Client

from begeleiding.models import Vervolgstap
from evaluaties.models import Feedback, Inlevering, Invulling
from plaatsingen.models import Statuswijziging, Urendag
from stagebureau.demo.volboek import vul_boek
from tests.factories import (
    NU,
    AfdelingFactory,
    EvaluatieFactory,
    GesprekFactory,
    LeerdoelFactory,
    LocatieFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    StageplaatsFactory,
    StudentFactory,
    UserFactory,
    VerslagFactory,
    persoon,
)


def log_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def haal(client: Client, adres: str) -> tuple[int, bytes]:
    """Return status and body of a download, and close its file (closing the request would close the database)."""
    antwoord = client.get(adres)
    inhoud = antwoord.getvalue() if antwoord.streaming else antwoord.content
    for sluit in antwoord._resource_closers:
        sluit()
    return antwoord.status_code, inhoud


def bytes_van(boek) -> bytes:
    return Path(boek.bestand.pad.path).read_bytes()


def antwoord(tekst: str) -> dict:
    return {"B1-K1-W1": {"score": "goed", "toelichting": tekst}}


def vul_in(evaluatie, rol: str, door, tekst: str, status: str = "ingediend") -> Invulling:
    return Invulling.objects.create(
        evaluatie=evaluatie,
        rol=rol,
        door=door,
        antwoorden=antwoord(tekst),
        algemeen=f"Algemeen van {rol}",
        status=status,
        versie=1,
        bewaard_op=NU,
        ingediend_op=NU if status == "ingediend" else None,
    )


def maak_dossier(school=None, **namen) -> SimpleNamespace:
    """Make a student with a running stage: hours, a talk, a report with feedback, a draft, evaluations, goals."""
    school = school or OrganisatieFactory(school=True)
    bedrijf = OrganisatieFactory(naam="Zorggroep Őszike & <Zonen>")
    plaats = StageplaatsFactory(afdeling=AfdelingFactory(locatie=LocatieFactory(organisatie=bedrijf)))
    werkbegeleider = persoon("werkbegeleider", bedrijf)
    namen = namen or {"voornaam": "Łukasz", "achternaam": "Yıldız-Őry"}
    student = StudentFactory(school=school, user=UserFactory(**namen))
    stage = PlaatsingFactory(student=student, stageplaats=plaats, werkbegeleider=werkbegeleider, uren_norm=320)
    Statuswijziging.objects.create(plaatsing=stage, van="geaccepteerd", naar="lopend", at=NU - timedelta(days=40))
    for dag, soort in ((date(2026, 9, 1), "aanwezig"), (date(2026, 10, 5), "aanwezig"), (date(2026, 10, 6), "ziek")):
        uren = Decimal("7.5") if soort == "aanwezig" else Decimal(0)
        Urendag.objects.create(plaatsing=stage, datum=dag, uren=uren, soort=soort, ingevoerd_op=NU)
    gesprek = GesprekFactory(plaatsing=stage, gaat_goed="Vraagt <b>door</b>.", kan_beter="Durft nog weinig.")
    Vervolgstap.objects.create(
        gesprek=gesprek, voor="student", wat="Oefent de overdracht", voor_datum=date(2026, 11, 1)
    )
    LeerdoelFactory(student=student, titel="Ik vraag door")
    verslag = VerslagFactory(plaatsing=stage, ingeleverd=True, situatie="Later gewijzigd, niet ingeleverd")
    inhoud = {"leerdoel": "Ik vraag door", "situatie": "Een mevrouw zei niets.", "delen_met_werkbegeleider": False}
    Inlevering.objects.create(verslag=verslag, ontvangen_op=NU, inhoud=inhoud, sha256="0" * 64)
    Feedback.objects.create(verslag=verslag, op=NU, tekst="Mooi geschreven.")
    VerslagFactory(plaatsing=stage, plicht="monthly:2026-10", situatie="KANARIE-CONCEPT")
    klaar = EvaluatieFactory(plaatsing=stage)
    vul_in(klaar, "student", student.user, "Toelichting student")
    vul_in(klaar, "werkbegeleider", werkbegeleider, "Toelichting werkbegeleider")
    half = EvaluatieFactory(plaatsing=stage, moment="eind")
    vul_in(half, "student", student.user, "KANARIE-EENZIJDIG")
    vul_in(half, "werkbegeleider", werkbegeleider, "KANARIE-NIET-INGEDIEND", status="concept")
    return SimpleNamespace(
        school=school, student=student, stage=stage, verslag=verslag, werkbegeleider=werkbegeleider, bedrijf=bedrijf
    )


def maak_vol_dossier(omvang: int = 1, **namen) -> SimpleNamespace:
    """Make a student with a finished stage of half a year and everything that a book can hold."""
    school = OrganisatieFactory(school=True)
    coordinator = persoon("coordinator", school)
    bedrijf = OrganisatieFactory(naam="Zorggroep De Linde")
    werkbegeleider = persoon("werkbegeleider", bedrijf)
    plaats = StageplaatsFactory(afdeling=AfdelingFactory(locatie=LocatieFactory(organisatie=bedrijf)))
    namen = namen or {"voornaam": "Samira", "achternaam": "Őry"}
    student = StudentFactory(school=school, user=UserFactory(**namen))
    stage = PlaatsingFactory(
        student=student,
        stageplaats=plaats,
        werkbegeleider=werkbegeleider,
        uren_norm=400,
        status="afgerond",
        begindatum=date(2026, 2, 2),
        einddatum=date(2026, 7, 31),
    )
    vul_boek(stage, school=coordinator, omvang=omvang)
    student.refresh_from_db()
    return SimpleNamespace(
        school=school, student=student, stage=stage, coordinator=coordinator, werkbegeleider=werkbegeleider
    )
