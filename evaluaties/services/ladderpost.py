"""Mails of the ladder: what a sweep found, what comes soon, and what school recorded (R6.3-R6.8).

Every event that concerns somebody has its mail. Several events about one report are one letter, and several letters
to one student at the same moment are one mail. Whether it is still true is asked just before: `postcontrole`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from evaluaties import verslagregels as regels
from evaluaties.enums import FeitSoort
from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.services.ladderbrief import LAATSTE_KANS, Deel, brieven
from evaluaties.services.paden import opdrachtpad, schrijfpad, standpad, voorstelpad
from evaluaties.services.postcontrole import BRON, BUNDEL, NOG_NODIG, TAAK, zet_brief_klaar
from evaluaties.woorden import plichttitel
from kern.enums import Mailgroep, Rol
from kern.kalender import lokaal, lokaal_moment, lokale_dag, volgende_werkdag
from kern.models import Lidmaatschap, User
from kern.services.berichten import registreer_groep, zet_klaar
from plaatsingen.models import Plaatsing

Type = regels.Type
NUDGE_UUR = 8
AVOND_UUR = 18
TAKEN = "taken"  # what waits for one member of staff at the same moment goes in one mail

registreer_groep(Mailgroep.VOORAF, "verslag_binnenkort")
registreer_groep(Mailgroep.ONTVANGST, "verslag_ontvangen", "opdracht_ontvangen")
registreer_groep(Mailgroep.FEEDBACK, "verslag_feedback")
registreer_groep(Mailgroep.EVALUATIES, "evaluatie_geopend", "evaluatie_klaar")
registreer_groep(
    Mailgroep.TAKEN, "verslag_te_lezen", "verslag_taak_opdracht", "verslag_taak_derde_kans", "verslag_taak_omschrijven",
    "verslag_geen_slb",
)  # fmt: skip

# Mails to school per event: the template; only the coordinators act on it, unless said otherwise below.
_AAN_SCHOOL = {
    Type.INSUFFICIENT_PROPOSED: "verslag_voorstel",
    Type.PROPOSAL_WITHDRAWN: "verslag_voorstel_vervallen",
    Type.REPLACEMENT_OVERDUE: "verslag_taak_opdracht",
    Type.GRACE_EXPIRED: "verslag_taak_derde_kans",
    Type.REVIEW_REQUIRED: "verslag_herziening",
}
_OOK_DOCENT = frozenset({Type.INSUFFICIENT_PROPOSED, Type.PROPOSAL_WITHDRAWN, Type.REVIEW_REQUIRED})
_OVER_VOORSTEL = _OOK_DOCENT


class Ladderpost:
    """Queues the mails of one sweep; remembers the staff of a school between placements."""

    def __init__(self, now: datetime) -> None:
        self._vandaag = lokale_dag(now)
        self._coordinatoren: dict[int, list[User]] = {}

    def vertel(self, plaatsing: Plaatsing, gebeurtenissen: Sequence[regels.Gebeurtenis]) -> None:
        """Queue the mails that belong to new events, in the caller's transaction."""
        if not gebeurtenissen:
            return
        at = gebeurtenissen[-1].at
        delen = [_aangevuld(plaatsing, Deel.van_gebeurtenis(gebeurtenis)) for gebeurtenis in gebeurtenissen]
        sleutels = {id(deel): _sleutel(plaatsing, g) for deel, g in zip(delen, gebeurtenissen, strict=True)}
        for brief in brieven(plaatsing, _met_ontvangst(plaatsing, delen)):
            hoofd = next(deel for deel in delen if _is(deel, brief.delen[0]))
            sleutel = f"{sleutels[id(hoofd)]}:{plaatsing.student.user_id}"
            zet_brief_klaar(plaatsing, brief, sleutel=sleutel, at=at)
        for deel in delen:
            self._aan_school(plaatsing, deel, sleutels[id(deel)], at)

    def _aan_school(self, plaatsing: Plaatsing, deel: Deel, sleutel: str, at: datetime) -> None:
        soort = Type(deel.soort)
        if soort is Type.REPLACEMENT_ASSIGNED:
            begeleider = plaatsing.stagebegeleider or plaatsing.student.stagedocent
            pad = opdrachtpad(plaatsing, deel.plicht)
            self._taak(plaatsing, deel, "verslag_taak_omschrijven", [begeleider], pad, sleutel, at)
        if soort not in _AAN_SCHOOL or (soort is Type.GRACE_EXPIRED and deel.rung != LAATSTE_KANS):
            return
        ontvangers: list[User | None] = [*self.coordinatoren(plaatsing.student.school_id)]
        if soort in _OOK_DOCENT:
            ontvangers.append(plaatsing.student.stagedocent)
        pad = voorstelpad(plaatsing) if soort in _OVER_VOORSTEL else standpad(plaatsing)
        self._taak(plaatsing, deel, _AAN_SCHOOL[soort], ontvangers, pad, sleutel, at)

    def _taak(  # noqa: PLR0917 - a mail has this many parts
        self,
        plaatsing: Plaatsing,
        deel: Deel,
        sjabloon: str,
        ontvangers: Iterable[User | None],
        pad: str,
        sleutel: str,
        at: datetime,
    ) -> None:
        beslissers = {user.pk for user in self.coordinatoren(plaatsing.student.school_id)}
        for user in {user.pk: user for user in ontvangers if user is not None}.values():
            context = {
                "verslag": plichttitel(deel.plicht),
                "datum": deel.datum,
                "aantal": deel.aantal or 0,
                "gewaarschuwd": deel.gewaarschuwd,
                "beslist": user.pk in beslissers,
            }
            zet_klaar(
                soort=sjabloon,
                sleutel=f"{sleutel}:{user.pk}",
                at=at,
                sjabloon=sjabloon,
                context=context,
                ontvanger=user,
                pad=pad,
                controle=TAAK,
                controle_gegevens={"plaatsing": plaatsing.pk, "delen": [deel.als_json()]},
                bundel=TAKEN,
            )

    def coordinatoren(self, school_id: int) -> list[User]:
        """Return the coordinators of a school, read once."""
        if school_id not in self._coordinatoren:
            self._coordinatoren[school_id] = coordinatoren_van(school_id, self._vandaag)
        return self._coordinatoren[school_id]

    def waarschuw_vooraf(
        self,
        plaatsing: Plaatsing,
        dossier: regels.Dossier,
        plichten: Iterable[regels.Verplichting],
        now: datetime,
        dagen: Callable[[date], Iterable[int]],
    ) -> datetime | None:
        """Queue the nudge before a due date whose moment has come; give the next such moment (None = no more).

        `dagen` tells how many days before a due date the policy wants a nudge.
        """
        komend: list[datetime] = []
        kennis = dossier.kennis(now)
        for plicht in plichten:
            if plicht.due is None or plicht.id in kennis.inleveringen or lokale_dag(now) > plicht.due:
                continue
            momenten = [(vooraf, nudge_moment(plicht, vooraf)) for vooraf in dagen(plicht.due)]
            komend += [moment for _, moment in momenten if moment > now]
            geweest = [vooraf for vooraf, moment in momenten if moment <= now]
            if geweest:
                self._zet_nudge_klaar(plaatsing, plicht, min(geweest), now)
        return min(komend, default=None)

    def _zet_nudge_klaar(self, plaatsing: Plaatsing, plicht: regels.Verplichting, dagen: int, now: datetime) -> None:
        zet_klaar(
            soort="verslag_binnenkort",
            sleutel=f"verslag-binnenkort:{plaatsing.public_id}:{plicht.id}:{plicht.due}:{dagen}",
            at=now,
            sjabloon="verslag_binnenkort",
            context={"verslag": plichttitel(plicht.id), "due": plicht.due},
            ontvanger=plaatsing.student.user,
            pad=schrijfpad(plaatsing, plicht.id),
            controle=NOG_NODIG,
            controle_gegevens={"plaatsing": plaatsing.pk, "plicht": plicht.id, "due": plicht.due.isoformat()},
            niet_voor=_overdag(plaatsing, now),
            bundel=BUNDEL,
        )


