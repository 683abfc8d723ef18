"""The pages of agreements: who may, what is said, how many queries, and the texts per school."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError
from kern.models import Achtergrondtaak, Inzageregel
from kern.services.taken import Voortgang
from plaatsingen.models import Overeenkomst, Overeenkomsttekst
from plaatsingen.overeenkomsttaken import maak_archief, verstuur_veel
from plaatsingen.services.overeenkomst_teksten import TekstFoutError, geldende_tekst, schrijf_versie
from plaatsingen.services.zegel import verzegel
from tests.factories import NU, persoon
from tests.plaatsingen.overeenkomst_hulp import (
    AFSPRAKEN,
    concept,
    coordinator_van,
    klare_plaatsing,
    teken_alles,
    verstuurd,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def regio() -> object:
    """A coordinator of the bureau sees every school."""
    bureau = persoon("coordinator").lidmaatschappen.get().organisatie
    bureau.soort = "bureau"
    bureau.save()
    return bureau.lidmaatschappen.get().user


def test_whole_road_through_the_pages(client):
    plaatsing = klare_plaatsing()
    client.force_login(coordinator_van(plaatsing))
    blad = reverse("plaatsingen:detail", args=[plaatsing.public_id])
    assert "Overeenkomst opstellen" in client.get(blad).content.decode()
    antwoord = client.post(reverse("plaatsingen:overeenkomst_maken", args=[plaatsing.public_id]), follow=True)
    html = antwoord.content.decode()
    assert "Nog niet compleet" in html
    assert "Versturen om te tekenen" not in html
    overeenkomst = Overeenkomst.objects.get()
    bewerken = reverse("plaatsingen:overeenkomst_bewerken", args=[overeenkomst.public_id])
    assert client.get(bewerken).status_code == 200
    html = client.post(bewerken, AFSPRAKEN | {"uren_totaal": "310"}, follow=True).content.decode()
    assert "is compleet" in html
    assert "310 uur" in html
    versturen = reverse("plaatsingen:overeenkomst_versturen", args=[overeenkomst.public_id])
    assert client.get(versturen).status_code == 200
    html = client.post(versturen, follow=True).content.decode()
    assert "wordt ondertekend" in html
    assert "Volgen en herinneren" in html
    intrekken = reverse("plaatsingen:overeenkomst_intrekken", args=[overeenkomst.public_id])
    assert client.post(intrekken, {"reden": ""}).status_code == 422
    assert "Ingetrokken" in client.post(intrekken, {"reden": "Verkeerd."}, follow=True).content.decode()
    assert "Ingetrokken versies" in client.get(blad).content.decode()


@pytest.mark.parametrize(
    "naam", ["overeenkomst_bewerken", "overeenkomst_versturen", "overeenkomst_intrekken", "overeenkomst_doorvoeren"]
)
def test_only_the_coordinator_acts(client, naam):
    overeenkomst = verstuurd()
    adres = reverse(f"plaatsingen:{naam}", args=[overeenkomst.public_id])
    for wie in (overeenkomst.plaatsing.student.user, overeenkomst.plaatsing.werkbegeleider):
        client.force_login(wie)
        assert client.post(adres).status_code == 403
    overeenkomst.refresh_from_db()
    assert overeenkomst.status == "ondertekening"


def test_concept_is_seen_by_those_who_make_it_only(client):
    overeenkomst = concept()
    adres = reverse("plaatsingen:overeenkomst", args=[overeenkomst.public_id])
    client.force_login(overeenkomst.plaatsing.student.user)
    assert client.get(adres).status_code == 404
    client.force_login(coordinator_van(overeenkomst.plaatsing))
    assert client.get(adres).status_code == 200


def aantal_vragen(client, adres: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as vragen:
        assert client.get(adres).status_code == 200
    return len(vragen)


def test_lists_ask_as_much_for_many_rows_as_for_few(client, regio):
    client.force_login(regio)
    lijst, zonder = reverse("plaatsingen:overeenkomsten"), reverse("plaatsingen:overeenkomsten_te_maken")
    verstuurd()
    klare_plaatsing(status="lopend")
    client.get(lijst)
    eerst = [aantal_vragen(client, adres) for adres in (lijst, zonder)]
    for _ in range(4):
        verstuurd()
        klare_plaatsing(status="lopend")
    assert [aantal_vragen(client, adres) for adres in (lijst, zonder)] == eerst
    assert max(eerst) <= 30


def test_lists_filter_and_are_for_coordinators(client, regio):
    overeenkomst = verstuurd()
    client.force_login(regio)
    lijst = reverse("plaatsingen:overeenkomsten")
    naam = overeenkomst.plaatsing.student.naam
    assert naam in client.get(lijst, {"status": "ondertekening"}).content.decode()
    assert naam not in client.get(lijst, {"status": "getekend"}).content.decode()
    huis = overeenkomst.plaatsing.stageplaats.leerbedrijf
    assert naam in client.get(lijst, {"leerbedrijf": huis.pk, "q": huis.naam}).content.decode()
    client.force_login(overeenkomst.plaatsing.student.user)
    assert client.get(lijst).status_code == 403


def test_many_at_once_sends_what_is_complete_and_keeps_the_rest(client, regio):
    compleet, niet = klare_plaatsing(), klare_plaatsing(werkbegeleider=None)
    client.force_login(regio)
    adres = reverse("plaatsingen:overeenkomsten_versturen")
    kies = [str(compleet.public_id), str(niet.public_id), "geen-id"]
    assert "Voor wie" in client.post(adres, {"kies": kies}).content.decode()
    velden = {naam: AFSPRAKEN[naam] for naam in ("doelen", "taken", "vergoeding", "tijden")}
    antwoord = client.post(adres, {"kies": kies, "ja": "1", **velden})
    taak = Achtergrondtaak.objects.get()
    assert antwoord.url == reverse("taken:detail", args=[taak.public_id])
    for _ in range(2):  # a run that is done again sends nothing twice
        uitkomst = verstuur_veel(taak, Voortgang(taak))
    assert uitkomst["niet"] == 1
    assert Overeenkomst.objects.get(plaatsing=compleet).status == "ondertekening"
    assert Overeenkomst.objects.get(plaatsing=niet).status == "concept"


def test_archive_has_the_sealed_ones_and_counts_as_download(client, regio):
    overeenkomst = teken_alles(verstuurd())
    client.force_login(regio)
    adres = reverse("plaatsingen:overeenkomsten_archief")
    assert client.post(adres).url == reverse("plaatsingen:overeenkomsten")
    verzegel(overeenkomst=overeenkomst, at=NU)
    client.post(adres, {"school": overeenkomst.plaatsing.student.school_id, "leerbedrijf": ""})
    taak = Achtergrondtaak.objects.get()
    assert maak_archief(taak, Voortgang(taak))["aantal"] == 1
    assert taak.bestand.mime == "application/zip"
    assert Inzageregel.objects.get().route == "archief van overeenkomsten"


# --- Texts ---


def schrijf(school, by, tekst: str, na_versie: int = 0, **extra) -> Overeenkomsttekst:
    gegevens = {"volgorde": "", "toelichting": "Eerste eigen tekst.", "geldig_van": NU.date()} | extra
    return schrijf_versie(school=school, soort="pok", tekst=tekst, na_versie=na_versie, by=by, at=NU, **gegevens)


def test_own_text_of_a_school_holds_from_its_day_and_versions_stay():
    coordinator = persoon("coordinator")
    school = coordinator.lidmaatschappen.get().organisatie
    van_regio = geldende_tekst(school=school, soort="pok", op=NU.date())
    eigen = schrijf(school, coordinator, van_regio.tekst + "\nExtra artikel.\n", geldig_van=NU.date() + timedelta(3))
    assert geldende_tekst(school=school, soort="pok", op=NU.date()) == van_regio
    assert geldende_tekst(school=school, soort="pok", op=NU.date() + timedelta(3)) == eigen
    with pytest.raises(DomainError, match="Iemand anders"):
        schrijf(school, coordinator, van_regio.tekst)
    tweede = schrijf(school, coordinator, van_regio.tekst, na_versie=1, geldig_van=NU.date() + timedelta(4))
    assert (eigen.versie, tweede.versie) == (1, 2)
    with pytest.raises(DomainError, match="Alleen een co"):
        schrijf(None, coordinator, van_regio.tekst, na_versie=1)


def test_unknown_variable_is_refused_with_its_line_and_name():
    coordinator = persoon("coordinator")
    school = coordinator.lidmaatschappen.get().organisatie
    tekst = geldende_tekst(school=school, soort="pok", op=NU.date()).tekst
    regel = tekst.count("\n") + 1
    with pytest.raises(TekstFoutError) as fout:
        schrijf(school, coordinator, tekst + "Beste {{ student.bsn }}, {% load x %}")
    assert [str(rij) for rij in fout.value.fouten] == [
        f"Regel {regel}: de variabele {{{{ student.bsn }}}} bestaat niet.",
        f"Regel {regel}: hier staat {{% zonder naam erbij. Schrijf {{{{ student.naam }}}}.",
    ]
    with pytest.raises(TekstFoutError, match="werkbegeleider"):
        schrijf(school, coordinator, "Alleen {{ student.naam }}.")
    with pytest.raises(DomainError, match="kan hier niet"):
        schrijf(school, coordinator, tekst, volgorde="student burgemeester")


def test_pages_of_texts_preview_a_real_placement_and_keep_nothing(client):
    plaatsing = klare_plaatsing()
    client.force_login(coordinator_van(plaatsing))
    lijst = client.get(reverse("plaatsingen:overeenkomstteksten")).content.decode()
    assert "van de regio, versie 1" in lijst
    adres = reverse("plaatsingen:overeenkomsttekst_schrijven")
    assert "student.naam" in client.get(adres).content.decode()
    tekst = geldende_tekst(school=None, soort="pok", op=NU.date()).tekst
    velden = {"tekst": tekst, "volgorde": "", "geldig_van": "2030-01-01", "toelichting": "Proef", "na_versie": "0"}
    html = client.post(adres, velden | {"voorbeeld": "1"}).content.decode()
    assert plaatsing.student.naam in html
    assert Overeenkomsttekst.objects.filter(school__isnull=False).count() == 0
    slecht = client.post(adres, velden | {"tekst": "{{ x.y }}"})
    assert slecht.status_code == 422
    assert "de variabele {{ x.y }} bestaat niet" in slecht.content.decode()
    assert client.post(adres, velden).status_code == 302
    eigen = Overeenkomsttekst.objects.get(school=plaatsing.student.school)
    assert client.get(reverse("plaatsingen:overeenkomsttekst", args=[eigen.public_id])).status_code == 200
    client.force_login(persoon("coordinator"))
    assert client.get(reverse("plaatsingen:overeenkomsttekst", args=[eigen.public_id])).status_code == 404
