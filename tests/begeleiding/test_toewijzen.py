"""Dividing students over the poule, through the front door: proposal, by hand, again, fixed; cover (R7.3)."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError
from begeleiding.models import Afwezigheid, Toewijzing, Toewijzingsronde, Waarneming
from begeleiding.services import waarnemen
from begeleiding.services.toewijzen_vaststellen import stel_vast
from kern.enums import TaakStatus
from kern.models import Achtergrondtaak, AuditRegel, Bericht
from kern.services.taken import annuleer_taak, voer_uit
from plaatsingen.models import Plaatsing
from tests.factories import NU, OrganisatieFactory, PlaatsingFactory, persoon
from tests.factories.gesprekken import AfspraakFactory
from tests.factories.poule import PoulebegeleiderFactory

pytestmark = pytest.mark.django_db
VANDAAG = NU.date()
DAGEN = {"peildatum": "2026-10-12", "tot": "2026-12-11", "wijze": "behouden"}
BOOS = '=HYPERLINK("http://kwaad.example","klik")'


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def bureau():
    return persoon("coordinator", OrganisatieFactory(bureau=True))


def als(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def adres(naam, *args):
    return reverse(f"toewijzen:{naam}", args=args)


def verdeel(user, pad="nieuw", data=DAGEN):
    antwoord = als(user).post(adres(pad) if pad in {"nieuw", "waarnemen_nieuw"} else pad, data)
    assert antwoord.status_code == 302, antwoord.content.decode()[-2000:]
    taak = Achtergrondtaak.objects.latest("pk")
    assert antwoord.url == reverse("taken:detail", args=[taak.public_id])
    assert voer_uit(taak_id=taak.pk, at=NU) == TaakStatus.KLAAR, Achtergrondtaak.objects.get(pk=taak.pk).fout
    return Toewijzingsronde.objects.get(taak=taak)


def wie(plaatsing):
    plaatsing.refresh_from_db()
    return plaatsing.stagebegeleider


def test_van_verdeling_naar_begeleider_bij_de_stage(bureau):
    begeleider = PoulebegeleiderFactory()
    stages = PlaatsingFactory.create_batch(2)
    ronde = verdeel(bureau)
    pagina = als(bureau).get(adres("ronde", ronde.public_id)).content.decode()
    assert "bewezen de beste verdeling" in pagina
    assert wie(stages[0]) is None  # a proposal changes nothing
    assert als(bureau).get(adres("vaststellen", ronde.public_id)).status_code == 200
    assert als(bureau).post(adres("vaststellen", ronde.public_id)).status_code == 302
    assert {wie(stage) for stage in stages} == {begeleider.user}
    assert sorted(Bericht.objects.values_list("soort", flat=True)) == [
        "nieuwe_begeleider", "nieuwe_begeleider", "nieuwe_studenten",
    ]  # fmt: skip
    assert AuditRegel.objects.filter(actie="stagebegeleider toegewezen").count() == 2
    assert als(begeleider.user).get(reverse("plaatsingen:detail", args=[stages[0].public_id])).status_code == 200
    als(bureau).post(adres("vaststellen", ronde.public_id))  # a second click
    assert Bericht.objects.count() == 3


def test_wie_niet_mag_beginnen_krijgt_niemand(bureau):
    PoulebegeleiderFactory(cursus="bezig", cursus_klaar_op=None)
    weg = PoulebegeleiderFactory()
    Afwezigheid.objects.create(begeleider=weg, van=VANDAAG, reden="ziek", gemaakt_op=NU)
    stage = PlaatsingFactory()
    PoulebegeleiderFactory(niveau=stage.student.opleiding.niveau - 1)
    ronde = verdeel(bureau)
    rij = ronde.toewijzingen.get()
    assert rij.begeleider is None
    pagina = als(bureau).get(adres("ronde", ronde.public_id) + "?deel=zonder").content.decode()
    assert "2 begeleiders kunnen dan niet; 1 begeleider heeft een lager niveau" in pagina


def test_keuze_met_de_hand_blijft_bij_opnieuw_berekenen(bureau):
    een, twee = PoulebegeleiderFactory.create_batch(2)
    stages = PlaatsingFactory.create_batch(3, stagebegeleider=een.user)
    ronde = verdeel(bureau)
    assert set(ronde.toewijzingen.values_list("begeleider", flat=True)) == {een.pk}
    rij = ronde.toewijzingen.get(plaatsing=stages[0])
    pad = adres("student", rij.public_id)
    assert als(bureau).post(pad, {"begeleider": str(twee.public_id), "reden": ""}).status_code == 422
    assert als(bureau).post(pad, {"begeleider": str(twee.public_id), "reden": "Zij kennen elkaar."}).status_code == 302
    opnieuw = verdeel(bureau, adres("opnieuw", ronde.public_id), {})
    assert {rij.plaatsing_id: rij.begeleider_id for rij in opnieuw.toewijzingen.all()} == {
        stages[0].pk: twee.pk, stages[1].pk: een.pk, stages[2].pk: een.pk,
    }  # fmt: skip
    ronde.refresh_from_db()
    assert ronde.status == "vervallen"
    with pytest.raises(DomainError, match="vervallen"):
        stel_vast(ronde=ronde, by=bureau, at=NU)


def test_uitgesloten_begeleider_wordt_het_niet(bureau):
    een, _twee = PoulebegeleiderFactory.create_batch(2)
    PlaatsingFactory(stagebegeleider=een.user)
    ronde = verdeel(bureau)
    rij = ronde.toewijzingen.get()
    pad = adres("uitsluiten", rij.public_id, een.public_id)
    for data, niet in (({}, [een.pk]), ({}, [een.pk]), ({"weer": "ja"}, []), ({"weer": "ja"}, []), ({}, [een.pk])):
        als(bureau).post(pad, {"reden": "Familie."} | data)  # each as by a double click
        rij.refresh_from_db()
        assert rij.niet == niet
    assert verdeel(bureau, adres("opnieuw", ronde.public_id), {}).toewijzingen.get().begeleider != een


def test_bij_een_tekort_gaat_een_eerstejaars_voor_maar_niemand_raakt_zijn_begeleider_kwijt(bureau):
    begeleider = PoulebegeleiderFactory(fte="0.05")  # an hour a week: two students
    heeft_al = PlaatsingFactory(stagebegeleider=begeleider.user, student__leerjaar=3)
    tweede = PlaatsingFactory(student__leerjaar=2)
    eerste = PlaatsingFactory(student__leerjaar=1)
    ronde = verdeel(bureau)
    assert set(ronde.toewijzingen.exclude(begeleider=None).values_list("plaatsing", flat=True)) == {
        heeft_al.pk, eerste.pk,
    }  # fmt: skip
    lijst = als(bureau).get(adres("ronde", ronde.public_id) + "?deel=zonder").content.decode()
    assert "2 studenten gingen voor" in lijst
    vrij = verdeel(bureau, data=DAGEN | {"wijze": "vrij"})
    type(tweede.student).objects.filter(pk=tweede.student_id).update(voorrang=9)
    assert vrij.toewijzingen.get(plaatsing=eerste).begeleider == begeleider
    ronde = verdeel(bureau, data=DAGEN | {"wijze": "vrij"})
    assert ronde.toewijzingen.get(begeleider=None).plaatsing == heeft_al


def test_tussentijdse_wijziging_wordt_niet_overschreven(bureau):
    PoulebegeleiderFactory()
    stage = PlaatsingFactory()
    ronde = verdeel(bureau)
    ander = PoulebegeleiderFactory()
    Plaatsing.objects.filter(pk=stage.pk).update(stagebegeleider=ander.user)
    antwoord = als(bureau).post(adres("vaststellen", ronde.public_id), follow=True)
    assert "intussen veranderd" in antwoord.content.decode()
    assert wie(stage) == ander.user
    assert Bericht.objects.count() == 0


def test_alleen_het_bureau_verdeelt(bureau):
    PoulebegeleiderFactory()
    PlaatsingFactory()
    ronde = verdeel(bureau)
    rij = ronde.toewijzingen.get()
    vreemd = als(persoon("coordinator"))
    paden = [adres("lijst"), adres("nieuw"), adres("waarnemen"), adres("student", rij.public_id)]
    assert {vreemd.get(pad).status_code for pad in paden} == {403}
    assert vreemd.get(adres("ronde", ronde.public_id)).status_code == 404


def test_geannuleerd_werk_laat_niets_achter(bureau):
    PoulebegeleiderFactory()
    PlaatsingFactory()
    als(bureau).post(adres("nieuw"), DAGEN)
    als(bureau).post(adres("nieuw"), DAGEN)  # a double click is one round
    taak = Achtergrondtaak.objects.get()
    annuleer_taak(taak=taak, at=NU)
    assert Toewijzing.objects.count() == 0
    ronde = Toewijzingsronde.objects.get()
    assert "Nieuwe verdeling" in als(bureau).get(adres("ronde", ronde.public_id)).content.decode()
    als(bureau).post(adres("nieuw"), DAGEN)
    assert Toewijzingsronde.objects.count() == 2


def test_waarnemer_ziet_de_stage_zolang_het_duurt(bureau, time_machine):
    ziek, vervanger = PoulebegeleiderFactory.create_batch(2)
    stage = PlaatsingFactory(stagebegeleider=ziek.user)
    eigen = PlaatsingFactory(stagebegeleider=vervanger.user)
    pad = reverse("plaatsingen:detail", args=[stage.public_id])
    assert als(vervanger.user).get(pad).status_code == 404
    data = {"afwezige": str(ziek.public_id), "peildatum": "2026-10-12", "tot": "2026-10-30"}
    ronde = verdeel(bureau, "waarnemen_nieuw", data)
    assert list(ronde.toewijzingen.values_list("plaatsing", "begeleider")) == [(stage.pk, vervanger.pk)]
    als(bureau).post(adres("vaststellen", ronde.public_id))
    assert wie(stage) == ziek.user
    assert wie(eigen) == vervanger.user
    assert als(vervanger.user).get(pad).status_code == 200
    assert f"{vervanger} begeleidt je" in als(stage.student.user).get(pad).content.decode()
    assert als(vervanger.user).get(reverse("begeleiding:nieuw", args=[stage.public_id])).status_code == 200
    assert set(Bericht.objects.values_list("soort", flat=True)) == {"waarneming", "waarneming_student"}
    assert stage.student.naam in als(bureau).get(adres("waarnemen")).content.decode()
    time_machine.move_to(NU + timedelta(days=19))
    assert als(vervanger.user).get(pad).status_code == 404
    time_machine.move_to(NU)
    als(bureau).post(adres("waarnemen_stoppen", Waarneming.objects.get().public_id))
    assert als(vervanger.user).get(pad).status_code == 404


def test_een_student_heeft_een_waarnemer_tegelijk(bureau):
    ziek, een, twee = PoulebegeleiderFactory.create_batch(3)
    stage = PlaatsingFactory(stagebegeleider=ziek.user)
    zo = {"plaatsingen": [stage], "van": VANDAAG, "tot": date(2026, 10, 30), "by": bureau, "at": NU}
    assert len(waarnemen.neem_waar(door=een.user, **zo)) == 1
    assert waarnemen.neem_waar(door=een.user, **zo) == []  # the same again changes nothing
    assert len(waarnemen.neem_waar(door=twee.user, **zo)) == 1
    assert waarnemen.geldig_op(VANDAAG).get().door == twee.user
    with pytest.raises(DomainError, match="zelf al"):
        waarnemen.neem_waar(door=ziek.user, **zo)


def test_cover_ends_when_the_student_gets_another_supervisor(bureau):
    weg, blijft, waarnemer = PoulebegeleiderFactory.create_batch(3)
    anders, zelfde = (PlaatsingFactory(stagebegeleider=wie.user) for wie in (weg, blijft))
    waarnemen.neem_waar(
        plaatsingen=[anders, zelfde], door=waarnemer.user, van=VANDAAG, tot=date(2026, 10, 30), by=bureau, at=NU
    )
    afspraak = AfspraakFactory(plaatsing=anders, begeleider=weg.user, begin=NU + timedelta(days=3))
    ronde = Toewijzingsronde.objects.create(
        peildatum=VANDAAG, tot=date(2026, 12, 11), status="voorstel", gemaakt_door=bureau, gemaakt_op=NU
    )
    for stage, vorige in ((anders, weg), (zelfde, blijft)):
        Toewijzing.objects.create(ronde=ronde, plaatsing=stage, begeleider=blijft, vorige=vorige)
    assert stel_vast(ronde=ronde, by=bureau, at=NU) == 1
    assert set(Plaatsing.objects.visible_to(waarnemer.user)) == {zelfde}
    # The talk that was planned goes along: the new one and the student hear of it, the old one is rid of it.
    afspraak.refresh_from_db()
    assert afspraak.begeleider == blijft.user
    post = {mail.ontvanger: mail.agenda for mail in Bericht.objects.filter(soort="gesprek_afspraak")}
    assert "METHOD:CANCEL" in post.pop(weg.user)
    assert {blijft.user, anders.student.user} <= set(post)
    assert all("METHOD:REQUEST" in agenda for agenda in post.values())


@pytest.fixture
def grote_ronde(bureau):
    def maak(aantal):
        ronde = Toewijzingsronde.objects.create(
            peildatum=VANDAAG, tot=date(2026, 12, 11), status="voorstel", gemaakt_door=bureau, gemaakt_op=NU,
            uitkomst={
                "doelen": {"begeleid": aantal, "behouden": 0, "sector": 0, "reis": 0}, "grens": {"begeleid": aantal},
                "optimaal": True, "adressen": 1, "adressen_bewezen": True, "bezoek_km": 1.0, "studenten": aantal,
                "zonder": 0, "buiten": 0, "begeleiders": {},
            },
        )  # fmt: skip
        for _ in range(aantal):
            begeleider = PoulebegeleiderFactory()
            stage = PlaatsingFactory(student__user__achternaam=BOOS)
            Toewijzing.objects.create(ronde=ronde, plaatsing=stage, begeleider=begeleider, uitleg={"km": 3.2})
        return ronde

    return maak


@pytest.mark.parametrize("deel", ["studenten", "begeleiders"])
def test_lijst_vraagt_evenveel_bij_meer_rijen(bureau, grote_ronde, deel):
    tellingen = []
    for aantal in (1, 7):
        pad = adres("ronde", grote_ronde(aantal).public_id) + f"?deel={deel}"
        client = als(bureau)
        client.get(pad)
        with CaptureQueriesContext(
            connection,
        ) as vragen:
            assert client.get(pad).status_code == 200
        tellingen.append(len(vragen))
    assert tellingen[0] == tellingen[1] <= 30


def test_download_is_veilig_in_een_rekenblad(bureau, grote_ronde):
    pad = adres("ronde", grote_ronde(1).public_id) + "?deel=studenten&formaat=csv"
    rijen = list(csv.reader(io.StringIO(als(bureau).get(pad).content.decode("utf-8-sig"))))
    assert not any(cel.startswith("=") for rij in rijen for cel in rij)
    assert "kwaad.example" in str(rijen)
