"""Two full tenants and thirteen identities; every object of tenant A that an address can name."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from begeleiding.models import Juniorkoppeling, Reeks, Signaal
from enquetes.models import Deelnemer, Meting, Vragenlijst
from evaluaties.models import (
    Beheersing,
    Bijlage,
    BpvBoek,
    Examen,
    Examengang,
    Feedbackformulier,
    Handeling,
    Handelingscertificaat,
    Invulling,
    Opdracht,
)
from kern.models import Achtergrondtaak, Bericht, Importbestand, Lidmaatschap, User, Vertegenwoordiger
from kern.services.bestanden import bewaar_bestand
from kern.services.mensen import nodig_uit
from matching.models import Berekening, Bezwaar, Voorstel
from plaatsingen.models import (
    Leerkoppel,
    Ondertekening,
    Overeenkomst,
    Overeenkomsttekst,
    Stagedeel,
    Stagevorm,
    Tekenbevoegdheid,
)
from tests.factories import (
    NU,
    AfdelingFactory,
    ClusterFactory,
    EigenPlekFactory,
    ErkenningFactory,
    EvaluatieFactory,
    GesprekFactory,
    LeerdoelFactory,
    LidmaatschapFactory,
    LocatieFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    RondeFactory,
    SollicitatieFactory,
    StageplaatsFactory,
    StudentFactory,
    VacatureFactory,
    VerdelingFactory,
    VerslagFactory,
    VoorkeurFactory,
    persoon,
)
from tests.factories.gesprekken import AfspraakFactory
from tests.factories.volg import BewijsversieFactory, EvctrajectFactory, RoutekeuzeFactory
from tests.toegang.wereld_evaluatie import maak_vaste_evaluatie
from tests.toegang.wereld_poule import maak_poule
from vacatures.models import Stagegezin
from vraagaanbod.models import Maatregel, Regiodoel, Scenario

TEKST = "KANARIE-VERSLAGTEKST"
GEZIN = "KANARIE-GEZIN"  # who a stagegezin is: for its school and the bureau
OUDER = "KANARIE-OUDER"  # never in what the leerbedrijf gets
SIGNAAL, SIGNAALREGEL = "KANARIE-SIGNAAL", "KANARIE-NOTITIE"  # told in confidence; what the circle wrote about it
DOEL_WAAROM, BEWIJS = "KANARIE-WAAROM", "KANARIE-BEWIJS"  # why a goal, what shows it: student, school, coach
FEEDBACK, GROF = "KANARIE-FEEDBACK", "KANARIE-GROF"  # the sum is the student's; a rude text is for who looks at it
VRAAG = "KANARIE-SPREEKUUR"  # what a student wants to talk about: for who holds the spreekuur
INTREKREDEN = "KANARIE-INTREKREDEN"  # why a certificate was withdrawn: between student and school
SOLLICITATIE, ADVIES = "KANARIE-MOTIVATIE", "KANARIE-ADVIES"  # the leerbedrijf reads the first, never the second


@dataclass
class Huurder:
    """One school with one leerbedrijf and everything between them."""

    school: object
    bedrijf: object
    stageplaats: object
    student: object
    plaatsing: object
    verslag: object
    evaluatie: object
    gesprek: object
    ronde: object
    boek: object
    mensen: dict[str, User]


def maak_huurder(letter: str, bureau: object) -> Huurder:
    """Make a tenant with one placement that has a report, a talk and an evaluation."""
    school = OrganisatieFactory(school=True, code=f"SCH-{letter}", naam=f"School {letter}")
    bedrijf = OrganisatieFactory(code=f"LB-{letter}", naam=f"Bedrijf {letter}")
    afdeling = AfdelingFactory(locatie=LocatieFactory(organisatie=bedrijf))
    werkbegeleider = persoon("werkbegeleider", bedrijf)
    Lidmaatschap.objects.filter(user=werkbegeleider).update(afdeling=afdeling)
    mensen = {
        "coordinator": persoon("coordinator", school),
        "stagedocent": persoon("stagedocent", school),
        "praktijkopleider": persoon("praktijkopleider", bedrijf),
        "werkbegeleider": werkbegeleider,
        "stagebegeleider": persoon("stagebegeleider", bureau),
    }
    student = StudentFactory(school=school, stagedocent=mensen["stagedocent"])
    mensen["student"] = student.user
    stageplaats = StageplaatsFactory(afdeling=afdeling, capaciteit=3, scholen=[school])
    ErkenningFactory(organisatie=bedrijf, opleiding=student.opleiding)
    plaatsing = PlaatsingFactory(
        student=student,
        stageplaats=stageplaats,
        werkbegeleider=werkbegeleider,
        stagebegeleider=mensen["stagebegeleider"],
    )
    verslag = VerslagFactory(plaatsing=plaatsing, ingeleverd=True, situatie=TEKST)
    Opdracht.objects.create(
        plaatsing=plaatsing, plicht=verslag.plicht, tekst=TEKST, status="ingeleverd", bewaard_op=NU, ingeleverd_op=NU
    )
    verslag.inleveringen.create(ontvangen_op=NU, inhoud={"situatie": TEKST}, sha256="0" * 64)
    evaluatie = EvaluatieFactory(plaatsing=plaatsing)
    Invulling.objects.create(evaluatie=evaluatie, rol="student", bewaard_op=NU)
    LeerdoelFactory(student=student)
    VoorkeurFactory(student=student, stageplaats=stageplaats)
    ronde = RondeFactory(scholen=[school])
    berekening = Berekening.objects.create(
        ronde=ronde, gestart_door=mensen["coordinator"], gestart_op=NU, klaar_op=NU, samenvatting={}
    )
    Voorstel.objects.create(berekening=berekening, student=student, stageplaats=stageplaats, rang=1, km=2)
    bestand = bewaar_bestand(naam="boek.pdf", soort="bpv-boek", mime="application/pdf", inhoud=b"%PDF", by=None, at=NU)
    boek = BpvBoek.objects.create(student=student, versie=1, bestand=bestand, inhoud_hash="0" * 64, gemaakt_op=NU)
    gesprek = GesprekFactory(plaatsing=plaatsing, vastgelegd_door=werkbegeleider)
    gesprek.vervolgstappen.create(voor="student", wat="Oefenen", voor_datum=date(2026, 11, 1))
    return Huurder(school, bedrijf, stageplaats, student, plaatsing, verslag, evaluatie, gesprek, ronde, boek, mensen)


def maak_plan(jaar: object) -> dict[str, object]:
    """Make a measure, a scenario and a goal of the region: everybody who sees the figures sees them."""
    maatregel = Maatregel.objects.create(
        schooljaar=jaar, soort="stagegezin", titel="Gezinnen", naar_cluster=ClusterFactory(), plaatsen_naar=3,
        eigenaar="Bureau", aangemaakt_op=NU,
    )  # fmt: skip
    scenario = Scenario.objects.create(schooljaar=jaar, naam="Plan", op=NU)
    scenario.regels.create(maatregel=maatregel, aantal=2)
    doel = Regiodoel.objects.create(schooljaar=jaar, naam="Doel", soort="hand", streefwaarde=10, op=NU)
    return {"maatregel": maatregel, "scenario": scenario, "doel": doel}


def maak_vorm_en_examen(a: Huurder) -> dict[str, object]:
    """Give tenant A's stage a template with a step, certificates (one withdrawn), a level and an exam."""
    vorm = Stagevorm.objects.get(code="flexstage")
    a.plaatsing.vorm = vorm
    a.plaatsing.save(update_fields=["vorm"])
    fase = vorm.fasen.filter(samen=True).first()
    handeling = Handeling.objects.get(code="insuline")
    papier = {"student": a.student, "handeling": handeling, "at": NU}
    Handelingscertificaat.objects.create(
        **papier, afgegeven_op=date(2026, 9, 1), ingetrokken_op=NU, intrekreden=INTREKREDEN
    )
    return {
        "fase": fase,
        "fasestap": a.plaatsing.fasestappen.create(fase=fase, gevraagd_op=NU, woorden="Ik ben er klaar voor."),
        "certificaat": Handelingscertificaat.objects.create(**papier, afgegeven_op=date(2026, 9, 2)),
        "beheersing": Beheersing.objects.create(plaatsing=a.plaatsing, handeling=handeling, niveau="gezien", at=NU),
        "examengang": Examengang.objects.create(
            plaatsing=a.plaatsing, examen=Examen.objects.get(code="module-1"), aangevraagd_op=NU
        ),
    }


