"""History, bottlenecks with what-if, and the map of the review board."""

import pytest

from matching.models import Zet
from matching.services.bord import watalsi, zetten
from matching.services.bord.stand import lees_stand
from tests.factories import NU, ClusterFactory
from tests.matching.hulp import bereken_met_hand, maak_ronde
from tests.matching.test_bord_paginas import pad, tekst
from tests.matching.test_bord_zetten import bevries_en_herstel, bord, rij
from vraagaanbod.models import Omzetting

pytestmark = pytest.mark.django_db


def test_history_tells_who_did_what_and_can_be_taken_along(client_van):
    ronde, (_, wacht), (_, vrij), by = bord()
    zetten.plaats(ronde=ronde, student=wacht, stageplaats=vrij, versie=1, reden="Om de hoek", vast=True, by=by, at=NU)
    client = client_van(by)
    pagina = tekst(client.get(pad("matching:bord_geschiedenis", ronde)))
    assert f"{wacht.naam} geplaatst op" in pagina
    assert "Noor Bakker" in pagina
    csv = client.get(pad("matching:bord_geschiedenis", ronde) + "?formaat=csv").content.decode()
    assert "Om de hoek" in csv


@pytest.mark.parametrize("bevroren", [False, True])
def test_what_if_one_more_seat_names_who_would_be_placed(client_van, bevroren):
    ronde, (zit, wacht), (vol,), by = bord(plaatsen=1)
    if bevroren:
        bevries_en_herstel(ronde, by)
    pagina = tekst(client_van(by).get(pad("matching:bord_knelpunten", ronde) + f"?vraag=plaats&wie={vol.code}"))
    assert "1 student meer geplaatst" in pagina
    assert f"Dan krijgt een plaats: {wacht.naam}." in pagina
    assert rij(zit).stageplaats == vol
    assert not Zet.objects.exists()


def test_what_if_five_kilometres_further():
    ronde, (_, wacht), _, _ = bord()
    wacht.lat, wacht.lon, wacht.max_km = 53.25, 6.5665, 1
    wacht.save()
    stand = lees_stand(ronde.berekeningen.get())
    antwoord = watalsi.wat_als(stand, "reizen", wacht.cluster.code)
    assert antwoord.geplaatst == (wacht.pk,)
    assert antwoord.wint


@pytest.mark.parametrize("maximum", [None, 1])
def test_what_if_a_conversion_is_allowed_or_widened(maximum):
    """Two wait for places of another cluster; with the agreement (or one more of it) one more gets in."""
    ronde, (een, ander, derde), (p, q) = maak_ronde(studenten=3, plaatsen=2)
    eigen = een.cluster
    vreemd = ClusterFactory(code="VZVP34-FT", naam="3 VZ 3e jaars", letters="VZ VP", leerjaren="3 4")
    for plek in (p, q):
        plek.clusters.set([vreemd])
    if maximum:
        Omzetting.objects.create(
            schooljaar=ronde.schooljaar, van_cluster=vreemd, naar_cluster=eigen, kosten=2, maximum=maximum
        )
    # Somebody of the other cluster, so that both clusters take part.
    derde.cluster = vreemd
    derde.save()
    bereken_met_hand(ronde, [(een, p)] if maximum else [], zonder=[ander, derde] if maximum else [een, ander, derde])
    stand = lees_stand(ronde.berekeningen.get())
    antwoord = watalsi.wat_als(stand, "omzetting", f"{vreemd.code}>{eigen.code}")
    assert ("meer" in antwoord.vraag) is bool(maximum)
    assert antwoord.wint
    assert antwoord.gevolg.geplaatst >= 1
    assert set(antwoord.geplaatst) & {een.pk, ander.pk, derde.pk}
    assert een.pk not in antwoord.geplaatst or not maximum


@pytest.mark.parametrize("vraag", ["plaats&wie=bestaat-niet", "onzin&wie=x", "omzetting&van=a&naar=a", "reizen&wie="])
def test_questions_without_sense_get_an_answer(client_van, vraag):
    ronde, _, _, by = bord()
    antwoord = client_van(by).get(pad("matching:bord_knelpunten", ronde) + f"?vraag={vraag}")
    assert antwoord.status_code == 200
    assert antwoord.context["fout"]


def test_map_draws_each_point_or_counts_when_there_are_many(client_van, monkeypatch):
    ronde, (_, wacht), _, by = bord()
    wacht.user.achternaam = "<b>Zonnebloem</b>"
    wacht.user.save()
    client = client_van(by)
    los = client.get(pad("matching:bord_kaart", ronde))
    assert los.context["in_cellen"] is False
    assert "<b>Zonnebloem" not in los.content.decode()
    monkeypatch.setattr("matching.kaart.LOS_TOT", 1)
    assert "1 studenten zonder plaats" in tekst(client.get(pad("matching:bord_kaart", ronde)))
    csv = client.get(pad("matching:bord_kaart", ronde) + "?formaat=csv&toon=open").content.decode()
    assert csv.count("student zonder plaats") == 1


def test_map_draws_a_line_for_who_is_asked(client_van):
    ronde, (zit, _), _, by = bord()
    zit.user.achternaam = "Zonnebloem"
    zit.user.save()
    pagina = client_van(by).get(pad("matching:bord_kaart", ronde) + "?student=zonnebloem")
    assert pagina.context["lijnen"] == 1
