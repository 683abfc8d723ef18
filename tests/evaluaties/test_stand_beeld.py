"""The picture of the ladder in every state, and its words; the pure core gives the events."""

from datetime import date, datetime, time, timedelta

import pytest

from evaluaties import verslagregels as regels
from evaluaties.services.ladderbeeld import maak_beeld
from kern.kalender import lokaal_moment
from tests.factories import AMSTERDAM

START, EINDE = date(2026, 9, 1), date(2027, 3, 31)
SEP, OKT, NOV, DEC, JAN = (f"monthly:{maand}" for maand in ("2026-09", "2026-10", "2026-11", "2026-12", "2027-01"))


def op(maand, dag, uur=9, minuut=0, jaar=2026):
    return datetime(jaar, maand, dag, uur, minuut, tzinfo=AMSTERDAM)


def in_(plicht, moment):
    return regels.Inlevering(verplichting=plicht, received_at=moment, recorded_at=moment)


def opdracht(plicht, moment):
    return regels.OpdrachtIngeleverd(verplichting=plicht, received_at=moment, recorded_at=moment)


def vrij(plicht, moment):
    return regels.Vrijstelling(verplichting=plicht, recorded_at=moment)


def besluit(oordeel, moment):
    return regels.Besluit(oordeel=regels.Oordeel(oordeel), door="iemand", recorded_at=moment)


def beeld(*feiten, at, naam="", vegen=True, vanaf=START):
    """Sweep each day at 07:00 up to `at`, then draw."""
    dossier = regels.Dossier(START, EINDE, tuple(feiten))
    beleid, events, dag = regels.Beleid(), [], vanaf
    while vegen and (moment := lokaal_moment(dag, time(7))) <= at:
        events += regels.sweep(dossier, beleid, events, moment)
        dag += timedelta(days=1)
    return maak_beeld(regels.stand(dossier, beleid, events, at), dossier, events, at, naam=naam)


def tekst(beeld):
    """All words of a picture."""
    delen = [beeld.kop, *beeld.zinnen, beeld.hierna, *beeld.rechtgezet]
    delen += [f"{rij.titel} {rij.uitleg} {rij.anders}" for rij in beeld.gevraagd]
    delen += [f"{rij.titel} {rij.woord} {rij.betekenis}" for rij in beeld.treden]
    return " ".join(delen)


STOP = in_(SEP, op(9, 30))  # September on time
VIER = op(1, 5, jaar=2027)  # all of September to December forgotten by then
PAUZE = regels.Pauze(id="p", van=date(2026, 10, 3), tot=None, recorded_at=op(10, 3))
PAUZE_TOT = regels.Pauze(id="p", van=date(2026, 10, 3), tot=date(2026, 10, 9), recorded_at=op(10, 3))
DRIE_OP_TIJD = (STOP, in_(OKT, op(10, 30)), in_(NOV, op(11, 30)))

