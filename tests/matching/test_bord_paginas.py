"""Pages of the review board: who sees them, filters, the verdict, placing without scripts, conflicts, downloads."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.models import Pin, Ronde, Voorstel, Zet
from matching.services.bevriezen import bevries
from matching.services.bord import lijsten, plaatslijsten, zetten
from matching.services.bord.stand import lees_stand
from tests.factories import NU, OrganisatieFactory, StageplaatsFactory, StudentFactory, persoon
from tests.matching.hulp import bereken_met_hand, erkend, maak_ronde
from tests.matching.test_bord_zetten import bevries_en_herstel, bord, reken, rij

pytestmark = pytest.mark.django_db
BORD, STUDENT, BEVESTIG = "matching:bord", "matching:bord_student", "matching:bord_bevestig"


def pad(naam, ronde, *rest):
    return reverse(naam, args=[ronde.public_id, *(iets.public_id for iets in rest)])


def tekst(antwoord):
    return " ".join(antwoord.content.decode().split())


def paden(ronde, student, ander, plek):
    return [
        pad(BORD, ronde),
        pad("matching:bord_plaatsen", ronde),
        pad("matching:bord_plaats", ronde, plek),
        pad("matching:bord_knelpunten", ronde),
        pad("matching:bord_kaart", ronde),
        pad("matching:bord_geschiedenis", ronde),
        pad(STUDENT, ronde, student),
        pad(STUDENT, ronde, student) + "?wat=ruil",
        pad(BEVESTIG, ronde, student, plek),
        pad("matching:bord_ruil", ronde, student, ander),
    ]


# --- who ---


def test_only_who_runs_the_round_sees_the_board(client_van):
    ronde, (zit, wacht), (plek, _), _ = bord()
    eigen = ronde.scholen.get()
    andere_school = persoon("coordinator")
    deelnemer = persoon("coordinator")
    ronde.scholen.add(deelnemer.lidmaatschappen.get().organisatie)
    alle = paden(ronde, wacht, zit, plek)
    for user, verwacht in (
        (persoon("coordinator", eigen), 403),  # takes part, but another school does too
        (andere_school, 404),
        (persoon("praktijkopleider", plek.leerbedrijf), 404),
        (zit.user, 404),
        (persoon("beheerder"), 200),
    ):
        client = client_van(user)
        assert {client.get(een).status_code for een in alle} == {verwacht}, user


def test_coordinator_of_all_schools_sees_it(client_van):
    ronde, (zit, wacht), (plek, _), _ = bord()
    client = client_van(persoon("coordinator", ronde.scholen.get()))
    assert {client.get(een).status_code for een in paden(ronde, wacht, zit, plek)} == {200}


def test_nobody_changes_without_running_the_round(client_van):
    ronde, (_, wacht), (_, vrij), _ = bord()
    client = client_van(persoon("coordinator"))
    for naam, rest in (("matching:bord_zet", [wacht]), (BEVESTIG, [wacht, vrij])):
        assert client.post(pad(naam, ronde, *rest), {"wat": "vastzetten"}).status_code == 404
    assert not Zet.objects.exists()


def test_board_opens_after_the_calculation_and_closes_with_publication(client_van):
    ronde, _, _ = maak_ronde()
    client = client_van(persoon("beheerder"))
    assert client.get(pad(BORD, ronde)).url == pad("matching:ronde", ronde)
    bereken_met_hand(ronde, [])
    assert client.get(pad(BORD, ronde)).status_code == 200
    Ronde.objects.update(status="gepubliceerd", gepubliceerd_op=NU)
    assert client.get(pad(BORD, ronde)).status_code == 302


def test_stale_board_can_be_read_but_says_why_it_is_shut(client_van):
    ronde, (_, wacht), (_, vrij), by = bord()
    Ronde.objects.update(status="voorbereiding")
    client = client_van(by)
    assert "Laat de ronde opnieuw berekenen" in tekst(client.get(pad(BORD, ronde)))
    assert "Hier plaatsen" not in tekst(client.get(pad(BEVESTIG, ronde, wacht, vrij)))
    assert client.post(pad(BEVESTIG, ronde, wacht, vrij), {"versie": 1}).status_code == 422


# --- the lists ---


def test_work_list_has_reason_and_best_alternatives_and_leaves_when_done(client_van):
    ronde, (_, wacht), (_, vrij), by = bord()
    client = client_van(by)
    pagina = tekst(client.get(pad(BORD, ronde)))
    assert "Alle plaatsen zijn bezet." in pagina
    assert pad(BEVESTIG, ronde, wacht, vrij) in pagina
    assert "vrije plek" in pagina
    client.post(pad(BEVESTIG, ronde, wacht, vrij), {"versie": 1, "vast": "on"})
    assert "Iedereen heeft een plaats" in tekst(client.get(pad(BORD, ronde)))


def test_gravest_comes_first():
    ronde, (licht, zwaar, jong), _, _ = bord(studenten=3, plaatsen=1, geplaatst=0)
    zwaar.voorrang, jong.leerjaar = 5, 1
    zwaar.save()
    jong.save()
    berekening = ronde.berekeningen.get()
    pks = lijsten.op_gevolg(berekening, lees_stand(berekening), {})
    assert [Voorstel.objects.get(pk=pk).student for pk in pks] == [zwaar, jong, licht]


@pytest.mark.parametrize(
    ("vraag", "aantal"),
    [
        ("", 2),
        ("?q=Zonnebloem", 1),
        ("?toon=geplaatst", 1),
        ("?toon=alle", 3),
        ("?reden=tekort", 2),
        ("?notitie=met", 1),
    ],
)
def test_filters_of_students(client_van, vraag, aantal):
    ronde, (_, een, ander), _, by = bord(studenten=3)
    een.user.achternaam = "Zonnebloem"
    een.user.save()
    Voorstel.objects.filter(student=ander).update(notitie="Belt")
    antwoord = client_van(by).get(pad(BORD, ronde) + vraag)
    assert antwoord.context["pagina"].paginator.count == aantal


def test_one_move_further_makes_room():
    """The waiting student fits one full place only, whose student can go elsewhere."""
    ronde, (zit, wacht), (vol, vrij), _ = bord()
    vrij.vog_vereist, zit.vog = True, True
    vrij.save()
    zit.save()
    berekening = ronde.berekeningen.get()
    (keuze,) = lijsten.studentrijen(berekening, lees_stand(berekening), [rij(wacht).pk])[0].mogelijkheden
    assert (keuze.keuze.soort, keuze.plaats, keuze.schuift, keuze.naar) == ("schuif", vol, zit, vrij)


def test_soft_break_is_offered_and_named():
    ronde, (_, wacht), (_, vrij), _ = bord()
    vrij.scholen.set([OrganisatieFactory(school=True)])
    berekening = ronde.berekeningen.get()
    eerste = lijsten.studentrijen(berekening, lees_stand(berekening), [rij(wacht).pk])[0].mogelijkheden[0]
    assert (eerste.keuze.soort, eerste.plaats) == ("afwijking", vrij)
    assert "voor andere scholen" in eerste.keuze.tekst


def test_places_show_free_seats_after_proposals(client_van):
    ronde, _, (vol, vrij), by = bord()
    antwoord = client_van(by).get(pad("matching:bord_plaatsen", ronde))
    assert {rij.plaats: rij.vrij for rij in antwoord.context["plaatsen"]} == {vol: 0, vrij: 1}
    rijen = client_van(by).get(pad("matching:bord_plaatsen", ronde) + "?vrij=on").context["plaatsen"]
    assert [rij.plaats for rij in rijen] == [vrij]
    dagen = {dag.dag: dag.bezet for dag in antwoord.context["plaatsen"][1].dagen}
    assert dagen == {"ma": 1, "di": 1, "wo": 0, "do": 0, "vr": 0}


def test_place_names_who_stands_there_and_who_would_fit(client_van):
    ronde, (zit, wacht), (vol, _), by = bord()
    pagina = client_van(by).get(pad("matching:bord_plaats", ronde, vol))
    assert [rij.voorstel.student for rij in pagina.context["zitters"]] == [zit]
    assert [voorstel.student for voorstel, _ in pagina.context["passen"]] == [wacht]


# --- placing with plain forms ---


def test_verdict_shows_every_rule_and_the_effect(client_van):
    ronde, (_, wacht), (_, vrij), by = bord()
    pagina = tekst(client_van(by).get(pad(BEVESTIG, ronde, wacht, vrij)))
    for label in (
        "Cluster",
        "Erkenning",
        "Periodes",
        "Dagen",
        "Leeftijd",
        "VOG",
        "School",
        "Reisafstand",
        "Vrije plek",
    ):
        assert f">{label}</th>" in pagina
    assert "1 student meer geplaatst" in pagina


def test_placing_goes_back_to_the_list_as_it_was(client_van):
    ronde, (_, wacht), (_, vrij), by = bord()
    client = client_van(by)
    antwoord = client.post(pad(BEVESTIG, ronde, wacht, vrij), {"versie": 1, "terug": "toon=alle&rij=1"}, follow=True)
    assert antwoord.redirect_chain == [(pad(BORD, ronde) + "?toon=alle&rij=1", 302)]
    assert rij(wacht).stageplaats == vrij
    assert "Maak ongedaan" in tekst(antwoord)
    assert not Pin.objects.exists()  # the box was not ticked


def test_way_back_stays_on_the_board(client_van):
    ronde, (_, wacht), (_, vrij), by = bord()
    antwoord = client_van(by).post(pad(BEVESTIG, ronde, wacht, vrij), {"versie": 1, "terug": "//kwaad.test/?a=b"})
    assert antwoord.url.startswith(pad(BORD, ronde) + "?")


def test_second_coordinator_gets_the_own_choice_back_to_confirm(client_van):
    ronde, (_, wacht), (_, vrij), by = bord()
    anders = erkend(StageplaatsFactory())
    zetten.plaats(ronde=ronde, student=wacht, stageplaats=vrij, versie=1, reden="", vast=True, by=by, at=NU)
    client = client_van(persoon("beheerder"))
    antwoord = client.post(pad(BEVESTIG, ronde, wacht, anders), {"versie": 1, "reden": "Dichterbij", "vast": "on"})
    assert antwoord.status_code == 409
    assert "Noor Bakker was u voor" in tekst(antwoord)
    assert 'name="versie" value="2"' in tekst(antwoord)
    assert "Dichterbij" in tekst(antwoord)
    client.post(pad(BEVESTIG, ronde, wacht, anders), {"versie": 2, "reden": "Dichterbij", "vast": "on"})
    assert rij(wacht).stageplaats == anders


def test_refusal_to_htmx_replaces_only_the_right_part(client_van):
    ronde, (_, wacht), (vol, _), by = bord()
    antwoord = client_van(by).post(
        pad(BEVESTIG, ronde, wacht, vol), {"versie": 1}, headers={"HX-Request": "true", "HX-Target": "bord"}
    )
    assert (antwoord.status_code, antwoord["HX-Retarget"]) == (422, "#rechts")


def test_htmx_gets_only_the_part_it_asks_for(client_van):
    ronde, (_, wacht), _, by = bord()
    deel = client_van(by).get(pad(STUDENT, ronde, wacht), headers={"HX-Request": "true", "HX-Target": "rechts"})
    assert deel.content.decode().strip().startswith('<section id="rechts"')


def test_swap_page_shows_both_sides_and_swaps(client_van):
    ronde, (een, ander), (p, q), by = bord(geplaatst=2)
    client = client_van(by)
    lijst = tekst(client.get(pad(STUDENT, ronde, een) + "?wat=ruil"))
    assert pad("matching:bord_ruil", ronde, een, ander) in lijst
    pagina = tekst(client.get(pad("matching:bord_ruil", ronde, een, ander)))
    assert f"{een.naam} op {q.naam}" in pagina
    assert f"{ander.naam} op {p.naam}" in pagina
    client.post(pad("matching:bord_ruil", ronde, een, ander), {"versie": 1, "versie_andere": 1, "vast": "on"})
    assert (rij(een).stageplaats, rij(ander).stageplaats) == (q, p)


@pytest.mark.parametrize("wat", ["vastzetten", "weghalen", "notitie"])
def test_small_decisions_and_their_undo(client_van, wat):
    ronde, (zit, _), (p, _), by = bord()
    client = client_van(by)
    antwoord = client.post(pad("matching:bord_zet", ronde, zit), {"wat": wat, "versie": 1, "notitie": "Belt"})
    assert antwoord.status_code == 302
    zet = Zet.objects.get()
    client.post(pad("matching:bord_terug", ronde, zet), {"wat": "ongedaan"})
    assert (rij(zit).stageplaats, rij(zit).notitie, Pin.objects.count()) == (p, "", 0)
    client.post(pad("matching:bord_terug", ronde, zet), {"wat": "opnieuw", "naar": "geschiedenis"})
    assert Zet.objects.get().ongedaan_op is None


def test_place_is_excluded_from_its_own_page(client_van):
    ronde, (_, wacht), (_, vrij), by = bord()
    client = client_van(by)
    velden = {"wat": "verbieden", "versie": 1, "plaats": vrij.public_id}
    geweigerd = client.post(pad("matching:bord_zet", ronde, wacht), velden)
    assert geweigerd.status_code == 422
    assert str(vrij.public_id) in tekst(geweigerd)  # ready to be sent again, with the reason
    client.post(pad("matching:bord_zet", ronde, wacht), velden | {"reden": "Familie"})
    assert Pin.objects.get().soort == "verboden"
    assert "uitgesloten" in tekst(client.get(pad(BEVESTIG, ronde, wacht, vrij)))


def test_refused_decision_keeps_what_was_typed(client_van):
    ronde, (zit, _), _, by = bord()
    client = client_van(by)
    client.post(pad("matching:bord_zet", ronde, zit), {"wat": "notitie", "versie": 1, "notitie": "Eerste"})
    antwoord = client.post(
        pad("matching:bord_zet", ronde, zit), {"wat": "notitie", "versie": 1, "notitie": "Mijn tekst"}
    )
    assert antwoord.status_code == 409
    assert "Mijn tekst" in tekst(antwoord)
    assert "Eerste" in tekst(antwoord)
    assert client.post(pad("matching:bord_zet", ronde, zit), {"wat": "onzin"}).status_code == 302


# --- size ---


def queries(client, adres):
    client.get(adres)
    with CaptureQueriesContext(connection) as gemeten:
        assert client.get(adres).status_code == 200
    return len(gemeten)


def test_number_of_queries_does_not_grow(client_van):
    ronde, (zit, wacht), (vol, _), by = bord()
    bevries_en_herstel(ronde, by)
    client = client_van(by)
    alle = [
        adres
        for adres in paden(ronde, wacht, zit, vol)
        if "ruil/" not in adres and BEVESTIG.rpartition("_")[2] not in adres
    ]
    alle.append(pad(BORD, ronde) + "?toon=alle")
    weinig = [queries(client, adres) for adres in alle]
    school = ronde.scholen.get()
    berekening = ronde.berekeningen.get()
    for nummer in range(12):
        plek = erkend(StageplaatsFactory())
        een, ander = (StudentFactory(school=school, dagen="ma di") for _ in range(2))
        Voorstel.objects.create(berekening=berekening, student=een, stageplaats=plek, km="1.0", toelichting="x")
        Voorstel.objects.create(berekening=berekening, student=ander, reden="tekort", toelichting=str(nummer))
    bevriezing = berekening.bevriezing
    ronde.bevriezingen.update(opgeheven_op=NU + timedelta(minutes=1))
    bevries_en_herstel(ronde, by)
    assert ronde.berekeningen.get().bevriezing != bevriezing
    veel = [queries(client, adres) for adres in alle]
    assert veel == weinig
    assert max(veel) <= 30


def test_a_proven_proposal_leaves_no_free_seat_and_no_move_that_helps():
    """A free seat or a helpful move would mean that the calculation wasn't the best."""
    ronde, leerlingen, plekken = maak_ronde(studenten=8, plaatsen=4)
    for plek, student in zip(plekken[1:], leerlingen, strict=False):
        plek.vog_vereist, student.vog = True, True
        plek.save()
        student.save()
    by = persoon("beheerder")
    bevries(ronde=ronde, by=by, at=NU)
    berekening = reken(ronde, by, NU)
    assert berekening.samenvatting["optimaal"]
    stand = lees_stand(berekening)
    pks = lijsten.op_gevolg(berekening, stand, {})
    soorten = {m.keuze.soort for rij in lijsten.studentrijen(berekening, stand, pks) for m in rij.mogelijkheden}
    assert soorten == {"vol"}


def test_capacity_of_places_is_that_of_the_services():
    """The quick count of the lists and the service agree."""
    ronde, _, (vol, vrij), _ = bord()
    stand = lees_stand(ronde.berekeningen.get())
    per_plaats = {plek: int(plaatslijsten.vrije_plekken(stand)[stand.beeld.plaats[plek.pk]]) for plek in (vol, vrij)}
    assert per_plaats == {vol: 0, vrij: 1}
