"""All kinds of import through the front door: the command, on a database as `migrate` leaves it."""

import json
from datetime import date

import pytest

from kern.models import (
    Afdeling,
    AuditRegel,
    Erkenning,
    Lidmaatschap,
    Organisatie,
    Periode,
    Student,
    User,
)
from matching.models import Voorkeur
from plaatsingen.models import Plaatsing, Statuswijziging
from tests.imports.aanroep import TABEL, draai
from vacatures.models import Stageplaats

pytestmark = pytest.mark.django_db

ORGANISATIES = """soort;code;naam;sector;capaciteit;locatie_code;locatie;postcode;plaats;lat;lon;afdeling_code;afdeling;afdeling_capaciteit;erkend_voor;erkend_van;erkend_tot
school;ROC-01;ROC Voorbeeld;;;;;;;;;;;;;;
leerbedrijf;LB1;Zorggroep Test;ouderenzorg;;LB1-1;De Linde;9711 AB;Groningen;53,2194;6,5665;LB1-1-1;Somatiek;2;25655 25656;2020-08-01;2030-07-31
leerbedrijf;LB1;Zorggroep Test;;;LB1-1;De Linde;;;;;LB1-1-2;Revalidatie;;25655;2020-08-01;2030-07-31
"""  # noqa: E501
OPLEIDINGEN = "code,naam,letters,niveau,leerweg,jaren\n25700,Maatschappelijke zorg,MZ,3,bol,3\n"
PERSONEN = """rol,email,voornaam,tussenvoegsel,achternaam,organisatie,afdeling,studentnummer,opleiding,cluster,leerjaar,geboortedatum,stagedocent,postcode,lat,lon,max_km,vog,voorrang,periodes,dagen,van
student,noor@school.example,Noor,,Voorbeeldsma,ROC-01,,S1,25656,VZVP12-FT,2,2007-03-14,docent@school.example,9711AB,"53,2194","6,5665",30,ja,2,2 1,di ma,
student,sam@school.example,Sam,de,Testema,ROC Voorbeeld,,S2,25700,3 MZ 1e jaars fulltime,1,14-03-2008,,,,,,nee,,,,
stagedocent,docent@school.example,Dirk,,Docent,ROC-01,,,,,,,,,,,,,,,,2024-08-01
werkbegeleider,wb@zorg.example,Wim,,Begeleider,LB1,LB1-1-1,,,,,,,,,,,,,,,
praktijkopleider,wb@zorg.example,Wim,,Begeleider,Zorggroep Test,,,,,,,,,,,,,,,,
"""  # noqa: E501
STAGEPLAATSEN = """code,naam,afdeling,schooljaar,clusters,capaciteit,periodes,dagen,min_leeftijd,vog_vereist,begeleider_niveau,soort,scholen
PL1,"Somatiek, De Linde",LB1-1-1,2026/2027,VZVP12-FT VP34-FT,1,1 2 3 4,ma di wo do vr,0,ja,3,regulier,ROC-01
PL2,Revalidatie,LB1-1-2,2026/2027,3 MZ 1e jaars fulltime; VZVP12-FT,3,,,,,,,
"""  # noqa: E501
VOORKEUREN = "studentnummer,stageplaats,rang\nS1,PL1,1\nS1,PL2,2\nS2,PL2,1\n"
PLAATSINGEN = """studentnummer,stageplaats,begindatum,einddatum,status,werkbegeleider
S1,PL1,2026-08-31,2027-01-22,lopend,wb@zorg.example
S2,PL2,2026-08-31,2027-01-22,aangeboden,
"""
KETEN = [
    ("opleidingen", OPLEIDINGEN, 1),
    ("organisaties", ORGANISATIES, 3),
    ("personen", PERSONEN, 5),
    ("stageplaatsen", STAGEPLAATSEN, 2),
    ("voorkeuren", VOORKEUREN, 3),
    ("plaatsingen", PLAATSINGEN, 2),
]


@pytest.fixture
def importeer(tmp_path, capsys):
    def voer_uit(soort, tekst, *opties):
        bestand = tmp_path / f"{soort}.csv"
        bestand.write_text(tekst, encoding="utf-8")
        code, uit, fout = draai(capsys, "importeer", soort, bestand, "--json", *opties)
        return code, json.loads(uit), fout

    return voer_uit


@pytest.fixture
def keten(importeer):
    for soort, tekst, aantal in KETEN:
        code, uit, fout = importeer(soort, tekst)
        assert (code, uit["nieuw"], uit["fout"]) == (0, aantal, 0), (soort, uit, fout)
    return importeer


