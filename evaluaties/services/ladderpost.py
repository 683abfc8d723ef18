"""Mails of the ladder, and the check just before they go: is it still true? (betrouwbaarheid R9)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse

from evaluaties import verslagregels as regels
from evaluaties.enums import FeitSoort
from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.woorden import keer, plichttitel
from kern.enums import Rol
from kern.kalender import lokaal, lokaal_moment, lokale_dag, volgende_werkdag
from kern.models import Bericht, Lidmaatschap, User
from kern.services.berichten import registreer_controle, zet_klaar
from plaatsingen.models import Plaatsing

NOG_NODIG = "evaluaties.verslag_nog_nodig"
VOORSTEL_OPEN = "evaluaties.voorstel_open"
NUDGE_UUR = 8
AVOND_UUR = 18
LAATSTE_KANS = 3  # the rung that is worded as the last chance (R6.5)


def schrijfpad(plaatsing: Plaatsing, plicht: str) -> str:
    """Address of the page on which the student writes this report."""
    return reverse("verslagen:schrijven", args=[plaatsing.public_id, plicht])


class Ladderpost:
    """Queues the mails of one sweep; remembers the staff of a school between placements."""

    def __init__(self, now: datetime) -> None:
        self._vandaag = lokale_dag(now)
        self._coordinatoren: dict[int, list[User]] = {}
        self.aantal = 0

    def vertel(self, plaatsing: Plaatsing, gebeurtenissen: Iterable[regels.Gebeurtenis]) -> None:
        """Queue the mails that belong to new events, in the caller's transaction."""
        for gebeurtenis in gebeurtenissen:
            match gebeurtenis.type:
                case regels.Type.REMINDER:
                    self._aan_student(plaatsing, gebeurtenis, "verslag_herinnering", NOG_NODIG)
                case regels.Type.REPLACEMENT_ASSIGNED:
                    self._aan_student(plaatsing, gebeurtenis, "verslag_vervangend", "")
                case regels.Type.INSUFFICIENT_PROPOSED:
                    self._aan_school(plaatsing, gebeurtenis, "verslag_voorstel", VOORSTEL_OPEN)
                case regels.Type.MISS_UNDONE:
                    self._aan_student(plaatsing, gebeurtenis, "verslag_correctie", "")
                case regels.Type.REPLACEMENT_WITHDRAWN:
                    self._aan_student(plaatsing, gebeurtenis, "verslag_opdracht_vervallen", "")
                case regels.Type.DEADLINE_MOVED:
                    self._aan_student(plaatsing, gebeurtenis, "verslag_termijn", "")

    def _context(self, gebeurtenis: regels.Gebeurtenis) -> dict:
        return {
            "verslag": plichttitel(gebeurtenis.verplichting),
            "keer": keer(gebeurtenis.rung or 1),
            "laatste_kans": gebeurtenis.rung == LAATSTE_KANS,
            "due": gebeurtenis.due,
            "datum": gebeurtenis.datum,
            "aantal": gebeurtenis.count or 0,
            "wat": gebeurtenis.wat.value if gebeurtenis.wat else "",
            "gewaarschuwd": gebeurtenis.warned is not False,
        }

    def _aan_student(self, plaatsing: Plaatsing, gebeurtenis: regels.Gebeurtenis, sjabloon: str, controle: str) -> None:
        herinnering = gebeurtenis.type is regels.Type.REMINDER
        pad = schrijfpad(plaatsing, gebeurtenis.verplichting) if herinnering else reverse("verslagen:lijst")
        student = plaatsing.student.user
        self._zet_klaar(plaatsing, gebeurtenis, sjabloon=sjabloon, controle=controle, user=student, pad=pad)

    def _aan_school(self, plaatsing: Plaatsing, gebeurtenis: regels.Gebeurtenis, sjabloon: str, controle: str) -> None:
        pad = reverse("plaatsingen:detail", args=[plaatsing.public_id]) + "#verslagen"
        ontvangers = {user.pk: user for user in self.coordinatoren(plaatsing.student.school_id)}
        docent = plaatsing.student.stagedocent
        if docent is not None:
            ontvangers[docent.pk] = docent
        for user in ontvangers.values():
            self._zet_klaar(plaatsing, gebeurtenis, sjabloon=sjabloon, controle=controle, user=user, pad=pad)

    def _zet_klaar(
        self,
        plaatsing: Plaatsing,
        gebeurtenis: regels.Gebeurtenis,
        *,
        sjabloon: str,
        controle: str,
        user: User,
        pad: str,
    ) -> None:
        delen = [str(deel) for deel in gebeurtenis.sleutel]
        bericht = zet_klaar(
            soort=sjabloon,
            sleutel=f"ladder:{plaatsing.public_id}:{':'.join(delen)}:{user.pk}",
            at=gebeurtenis.at,
            sjabloon=sjabloon,
            context=self._context(gebeurtenis),
            ontvanger=user,
            pad=pad,
            controle=controle,
            controle_gegevens={
                "plaatsing": plaatsing.pk,
                "plicht": gebeurtenis.verplichting,
                "generatie": gebeurtenis.generation,
                "soort": gebeurtenis.type.value,
            },
        )
        self.aantal += bericht is not None

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
        bericht = zet_klaar(
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
        )
        self.aantal += bericht is not None


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


