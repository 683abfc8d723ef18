"""Goals, monthly reports with feedback, facts of the ladder, evaluations."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta

from begeleiding.models import Gesprek
from evaluaties.enums import FeitSoort, VerslagSoort
from evaluaties.models import (
    Feedback,
    Inlevering,
    Leerdoel,
    Verslag,
    Verslagfeit,
)
from evaluaties.receivers import MET_VERSLAG
from kern.kalender import eerste_werkdag, termijn
from plaatsingen.models import Plaatsing
from stagebureau.demo import gewoonten, teksten, verslagteksten
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.stages import Stages

MIN_DAGEN = 14
DAGEN_NA_GESPREK = 7


def _volgende_maand(dag: date) -> date:
    return (dag.replace(day=1) + timedelta(days=32)).replace(day=1)


def verschuldigde_maanden(plaatsing: Plaatsing, tot: date) -> Iterator[tuple[str, date]]:
    """Yield (obligation key, due date) of the months that are over before `tot` and hold 14 stage days or more."""
    maand = plaatsing.begindatum.replace(day=1)
    while _volgende_maand(maand) <= tot:
        volgende = _volgende_maand(maand)
        van = max(maand, plaatsing.begindatum)
        tot_en_met = min(volgende - timedelta(days=1), plaatsing.einddatum)
        if (tot_en_met - van).days + 1 >= MIN_DAGEN:
            yield f"monthly:{maand:%Y-%m}", eerste_werkdag(volgende.year, volgende.month)
        maand = volgende


def maak_gespreksfeiten(gesprekken: list[Gesprek]) -> dict[int, list[Verslagfeit]]:
    """Tell the ladder of the talks about which a report is owed (R6.2); returns the facts by placement.

    They are the rows that `evaluaties.services.feiten.meld_gesprek` adds when somebody logs such a talk, all at once.
    """
    feiten = [
        Verslagfeit(
            plaatsing=gesprek.plaatsing,
            soort=FeitSoort.MEETING,
            waarde=gesprek.soort,
            ref="1",
            datum=gesprek.datum,
            bron=f"gesprek:{gesprek.public_id}",
            by=gesprek.vastgelegd_door,
            recorded_at=gesprek.vastgelegd_op,
        )
        for gesprek in gesprekken
        if gesprek.soort in MET_VERSLAG
    ]
    per_plaatsing: dict[int, list[Verslagfeit]] = {}
    for feit in schrijf(Verslagfeit, feiten):
        per_plaatsing.setdefault(feit.plaatsing_id, []).append(feit)
    return per_plaatsing


def maak_leerdoelen(wereld: Wereld, stages: Stages) -> dict[int, Leerdoel]:
    """Give every student on a stage one or two goals; returns the first goal by student id."""
    rijen = []
    for plaatsing in stages.met_status("lopend", "afgerond"):
        for titel in wereld.rng.sample(teksten.LEERDOELEN, 1 + wereld.kans(0.5)):
            rijen.append(  # noqa: PERF401 - reads better than a nested comprehension
                Leerdoel(
                    public_id=wereld.id(),
                    student=plaatsing.student,
                    titel=titel,
                    aanpak="Ik bespreek dit elke twee weken met mijn werkbegeleider.",
                    gemaakt_op=wereld.moment(min(plaatsing.begindatum + timedelta(days=5), wereld.vandaag)),
                )
            )
    doelen: dict[int, Leerdoel] = {}
    for doel in schrijf(Leerdoel, rijen):
        doelen.setdefault(doel.student_id, doel)
    return doelen


def _inhoud(wereld: Wereld, doel: Leerdoel, soort: str) -> dict[str, str]:
    delen = verslagteksten.PER_SOORT[VerslagSoort(soort)]
    return {"leerdoel": doel.titel} | {naam: wereld.rng.choice(keuze) for naam, keuze in delen.items()}


def _plichten(
    wereld: Wereld, plaatsing: Plaatsing, meldingen: list[Verslagfeit]
) -> Iterator[tuple[str, str, date | None]]:
    """Yield (kind, obligation key, day it came in or None) of every report that was owed so far."""
    klaar = plaatsing.status != "lopend"
    for feit in meldingen:
        op_tijd = klaar or wereld.kans(0.94)
        na = feit.datum + timedelta(days=wereld.rng.randrange(1, 7))
        dag = na if op_tijd else _ontvangst_laat(wereld, termijn(feit.datum, DAGEN_NA_GESPREK))
        yield feit.waarde, f"{feit.waarde}:{feit.ref}", dag
    for plicht, due in verschuldigde_maanden(plaatsing, wereld.vandaag):
        yield VerslagSoort.MAAND, plicht, due - timedelta(days=2) if klaar else _ontvangst(wereld, due)


def _ontvangst_laat(wereld: Wereld, due: date) -> date | None:
    """Return the day a late report came in, or None for one that never did."""
    return due + timedelta(days=wereld.rng.randrange(2, 6)) if wereld.kans(0.6) else None


def _ontvangst(wereld: Wereld, due: date) -> date | None:
    """Return the day a report came in: mostly in time, some late, some never."""
    lot = wereld.rng.random()
    if lot < 0.86:
        return due - timedelta(days=wereld.rng.randrange(1, 9))
    if lot < 0.94:
        return due + timedelta(days=wereld.rng.randrange(2, 6))
    return None


def _kans_gelezen(dagen: int) -> float:
    """Return the chance that a report of so many days ago has feedback: on every day of the month some wait."""
    return 0.3 if dagen <= 12 else 0.8 if dagen <= 40 else 1.0


def maak_verslagen(
    wereld: Wereld, stages: Stages, doelen: dict[int, Leerdoel], meldingen: dict[int, list[Verslagfeit]]
) -> None:
    """Write reports of talks and of the months that are over, and the facts the ladder reads."""
    verslagen, ontvangen = [], []
    plichten = [
        (plaatsing, list(_plichten(wereld, plaatsing, meldingen.get(plaatsing.pk, []))))
        for plaatsing in stages.met_status("lopend", "afgerond")
    ]
    vergeten = gewoonten.verdeel_vergeten(wereld, ((plaatsing, len(rijen)) for plaatsing, rijen in plichten))
    for plaatsing, rijen in plichten:
        doel = doelen[plaatsing.student_id]
        for soort, plicht, dag in rijen[vergeten.get(plaatsing.pk, 0) :]:
            if dag is None or dag >= wereld.vandaag:
                continue
            op = wereld.moment(dag, 21, wereld.rng.randrange(60))
            gelezen = plaatsing.status == "afgerond" or wereld.kans(_kans_gelezen((wereld.vandaag - dag).days))
            verslagen.append(
                Verslag(
                    public_id=wereld.id(),
                    plaatsing=plaatsing,
                    soort=soort,
                    plicht=plicht,
                    **_inhoud(wereld, doel, soort),
                    delen_met_werkbegeleider=wereld.kans(0.4),
                    status="besproken" if gelezen else "ingeleverd",
                    versie=1,
                    bewaard_op=op,
                    eerste_inlevering=op,
                    laatste_inlevering=op,
                )
            )
            ontvangen.append(op)
    verslagen = schrijf(Verslag, verslagen)
    _maak_inleveringen(verslagen)
    _maak_feedback(wereld, verslagen)
    _sluit_afgeronde(wereld, stages)


def _sluit_afgeronde(wereld: Wereld, stages: Stages) -> None:
    """The ladder of a stage that is over stands still."""
    rijen = []
    for plaatsing in stages.met_status("afgerond"):
        op = wereld.moment(min(plaatsing.einddatum, wereld.dagen_geleden(1)), 17)
        rijen.append(Verslagfeit(plaatsing=plaatsing, soort="closed", received_at=op, recorded_at=op))
    schrijf(Verslagfeit, rijen)


def _maak_inleveringen(verslagen: list[Verslag]) -> None:
    rijen, feiten = [], []
    for verslag in verslagen:
        inhoud = {naam: getattr(verslag, naam) for naam in Verslag.ONDERDELEN}
        inhoud["delen_met_werkbegeleider"] = verslag.delen_met_werkbegeleider
        tekst = json.dumps(inhoud, sort_keys=True, ensure_ascii=False)
        op = verslag.eerste_inlevering
        rijen.append(
            Inlevering(
                verslag=verslag, ontvangen_op=op, inhoud=inhoud, sha256=hashlib.sha256(tekst.encode()).hexdigest()
            )
        )
        feiten.append(
            Verslagfeit(
                plaatsing=verslag.plaatsing,
                soort="submission",
                plicht=verslag.plicht,
                received_at=op,
                recorded_at=op,
                by=verslag.plaatsing.student.user,
            )
        )
    schrijf(Inlevering, rijen)
    schrijf(Verslagfeit, feiten)


def _maak_feedback(wereld: Wereld, verslagen: list[Verslag]) -> None:
    schrijf(
        Feedback,
        [
            Feedback(
                verslag=verslag,
                door=verslag.plaatsing.stagebegeleider,
                op=min(verslag.eerste_inlevering + timedelta(days=6), wereld.moment(wereld.dagen_geleden(1))),
                tekst=wereld.rng.choice(teksten.FEEDBACK),
            )
            for verslag in verslagen
            if verslag.status == "besproken"
        ],
    )
