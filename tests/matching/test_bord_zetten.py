"""Changes on the review board: rules, effect, ledger, pins, two coordinators at once, undo and redo (R4.3, R4.4)."""

from datetime import date, timedelta

import pytest

from basis.errors import DomainError
from kern.models import AuditRegel
from matching.models import Berekening, Pin, Ronde, Voorstel, Zet
from matching.services.berekenen import bereken
from matching.services.bevriezen import bevries
from matching.services.bord import afspraken, zetten
from matching.services.bord.grootboek import Botsing
from matching.services.bord.ongedaan import doe_opnieuw, laatst_teruggenomen, laatste_van, maak_ongedaan
from matching.services.bord.stand import lees_stand
from matching.services.publiceren import publiceer_ronde
from plaatsingen.models import Plaatsing
from tests.factories import NU, AfdelingFactory, OrganisatieFactory, PlaatsingFactory, StageplaatsFactory, persoon
from tests.matching.hulp import bereken_met_hand, erkend, maak_ronde

pytestmark = pytest.mark.django_db
LATER = NU + timedelta(minutes=5)


def bord(*, studenten=2, plaatsen=2, geplaatst=1):
    """A round with a calculation: the first students stand on the first places, the others wait."""
    ronde, leerlingen, plekken = maak_ronde(studenten=studenten, plaatsen=plaatsen)
    paren = list(zip(leerlingen[:geplaatst], plekken, strict=False))
    bereken_met_hand(ronde, paren, zonder=leerlingen[geplaatst:])
    return ronde, leerlingen, plekken, persoon("beheerder", voornaam="Noor", achternaam="Bakker")


def rij(student):
    return Voorstel.objects.get(student=student)


def plaats(ronde, student, plek, by, *, versie=None, reden="", vast=True, at=NU):
    return zetten.plaats(
        ronde=ronde, student=student, stageplaats=plek, versie=versie, reden=reden, vast=vast, by=by, at=at
    )


# --- placing ---


def test_placing_writes_row_pin_ledger_and_log():
    ronde, (_, wacht), (_, vrij), by = bord()
    zet = plaats(ronde, wacht, vrij, by, reden="Woont om de hoek")

    nu = rij(wacht)
    assert (nu.stageplaats, nu.reden, nu.met_hand, nu.versie) == (vrij, "", True, 2)
    assert nu.toelichting.startswith("Met de hand geplaatst.")
    assert "Woont om de hoek" not in nu.toelichting  # the student reads this
    pin = Pin.objects.get(ronde=ronde, student=wacht)
    assert (pin.stageplaats, pin.soort, pin.reden, pin.door) == (vrij, "vast", "Woont om de hoek", by)
    assert zet.effect["geplaatst"] == 1
    assert zet.effect["tekst"].startswith("1 student meer geplaatst")
    assert zet.voor[str(wacht.pk)]["stageplaats_id"] is None
    assert AuditRegel.objects.filter(actie="bord: geplaatst", by=by).count() == 1
    assert Ronde.objects.get(pk=ronde.pk).versie == 2


def test_figures_are_recomputed_and_no_longer_called_proven():
    ronde, (_, wacht), (_, vrij), by = bord()
    berekening = ronde.berekeningen.get()
    berekening.samenvatting = {"geplaatst": 1, "niet_geplaatst": 1, "optimaal": True, "bewijs": "Bewezen."}
    berekening.save()
    zet = plaats(ronde, wacht, vrij, by)

    na = Berekening.objects.get(pk=berekening.pk).samenvatting
    assert (na["geplaatst"], na["niet_geplaatst"], na["optimaal"], na["met_hand"]) == (2, 0, False, 1)
    maak_ongedaan(zet=zet, by=by, at=LATER)
    assert Berekening.objects.get(pk=berekening.pk).samenvatting == berekening.samenvatting


def reken(ronde, by, at):
    """A calculation as a worker makes it."""
    return bereken(ronde=ronde, taak=None, by=by, at=at, meld=lambda procent, stap: None, geannuleerd=lambda: False)


def test_figures_of_a_real_calculation_follow_and_come_back():
    ronde, leerlingen, plekken = maak_ronde(studenten=3, plaatsen=2)
    by = persoon("beheerder")
    bevries(ronde=ronde, by=by, at=NU)
    eerst = reken(ronde, by, NU)
    zit = next(student for student in leerlingen if rij(student).stageplaats)
    zet = zetten.haal_weg(ronde=ronde, student=zit, versie=1, reden="", verbied=False, by=by, at=LATER)
    na = Berekening.objects.get(pk=eerst.pk)
    assert (na.samenvatting["geplaatst"], na.vergelijking["geplaatst"]) == (1, 1)
    maak_ongedaan(zet=zet, by=by, at=LATER)
    terug = Berekening.objects.get(pk=eerst.pk)
    assert (terug.samenvatting, terug.vergelijking) == (eerst.samenvatting, eerst.vergelijking)
    assert len(plekken) == terug.samenvatting["geplaatst"]


