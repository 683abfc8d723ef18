"""Evaluation forms as data: builder, versions, which one counts, moments of flexstage (R8.1)."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from evaluaties.formulieren import Onderdeel, fouten_in, onderdelen_van, voorstel_eindscore
from evaluaties.models import Evaluatie, Evaluatieformulier
from evaluaties.services import evaluaties
from evaluaties.services import formulieren as services
from plaatsingen.models import Stagevorm
from tests.factories import AMSTERDAM, FormulierFactory, OrganisatieFactory, PlaatsingFactory, StudentFactory, persoon

NU = datetime(2026, 11, 2, 14, 0, tzinfo=AMSTERDAM)
DEEL = Onderdeel(code="W1", titel="Praat goed", rubric={"goed": "Voelt aan wat iemand niet zegt."}, gewicht=2)
VANDAAG = date(2026, 11, 2)


def maak(kring, **inhoud):
    """Make a concept of the school with one part."""
    formulier = services.maak_formulier(naam="Eigen", school=kring.school, by=kring.coordinator, at=NU)
    gegevens = {"momenten": ["tussen"], "onderdelen": [DEEL], **inhoud}
    return services.wijzig_formulier(
        formulier=formulier,
        inhoud=services.Formulierinhoud(**gegevens),
        bewerking=0,
        by=kring.coordinator,
        at=NU,
    )


def publiceer(formulier, kring, vanaf=VANDAAG):
    return services.publiceer(formulier=formulier, vanaf=vanaf, by=kring.coordinator, at=NU)


def test_weights_make_a_proposal_and_a_person_decides():
    delen = [DEEL, Onderdeel(code="W2", titel="Veilig"), Onderdeel(code="O", titel="Vraag", soort="open")]
    scores = {"W1": {"score": "goed"}, "W2": {"score": "oefenen"}}
    voorstel = voorstel_eindscore(delen, scores)
    assert (voorstel.score, round(voorstel.gemiddelde, 2)) == ("voldoende", 2.33)
    assert voorstel_eindscore(delen, {"W1": {"score": "niet_gezien"}}) is None


def test_what_keeps_a_form_from_being_published():
    dubbel = [DEEL, Onderdeel(code="W1", titel="", gewicht=0), Onderdeel(code="a b", titel="x")]
    assert len(fouten_in(dubbel, [])) == 4
    assert fouten_in([Onderdeel(code="O", titel="Vraag", soort="open")], ["eind"])
    assert fouten_in([DEEL], ["eind"]) == []


def test_form_of_the_own_school_goes_first_and_running_ones_keep_theirs(kring):
    oud = evaluaties.open_evaluatie(
        plaatsing=kring.plaatsing, moment="tussen", voor_datum=None, by=kring.coordinator, at=NU
    )
    eigen = maak(kring)
    assert evaluaties.formulier_voor(kring.plaatsing, "tussen", VANDAAG) == oud.formulier
    publiceer(eigen, kring, VANDAAG + timedelta(1))
    assert evaluaties.formulier_voor(kring.plaatsing, "tussen", VANDAAG) == oud.formulier
    assert evaluaties.formulier_voor(kring.plaatsing, "tussen", VANDAAG + timedelta(1)) == eigen
    oud.refresh_from_db()
    assert oud.formulier != eigen
    services.trek_formulier_in(formulier=eigen, by=kring.coordinator, at=NU)
    assert evaluaties.formulier_voor(kring.plaatsing, "tussen", VANDAAG + timedelta(1)) == oud.formulier


def test_published_version_never_changes_and_the_next_begins_as_a_copy(kring):
    eerste = publiceer(maak(kring), kring)
    with pytest.raises(DomainError, match="verandert niet meer"):
        services.wijzig_formulier(
            formulier=eerste, inhoud=services.Formulierinhoud(), bewerking=1, by=kring.coordinator, at=NU
        )
    tweede = services.nieuwe_versie(formulier=eerste, by=kring.coordinator, at=NU)
    assert services.nieuwe_versie(formulier=eerste, by=kring.coordinator, at=NU) == tweede
    assert (tweede.versie, tweede.status, tweede.onderdelen) == (2, "concept", eerste.onderdelen)
    services.verwijder_concept(formulier=tweede, by=kring.coordinator, at=NU)
    assert not Evaluatieformulier.objects.filter(pk=tweede.pk).exists()


def test_forms_of_others_are_not_changed(kring, ander):
    regionaal = Evaluatieformulier.objects.filter(school=None).first()
    for formulier in (regionaal, maak(ander)):
        with pytest.raises(GeenToegang):
            services.nieuwe_versie(formulier=formulier, by=kring.coordinator, at=NU)
    with pytest.raises(GeenToegang):
        services.maak_formulier(naam="Voor allen", school=None, by=kring.coordinator, at=NU)
    zichtbaar = Evaluatieformulier.objects.visible_to(kring.coordinator)
    assert not zichtbaar.filter(school=ander.school).exists()
    assert not Evaluatieformulier.objects.visible_to(kring.werkbegeleider).exists()


def test_two_builders_the_second_keeps_the_text(kring, als):
    formulier = maak(kring)
    url = reverse("formulieren:bewerken", args=[formulier.public_id])
    antwoord = als(kring.coordinator).post(url, velden("Nieuw onderdeel", bewerking=0))
    assert antwoord.status_code == 409
    assert "Nieuw onderdeel" in antwoord.text


def velden(*titels, bewerking=1, **extra):
    """Give a post of the builder with these parts."""
    data = {"momenten": ["tussen", "eind"], "letters": "", "uitleg": "", "bewerking": bewerking}
    data |= {"deel-TOTAL_FORMS": len(titels) + 1, "deel-INITIAL_FORMS": 0}
    for nummer, titel in enumerate([*titels, ""]):
        data |= {f"deel-{nummer}-titel": titel, f"deel-{nummer}-soort": "score", f"deel-{nummer}-gewicht": "1"}
        data |= {f"deel-{nummer}-rubric_goed": f"Top {titel}"} if titel else {}
    return data | extra


def test_building_previewing_and_publishing_by_page(kring, als):
    client = als(kring.coordinator)
    school = kring.school.public_id
    antwoord = client.post(reverse("formulieren:nieuw"), {"naam": "Van ons", "school": school})
    formulier = Evaluatieformulier.objects.get(naam="Van ons")
    bewerken = reverse("formulieren:bewerken", args=[formulier.public_id])
    assert antwoord.url == bewerken
    plekken = {"deel-0-plek": "2", "deel-1-plek": "1", "deel-2-weg": "on"}
    client.post(bewerken, velden("Eerst", "Tweede", "Weg", bewerking=0, voorbeeld="1", **plekken))
    formulier.refresh_from_db()
    assert [deel.titel for deel in onderdelen_van(formulier.onderdelen)] == ["Tweede", "Eerst"]
    detail = reverse("formulieren:detail", args=[formulier.public_id])
    voorbeeld = client.get(f"{detail}?moment=eind").text
    assert "Goed: Top Eerst" in voorbeeld
    assert "Nog niet gezien" not in voorbeeld
    assert "Nog niet gezien" in client.get(detail).text
    client.post(reverse("formulieren:publiceren", args=[formulier.public_id]), {"vanaf": timezone.localdate()})
    formulier.refresh_from_db()
    assert (formulier.status, formulier.momentlijst) == ("gepubliceerd", ["tussen", "eind"])
    assert client.get(bewerken).url == detail
    assert "Van ons" in client.get(reverse("formulieren:lijst")).text


def test_who_makes_no_forms_finds_the_door_closed(kring, ander, als):
    formulier = maak(kring)
    detail = reverse("formulieren:detail", args=[formulier.public_id])
    assert als(kring.stagedocent).get(detail).status_code == 200
    assert als(kring.werkbegeleider).get(detail).status_code == 403
    assert als(ander.coordinator).get(detail).status_code == 404
    for naam in ("bewerken", "versie", "publiceren", "intrekken", "verwijderen"):
        assert (
            als(kring.stagedocent).post(reverse(f"formulieren:{naam}", args=[formulier.public_id])).status_code == 403
        )


def test_flexstage_is_evaluated_in_weeks_10_and_20_and_at_the_end(kring, als):
    assert evaluaties.momenten_van(kring.plaatsing) == ["tussen", "eind"]
    for code, verwacht in (("lintstage", ["tussen", "eind"]), ("flexstage", ["week10", "week20", "eind"])):
        kring.plaatsing.vorm = Stagevorm.objects.get(code=code)
        kring.plaatsing.save(update_fields=["vorm"])
        assert evaluaties.momenten_van(kring.plaatsing) == verwacht
    url = reverse("evaluaties:openen", args=[kring.plaatsing.public_id])
    assert als(kring.coordinator).post(url, {"moment": "tussen"}).status_code == 422
    als(kring.coordinator).post(url, {"moment": "week10"})
    evaluatie = Evaluatie.objects.get()
    assert evaluatie.formulier.naam == "Flexstage, week 10 en 20"
    invullen = als(kring.werkbegeleider).get(reverse("evaluaties:invullen", args=[evaluatie.public_id])).text
    assert "Kent de mensen op de afdeling" in invullen
    assert "Ziet zelf wat iemand op een dag nodig heeft" not in invullen


def test_open_questions_and_not_seen_yet_count_as_answers_before_the_end(kring):
    formulier = FormulierFactory(
        momenten="tussen eind",
        school=kring.school,
        onderdelen=[
            {"code": "W1", "titel": "Veilig"},
            {"code": "V", "titel": "Waarom?", "soort": "open", "verplicht": True},
        ],
    )
    gezien = {"W1": {"score": "niet_gezien", "toelichting": "x"}}
    for moment, mist in (("tussen", {"toelichting_V"}), ("eind", {"score_W1", "toelichting_V"})):
        evaluatie = Evaluatie(plaatsing=kring.plaatsing, formulier=formulier, moment=moment)
        assert set(evaluaties.wat_mist(evaluatie, gezien)) == mist


def test_list_of_forms_costs_the_same_for_one_and_many(kring, als, django_assert_max_num_queries):
    client = als(persoon("beheerder"))
    url = reverse("formulieren:lijst")
    client.get(url)
    for _ in range(4):
        FormulierFactory(school=OrganisatieFactory(school=True))
    with django_assert_max_num_queries(12):
        assert client.get(url).status_code == 200


def test_next_moment_is_opened_for_many_at_once(kring, ander, als):
    als(kring.coordinator).get(reverse("evaluaties:kies"))
    tweede = PlaatsingFactory(
        student=StudentFactory(school=kring.school), stageplaats=kring.plaatsing.stageplaats, vorm=flexstage()
    )
    client, url = als(kring.coordinator), reverse("evaluaties:kies")
    assert client.post(url, {"kies": []}).status_code == 422

    def open_wat_er_staat() -> set[tuple[int, str]]:
        """Twice the same form: the moment that was shown, not the one after it as well (C2)."""
        kies = re.findall(r'name="kies" value="([^"]+)"', client.get(url).text)
        for _ in range(2):
            client.post(url, {"kies": [*kies, f"{ander.plaatsing.public_id}:tussen", "onzin"], "voor_datum": ""})
        return set(Evaluatie.objects.values_list("plaatsing", "moment"))

    eerste = kring.plaatsing.pk
    samen = {(eerste, "tussen"), (tweede.pk, "week10")}
    assert open_wat_er_staat() == samen
    assert open_wat_er_staat() == samen | {(eerste, "eind"), (tweede.pk, "week20")}
    assert "alles is geopend" in client.get(url).text


def flexstage():
    return Stagevorm.objects.get(code="flexstage")


def test_two_who_take_one_name_at_the_same_time_make_one_form(kring, monkeypatch):
    """The other one is in between looking and keeping."""
    maak(kring)
    monkeypatch.setattr("django.db.models.QuerySet.exists", lambda rijen: False)
    with pytest.raises(DomainError, match="met deze naam"):
        maak(kring)


def test_superseded_version_leaves_the_list_but_is_kept(kring, als):
    client, url = als(kring.coordinator), reverse("formulieren:lijst")
    assert "Eindbeoordeling zorg</a>, versie 1" not in client.get(url).text
    alles = client.get(url, {"toon": "alles"}).text
    assert "Eindbeoordeling zorg</a>, versie 1" in alles
    assert "vervangen" in alles
