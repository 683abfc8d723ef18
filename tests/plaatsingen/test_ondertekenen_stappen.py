"""Signing an agreement: who, in what order, three ways mixed, and what stops it."""

from datetime import date, timedelta

import pytest

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel, Bericht, Toegangslink
from kern.services import toegangslinks
from plaatsingen.models import Ondertekening, Overeenkomst, Stagedeel
from plaatsingen.services import ondertekenen, partijen
from plaatsingen.services.overeenkomst import trek_in
from tests.factories import NU, StageplaatsFactory, UserFactory, persoon
from tests.plaatsingen.tekenwereld import HASH, TEKST, Wereld, code_uit_mail, link_van

pytestmark = pytest.mark.django_db


def met_link(wereld, email, at=NU, naam="Mia Ouder", rol="ouder"):
    link = link_van(email)
    toegangslinks.stuur_code(link=link, at=at, waarvoor="te tekenen")
    toegangslinks.controleer_code(link=link, code=code_uit_mail(), at=at)
    return ondertekenen.teken_met_link(
        partij=wereld.partij(rol), link=link, naam=naam, tekst_hash=HASH, akkoord=True, at=at
    )


def lichten(wereld, user=None, op=None):
    rijen = partijen.lichten(
        overeenkomst=Overeenkomst.objects.get(), user=user or wereld.coordinator, op=op or NU.date()
    )
    return {licht.partij.rol: licht.woord for licht in rijen}


def test_parties_are_student_host_and_school_and_all_are_asked_at_once():
    wereld = Wereld().stuur()
    assert sorted(wereld.overeenkomst.partijen.values_list("rol", flat=True)) == ["leerbedrijf", "school", "student"]
    assert set(Bericht.objects.filter(soort="ondertekenen_vraag").values_list("aan", flat=True)) == {
        wereld.student.user.email,
        wereld.coordinator.email,
        wereld.opleider.email,
    }
    ondertekenen.start_ondertekening(overeenkomst=wereld.overeenkomst, by=None, at=NU)
    assert wereld.overeenkomst.partijen.count() == 3


def test_second_host_signs_too_and_every_host_once():
    wereld = Wereld()
    tweede = StageplaatsFactory()
    zelfde_huis = StageplaatsFactory(afdeling=wereld.plaatsing.stageplaats.afdeling)
    for plaats in (tweede, zelfde_huis):
        Stagedeel.objects.create(
            plaatsing=wereld.plaatsing, stageplaats=plaats, dagen="wo", uren_norm=100, toegevoegd_op=NU
        )
    wereld.stuur()
    huizen = wereld.overeenkomst.partijen.filter(rol="leerbedrijf").values_list("organisatie", flat=True)
    assert sorted(huizen) == sorted([wereld.huis.pk, tweede.leerbedrijf.pk])


def test_minor_needs_a_parent_on_record_and_the_agreement_isnt_sent_without():
    wereld = Wereld(minderjarig=True)
    wereld.ouder.delete()
    with pytest.raises(DomainError, match=r"minderjarig\. Leg eerst een ouder of voogd vast"):
        wereld.stuur()


def test_mixed_ways_make_it_complete_and_each_row_says_who_how_for_whom():
    wereld = Wereld(minderjarig=True).stuur()
    wereld.teken("student", wereld.student.user)
    met_link(wereld, "mia@voorbeeld.test")
    wereld.teken("leerbedrijf", wereld.opleider)
    assert Overeenkomst.objects.get().status == "ondertekening"
    wereld.teken("school", wereld.coordinator)
    assert Overeenkomst.objects.get().status == "getekend"
    ouder = wereld.partij("ouder")
    assert (ouder.wijze, ouder.namens, ouder.getekend_door) == ("maillink", wereld.student.naam, "Mia Ouder")
    assert (ouder.tekst_hash, ouder.vertegenwoordiger) == (HASH, wereld.ouder)
    huis = wereld.partij("leerbedrijf")
    assert (huis.wijze, huis.namens, huis.user) == ("portaal", wereld.huis.naam, wereld.opleider)
    assert AuditRegel.objects.filter(actie="overeenkomst ondertekend").count() == 4


def test_same_person_twice_signs_once_and_a_colleague_hears_who_was_first():
    wereld = Wereld()
    tweede = persoon("praktijkopleider", wereld.huis)
    wereld.mag(wereld.huis, tweede)
    wereld.stuur()
    eerst = wereld.teken("leerbedrijf", wereld.opleider)
    nog_eens = wereld.teken("leerbedrijf", wereld.opleider, NU + timedelta(minutes=1))
    assert eerst.getekend_op == nog_eens.getekend_op
    with pytest.raises(DomainError, match=f"al getekend door {wereld.opleider.naam}"):
        wereld.teken("leerbedrijf", tweede)
    assert AuditRegel.objects.filter(actie="overeenkomst ondertekend").count() == 1