def test_what_was_kept_by_hand_survives_a_new_calculation():
    ronde, leerlingen, _ = maak_ronde(studenten=3, plaatsen=2)
    by = persoon("beheerder")
    bevries(ronde=ronde, by=by, at=NU)
    reken(ronde, by, NU)
    (wacht,) = [student for student in leerlingen if rij(student).stageplaats is None]
    zit = next(student for student in leerlingen if rij(student).stageplaats)
    doel = rij(zit).stageplaats
    zetten.ruil(ronde=ronde, student=wacht, andere=zit, versies={}, reden="", vast=True, by=by, at=LATER)
    opnieuw = reken(ronde, by, LATER + timedelta(minutes=1))
    assert opnieuw.voorstellen.get(student=wacht).stageplaats == doel


def test_without_keeping_there_is_no_pin():
    ronde, (_, wacht), (_, vrij), by = bord()
    plaats(ronde, wacht, vrij, by, vast=False)
    assert not Pin.objects.filter(ronde=ronde).exists()


def test_full_place_is_refused_and_nothing_is_written():
    ronde, (_, wacht), (vol, _), by = bord()
    with pytest.raises(DomainError, match="is vol op maandag in periode 3: 1 van 1"):
        plaats(ronde, wacht, vol, by)
    assert rij(wacht).versie == 1
    assert not Zet.objects.exists()
    assert Ronde.objects.get(pk=ronde.pk).versie == 1


def test_full_afdeling_is_refused_by_name():
    ronde, (_, wacht), _, by = bord()
    afdeling = AfdelingFactory(naam="Linde", capaciteit=1)
    eerste, tweede = (erkend(StageplaatsFactory(afdeling=afdeling)) for _ in range(2))
    Voorstel.objects.filter(stageplaats__isnull=False).update(stageplaats=eerste)
    with pytest.raises(DomainError, match="Afdeling Linde is vol"):
        plaats(ronde, wacht, tweede, by)


def test_days_apart_share_a_place():
    ronde, (_, wacht), (vol, _), by = bord()
    wacht.dagen = "wo do"
    wacht.save()
    plaats(ronde, wacht, vol, by)
    assert rij(wacht).stageplaats == vol


@pytest.mark.parametrize(
    ("veld", "waarde", "tekst"),
    [
        ("periodes", "3", "niet in alle periodes"),
        ("dagen", "ma", "niet op alle dagen"),
        ("vog_vereist", True, "vraagt een VOG"),
        ("min_leeftijd", 18, "vraagt 18 jaar"),
    ],
)
def test_hard_rules_refuse_even_with_a_reason(veld, waarde, tekst):
    ronde, (_, wacht), (_, vrij), by = bord()
    wacht.geboortedatum = date(2010, 1, 1)
    wacht.save()
    setattr(vrij, veld, waarde)
    vrij.save()
    with pytest.raises(DomainError, match=tekst):
        plaats(ronde, wacht, vrij, by, reden="Toch maar")


def test_another_cluster_is_refused():
    from tests.factories import ClusterFactory  # noqa: PLC0415

    ronde, (_, wacht), _, by = bord()
    ander = erkend(StageplaatsFactory(clusters=[ClusterFactory(code="VZVP34-FT", naam="3 VZ 3e jaars")]))
    with pytest.raises(DomainError, match="De plaats is niet voor"):
        plaats(ronde, wacht, ander, by, reden="Toch maar")


@pytest.mark.parametrize("soort", ["school", "reisafstand", "niveau"])
def test_soft_rules_ask_for_a_reason_and_are_then_always_kept(soort):
    ronde, (_, wacht), (_, vrij), by = bord()
    if soort == "school":
        vrij.scholen.set([OrganisatieFactory(school=True)])
    elif soort == "niveau":
        wacht.leerjaar, vrij.begeleider_niveau = 3, 2
    else:
        wacht.max_km, wacht.lat = 1, 53.5
    wacht.save()
    vrij.save()
    with pytest.raises(DomainError, match="waarom dit toch goed is") as fout:
        plaats(ronde, wacht, vrij, by)
    assert fout.value.field == "reden"
    plaats(ronde, wacht, vrij, by, reden="Afgesproken met de school", vast=False)
    assert Pin.objects.get(ronde=ronde, student=wacht).soort == "vast"
    publiceer_ronde(ronde=ronde, by=by, at=LATER)
    assert Plaatsing.objects.filter(student=wacht, stageplaats=vrij).exists()