def maak_ondertekening(a: Huurder) -> dict[str, object]:
    """Make an agreement of tenant A that is being signed, with authority, a parent and a scan of a signed paper."""
    bron = Overeenkomsttekst.objects.filter(school=None, soort="pok").order_by("-versie").first()
    overeenkomst = Overeenkomst.objects.create(
        plaatsing=a.plaatsing, volgnummer=0, bron=bron, status="ondertekening", tekst="Tekst",
        tekst_hash=hashlib.sha256(b"Tekst").hexdigest(), gemaakt_op=NU, verstuurd_op=NU,
    )  # fmt: skip
    ouder = Vertegenwoordiger.objects.create(student=a.student, naam=OUDER, relatie=OUDER, email="ouder@kanarie.test")
    bevoegd = Tekenbevoegdheid.objects.create(
        organisatie=a.bedrijf, user=a.mensen["praktijkopleider"], naam="Tekenaar", email="t@kanarie.test",
        van=date(2020, 1, 1), vastgelegd_op=NU,
    )  # fmt: skip
    for rol, velden in (("student", {"user": a.mensen["student"]}), ("ouder", {"vertegenwoordiger": ouder})):
        Ondertekening.objects.create(overeenkomst=overeenkomst, rol=rol, gevraagd_op=NU, **velden)
    partij = Ondertekening.objects.create(
        overeenkomst=overeenkomst, rol="leerbedrijf", organisatie=a.bedrijf, gevraagd_op=NU, getekend_op=NU,
        wijze="papier", tekst_hash=overeenkomst.tekst_hash, vastgelegd_door=a.mensen["coordinator"],
        scan=bewaar_bestand(naam="x.pdf", soort="handtekening", mime="application/pdf", inhoud=b"x", by=None, at=NU),
    )  # fmt: skip
    return {"overeenkomst": overeenkomst, "partij": partij, "bevoegd": bevoegd, "ouder": ouder}