def test_real_table_comes_out_exactly(capsys):
    code, uit, _ = draai(capsys, "importeer", "vraag-aanbod", TABEL)
    assert code == 0
    assert uit == "vraag-aanbod: gelezen 15, nieuw 15, gewijzigd 0, ongewijzigd 0, fout 0 (geschreven)\n"
    code, uit, _ = draai(capsys, "vraag_aanbod", "--schooljaar", "2009/2010", "--json")
    bord = json.loads(uit)
    assert bord["totaal"] == {
        "vraag": 5041,
        "aanbod": 4438,
        "saldo": -603,
        "tekort": 673,
        "overschot": 70,
        "clusters_met_tekort": 7,
        "clusters_met_overschot": 5,
    }
    assert len(bord["clusters"]) == 15
    assert bord["clusters"][1] == {
        "cluster": "2 HP 1e jaars parttime",
        "vraag": 435,
        "aanbod": 90,
        "tekort": 345,
        "overschot": 0,
    }
    assert set(bord) == {"schooljaar", "clusters", "totaal"}
    _, tabel, _ = draai(capsys, "vraag_aanbod", "--schooljaar", "2009/2010")
    assert "673" in tabel.splitlines()[-2]


def test_unknown_school_year_is_told(capsys):
    code, uit, fout = draai(capsys, "vraag_aanbod", "--schooljaar", "2011/2012", "--json")
    assert (code, uit) == (1, "")
    assert "Het schooljaar 2011/2012 is onbekend" in fout
    code, _, fout = draai(capsys, "vraag_aanbod", "--schooljaar", "vorig jaar")
    assert code == 1
    assert "Schrijf bijvoorbeeld 2009/2010" in fout


def test_chain_of_all_kinds_fills_an_empty_region(keten):
    assert Organisatie.objects.count() == 2
    assert Afdeling.objects.get(code="LB1-1-1").capaciteit == 2
    assert Erkenning.objects.count() == 2
    noor = Student.objects.select_related("user", "stagedocent").get(studentnummer="S1")
    assert (noor.periodes, noor.dagen, noor.postcode, noor.lat) == ("1 2", "ma di", "9711 AB", 53.2194)
    assert noor.stagedocent.email == "docent@school.example"
    assert not noor.user.has_usable_password()
    sam = Student.objects.select_related("cluster").get(studentnummer="S2")
    assert (sam.cluster.code, sam.cluster.niveau, sam.geboortedatum) == ("MZ1-FT", 3, date(2008, 3, 14))
    assert set(Lidmaatschap.objects.values_list("rol", flat=True)) == {
        "student",
        "stagedocent",
        "werkbegeleider",
        "praktijkopleider",
    }
    assert User.objects.get(email="wb@zorg.example").lidmaatschappen.count() == 2
    een = Stageplaats.objects.get(code="PL1")
    assert set(een.clusters.values_list("code", flat=True)) == {"VZVP12-FT", "VP34-FT"}
    assert list(een.scholen.values_list("code", flat=True)) == ["ROC-01"]
    eerste = Periode.objects.filter(schooljaar__naam="2026/2027").first()
    assert (eerste.code, eerste.begin) == ("1", date(2026, 8, 24))
    assert Voorkeur.objects.count() == 3
    stage = Plaatsing.objects.get(student=noor)
    assert (stage.periodes, stage.dagen, stage.status, stage.uren_norm) == ("1 2", "ma di", "lopend", 150)
    assert Statuswijziging.objects.filter(plaatsing=stage, naar="lopend").count() == 1


def test_second_run_changes_nothing(keten):
    audit = AuditRegel.objects.count()
    for soort, tekst, aantal in KETEN:
        code, uit, fout = keten(soort, tekst)
        assert (code, uit["ongewijzigd"], uit["gewijzigd"], uit["nieuw"], uit["fout"]) == (0, aantal, 0, 0, 0), (
            soort,
            uit,
            fout,
        )
    assert AuditRegel.objects.count() == audit


def test_each_import_leaves_one_audit_line_with_counts(keten):
    regels = AuditRegel.objects.filter(actie="bestand ingelezen").order_by("volgnummer")
    assert [(regel.na["soort"], regel.na["nieuw"]) for regel in regels] == [
        (soort, aantal) for soort, _, aantal in KETEN
    ]


@pytest.mark.parametrize(("soort", "tekst", "aantal"), KETEN)
def test_trial_writes_nothing(keten, soort, tekst, aantal):
    voor = (Organisatie.objects.count(), User.objects.count(), Plaatsing.objects.count(), AuditRegel.objects.count())
    code, uit, _ = keten(soort, tekst.replace("De Linde", "De Eik"), "--proef")
    assert (code, uit["proef"], uit["geschreven"]) == (0, True, False)
    assert (
        Organisatie.objects.count(),
        User.objects.count(),
        Plaatsing.objects.count(),
        AuditRegel.objects.count(),
    ) == voor


