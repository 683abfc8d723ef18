"""Planned talks, a rhythm of the region, and what a student says of a report: every state for the demo accounts."""

from datetime import date, timedelta

from begeleiding.enums import AfspraakStatus, GesprekSoort, GesprekVorm, StudentOordeel
from begeleiding.models import Gespreksafspraak, Gespreksritme
from plaatsingen.models import Plaatsing
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.stages import Stages

PER_DAG = ((9, 30), (10, 30), (13, 0), (15, 0))
VORMEN = (GesprekVorm.OP_LOCATIE, GesprekVorm.OP_LOCATIE, GesprekVorm.ONLINE, GesprekVorm.OP_LOCATIE)


def maak_gesprekswerk(wereld: Wereld, loop: Stages, hoofdpersoon: Plaatsing) -> None:
    """Fill two weeks of the stagebegeleider of the demo, and let one student disagree with a report."""
    _ritme(wereld)
    _agenda(wereld, loop, hoofdpersoon)
    _oordelen(wereld, hoofdpersoon)


def _ritme(wereld: Wereld) -> None:
    """The region agreed on a talk every four weeks; before that it was every week."""
    jaar = wereld.vandaag.year - (wereld.vandaag.month < 8)
    Gespreksritme.objects.create(
        weken=4, te_laat_na=8, minuten=30, om_en_om_online=True, geldig_van=date(jaar, 8, 1),
        gemaakt_op=wereld.moment(date(jaar, 6, 20)),
    )  # fmt: skip


def _werkdag(wereld: Wereld, dagen: int) -> date:
    """Return the so many-th weekday after today (before it, when negative)."""
    dag, stap = wereld.vandaag, 1 if dagen > 0 else -1
    while dagen:
        dag += timedelta(days=stap)
        dagen -= stap if dag.weekday() < 5 else 0
    return dag


def _afspraak(
    wereld: Wereld, plaatsing: Plaatsing, dag: date, tijd: tuple[int, int], **anders: object
) -> Gespreksafspraak:
    locatie = plaatsing.stageplaats.afdeling.locatie
    vast = {
        "soort": GesprekSoort.VOORTGANG,
        "vorm": GesprekVorm.OP_LOCATIE,
        "plek": ", ".join(deel for deel in (str(locatie.organisatie), locatie.adres, locatie.plaats) if deel)[:300],
        "begeleider": plaatsing.stagebegeleider,
        "gemaakt_door": plaatsing.stagebegeleider,
        "gemaakt_op": wereld.moment(wereld.dagen_geleden(9)),
    }
    return Gespreksafspraak(
        public_id=wereld.id(), plaatsing=plaatsing, begin=wereld.moment(dag, *tijd), **vast | anders
    )


def _agenda(wereld: Wereld, loop: Stages, hoofdpersoon: Plaatsing) -> None:
    begeleider = hoofdpersoon.stagebegeleider_id
    eigen = [rij for rij in loop.met_status("lopend") if rij.stagebegeleider_id == begeleider and rij != hoofdpersoon]
    rijen = [
        _afspraak(wereld, hoofdpersoon, _werkdag(wereld, 3), (11, 0)),
        _afspraak(
            wereld, hoofdpersoon, _werkdag(wereld, -6), (11, 0), vorm=GesprekVorm.ONLINE, plek="",
            status=AfspraakStatus.AFGEZEGD, reden="Ik had die dag een toets.", volgnummer=1,
        ),
    ]  # fmt: skip
    momenten = [(dag, tijd) for dag in (1, 2, 4, 6) for tijd in PER_DAG]
    for nummer, (plaatsing, (dag, tijd)) in enumerate(zip(eigen, momenten, strict=False)):
        vorm = VORMEN[nummer % len(VORMEN)]
        anders = {} if vorm == GesprekVorm.OP_LOCATIE else {"vorm": vorm, "plek": "Via de link in de uitnodiging"}
        rijen.append(_afspraak(wereld, plaatsing, _werkdag(wereld, dag), tijd, **anders))
    if eigen:
        rijen.append(_afspraak(wereld, eigen[-1], _werkdag(wereld, -1), (14, 0)))
    schrijf(Gespreksafspraak, rijen)


def _oordelen(wereld: Wereld, hoofdpersoon: Plaatsing) -> None:
    """The newest report of the demo student is still to be read; the one before isn't right, says the student."""
    gesprekken = list(hoofdpersoon.gesprekken.order_by("-datum")[:2])
    for gesprek in gesprekken[:1]:
        gesprek.oordeel_student, gesprek.oordeel_op = "", None
        gesprek.save(update_fields=["oordeel_student", "oordeel_op"])
    for gesprek in gesprekken[1:]:
        gesprek.oordeel_student, gesprek.oordeel_op = StudentOordeel.KLOPT_NIET, wereld.moment(wereld.dagen_geleden(2))
        gesprek.reactie_student = "Er staat dat ik te laat was. Die dag reed mijn bus niet, en ik had gebeld."
        gesprek.save(update_fields=["oordeel_student", "oordeel_op", "reactie_student"])


def maak_veel_afspraken(wereld: Wereld, loop: Stages) -> None:
    """Plan a talk with every student of a large region, spread over four weeks; nobody is invited."""
    al = set(Gespreksafspraak.objects.values_list("plaatsing_id", flat=True))
    rijen = [
        _afspraak(wereld, plaatsing, _werkdag(wereld, 1 + nummer % 20), (9 + nummer % 8, 0), plek="")
        for nummer, plaatsing in enumerate(loop.met_status("lopend"))
        if plaatsing.pk not in al
    ]
    schrijf(Gespreksafspraak, rijen)