@pytest.mark.parametrize("wie", ["werkbegeleider", "praktijkopleider", "coordinator"])
def test_who_isnt_registered_cant_sign_for_an_organisation(wie):
    wereld = Wereld().stuur()
    user = persoon(wie, wereld.school if wie == "coordinator" else wereld.huis)
    with pytest.raises(GeenToegang, match="niet op de lijst van mensen die mogen tekenen"):
        wereld.teken("school" if wie == "coordinator" else "leerbedrijf", user)
    with pytest.raises(GeenToegang):
        wereld.teken("student", user)


@pytest.mark.parametrize("velden", [{"van": date(2026, 10, 13)}, {"tot": date(2026, 10, 11)}, {"ingetrokken_op": NU}])
def test_authority_counts_from_to_and_until_taken_back(velden):
    wereld = Wereld().stuur()
    for veld, waarde in velden.items():
        setattr(wereld.voor_huis, veld, waarde)
    wereld.voor_huis.save()
    with pytest.raises(GeenToegang):
        wereld.teken("leerbedrijf", wereld.opleider)


def test_blocked_account_cant_sign():
    wereld = Wereld().stuur()
    wereld.opleider.is_active = False
    wereld.opleider.save()
    with pytest.raises(GeenToegang):
        wereld.teken("leerbedrijf", wereld.opleider)


def test_order_asks_the_next_only_when_its_turn_has_come():
    wereld = Wereld(volgorde="student leerbedrijf+school").stuur()
    assert set(Bericht.objects.filter(soort="ondertekenen_vraag").values_list("aan", flat=True)) == {
        wereld.student.user.email
    }
    assert lichten(wereld) == {"student": "aan de beurt", "leerbedrijf": "wacht", "school": "wacht"}
    with pytest.raises(DomainError, match="nog niet aan de beurt"):
        wereld.teken("leerbedrijf", wereld.opleider)
    wereld.teken("student", wereld.student.user)
    assert lichten(wereld) == {"student": "getekend", "leerbedrijf": "aan de beurt", "school": "aan de beurt"}
    assert Bericht.objects.filter(soort="ondertekenen_vraag", aan=wereld.opleider.email).count() == 1


def test_order_is_read_or_refused():
    assert partijen.lees_volgorde("") == dict.fromkeys(["student", "ouder", "leerbedrijf", "school"], 0)
    assert partijen.lees_volgorde("student+ouder, school") == {"student": 0, "ouder": 0, "school": 1, "leerbedrijf": 2}
    for fout in ("docent", "student student"):
        with pytest.raises(DomainError, match="kan hier niet"):
            partijen.lees_volgorde(fout)


def test_text_that_changed_under_the_signer_is_refused():
    wereld = Wereld().stuur()
    with pytest.raises(DomainError, match="niet meer dezelfde"):
        ondertekenen.teken_in_portaal(
            partij=wereld.partij("student"), tekst_hash="0" * 64, akkoord=True, by=wereld.student.user, at=NU
        )
    Overeenkomst.objects.update(tekst="iets anders")
    with pytest.raises(DomainError, match="niet meer dezelfde"):
        wereld.teken("student", wereld.student.user)
    Overeenkomst.objects.update(tekst=TEKST)
    with pytest.raises(DomainError, match="vinkje"):
        ondertekenen.teken_in_portaal(
            partij=wereld.partij("student"), tekst_hash=HASH, akkoord=False, by=wereld.student.user, at=NU
        )


def test_nothing_is_signed_after_a_withdrawal_and_links_are_dead():
    wereld = Wereld(minderjarig=True).stuur()
    link = link_van("mia@voorbeeld.test")
    trek_in(overeenkomst=wereld.overeenkomst, reden="andere dagen", by=wereld.coordinator, at=NU)
    with pytest.raises(DomainError, match="ingetrokken"):
        wereld.teken("student", wereld.student.user)
    with pytest.raises(DomainError, match="ingetrokken"):
        toegangslinks.stuur_code(link=link, at=NU, waarvoor="x")
    with pytest.raises(DomainError):
        ondertekenen.teken_met_link(
            partij=wereld.partij("ouder"), link=link, naam="Mia", tekst_hash=HASH, akkoord=True, at=NU
        )
    assert not Ondertekening.objects.filter(getekend_op__isnull=False).exists()