def test_changes_are_named_field_by_field(keten):
    _, uit, _ = keten(
        "organisaties",
        "soort,code,naam,locatie_code,locatie,afdeling_code,afdeling\n"
        "leerbedrijf,LB1,Zorggroep Nieuw,LB1-1,De Linde,LB1-1-9,Wijkteam\n",
    )
    assert (uit["nieuw"], Organisatie.objects.get(code="LB1").naam) == (1, "Zorggroep Nieuw")
    _, uit, _ = keten(
        "personen", "rol,email,organisatie,studentnummer,leerjaar\nstudent,noor.nieuw@school.example,ROC-01,S1,3\n"
    )
    assert uit["gewijzigd"] == 1
    noor = Student.objects.select_related("user").get(studentnummer="S1")
    assert (noor.leerjaar, noor.user.email, noor.user.voornaam, noor.max_km) == (
        3,
        "noor.nieuw@school.example",
        "Noor",
        30,
    )
    _, uit, _ = keten("stageplaatsen", STAGEPLAATSEN.replace("VZVP12-FT VP34-FT,1,", "VZVP12-FT,2,"))
    assert uit["gewijzigd"] == 1
    assert list(Stageplaats.objects.get(code="PL1").clusters.values_list("code", flat=True)) == ["VZVP12-FT"]
    _, uit, _ = keten("voorkeuren", "studentnummer,stageplaats,rang\nS1,PL1,2\nS1,PL2,1\n")
    assert (uit["gewijzigd"], uit["fout"]) == (2, 0)
    _, uit, _ = keten("plaatsingen", PLAATSINGEN.replace("2027-01-22,aangeboden", "2027-01-15,geaccepteerd"))
    assert uit["gewijzigd"] == 1
    stage = Plaatsing.objects.get(student__studentnummer="S2")
    assert (stage.status, stage.einddatum) == ("geaccepteerd", date(2027, 1, 15))
    assert stage.statuswijzigingen.count() == 2
    feit = stage.verslagfeiten.get(soort="end_changed")  # the ladder hears of another last day, also from a file
    assert (feit.tot, feit.datum) == (date(2027, 1, 22), date(2027, 1, 15))


def test_student_who_changes_school_gets_another_role(keten):
    keten("organisaties", "soort,code,naam\nschool,ROC-02,ROC Twee\n")
    _, uit, _ = keten("personen", "rol,email,organisatie,studentnummer\nstudent,noor@school.example,ROC-02,S1\n")
    assert uit["gewijzigd"] == 1
    noor = Student.objects.get(studentnummer="S1")
    assert noor.school.code == "ROC-02"
    oud, nieuw = noor.user.lidmaatschappen.order_by("pk")
    assert (oud.tot is not None, nieuw.organisatie.code, nieuw.tot) == (True, "ROC-02", None)