def maak_route_en_evc(a: Huurder) -> dict[str, object]:
    """Make a choice of route, and a decided EVC with its book and evidence: words for student and school alone."""
    RoutekeuzeFactory(plaatsing=a.plaatsing, toelichting=TEKST, gekozen_door=a.mensen["student"])
    pdf = {"mime": "application/pdf", "inhoud": b"%PDF", "by": None, "at": NU}
    traject = EvctrajectFactory(
        student=a.student, status="besloten", besloten_op=NU, besloten_door=a.mensen["coordinator"], besluit=TEKST,
        boek=bewaar_bestand(naam="evc.pdf", soort="evc-boek", **pdf),
        onderdeel={"gevraagd": True, "toelichting": TEKST, "oordeel": "erkend", "motivering": TEKST},
    )  # fmt: skip
    versie = BewijsversieFactory(student=a.student, bestand=bewaar_bestand(naam="b.pdf", soort="bewijs", **pdf))
    deel = traject.onderdelen.get()
    deel.versies.add(versie)
    return {"evc": traject, "evcdeel": deel, "evcversie": versie}


def maak_doelen_en_feedback(a: Huurder) -> dict[str, object]:
    """Make a goal with a step and a tie, a piece, a share, a coach, and a closed round of feedback of tenant A."""
    doel = a.student.leerdoelen.get()
    doel.waarom = DOEL_WAAROM
    doel.save(update_fields=["waarom"])
    doel.actiepunten.create(wat="Oefenen", voor_datum=NU.date())
    doel.verwijzingen.create(soort="gesprek", object_id=a.gesprek.public_id, gemaakt_op=NU)
    versie = BewijsversieFactory(
        student=a.student, tekst=BEWIJS,
        bestand=bewaar_bestand(naam="p.pdf", soort="bewijs", mime="application/pdf", inhoud=b"%PDF", by=None, at=NU),
    )  # fmt: skip
    deling = a.student.portfoliodelingen.create(
        naam="Gast", email="gast@kanarie.test", gemaakt_op=NU, geldig_tot=NU + timedelta(days=9)
    )
    deling.stukken.add(versie.stuk)
    ronde = a.student.feedbackrondes.create(
        plaatsing=a.plaatsing, titel="Ronde", sluit_op=NU.date(), geopend_op=NU, gesloten_op=NU
    )
    formulier = Feedbackformulier.objects.get(rol="collega", versie=1)
    for _ in range(3):
        ronde.uitnodigingen.create(rol="collega", formulier=formulier, gevraagd_op=NU)
        ronde.antwoorden.create(rol="collega", formulier=formulier, scores={"luisteren": 4})
        ronde.teksten.create(code="sterk", tekst=FEEDBACK, moderatie="tonen")
    ronde.teksten.create(code="sterk", tekst=GROF, waarom="Er staat een woord in dat kan kwetsen.")
    coach = a.student.coaches.create(user=a.mensen["stagedocent"], soort="coach", van=NU.date())
    return {"leerdoel": doel, "bewijsversie": versie, "deling": deling, "feedbackronde": ronde, "coach": coach}