def test_placement_made_elsewhere_since_the_freeze_is_seen():
    ronde, (_, wacht), (_, vrij), by = bord()
    bevries_en_herstel(ronde, by)
    PlaatsingFactory(
        stageplaats=vrij, begindatum=ronde.begindatum, einddatum=ronde.einddatum, periodes="3 4", dagen="ma di"
    )
    with pytest.raises(DomainError, match="Sinds het bevriezen is er iets veranderd"):
        plaats(ronde, wacht, vrij, by)


def bevries_en_herstel(ronde, by):
    """Freeze the round and let its calculation be one of that freeze."""
    ronde.status = "voorbereiding"
    ronde.save()
    bevriezing = bevries(ronde=ronde, by=by, at=NU)
    ronde.berekeningen.update(bevriezing=bevriezing)
    Ronde.objects.filter(pk=ronde.pk).update(status="berekend")
    ronde.refresh_from_db()


def test_frozen_board_is_prepared_once_and_follows_the_rows():
    ronde, (_, wacht), (_, vrij), by = bord()
    bevries_en_herstel(ronde, by)
    plaats(ronde, wacht, vrij, by)
    berekening = Berekening.objects.select_related("bevriezing").get()
    stand, weer = lees_stand(berekening), lees_stand(berekening)
    assert stand.beeld is weer.beeld
    assert stand.cijfers()["geplaatst"] == 2


# --- off, swap, keep, exclude, note ---


def test_taking_off_can_exclude_the_place():
    ronde, (zit, _), (plek, _), by = bord()
    with pytest.raises(DomainError, match="waarom"):
        zetten.haal_weg(ronde=ronde, student=zit, versie=1, reden="", verbied=True, by=by, at=NU)
    zet = zetten.haal_weg(ronde=ronde, student=zit, versie=1, reden="Familie", verbied=True, by=by, at=NU)
    assert (rij(zit).stageplaats, rij(zit).reden) == (None, "met_hand")
    assert Pin.objects.get(student=zit).soort == "verboden"
    assert zet.effect["geplaatst"] == -1
    with pytest.raises(DomainError, match="uitgesloten"):
        plaats(ronde, zit, plek, by)


def test_swap_moves_both_and_keeps_both():
    ronde, (een, ander), (p, q), by = bord(geplaatst=2)
    zet = zetten.ruil(
        ronde=ronde, student=een, andere=ander, versies={een.pk: 1, ander.pk: 1}, reden="", vast=True, by=by, at=NU
    )
    assert (rij(een).stageplaats, rij(ander).stageplaats) == (q, p)
    assert Pin.objects.filter(ronde=ronde, soort="vast").count() == 2
    assert set(zet.voor) == {str(een.pk), str(ander.pk)}


def test_swap_with_somebody_who_waits_takes_the_place_over():
    ronde, (een, ander), (p, _), by = bord()
    zetten.ruil(ronde=ronde, student=ander, andere=een, versies={}, reden="", vast=False, by=by, at=NU)
    assert (rij(een).stageplaats, rij(ander).stageplaats) == (None, p)


def test_swap_where_one_of_both_breaks_a_rule_changes_nobody():
    ronde, (een, ander), (_, q), by = bord(geplaatst=2)
    q.vog_vereist = True
    q.save()
    with pytest.raises(DomainError, match="VOG"):
        zetten.ruil(ronde=ronde, student=een, andere=ander, versies={}, reden="x", vast=True, by=by, at=NU)
    assert not Zet.objects.exists()
    assert {rij(een).versie, rij(ander).versie} == {1}


def test_keeping_letting_go_excluding_and_noting():
    ronde, (zit, wacht), (_, vrij), by = bord()
    vast = {"ronde": ronde, "by": by, "at": NU, "versie": None}
    afspraken.zet_vast(**vast, student=zit, reden="")
    with pytest.raises(DomainError, match="al vast"):
        afspraken.zet_vast(**vast, student=zit, reden="")
    afspraken.laat_los(**vast, student=zit)
    assert not Pin.objects.exists()
    afspraken.verbied(**vast, student=wacht, stageplaats=vrij, reden="Vorige keer misgegaan")
    assert Pin.objects.get().soort == "verboden"
    afspraken.laat_los(**vast, student=wacht, stageplaats=vrij)
    afspraken.noteer(**vast, student=wacht, tekst=" Belt maandag ")
    assert rij(wacht).notitie == "Belt maandag"
    assert [zet.soort for zet in Zet.objects.order_by("pk")] == [
        "vastzetten",
        "loslaten",
        "verbieden",
        "loslaten",
        "notitie",
    ]
    assert "Belt maandag" not in str(AuditRegel.objects.filter(actie="bord: notitie").values())