GEVALLEN = {
    "geen verzuim": (
        (),
        op(9, 15),
        0,
        "Je hebt geen verslag vergeten",
        "klaar",
        [
            "Is het er op vrijdag 2 oktober om 07:00 uur nog niet, dan telt het als de eerste keer vergeten.",
            "Vergeet je een keer een verslag, dan volgen eerst een herinnering en een paar dagen extra.",
        ],
    ),
    "te laat, nog niet geteld": (
        (),
        op(10, 2, 1),
        0,
        "Je hebt geen verslag vergeten",
        "klaar",
        ["Lever je het in voor vrijdag 2 oktober 07:00 uur, dan telt het niet als vergeten."],
    ),
    "1x, termijn loopt": (
        (),
        op(10, 3),
        1,
        "Je staat op trede 1 van 4",
        "let_op",
        [
            "Het reflectieverslag over september 2026 was nodig op donderdag 1 oktober",
            "Je kunt het nog inleveren tot en met dinsdag 6 oktober.",
            "Lever je het niet in voor het einde van dinsdag 6 oktober, dan krijg je ook een vervangende opdracht.",
            "Vergeet je later nog een verslag, dan is dat de tweede keer.",
        ],
    ),
    "1x, daarna binnen": (
        (in_(SEP, op(10, 5)),),
        op(10, 8),
        1,
        "Je staat op trede 1 van 4",
        "let_op",
        ["Het kwam daarna binnen, op maandag 5 oktober. Voor dit verslag is niets meer nodig."],
    ),
    "1x, termijn voorbij": (
        (),
        op(10, 8),
        1,
        "Je staat op trede 1 van 4",
        "let_op",
        [
            "De extra dagen zijn voorbij. Het verslag zelf is nog wel nodig.",
            "Vervangende opdracht bij het reflectieverslag over september 2026",
            "Het telt niet nog een keer mee. Lukt het niet? Vraag je coördinator of stagedocent om hulp.",
        ],
    ),
    "1x, opdracht te laat": (
        (),
        op(10, 23),
        1,
        "Je staat op trede 1 van 4",
        "let_op",
        ["De dag is voorbij. Lever de opdracht nog in, of overleg met je coördinator."],
    ),
    "1x, alles binnen": (
        (in_(SEP, op(10, 9)), opdracht(SEP, op(10, 12))),
        op(10, 20),
        1,
        "Je staat op trede 1 van 4",
        "let_op",
        ["Het kwam daarna binnen, op vrijdag 9 oktober."],
    ),
    "2x": (
        (),
        op(11, 4),
        2,
        "Je staat op trede 2 van 4",
        "let_op",
        [
            "Dat telt als de tweede keer.",
            "Lukt dat niet, dan bespreekt je coördinator met je hoe het verder gaat. Het telt niet nog een keer mee.",
            "Vervangende opdracht bij het reflectieverslag over oktober 2026",
            "Dat is de laatste kans, met een herinnering en een vervangende opdracht.",
        ],
    ),
    "3x, laatste kans": (
        (),
        op(12, 3),
        3,
        "Je staat op trede 3 van 4",
        "let_op",
        [
            "De laatste kans: een herinnering, een paar dagen extra en een vervangende opdracht.",
            "dan is dat de vierde keer. Dan komt er een voorstel om de stage onvoldoende te geven.",
            "Een coördinator beslist daarover.",
        ],
    ),
    "4x voorgesteld": (
        (),
        VIER,
        4,
        "Er ligt een voorstel: stage onvoldoende",
        "let_op",
        [
            "Dat is nog geen besluit.",
            "Is er iets wat je coördinator moet weten, zoals ziekte of problemen thuis? Vertel het. Dat telt mee.",
            "Tot het besluit gaat je stage gewoon door.",
        ],
    ),
    "4x afgewezen": (
        (besluit("reject", op(1, 6, jaar=2027)),),
        op(1, 7, jaar=2027),
        4,
        "Je stage gaat door",
        "let_op",
        [
            "Op woensdag 6 januari is besloten dat het voorstel 'stage onvoldoende' niet doorgaat.",
            "Vergeet je nog een verslag, dan komt er opnieuw een voorstel. Ook dan beslist een coördinator.",
        ],
    ),
    "4x bevestigd": (
        (besluit("confirm", op(1, 6, jaar=2027)),),
        op(1, 7, jaar=2027),
        4,
        "De stage is onvoldoende",
        "fout",
        [
            "Dat is besloten op woensdag 6 januari, na vier vergeten verslagen.",
            "Je kunt ook bezwaar maken bij de examencommissie van je school.",
        ],
    ),
    "bevestigd en daarna gesloten": (
        (besluit("confirm", op(1, 6, jaar=2027)), regels.Gesloten(recorded_at=op(1, 8, jaar=2027))),
        op(1, 9, jaar=2027),
        4,
        "De stage is onvoldoende",
        "fout",
        ["Je kunt ook bezwaar maken bij de examencommissie van je school."],
    ),
    "bevestigd, daarna vrijgesteld": (
        (besluit("confirm", op(1, 6, jaar=2027)), vrij(OKT, op(1, 7, jaar=2027))),
        op(1, 9, jaar=2027),
        4,
        "De stage is onvoldoende",
        "fout",
        ["De coördinator kijkt opnieuw naar het besluit."],
    ),
    "bevestigd en teruggenomen": (
        (
            besluit("confirm", op(1, 6, jaar=2027)),
            vrij(OKT, op(1, 7, jaar=2027)),
            besluit("revoke", op(1, 9, jaar=2027)),
        ),
        op(1, 9, 12, jaar=2027),
        4,
        "Je stage gaat door",
        "let_op",
        ["Op zaterdag 9 januari is het besluit 'stage onvoldoende' teruggedraaid, na een nieuwe blik."],
    ),
    "pauze zonder einde": (
        (PAUZE,),
        op(10, 5),
        1,
        "Je staat op trede 1 van 4",
        "let_op",
        ["De termijnen voor verslagen staan stil.", "De termijnen staan stil. Je hoeft dit nu niet te doen."],
    ),
    "pauze met einde": (
        (PAUZE_TOT,),
        op(10, 5),
        1,
        "Je staat op trede 1 van 4",
        "let_op",
        ["De termijnen staan stil tot en met vrijdag 9 oktober.", "Je kunt het nog inleveren tot en met"],
    ),
    "teruggedraaid": (
        (vrij(SEP, op(10, 4)),),
        op(10, 6),
        0,
        "Je hebt geen verslag vergeten",
        "klaar",
        ["Het reflectieverslag over september 2026 telt sinds maandag 5 oktober niet meer als vergeten."],
    ),
    "trede verlaagd": (
        (vrij(SEP, op(11, 4)),),
        op(11, 6),
        1,
        "Je staat op trede 1 van 4",
        "let_op",
        ["Het reflectieverslag over oktober 2026 telt nu als de eerste keer. Eerst was dat de tweede keer."],
    ),
    "voorstel ingetrokken": (
        (vrij(SEP, op(1, 6, jaar=2027)),),
        op(1, 8, jaar=2027),
        3,
        "Je staat op trede 3 van 4",
        "let_op",
        ["Het voorstel 'stage onvoldoende' is op donderdag 7 januari ingetrokken."],
    ),
    "gesloten": (
        (*DRIE_OP_TIJD, regels.Gesloten(recorded_at=op(12, 10))),
        op(12, 12),
        0,
        "Je verslagen zijn afgesloten",
        "neutraal",
        ["Je hoeft niets meer in te leveren. Er telde geen verslag als vergeten."],
    ),
    "gesloten met een verzuim": (
        (regels.Gesloten(recorded_at=op(10, 10)),),
        op(10, 12),
        1,
        "Je verslagen zijn afgesloten",
        "neutraal",
        ["In totaal telde 1 verslag als vergeten."],
    ),
}


