"""A stagegezin: the form, the visit, the conditions, the decision, the place (R5.10)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from begeleiding.vandaag import todos as gesprek_todos
from kern.models import AuditRegel, Inzageregel, Lidmaatschap
from plaatsingen.models import Overeenkomst, Tekenbevoegdheid
from plaatsingen.services.geschikt import Geschiktheid
from plaatsingen.services.overeenkomst_gegevens import ontbrekend, verzamel
from plaatsingen.services.slot import Aanvraag
from tests.factories import (
    ClusterFactory,
    GesprekFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    StudentFactory,
    persoon,
)
from vacatures.models import Stagegezin
from vacatures.services import stagegezin as diensten
from vacatures.services import stagegezin_taken
from vacatures.services.stagegezin_plaats import keur_goed

pytestmark = pytest.mark.django_db
DAG = timedelta(days=1)
NAAM = "Familie Verzonnen"


@pytest.fixture
def school():
    return OrganisatieFactory(school=True)


@pytest.fixture
def coordinator(school):
    return persoon("coordinator", school)


@pytest.fixture
def docent(school):
    return persoon("stagedocent", school)


def velden(**anders):
    return {
        "contact_naam": NAAM,
        "adres": "Bedachtestraat 1",
        "postcode": "9712 AB",
        "plaats": "Groningen",
        "telefoon": "050 1234567",
        "email": "gezin@voorbeeld.test",
        "situatie": "Twee ouders, drie kinderen.",
        "taken": "Koken en helpen bij het spelen.",
        "dagen": "ma di",
    } | anders


def tot_en_met_voorwaarden(coordinator, docent) -> Stagegezin:
    at = timezone.now()
    gezin = diensten.meld_aan(velden=velden(), by=coordinator, at=at)
    lid = Lidmaatschap.objects.get(user=docent)
    op = timezone.localdate(at)
    gezin = diensten.plan_bezoek(gezin=gezin, lid=lid, bezoek_op=op, by=coordinator, at=at)
    gezin = diensten.leg_bezoek_vast(gezin=gezin, bezocht_op=op, bevindingen="Een warm gezin.", by=docent, at=at)
    return diensten.leg_voorwaarden_vast(
        gezin=gezin, voorwaarden="Niet roken.", taken="Koken.", dagen="ma di wo", akkoord_op=op, by=docent, at=at
    )


def goedgekeurd(coordinator, docent) -> Stagegezin:
    gezin = tot_en_met_voorwaarden(coordinator, docent)
    return keur_goed(
        gezin=gezin, besluit="Veilig en leerzaam.", schooljaar=SchooljaarFactory(), clusters=[ClusterFactory()],
        by=coordinator, at=timezone.now(),
    )  # fmt: skip


def test_approved_family_becomes_a_place_without_its_name(coordinator, docent):
    gezin = goedgekeurd(coordinator, docent)

    plaats = gezin.stageplaats
    assert (plaats.soort, plaats.capaciteit, plaats.dagen) == ("stagegezin", 1, "ma di wo")
    assert plaats.naam == gezin.organisatie.naam == f"Stagegezin {gezin.code}"
    locatie = plaats.afdeling.locatie
    assert (locatie.adres, locatie.postcode, locatie.plaats) == ("", "", "Groningen")
    assert locatie.lat is not None
    assert [stap.naar for stap in gezin.stappen.all()] == [
        "aangemeld", "bezoek", "bezocht", "voorwaarden", "goedgekeurd",
    ]  # fmt: skip
    regels = AuditRegel.objects.filter(actie__startswith="stagegezin")
    assert regels.count() == 5
    assert not any(NAAM in str(regel.na) + str(regel.voor) for regel in regels)


def test_approved_family_may_take_a_student_without_recognition_and_signs_by_mail(coordinator, docent):
    gezin = goedgekeurd(coordinator, docent)
    plaats = gezin.stageplaats
    student = StudentFactory(dagen="ma di")
    begin, eind = plaats.schooljaar.begin, plaats.schooljaar.eind
    aanvraag = Aanvraag(student_id=student.pk, begindatum=begin, einddatum=eind, periodes="1 2", dagen="ma di")
    assert not Geschiktheid(plaatsen=[plaats], begin=begin, eind=eind).waarom_niet(student, plaats, aanvraag)
    bevoegd = Tekenbevoegdheid.objects.get(organisatie=gezin.organisatie)
    assert (bevoegd.naam, bevoegd.email) == (NAAM, "gezin@voorbeeld.test")


def test_steps_keep_their_order_and_their_reasons(coordinator, docent):
    at = timezone.now()
    gezin = diensten.meld_aan(velden=velden(), by=coordinator, at=at)
    with pytest.raises(DomainError, match="Dit kan niet meer"):
        diensten.leg_bezoek_vast(gezin=gezin, bezocht_op=at.date() - DAG, bevindingen="x", by=coordinator, at=at)
    with pytest.raises(DomainError, match="Dit kan niet meer"):
        diensten.stop(gezin=gezin, reden="x", by=coordinator, at=at)
    gezin.status = "afgewezen"
    with pytest.raises(ValidationError):
        gezin.full_clean()


def test_docent_who_visits_does_not_decide(coordinator, docent):
    gezin = tot_en_met_voorwaarden(coordinator, docent)
    with pytest.raises(GeenToegang):
        diensten.wijs_af(gezin=gezin, besluit="Nee", by=docent, at=timezone.now())
    nu = diensten.wijs_af(gezin=gezin, besluit="Geen eigen kamer.", by=coordinator, at=timezone.now())
    assert (nu.status, nu.besluit, nu.stageplaats) == ("afgewezen", "Geen eigen kamer.", None)


def test_days_are_two_or_three(coordinator, docent):
    with pytest.raises(DomainError, match="twee of drie dagen"):
        diensten.meld_aan(velden=velden(dagen="ma"), by=coordinator, at=timezone.now())
    gezin, at = tot_en_met_voorwaarden(coordinator, docent), timezone.now()
    with pytest.raises(DomainError, match="twee of drie dagen"):
        diensten.leg_voorwaarden_vast(
            gezin=gezin, voorwaarden="x", taken="x", dagen="ma di wo do", akkoord_op=at.date(), by=docent, at=at
        )


def test_stopped_family_gives_no_place_and_signs_no_more(coordinator, docent):
    gezin = goedgekeurd(coordinator, docent)
    kopie = StageplaatsFactory(afdeling=gezin.stageplaats.afdeling, soort="stagegezin")  # of another year
    gezin = diensten.stop(gezin=gezin, reden="Verhuisd.", by=coordinator, at=timezone.now())
    for plaats in (gezin.stageplaats, kopie):
        plaats.refresh_from_db()
        assert plaats.ingetrokken_op is not None
    assert Tekenbevoegdheid.objects.get(organisatie=gezin.organisatie).ingetrokken_op is not None


def test_family_that_is_with_another_school_is_not_a_missing_page(coordinator, docent, client):
    tot_en_met_voorwaarden(coordinator, docent)
    client.force_login(persoon("stagedocent", OrganisatieFactory(school=True)))
    antwoord = client.post(reverse("stagegezin:nieuw"), velden(dagen=["ma", "di"]), follow=True)
    assert (antwoord.status_code, Stagegezin.objects.count()) == (200, 1)
    assert "al bekend" in antwoord.content.decode()
    assert NAAM not in antwoord.content.decode()


def test_visit_that_nobody_writes_down_comes_back_to_who_decides(coordinator, docent):
    at = timezone.now()
    gezin = diensten.meld_aan(velden=velden(), by=coordinator, at=at)
    lid = Lidmaatschap.objects.get(user=docent)
    diensten.plan_bezoek(gezin=gezin, lid=lid, bezoek_op=timezone.localdate(at), by=coordinator, at=at)
    assert stagegezin_taken.todos(coordinator, at) == []
    (rij,) = stagegezin_taken.todos(coordinator, at + 15 * DAG)
    assert "op een verslag van het huisbezoek" in rij["titel"]
    docent.is_active = False
    docent.save()
    assert len(stagegezin_taken.todos(coordinator, at)) == 1


def test_public_form_tells_nothing_and_makes_one_file(client):
    invoer = velden(dagen=["ma", "di"])
    for _ in range(2):
        antwoord = client.post(reverse("stagegezin:aanmelden"), invoer, follow=True)
        assert antwoord.redirect_chain[-1][0] == reverse("stagegezin:dank")
        assert NAAM not in antwoord.content.decode()
    gezin = Stagegezin.objects.get()
    assert (gezin.zelf_aangemeld, gezin.school, gezin.status) == (True, None, "aangemeld")


def test_public_form_takes_five_an_hour(client):
    for nummer in range(5):
        invoer = velden(dagen=["ma", "di"], telefoon=f"050 {nummer}")
        assert client.post(reverse("stagegezin:aanmelden"), invoer).status_code == 302
    assert client.post(reverse("stagegezin:aanmelden"), velden(dagen=["ma", "di"])).status_code == 429
    assert Stagegezin.objects.count() == 5


def test_file_is_for_own_school_and_bureau_and_reading_is_written_down(coordinator, docent):
    gezin = goedgekeurd(coordinator, docent)
    url = reverse("stagegezin:detail", args=[gezin.public_id])
    for wie, status in (
        (docent, 200),
        (persoon("beheerder"), 200),
        (persoon("coordinator"), 404),
        (persoon("praktijkopleider"), 404),
        (StudentFactory().user, 404),
    ):
        client = Client()
        client.force_login(wie)
        antwoord = client.get(url)
        assert antwoord.status_code == status
        assert (NAAM in antwoord.content.decode()) == (status == 200)
    assert Inzageregel.objects.filter(object_id=str(gezin.public_id)).count() == 2


def test_address_is_on_the_placement_once_the_student_said_yes(coordinator, docent, client):
    gezin = goedgekeurd(coordinator, docent)
    plaatsing = PlaatsingFactory(stageplaats=gezin.stageplaats, status="aangeboden", student__stagedocent=docent)
    client.force_login(plaatsing.student.user)
    url = reverse("plaatsingen:detail", args=[plaatsing.public_id])
    assert NAAM not in client.get(url).content.decode()
    type(plaatsing).objects.filter(pk=plaatsing.pk).update(status="geaccepteerd")
    pagina = client.get(url).content.decode()
    assert "Bedachtestraat 1" in pagina
    assert "Een warm gezin" not in pagina


def test_whole_flow_by_the_pages(coordinator, docent):
    leider, bezoeker = Client(), Client()
    leider.force_login(coordinator)
    bezoeker.force_login(docent)
    SchooljaarFactory()
    op = timezone.localdate().isoformat()
    leider.post(reverse("stagegezin:nieuw"), velden(dagen=["ma", "di"]))
    gezin = Stagegezin.objects.get()

    def doe(wie, actie, **invoer):
        url = reverse("stagegezin:stap", args=[gezin.public_id, actie])
        assert wie.get(url).status_code == 200
        assert wie.post(url, {}).status_code == 422
        assert wie.post(url, invoer).status_code == 302

    assert "Afspreken" in str(stagegezin_taken.todos(coordinator, timezone.now()))
    doe(leider, "plannen", lid=Lidmaatschap.objects.get(user=docent).pk, bezoek_op=op)
    assert "huisbezoek" in str(stagegezin_taken.todos(docent, timezone.now()))
    doe(bezoeker, "bezoek", bezocht_op=op, bevindingen="Goed.")
    doe(bezoeker, "voorwaarden", voorwaarden="Niet roken.", taken="Koken.", dagen=["ma", "di"], akkoord_op=op)
    assert "uw besluit" in str(stagegezin_taken.todos(coordinator, timezone.now()))
    jaar = SchooljaarFactory()
    doe(leider, "goedkeuren", besluit="Prima.", schooljaar=jaar.pk, clusters=[ClusterFactory().pk])
    gezin.refresh_from_db()
    assert gezin.status == "goedgekeurd"
    assert leider.get(reverse("stagegezin:lijst") + "?status=goedgekeurd").status_code == 200
    assert bezoeker.get(reverse("stagegezin:stap", args=[gezin.public_id, "stoppen"])).status_code == 403


def test_talk_is_asked_after_three_weeks(coordinator, docent):
    gezin, at = goedgekeurd(coordinator, docent), timezone.now()
    vandaag = timezone.localdate(at)
    plaatsing = PlaatsingFactory(
        stageplaats=gezin.stageplaats, student__stagedocent=docent, begindatum=vandaag - 40 * DAG,
        einddatum=vandaag + 40 * DAG,
    )  # fmt: skip
    GesprekFactory(plaatsing=plaatsing, datum=vandaag - 22 * DAG)
    assert len(gesprek_todos(docent, at)) == 1
    GesprekFactory(plaatsing=plaatsing, datum=vandaag - 21 * DAG)
    assert gesprek_todos(docent, at) == []


def test_list_asks_the_same_number_of_queries(coordinator, docent, client, django_assert_max_num_queries):
    client.force_login(coordinator)
    at, school = timezone.now(), coordinator.lidmaatschappen.get().organisatie
    Stagegezin.objects.bulk_create(
        Stagegezin(nummer=n, school=school, docent=docent, aangemeld_op=at, **velden(telefoon=str(n)))
        for n in range(1, 40)
    )
    with django_assert_max_num_queries(14):
        client.get(reverse("stagegezin:lijst"))


def test_agreement_names_the_family_as_supervisor(coordinator, docent):
    gezin = goedgekeurd(coordinator, docent)
    plaatsing = PlaatsingFactory(stageplaats=gezin.stageplaats, status="geaccepteerd")
    overeenkomst = Overeenkomst(plaatsing=plaatsing, soort="pok")
    op = plaatsing.begindatum
    gegevens = verzamel(plaatsing=plaatsing, afspraken={}, op=op)
    assert gegevens["begeleiding"]["werkbegeleider"] == NAAM
    mist = " ".join(rij.wat for rij in ontbrekend(overeenkomst=overeenkomst, gegevens=gegevens, op=op))
    assert "werkbegeleider" not in mist
    assert "erkenning" not in mist