@pytest.mark.parametrize("status", ["voorbereiding", "bevroren", "klaargezet", "gepubliceerd", "gesloten"])
def test_board_is_closed_unless_the_calculation_is_under_review(status):
    ronde, (_, wacht), (_, vrij), by = bord()
    Ronde.objects.filter(pk=ronde.pk).update(status=status, gepubliceerd_op=NU)
    with pytest.raises(DomainError):
        plaats(ronde, wacht, vrij, by)
    assert not Zet.objects.exists()


# --- two coordinators ---


def test_second_coordinator_sees_who_was_first_and_overwrites_nothing():
    ronde, (_, wacht), (_, vrij), by = bord()
    tweede = persoon("beheerder")
    anders = erkend(StageplaatsFactory())
    plaats(ronde, wacht, vrij, by, versie=1)
    with pytest.raises(Botsing, match=r"Noor Bakker was u voor, om 10:00: .* geplaatst op .*bevestig opnieuw"):
        plaats(ronde, wacht, anders, tweede, versie=1)
    assert rij(wacht).stageplaats == vrij
    plaats(ronde, wacht, anders, tweede, versie=2)
    assert rij(wacht).stageplaats == anders


def test_last_seat_taken_by_a_colleague_is_a_collision():
    ronde, (_, een, ander), (_, vrij), by = bord(studenten=3)
    plaats(ronde, een, vrij, by)
    with pytest.raises(Botsing, match=r"geen plek meer.*Noor Bakker"):
        plaats(ronde, ander, vrij, persoon("beheerder"), versie=1)


# --- undo and redo ---


def test_undo_and_redo_put_everything_back():
    ronde, (zit, _), (p, vrij), by = bord()
    afspraken.zet_vast(ronde=ronde, student=zit, versie=1, reden="Eerst", by=by, at=NU)
    zet = plaats(ronde, zit, vrij, by, at=NU + timedelta(minutes=1))
    maak_ongedaan(zet=zet, by=by, at=LATER)

    nu = rij(zit)
    assert (nu.stageplaats, nu.met_hand, nu.toelichting, str(nu.km)) == (p, False, "Eerste voorkeur.", "3.4")
    assert (Pin.objects.get().stageplaats, Pin.objects.get().reden) == (p, "Eerst")
    assert nu.versie == 4  # versions never go back
    assert laatst_teruggenomen(ronde.berekeningen.get(), by) == zet
    doe_opnieuw(zet=zet, by=by, at=LATER)
    assert (rij(zit).stageplaats, Pin.objects.get().stageplaats) == (vrij, vrij)
    assert Zet.objects.get(pk=zet.pk).ongedaan_op is None
    assert laatste_van(ronde.berekeningen.get(), by) == zet


def test_undo_waits_for_what_was_built_on_it():
    ronde, (_, wacht), (_, vrij), by = bord()
    anders = erkend(StageplaatsFactory())
    eerst = plaats(ronde, wacht, vrij, by)
    tweede = plaats(ronde, wacht, anders, by, at=LATER)
    with pytest.raises(Botsing, match="Daarna is er verder gewerkt"):
        maak_ongedaan(zet=eerst, by=by, at=LATER)
    maak_ongedaan(zet=tweede, by=by, at=LATER)
    maak_ongedaan(zet=eerst, by=by, at=LATER)
    assert rij(wacht).stageplaats is None


def test_undo_is_refused_when_the_seat_was_given_away():
    ronde, (zit, wacht), (p, _), by = bord()
    weg = zetten.haal_weg(ronde=ronde, student=zit, versie=1, reden="", verbied=False, by=by, at=NU)
    plaats(ronde, wacht, p, by)
    with pytest.raises(Botsing, match="Dit past niet meer"):
        maak_ongedaan(zet=weg, by=by, at=LATER)
    assert rij(zit).stageplaats is None


def test_undo_of_a_swap_puts_both_back():
    ronde, (een, ander), (p, q), by = bord(geplaatst=2)
    zet = zetten.ruil(ronde=ronde, student=een, andere=ander, versies={}, reden="", vast=True, by=by, at=NU)
    maak_ongedaan(zet=zet, by=by, at=LATER)
    assert (rij(een).stageplaats, rij(ander).stageplaats) == (p, q)
    assert not Pin.objects.exists()
    with pytest.raises(DomainError, match="al ongedaan"):
        maak_ongedaan(zet=zet, by=by, at=LATER)


def test_undo_of_a_former_calculation_is_refused():
    ronde, (_, wacht), (_, vrij), by = bord()
    zet = plaats(ronde, wacht, vrij, by)
    Berekening.objects.create(ronde=ronde, gestart_op=LATER, klaar_op=LATER)
    with pytest.raises(DomainError, match="andere berekening"):
        maak_ongedaan(zet=zet, by=by, at=LATER)
