"""R10: every task of ours may run twice, and several times at once, without doing anything twice."""

from datetime import UTC, datetime, timedelta

import pytest

import stagebureau.celery
from tests.chaos.bediening import Jaar

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.echt]

APPS = (
    "basis",
    "kern",
    "vacatures",
    "vraagaanbod",
    "plaatsingen",
    "matching",
    "begeleiding",
    "enquetes",
    "evaluaties",
    "stagebureau",
)
OP = datetime(2026, 10, 2, 5, 30, tzinfo=UTC)


def eigen_taken() -> set[str]:
    stagebureau.celery.app.autodiscover_tasks(force=True)
    return {naam for naam in stagebureau.celery.app.tasks if naam.startswith(tuple(f"{app}." for app in APPS))}


# Per task what must lie ready, how it is called, and what only tells when something last ran. Not here = red.
TAKEN = {
    "begeleiding.tasks.herinner_bijeenkomsten": ("laat_bijeenkomst_naderen", []),
    "begeleiding.tasks.volg_signalen": ("laat_signalen_wachten", []),
    "enquetes.tasks.volg_metingen": ("laat_mening_vragen", []),
    "evaluaties.tasks.controleer_verslagen": (None, [OP.isoformat()]),
    "evaluaties.tasks.herinner_evaluaties": ("laat_evaluaties_wachten", []),
    "evaluaties.tasks.ruim_bestanden_op": ("leg_wees_neer", []),
    "evaluaties.tasks.volg_feedback": ("laat_feedback_aflopen", []),
    "kern.tasks.verstuur_berichten": ("veeg", []),
    "kern.tasks.voer_taak_uit": ("vraag_werk", None),  # None: what was made ready names it
    "kern.tasks.herstel_taken": ("vraag_werk", []),
    "kern.tasks.controleer_audit": (None, []),
    "matching.tasks.volg_rondes": ("laat_ronde_wachten", []),
    "plaatsingen.tasks.herinner_ondertekenaars": ("laat_handtekeningen_wachten", []),
    "plaatsingen.tasks.herinner_uren": ("laat_uren_wachten", []),
    "plaatsingen.tasks.rond_overeenkomsten_af": ("laat_zegels_wachten", []),
    "plaatsingen.tasks.start_plaatsingen": ("laat_beginnen", []),
    "plaatsingen.tasks.tel_stagefonds_op": ("laat_uren_wachten", []),
    "plaatsingen.tasks.volg_verloop": ("laat_kennismaken", []),
    "vacatures.tasks.volg_eigen_plekken": ("laat_eigen_plekken_wachten", []),
    "vacatures.tasks.meld_nieuwe_vacatures": ("laat_nieuws_wachten", []),
    "vacatures.tasks.loop_vacatures_na": ("laat_vacatures_aflopen", []),
    "vacatures.tasks.volg_sollicitaties": ("laat_sollicitaties_wachten", []),
    "vraagaanbod.tasks.herinner_aan_aanbod": ("laat_aanbod_verouderen", []),
}
TIJD = ["kern.Hartslag", "laatst_geveegd", "hartslag_op", "berekend_op"]


def test_every_task_of_ours_is_tried_here():
    assert eigen_taken() == set(TAKEN)


@pytest.mark.parametrize("naam", sorted(TAKEN))
def test_task_that_runs_twice_or_at_once_does_its_work_once(maak_huis, huispost, naam):
    vooraf, args = TAKEN[naam]
    uitkomsten = []
    for samen in (1, 4):
        huis = maak_huis()
        Jaar(huis, 1, aantal=2)
        klaar = huis.doe(vooraf, OP) if vooraf else []
        velden = {"naam": naam, "args": klaar if args is None else args}
        antwoord = huis.vraag("taak", OP, velden=velden, samen=samen)
        assert antwoord["codes"] == [0] * samen, antwoord["uit"]
        huis.doe("taak", OP + timedelta(seconds=1), **velden)  # what another left because it was being done
        gedaan = huis.doe("afdruk", OP, zonder=TIJD)
        huis.doe("taak", OP + timedelta(seconds=2), **velden)
        assert huis.doe("afdruk", OP, zonder=TIJD) == gedaan
        assert len(huispost.message_ids()) == len(set(huispost.message_ids()))
        uitkomsten.append((huis.doe("aantallen", OP), len(huispost.ontvangen)))
    assert uitkomsten[0] == uitkomsten[1]