def staand_verzuim(plaatsing_id: int, plicht: str, generatie: int) -> LadderEvent | None:
    """Return the MISS of this generation as long as it was not undone."""
    eigen = LadderEvent.objects.filter(plaatsing=plaatsing_id, plicht=plicht, generatie=generatie)
    if eigen.filter(soort=regels.Type.MISS_UNDONE.value).exists():
        return None
    return eigen.filter(soort=regels.Type.MISS.value).first()


@registreer_controle(NOG_NODIG)
def verslag_nog_nodig(bericht: Bericht, at: datetime) -> str | None:
    """A demand is dropped when the report is in, excused or no longer counted; a friendly receipt goes instead (R9)."""
    gegevens = bericht.controle_gegevens
    feiten = Verslagfeit.objects.filter(plaatsing=gegevens["plaatsing"])
    if feiten.filter(Q(soort=FeitSoort.CLOSED) | Q(soort=FeitSoort.EXCUSE, plicht=gegevens["plicht"])).exists():
        return "Het verslag is niet meer nodig."
    binnen = feiten.filter(soort=FeitSoort.SUBMISSION, plicht=gegevens["plicht"]).order_by("received_at").first()
    generatie = gegevens.get("generatie")
    verzuim = None if generatie is None else staand_verzuim(gegevens["plaatsing"], gegevens["plicht"], generatie)
    if binnen is None:
        return "De herinnering is teruggedraaid." if generatie is not None and verzuim is None else None
    if verzuim is not None:
        _bedank(bericht, verzuim, binnen, at)
    return "Het verslag is intussen binnen."


def _bedank(bericht: Bericht, verzuim: LadderEvent, binnen: Verslagfeit, at: datetime) -> None:
    zet_klaar(
        soort="verslag_toch_binnen",
        sleutel=f"toch-binnen:{bericht.sleutel}",
        at=at,
        sjabloon="verslag_toch_binnen",
        context={
            "verslag": plichttitel(verzuim.plicht),
            "ontvangen_op": binnen.received_at,
            "keer": keer(verzuim.gegevens.get("rung", 1)),
        },
        ontvanger=bericht.ontvanger,
        pad=reverse("verslagen:lijst"),
    )


@registreer_controle(VOORSTEL_OPEN)
def voorstel_open(bericht: Bericht, at: datetime) -> str | None:
    """A proposal that was withdrawn or decided before the mail went is no news."""
    gegevens = bericht.controle_gegevens
    events = LadderEvent.objects.filter(plaatsing=gegevens["plaatsing"])
    laatste = (
        events.filter(soort__in=[regels.Type.INSUFFICIENT_PROPOSED.value, regels.Type.PROPOSAL_WITHDRAWN.value])
        .order_by("-volgnummer")
        .first()
    )
    if laatste is None or laatste.soort == regels.Type.PROPOSAL_WITHDRAWN.value:
        return "Het voorstel is ingetrokken."
    besloten = Verslagfeit.objects.filter(
        plaatsing=gegevens["plaatsing"], soort=FeitSoort.DECISION, recorded_at__gte=laatste.at
    )
    return "Het besluit is al genomen." if besloten.exists() else None