def maak_soorten(a: Huurder) -> dict[str, object]:
    """Make a ZIC with a pair and a summer place of tenant A, an orientation's dagdeel, and a family."""
    bij = {"afdeling": a.stageplaats.afdeling, "scholen": [a.school]}
    zic, zomer = StageplaatsFactory(soort="zic", **bij), StageplaatsFactory(soort="zomer", **bij)
    oudere, jongere = (PlaatsingFactory(student=a.student, stageplaats=zic, status="gestopt") for _ in range(2))
    namen = {f"plaatsingen:zic{deel}": zic for deel in ("", "_koppel", "_les")}
    return namen | {
        "plaatsingen:zomer": zomer,
        "koppel": Leerkoppel.objects.create(oudere=oudere, jongere=jongere, van=oudere.begindatum, at=NU),
        "dagdeel": a.plaatsing.dagdelen.create(datum=a.plaatsing.begindatum, deel="ochtend", at=NU),
        "stagegezin": maak_stagegezin(a),
    }


def maak_stagegezin(a: Huurder) -> Stagegezin:
    """Make an approved family of tenant A, whose own name nobody else reads."""
    return Stagegezin.objects.create(
        nummer=1, contact_naam=GEZIN, adres=GEZIN, postcode="9712 AB", plaats="Groningen", telefoon=GEZIN,
        situatie=GEZIN, bevindingen=GEZIN, dagen="ma di", status="goedgekeurd", besluit="Goed", school=a.school,
        docent=a.mensen["stagedocent"], aangemeld_op=NU,
    )  # fmt: skip


def maak_groepen(a: Huurder) -> dict[str, object]:
    """Make a group of tenant A, a slot that its student booked, a pair, and a safe report that the student made."""
    leider = {"leider": a.mensen["stagedocent"], "school": a.school, "gemaakt_op": NU}
    reeks = Reeks.objects.create(soort="intervisie", naam="Intervisie A", **leider)
    reeks.leden.create(student=a.student, vanaf=date(2026, 1, 1))
    spreekuur = Reeks.objects.create(soort="spreekuur", naam="Spreekuur A", voor="school", **leider)
    bij = spreekuur.bijeenkomsten.create(begin=NU + timedelta(days=2))
    oudere = StudentFactory(school=a.school, stagedocent=a.mensen["stagedocent"], leerjaar=4)
    signaal = Signaal.objects.create(
        student=a.student, plaatsing=a.plaatsing, soort="onveilig", bron="melding", omschrijving=SIGNAAL, spoed=True,
        eigenaar=a.mensen["coordinator"], gemeld_door=a.mensen["student"], gemeld_op=NU, wacht_vanaf=NU.date(),
    )  # fmt: skip
    signaal.regels.create(at=NU, wat=SIGNAALREGEL, tekst=SIGNAALREGEL)
    return {
        "reeks": reeks,
        "bijeenkomst": reeks.bijeenkomsten.create(begin=NU - timedelta(hours=2)),
        "spreekuur": spreekuur,
        "spreekuurdag": bij,
        "spreekuurplek": bij.plekken.create(begin=bij.begin, student=a.student, vraag=VRAAG),
        "juniorkoppeling": Juniorkoppeling.objects.create(ouderejaars=oudere, junior=a.student, van=NU.date()),
        "signaal": signaal,
    }


@dataclass
class Wereld:
    """Both tenants, the bureau, and who walks the addresses."""

    a: Huurder
    b: Huurder
    identiteiten: dict[str, User | None]
    namen: dict[str, object]