def test_refusal_stops_everybody_tells_the_coordinator_and_can_be_asked_again():
    wereld = Wereld().stuur()
    partij = ondertekenen.weiger(
        partij=wereld.partij("leerbedrijf"), reden="Verkeerde dagen", by=wereld.opleider, at=NU
    )
    ondertekenen.weiger(partij=partij, reden="nog eens", by=wereld.opleider, at=NU)
    assert Bericht.objects.filter(soort="ondertekenen_geweigerd", aan=wereld.coordinator.email).count() == 1
    assert lichten(wereld) == {"student": "wacht", "leerbedrijf": "geweigerd", "school": "wacht"}
    with pytest.raises(DomainError, match="Iemand heeft geweigerd"):
        wereld.teken("student", wereld.student.user)
    assert Overeenkomst.objects.get().status == "ondertekening"
    ondertekenen.vraag_opnieuw(partij=partij, by=wereld.coordinator, at=NU + timedelta(days=1))
    assert lichten(wereld)["leerbedrijf"] == "aan de beurt"
    assert AuditRegel.objects.get(actie="ondertekening opnieuw gevraagd").voor["reden"] == "Verkeerde dagen"
    assert Bericht.objects.filter(soort="ondertekenen_vraag", aan=wereld.opleider.email).count() == 2


def test_refusing_asks_a_reason_and_authority():
    wereld = Wereld().stuur()
    with pytest.raises(DomainError) as fout:
        ondertekenen.weiger(partij=wereld.partij("student"), reden=" ", by=wereld.student.user, at=NU)
    assert fout.value.field == "reden"
    with pytest.raises(GeenToegang):
        ondertekenen.weiger(partij=wereld.partij("student"), reden="nee", by=UserFactory(), at=NU)


def test_student_who_turned_18_before_signing_signs_alone():
    wereld = Wereld(minderjarig=True).stuur()
    later = NU.replace(year=2028)
    wereld.teken("student", wereld.student.user, later)
    assert not wereld.overeenkomst.partijen.filter(rol="ouder").exists()
    assert not Toegangslink.objects.filter(ingetrokken_op=None, gebruikt_op=None).exists()


def test_student_who_signed_as_a_minor_keeps_the_parent_waiting():
    wereld = Wereld(minderjarig=True).stuur()
    wereld.teken("student", wereld.student.user)
    assert wereld.overeenkomst.partijen.filter(rol="ouder").exists()


def test_first_parent_counts_and_the_link_of_the_other_is_dead():
    wereld = Wereld(minderjarig=True)
    wereld.maak_ouder("Bo Ouder", "bo@voorbeeld.test")
    wereld.stuur()
    ander = link_van("bo@voorbeeld.test")
    met_link(wereld, "mia@voorbeeld.test")
    with pytest.raises(DomainError, match="ingetrokken"):
        toegangslinks.vergrendel_link(link=ander, at=NU)


def test_parent_taken_off_the_list_cant_sign_any_more():
    wereld = Wereld(minderjarig=True).stuur()
    wereld.ouder.vervallen_op = NU
    wereld.ouder.save()
    with pytest.raises(DomainError, match="mag deze overeenkomst niet meer tekenen"):
        met_link(wereld, "mia@voorbeeld.test")
    assert wereld.partij("ouder").getekend_op is None


def test_link_is_used_up_by_signing():
    wereld = Wereld(minderjarig=True).stuur()
    link = link_van("mia@voorbeeld.test")
    met_link(wereld, "mia@voorbeeld.test")
    with pytest.raises(DomainError, match="al gebruikt"):
        toegangslinks.vergrendel_link(link=link, at=NU)


def test_host_never_reads_the_name_of_a_parent_or_why_somebody_refused():
    wereld = Wereld(minderjarig=True).stuur()
    met_link(wereld, "mia@voorbeeld.test")
    ondertekenen.weiger(partij=wereld.partij("student"), reden="GEHEIM", by=wereld.student.user, at=NU)
    for user, ziet in ((wereld.opleider, False), (wereld.coordinator, True)):
        teksten = " ".join(
            licht.wie + licht.tekst
            for licht in partijen.lichten(overeenkomst=Overeenkomst.objects.get(), user=user, op=NU.date())
        )
        assert ("Mia" in teksten) is ziet
        assert ("GEHEIM" in teksten) is ziet


def test_lights_of_a_list_take_as_many_queries_for_one_as_for_many(django_assert_num_queries):
    for aantal in (1, 3):
        for _ in range(aantal):
            Wereld().stuur()
        rijen = list(Overeenkomst.objects.select_related("plaatsing__student__user"))
        user = persoon("coordinator", rijen[0].plaatsing.student.school)
        _ = user.lidmaatschappen_nu
        with django_assert_num_queries(1):
            partijen.lichten_van(overeenkomsten=rijen, user=user, op=NU.date())