@pytest.mark.parametrize("geval", GEVALLEN.values(), ids=GEVALLEN)
def test_picture_of_each_state(geval):
    feiten, at, trede, kop, kleur, zinnen = geval
    uit = beeld(*feiten, at=at)
    assert (uit.trede, uit.kop, uit.kleur) == (trede, kop, kleur)
    woorden = tekst(uit)
    assert [zin for zin in zinnen if zin not in woorden] == []
    assert [rij.stand for rij in uit.treden].count("hier") == (1 if trede else 0)
    assert all(rij.stand == ("leeg" if rij.nummer > trede else rij.stand) for rij in uit.treden)


@pytest.mark.parametrize("geval", GEVALLEN.values(), ids=GEVALLEN)
def test_words_for_staff_never_say_je(geval):
    feiten, at, trede, *_ = geval
    uit = beeld(*feiten, at=at, naam="Sam de Vries")
    assert uit.trede == trede
    woorden = f" {tekst(uit).lower()} "
    assert not [woord for woord in (" je ", " jij ", " jouw ", " jou ") if woord in woorden]


@pytest.mark.parametrize("geval", GEVALLEN.values(), ids=GEVALLEN)
def test_words_never_threaten_and_show_no_codes(geval):
    woorden = tekst(beeld(*geval[0], at=geval[1])).lower()
    for woord in ("straf", "gezakt", "waarschuwing!", "consequentie", "sanctie", "monthly", "none", "!"):
        assert woord not in woorden


def test_each_rung_names_the_report_and_the_day_it_was_counted():
    uit = beeld(at=op(12, 3))
    assert [(rij.nummer, [(o.plicht, o.due, o.geteld_op) for o in rij.oorzaken]) for rij in uit.treden] == [
        (1, [(SEP, date(2026, 10, 1), date(2026, 10, 2))]),
        (2, [(OKT, date(2026, 11, 2), date(2026, 11, 3))]),
        (3, [(NOV, date(2026, 12, 1), date(2026, 12, 2))]),
        (4, []),
    ]
    assert [rij.stand for rij in uit.treden] == ["geweest", "geweest", "hier", "leeg"]


def test_what_has_a_day_to_come_stands_before_what_is_behind():
    uit = beeld(at=op(11, 4))
    gevraagd = [(rij.wat, rij.plicht, rij.tot) for rij in uit.gevraagd]
    assert gevraagd == [
        ("verslag", OKT, date(2026, 11, 6)),
        ("opdracht", OKT, date(2026, 11, 17)),
        ("verslag", NOV, date(2026, 12, 1)),
        ("opdracht", SEP, date(2026, 10, 21)),
        ("verslag", SEP, None),
    ]


def test_student_who_was_not_told_in_time_reads_that_it_counts():
    uit = beeld(at=VIER, vanaf=date(2027, 1, 5))
    assert "Je kreeg niet elke keer op tijd bericht. De coördinator ziet dat en weegt het mee." in uit.zinnen
    over = beeld(at=VIER, vanaf=date(2027, 1, 5), naam="Sam")
    assert any("Weeg dat mee." in zin for zin in over.zinnen)


def test_fifth_miss_after_a_rejection_stands_on_the_fourth_rung_and_proposes_again():
    uit = beeld(besluit("reject", op(1, 6, jaar=2027)), at=op(2, 3, jaar=2027))
    assert uit.kop == "Er ligt een voorstel: stage onvoldoende"
    assert [oorzaak.plicht for oorzaak in uit.treden[3].oorzaken] == [DEC, JAN]
    assert uit.zinnen[0].startswith("Er zijn vijf verslagen vergeten.")


def test_assignment_is_still_asked_when_the_report_came_in_after_all():
    uit = beeld(in_(OKT, op(11, 5)), at=op(11, 6))
    assert "Het kwam daarna binnen, op donderdag 5 november. De vervangende opdracht is nog nodig." in uit.zinnen


def test_proposal_is_urgent_for_staff_and_open_for_the_student():
    assert (beeld(at=VIER).kleur, beeld(at=VIER).treden[3].kleur) == ("let_op", "let_op")
    over = beeld(at=VIER, naam="Sam")
    assert (over.kleur, over.treden[3].kleur) == ("fout", "fout")


def test_picture_before_the_first_report_is_due_has_four_empty_rungs():
    uit = beeld(at=op(9, 2), vegen=False)
    assert [rij.woord for rij in uit.treden] == ["niet bereikt"] * 4
    assert [rij.plicht for rij in uit.gevraagd] == [SEP]
