"""Publication: all or nothing, once, asked anew of the database, and who hears what."""

from datetime import date

import pytest

from basis.errors import DomainError
from kern.models import AuditRegel, Bericht
from kern.services.taken import voer_uit
from matching.models import Voorstel
from matching.services.publiceren import omvang, publiceer_ronde, vraag_publicatie_aan
from matching.services.ronde import bewaar_ronde, haal_pin_weg, zet_pin
from plaatsingen.models import Plaatsing
from tests.factories import NU, OrganisatieFactory, PlaatsingFactory, StageplaatsFactory, persoon
from tests.matching.hulp import bereken_met_hand, erkend, maak_ronde

pytestmark = pytest.mark.django_db

VOORJAAR = {"begindatum": date(2027, 2, 1), "einddatum": date(2027, 7, 2), "periodes": "3 4"}


@pytest.fixture
def klaar():
    """A calculated round: one student placed, one not; praktijkopleider and coordinator are known."""
    ronde, (een, twee), (plaats,) = maak_ronde(studenten=2)
    bereken_met_hand(ronde, [(een, plaats)], [twee])
    return {
        "ronde": ronde,
        "geplaatst": een,
        "niet": twee,
        "plaats": plaats,
        "opleider": persoon("praktijkopleider", plaats.leerbedrijf),
        "coordinator": persoon("coordinator", een.school),
    }


def publiceer(klaar):
    return publiceer_ronde(ronde=klaar["ronde"], by=klaar["coordinator"], at=NU)


def test_publication_makes_offers_with_history(klaar):
    ronde = publiceer(klaar)
    plaatsing = Plaatsing.objects.get()
    assert (plaatsing.student, plaatsing.stageplaats, plaatsing.status) == (
        klaar["geplaatst"],
        klaar["plaats"],
        "aangeboden",
    )
    assert (plaatsing.periodes, plaatsing.dagen) == ("3 4", "ma di")
    assert (plaatsing.begindatum, plaatsing.einddatum) == (ronde.begindatum, ronde.einddatum)
    assert plaatsing.statuswijzigingen.get().by == klaar["coordinator"]
    assert Voorstel.objects.get(student=klaar["geplaatst"]).plaatsing == plaatsing
    assert (ronde.status, ronde.gepubliceerd_op, ronde.gepubliceerd_door) == ("gepubliceerd", NU, klaar["coordinator"])
    assert AuditRegel.objects.get(actie="ronde gepubliceerd").na["plaatsingen"] == 1


def test_everybody_gets_one_mail_with_the_exact_page(klaar):
    gevolg = omvang(ronde=klaar["ronde"], berekening=klaar["ronde"].berekeningen.get(), at=NU)
    publiceer(klaar)
    berichten = {bericht.ontvanger: bericht for bericht in Bericht.objects.all()}
    assert set(berichten) == {klaar["geplaatst"].user, klaar["niet"].user, klaar["opleider"], klaar["coordinator"]}
    assert Bericht.objects.count() == gevolg.mails == 4
    plaatsing = Plaatsing.objects.get()
    assert berichten[klaar["geplaatst"].user].pad == f"/plaatsingen/{plaatsing.public_id}/"
    assert berichten[klaar["niet"].user].pad == "/matching/voorkeuren/"
    assert "volgende ronde" in berichten[klaar["niet"].user].tekst
    assert berichten[klaar["coordinator"]].pad == f"/matching/{klaar['ronde'].public_id}/"
    assert str(klaar["plaats"].afdeling) in berichten[klaar["opleider"]].tekst
    for bericht in berichten.values():
        for student in (klaar["geplaatst"], klaar["niet"]):
            assert student.user.achternaam not in bericht.onderwerp
    assert klaar["geplaatst"].naam not in berichten[klaar["opleider"]].tekst


def test_one_digest_per_praktijkopleider():
    ronde, studenten, _ = maak_ronde(studenten=3, plaatsen=0)
    plaats = erkend(StageplaatsFactory(capaciteit=2))
    ander = StageplaatsFactory(afdeling__locatie=plaats.afdeling.locatie)
    opleiders = [persoon("praktijkopleider", plaats.leerbedrijf) for _ in range(2)]
    bereken_met_hand(ronde, [(studenten[0], plaats), (studenten[1], plaats), (studenten[2], ander)])
    publiceer_ronde(ronde=ronde, by=None, at=NU)
    assert Bericht.objects.filter(soort="ronde_leerbedrijf").count() == 2
    for opleider in opleiders:
        tekst = Bericht.objects.get(ontvanger=opleider).tekst
        assert f"{plaats.afdeling}: 2" in tekst
        assert f"{ander.afdeling}: 1" in tekst


def test_publishing_twice_does_it_once(klaar):
    publiceer(klaar)
    publiceer(klaar)
    assert Plaatsing.objects.count() == 1
    assert Bericht.objects.count() == 4