FOUTEN = [
    ("organisaties", "soort,code,naam,afdeling_code,afdeling\nleerbedrijf,X,Naam,X-1,Afd\n", "locatie_code"),
    ("organisaties", "soort,code,naam,locatie\nleerbedrijf,X,Naam,Huis\n", "locatie_code"),
    ("organisaties", "soort,code,naam\nschool,LB1,Zorggroep Test\n", "soort"),
    ("organisaties", "soort,code,naam,erkend_voor,erkend_van\nleerbedrijf,X,Naam,99999,2020-01-01\n", "erkend_voor"),
    ("organisaties", "soort,code,naam,erkend_voor,erkend_van\nschool,X,Naam,25655,2020-01-01\n", "erkend_voor"),
    ("organisaties", "soort,code,naam,erkend_voor\nleerbedrijf,X,Naam,25655\n", "erkend_van"),
    ("organisaties", "soort,code,naam,locatie_code,locatie\nleerbedrijf,X,Naam,LB1-1,De Linde\n", "locatie_code"),
    ("organisaties", "soort,code,naam\nleerbedrijf,X,Een\nleerbedrijf,X,Twee\n", "code"),
    ("opleidingen", "code,naam,letters,niveau,leerweg,jaren\n1,Naam,XX,7,bol,3\n", "niveau"),
    ("personen", "rol,email,achternaam,organisatie\nstagedocent,a@b.example,A,Onbekend\n", "organisatie"),
    ("personen", "rol,email,achternaam,organisatie\nstagedocent,a@b.example,A,LB1\n", "organisatie"),
    ("personen", "rol,email,organisatie\nwerkbegeleider,a@b.example,LB1\n", "achternaam"),
    ("personen", "rol,email,achternaam,organisatie\nstudent,a@b.example,A,ROC-01\n", "studentnummer"),
    ("personen", "rol,email,achternaam,organisatie,studentnummer\nstudent,a@b.example,A,ROC-01,S9\n", "opleiding"),
    ("personen", "rol,email,achternaam,organisatie,studentnummer\nstudent,noor@school.example,A,ROC-01,S9\n", "email"),
    ("personen", "rol,email,achternaam,organisatie,studentnummer\nstudent,wb@zorg.example,A,ROC-01,S1\n", "email"),
    (
        "personen",
        "rol,email,achternaam,organisatie,van,tot\nwerkbegeleider,a@b.example,A,LB1,2026-02-01,2026-01-01\n",
        "tot",
    ),
    ("personen", "rol,email,achternaam,organisatie,afdeling\nwerkbegeleider,a@b.example,A,LB1,NIET\n", "afdeling"),
    (
        "stageplaatsen",
        "code,naam,afdeling,schooljaar,clusters,capaciteit\nX,Naam,NIET,2026/2027,VP34-FT,1\n",
        "afdeling",
    ),
    (
        "stageplaatsen",
        "code,naam,afdeling,schooljaar,clusters,capaciteit\nX,Naam,LB1-1-1,2026,VP34-FT,1\n",
        "schooljaar",
    ),
    (
        "stageplaatsen",
        "code,naam,afdeling,schooljaar,clusters,capaciteit\nX,Naam,LB1-1-1,2026/2027,QQ99,1\n",
        "clusters",
    ),
    (
        "stageplaatsen",
        "code,naam,afdeling,schooljaar,clusters,capaciteit,dagen\nX,Naam,LB1-1-1,2026/2027,VP34-FT,1,zz\n",
        "dagen",
    ),
    ("voorkeuren", "studentnummer,stageplaats,rang\nS1,PL1,0\n", "rang"),
    ("voorkeuren", "studentnummer,stageplaats,rang\nS9,PL1,1\n", "studentnummer"),
    ("voorkeuren", "studentnummer,stageplaats,rang\nS1,PL9,1\n", "stageplaats"),
    ("voorkeuren", "studentnummer,stageplaats,rang\nS1,PL1,2\n", "rang"),
    ("plaatsingen", "studentnummer,stageplaats,begindatum,einddatum\nS1,PL2,2026-09-01,2026-08-01\n", "einddatum"),
    ("plaatsingen", "studentnummer,stageplaats,begindatum,einddatum\nS1,PL2,2026-09-01,2026-10-01\n", "begindatum"),
    (
        "plaatsingen",
        "studentnummer,stageplaats,begindatum,einddatum,status\nS2,PL1,2026-09-01,2027-01-01,lopend\n",
        "begindatum",
    ),
    (
        "plaatsingen",
        "studentnummer,stageplaats,begindatum,einddatum,status\nS1,PL1,2026-08-31,2027-01-22,aangeboden\n",
        "status",
    ),
    (
        "plaatsingen",
        "studentnummer,stageplaats,begindatum,einddatum,werkbegeleider\nS1,PL1,2026-08-31,2027-01-22,niemand@zorg.example\n",
        "werkbegeleider",
    ),
]


@pytest.mark.parametrize(("soort", "tekst", "kolom"), FOUTEN)
def test_wrong_row_names_the_column_and_writes_nothing(keten, soort, tekst, kolom):
    audit = AuditRegel.objects.count()
    code, uit, fout = keten(soort, tekst)
    assert code == 1
    assert uit["fouten"][0]["kolom"] == kolom, uit["fouten"]
    assert fout.startswith(f"{soort}.csv, rij ")
    assert AuditRegel.objects.count() == audit


def test_seat_is_not_given_twice_within_one_file(keten, importeer):
    keten(
        "personen",
        "rol,email,achternaam,organisatie,studentnummer,opleiding,cluster,leerjaar,geboortedatum,dagen\n"
        + "".join(f"student,s{i}@school.example,A{i},ROC-01,T{i},25656,VZVP12-FT,2,2006-01-01,wo\n" for i in (1, 2)),
    )
    kop = "studentnummer,stageplaats,begindatum,einddatum,status\n"
    code, uit, _ = importeer(
        "plaatsingen", kop + "T1,PL1,2026-09-01,2027-01-01,lopend\nT2,PL1,2026-09-01,2027-01-01,lopend\n"
    )
    assert code == 1
    assert uit["fouten"][0]["rij"] == 3
    assert "vol op woensdag" in uit["fouten"][0]["wat"]
    code, _, _ = importeer(
        "plaatsingen", kop + "T1,PL1,2026-09-01,2027-01-01,lopend\nT2,PL1,2026-09-01,2027-01-01,geannuleerd\n"
    )
    assert code == 0