def maak_wereld() -> Wereld:
    """Make everything; `namen` gives per parameter of an address the object of tenant A."""
    bureau = OrganisatieFactory(bureau=True)
    a, b = maak_huurder("A", bureau), maak_huurder("B", bureau)
    beheerder = persoon("beheerder", bureau)
    uit = persoon("coordinator", a.school)
    User.objects.filter(pk=uit.pk).update(is_active=False)
    welzijn = OrganisatieFactory(soort="welzijn", code="WZ", naam="Welzijn")
    identiteiten = {
        "anoniem": None,
        "student": a.mensen["student"],
        "student_ander": b.mensen["student"],
        "werkbegeleider": a.mensen["werkbegeleider"],
        "werkbegeleider_ander": b.mensen["werkbegeleider"],
        "praktijkopleider": a.mensen["praktijkopleider"],
        "praktijkopleider_ander": b.mensen["praktijkopleider"],
        "coordinator": a.mensen["coordinator"],
        "coordinator_ander": b.mensen["coordinator"],
        "stagedocent": a.mensen["stagedocent"],
        "beheerder": beheerder,
        "coordinator_iz": LidmaatschapFactory(organisatie=welzijn, rol="coordinator_iz").user,
        "geblokkeerd": uit,
    }
    taak = Achtergrondtaak.objects.create(
        soort="test", titel="Werk", aangevraagd_door=a.mensen["coordinator"], aangevraagd_op=NU
    )
    bericht = Bericht.objects.create(
        sleutel="x", soort="test", ontvanger=a.mensen["student"], aan="a@b.test", onderwerp="Onderwerp", tekst="t",
        pad="/", aangemaakt_op=NU, niet_voor=NU, message_id="<x>", inhoud_hash="0" * 64,
    )  # fmt: skip
    bestand = bewaar_bestand(naam="x.csv", soort="import", mime="text/csv", inhoud=b"a,b", by=beheerder, at=NU)
    importbestand = Importbestand.objects.create(soort="vraag-aanbod", bestand=bestand, door=beheerder, op=NU)
    verdeling = VerdelingFactory()
    bijlage = Bijlage.objects.create(
        verslag=a.verslag,
        bestand=bewaar_bestand(naam="x.png", soort="bijlage", mime="image/png", inhoud=b"x", by=None, at=NU),
        toegevoegd_op=NU,
        ingeleverd_op=NU,
    )
    uitnodiging = nodig_uit(
        email="iemand@voorbeeld.test", rol="coordinator", organisatie=a.school, by=beheerder, at=NU + timedelta(days=1)
    )
    voorstel = Voorstel.objects.get(student=a.student)
    bezwaar = Bezwaar.objects.create(
        voorstel=voorstel, tekst="Ik kan er niet komen.", ingediend_op=NU, status="ingetrokken"
    )
    vacature = VacatureFactory(stageplaats=a.stageplaats, scholen=[a.school], regie=True)
    sollicitatie = SollicitatieFactory(vacature=vacature, student=a.student, motivatie=SOLLICITATIE)
    sollicitatie.stappen.create(van="", naar="terug", at=NU, tekst=ADVIES, alleen_school=True)
    melding = vacature.meldingen.create(
        reden="klopt_niet", melder=a.mensen["student"], gemeld_op=NU, toelichting="Onjuist"
    )
    eigen_plek = EigenPlekFactory(student=a.student)
    zoekopdracht = a.mensen["student"].zoekopdrachten.create(naam="Dichtbij", gemaakt_op=NU, bekeken_tot=NU)
    deel = Stagedeel.objects.create(
        plaatsing=a.plaatsing, stageplaats=StageplaatsFactory(), dagen="wo", uren_norm=10, toegevoegd_op=NU
    )
    meting = Meting.objects.create(
        vragenlijst=Vragenlijst.objects.get(soort="student", versie=1), naam="Najaar", van=NU.date(),
        tot=NU.date() + timedelta(days=60), status="open", gemaakt_op=NU,
    )  # fmt: skip
    deelnemer = Deelnemer.objects.create(
        meting=meting, user=a.mensen["student"], plaatsing=a.plaatsing, uitgenodigd_op=NU
    )
    namen = {
        "meting": meting, "vragenlijst": meting.vragenlijst, "deelnemer": deelnemer,
        "deel": deel, "eigenplek": eigen_plek, "zoekopdrachten": zoekopdracht,
        "vacature": vacature, "melding": melding, "sollicitatie": sollicitatie,
        "taken": taak, "meldingen": bericht, "post": bericht, "imports": importbestand, "uitnodiging": uitnodiging,
        "bijlage": bijlage, "bezwaar": bezwaar, "verdeling": verdeling, **maak_plan(a.ronde.schooljaar),
        **maak_soorten(a),
        **maak_ondertekening(a),
        **maak_vorm_en_examen(a),
        **maak_route_en_evc(a),
        **maak_groepen(a),
        **maak_poule(a),
        **maak_doelen_en_feedback(a),
        "afspraak": AfspraakFactory(plaatsing=a.plaatsing, begeleider=a.mensen["stagebegeleider"]),
        **maak_vaste_evaluatie(a),
    }  # fmt: skip
    return Wereld(a, b, identiteiten, namen)