def test_publication_is_asked_of_a_worker_once(klaar):
    taken = [vraag_publicatie_aan(ronde=klaar["ronde"], by=klaar["coordinator"], at=NU) for _ in range(2)]
    assert taken[0] == taken[1]


def test_worker_publishes(klaar):
    taak = vraag_publicatie_aan(ronde=klaar["ronde"], by=klaar["coordinator"], at=NU)
    assert voer_uit(taak_id=taak.pk, at=NU) == "klaar"
    assert Plaatsing.objects.count() == 1


def wijzig(obj, **velden):
    type(obj).objects.filter(pk=obj.pk).update(**velden)


@pytest.mark.parametrize(
    ("verander", "tekst"),
    [
        (lambda k: wijzig(k["plaats"], ingetrokken_op=date(2026, 10, 11)), "ingetrokken"),
        (lambda k: wijzig(k["plaats"], capaciteit=0), "vol op"),
        (lambda k: wijzig(k["plaats"].afdeling, capaciteit=0), "vol op"),
        (lambda k: wijzig(k["plaats"].afdeling.locatie, capaciteit=0), "vol op"),
        (lambda k: wijzig(k["plaats"].leerbedrijf, capaciteit=0), "vol op"),
        (lambda k: PlaatsingFactory(stageplaats=k["plaats"], **VOORJAAR), "vol op"),
        (lambda k: PlaatsingFactory(student=k["geplaatst"], **VOORJAAR), "heeft nu al een plaatsing"),
        (lambda k: k["plaats"].leerbedrijf.erkenningen.all().delete(), "erkenning"),
        (lambda k: wijzig(k["plaats"], vog_vereist=True), "VOG"),
        (lambda k: wijzig(k["plaats"], dagen="wo"), "niet op maandag"),
        (lambda k: wijzig(k["geplaatst"], vertrokken_op=date(2026, 12, 1)), "van school"),
        (lambda k: k["plaats"].scholen.set([OrganisatieFactory(school=True)]), "andere scholen"),
    ],
)
def test_what_changed_since_the_calculation_stops_everything(klaar, verander, tekst):
    verander(klaar)
    voor = Plaatsing.objects.count()
    with pytest.raises(DomainError, match=tekst) as fout:
        publiceer(klaar)
    assert klaar["geplaatst"].naam in fout.value.message
    assert klaar["geplaatst"].naam not in fout.value.bewaar
    assert fout.value.over == (klaar["geplaatst"].pk,)
    assert Plaatsing.objects.count() == voor
    assert not Bericht.objects.exists()
    klaar["ronde"].refresh_from_db()
    assert klaar["ronde"].status == "berekend"


def test_two_students_on_one_seat_in_the_proposal_are_refused(klaar):
    Voorstel.objects.filter(student=klaar["niet"]).update(stageplaats=klaar["plaats"], reden="")
    with pytest.raises(DomainError, match="1 van 1 plekken"):
        publiceer(klaar)


def test_pinned_student_may_sit_on_a_place_of_another_school(klaar):
    zet_pin(
        ronde=klaar["ronde"],
        student=klaar["geplaatst"],
        stageplaats=klaar["plaats"],
        soort="vast",
        reden="Afgesproken.",
        by=klaar["coordinator"],
        at=NU,
    )
    klaar["plaats"].scholen.set([OrganisatieFactory(school=True)])
    wijzig(klaar["ronde"], status="berekend")
    publiceer(klaar)
    assert Plaatsing.objects.count() == 1


def test_round_must_be_calculated_anew_after_a_change(klaar):
    velden = {"ronde": klaar["ronde"], "student": klaar["geplaatst"], "stageplaats": klaar["plaats"]}
    door = {"by": klaar["coordinator"], "at": NU}
    zet_pin(**velden, soort="verboden", reden="Broer werkt daar.", **door)
    with pytest.raises(DomainError, match="opnieuw"):
        publiceer(klaar)
    wijzig(klaar["ronde"], status="berekend")
    haal_pin_weg(**velden, **door)
    with pytest.raises(DomainError, match="opnieuw"):
        publiceer(klaar)


def test_published_round_is_closed_for_changes(klaar):
    ronde = publiceer(klaar)
    with pytest.raises(DomainError, match="al gepubliceerd"):
        zet_pin(
            ronde=ronde,
            student=klaar["niet"],
            stageplaats=klaar["plaats"],
            soort="vast",
            reden="x",
            by=klaar["coordinator"],
            at=NU,
        )
    with pytest.raises(DomainError, match="al gepubliceerd"):
        bewaar_ronde(
            ronde=ronde,
            naam="Anders",
            schooljaar=ronde.schooljaar,
            periodes=["3"],
            scholen=ronde.scholen.all(),
            begindatum=ronde.begindatum,
            einddatum=ronde.einddatum,
            by=klaar["coordinator"],
            at=NU,
        )