def _sleutel(plaatsing: Plaatsing, gebeurtenis: regels.Gebeurtenis) -> str:
    """Natural key of an event in the whole portal."""
    return f"ladder:{plaatsing.public_id}:{':'.join(str(deel) for deel in gebeurtenis.sleutel)}"


def _is(deel: Deel, hoofd: Deel) -> bool:
    return replace(deel, ontvangen=None) == replace(hoofd, ontvangen=None)


def _aangevuld(plaatsing: Plaatsing, deel: Deel) -> Deel:
    """Add to a moved date the day that was told before."""
    if deel.soort != Type.DEADLINE_MOVED:
        return deel
    bron = BRON[regels.Wat(deel.wat)]
    eerder = LadderEvent.objects.filter(plaatsing=plaatsing, plicht=deel.plicht, generatie=deel.generatie)
    rijen = eerder.filter(soort__in=(bron, Type.DEADLINE_MOVED)).order_by("-volgnummer")
    for event in rijen:
        if event.soort == bron or event.gegevens.get("wat") == deel.wat:
            datum = event.gegevens.get("datum")
            return replace(deel, vorige=date.fromisoformat(datum) if datum else None)
    return deel


def _met_ontvangst(plaatsing: Plaatsing, delen: list[Deel]) -> list[Deel]:
    """Add to a miss without a reminder when its report came in: that is why none is sent."""
    herinnerd = {(deel.plicht, deel.generatie) for deel in delen if deel.soort == Type.REMINDER}
    uit = []
    for deel in delen:
        if deel.soort == Type.MISS and (deel.plicht, deel.generatie) not in herinnerd:
            rijen = Verslagfeit.objects.filter(plaatsing=plaatsing, soort=FeitSoort.SUBMISSION, plicht=deel.plicht)
            ontvangen = rijen.order_by("received_at").values_list("received_at", flat=True).first()
            uit.append(replace(deel, ontvangen=ontvangen))
        else:
            uit.append(deel)
    return uit


def coordinatoren_van(school_id: int, on: date) -> list[User]:
    """Return the active coordinators of a school on a day."""
    leden = Lidmaatschap.objects.geldig_op(on).filter(
        organisatie_id=school_id, rol=Rol.COORDINATOR, user__is_active=True
    )
    return list({lid.user_id: lid.user for lid in leden.select_related("user").order_by("pk")}.values())


def nudge_moment(plicht: regels.Verplichting, dagen: int) -> datetime:
    """Moment (UTC) of the nudge `dagen` days before a due date."""
    return lokaal_moment(plicht.due - timedelta(days=dagen), time(NUDGE_UUR))


def _overdag(plaatsing: Plaatsing, now: datetime) -> datetime:
    """Keep nudges for minors out of evenings and weekends (betrouwbaarheid D8)."""
    hier = lokaal(now)
    if not plaatsing.student.is_minderjarig(hier.date()):
        return now
    dag = hier.date() + timedelta(days=1) if hier.hour >= AVOND_UUR else hier.date()
    werkdag = volgende_werkdag(dag)
    if werkdag == hier.date() and hier.hour >= NUDGE_UUR:
        return now
    return lokaal_moment(werkdag, time(NUDGE_UUR))
