"""Mails about hours: a forgotten week, what waits for the leerbedrijf (each at most once a week), and a question."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from kern import kalender
from kern.enums import Mailgroep
from kern.models import Bericht, User
from kern.services import berichten
from plaatsingen.enums import ACTIEF, PlaatsingStatus, UrenStand
from plaatsingen.models import Plaatsing, Stagedeel, Urendag
from plaatsingen.services.mails import praktijkopleiders_van
from plaatsingen.services.rooster import roosters_van
from plaatsingen.stageweken import maandag_van
from vacatures.rules import BUITEN_RONDE

berichten.registreer_groep(Mailgroep.UREN, "uren_vergeten", "uren_wachten", "uren_vraag")

WEEK = timedelta(days=7)
# Students have Monday to fill in what they forgot; the leerbedrijf hears on Tuesday what waits.
DAG_STUDENT, DAG_LEERBEDRIJF = 0, 1
VANAF_UUR = 7
LAATSTE_DAG = 4  # Friday: a machine that stood still for days doesn't mail in the weekend
PER_KEER = 500


def week_pad(plaatsing: Plaatsing, maandag: date) -> str:
    """Return the path of the page of one week."""
    return reverse("plaatsingen:uren_week", args=[plaatsing.public_id, *kalender.iso_week(maandag)])


def mail_vraag(*, plaatsing: Plaatsing, maandag: date, afgewezen: bool, at: datetime) -> None:
    """Tell the student that the leerbedrijf has a question about a week; the words stand on the page."""
    berichten.zet_klaar(
        soort="uren_vraag",
        sleutel=f"uren-vraag:{plaatsing.public_id}:{maandag}:{at.isoformat()}",
        at=at,
        sjabloon="uren_vraag",
        context={"student": plaatsing.student, "week": kalender.iso_week(maandag)[1], "afgewezen": afgewezen},
        ontvanger=plaatsing.student.user,
        pad=week_pad(plaatsing, maandag),
        controle="uren_vraag_open",
        controle_gegevens={"plaatsing": plaatsing.pk, "maandag": maandag.isoformat()},
    )


@berichten.registreer_controle("uren_vraag_open")
def _vraag_open(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: the question must still wait for the student."""
    maandag = date.fromisoformat(bericht.controle_gegevens["maandag"])
    dagen = Urendag.objects.filter(
        plaatsing_id=bericht.controle_gegevens["plaatsing"],
        datum__range=(maandag, maandag + WEEK - kalender.EEN_DAG),
        stand__in=[UrenStand.VRAAG, UrenStand.AFGEWEZEN],
        bevestigd_op__isnull=True,
    )
    return None if dagen.exists() else "De week is al opnieuw ingestuurd."


def herinner(*, at: datetime) -> dict[str, int]:
    """Queue the reminders of this week: students on Monday, the leerbedrijf on Tuesday, from 7 o'clock to Friday.

    The same reminder is queued once a week, however often this runs. Returns how many were new.
    """
    nu = kalender.lokaal(at)
    telling = {"studenten": 0, "begeleiders": 0}
    if nu.hour < VANAF_UUR or nu.weekday() > LAATSTE_DAG:
        return telling
    maandag = maandag_van(nu.date()) - WEEK
    telling["studenten"] = _herinner_studenten(maandag, at)
    if nu.weekday() >= DAG_LEERBEDRIJF:
        telling["begeleiders"] = _herinner_begeleiders(maandag, at)
    return telling


def _stukken(ids: list[int]) -> Iterator[list[int]]:
    for begin in range(0, len(ids), PER_KEER):
        yield ids[begin : begin + PER_KEER]


def _herinner_studenten(maandag: date, at: datetime) -> int:
    zondag = maandag + WEEK - kalender.EEN_DAG
    in_week = Urendag.objects.filter(plaatsing=OuterRef("pk"), datum__range=(maandag, zondag))
    stil = Plaatsing.objects.filter(
        ~Exists(in_week), status=PlaatsingStatus.LOPEND, begindatum__lte=zondag, einddatum__gte=maandag
    ).exclude(stageplaats__soort__in=BUITEN_RONDE)
    al_gevraagd = set(
        Bericht.objects.filter(soort="uren_vergeten", aangemaakt_op__gte=kalender.begin_van_dag(maandag + WEEK))
        .order_by()
        .values_list("sleutel", flat=True)
    )
    nieuw = 0
    for groep in _stukken(list(stil.order_by("pk").values_list("pk", flat=True))):
        rijen = [
            plaatsing
            for plaatsing in Plaatsing.objects.filter(pk__in=groep).met_betrokkenen()
            if _sleutel(plaatsing, maandag) not in al_gevraagd
        ]
        roosters = roosters_van(rijen)
        with transaction.atomic(), berichten.postzak() as zak:
            for plaatsing in rijen:
                if roosters[plaatsing.pk].uren_in_week(maandag):
                    _mail_vergeten(plaatsing, maandag, at)
        nieuw += zak.aantal
    return nieuw


def _sleutel(plaatsing: Plaatsing, maandag: date) -> str:
    return f"uren-vergeten:{plaatsing.public_id}:{maandag}"


def _mail_vergeten(plaatsing: Plaatsing, maandag: date, at: datetime) -> None:
    berichten.zet_klaar(
        soort="uren_vergeten",
        sleutel=_sleutel(plaatsing, maandag),
        at=at,
        sjabloon="uren_vergeten",
        context={
            "student": plaatsing.student,
            "week": kalender.iso_week(maandag)[1],
            "leerbedrijf": plaatsing.stageplaats.leerbedrijf,
        },
        ontvanger=plaatsing.student.user,
        pad=week_pad(plaatsing, maandag),
        controle="uren_nog_vergeten",
        controle_gegevens={"plaatsing": plaatsing.pk, "maandag": maandag.isoformat()},
    )


@berichten.registreer_controle("uren_nog_vergeten")
def _nog_vergeten(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: the week must still be empty and the stage under way."""
    maandag = date.fromisoformat(bericht.controle_gegevens["maandag"])
    pk = bericht.controle_gegevens["plaatsing"]
    if Urendag.objects.filter(plaatsing_id=pk, datum__range=(maandag, maandag + WEEK - kalender.EEN_DAG)).exists():
        return "De uren zijn al ingevuld."
    if not Plaatsing.objects.filter(pk=pk, status__in=ACTIEF).exists():
        return "De stage loopt niet meer."
    return None


def _wachtend_per_persoon(maandag: date, at: datetime) -> dict[int, set[int]]:
    """Return per person the placements with hours that wait, of weeks that are over.

    Both begeleiders are asked; where there is none, the praktijkopleiders of the house.
    """
    wacht = Urendag.objects.filter(
        bevestigd_op__isnull=True, stand=UrenStand.INGEVULD, datum__lt=maandag + WEEK
    ).order_by()
    per_persoon: dict[int, set[int]] = defaultdict(set)
    zonder: dict[int, set[int]] = defaultdict(set)
    hoofd = wacht.filter(deel__isnull=True).values_list(
        "plaatsing_id",
        "plaatsing__werkbegeleider_id",
        "plaatsing__tweede_begeleider_id",
        "plaatsing__stageplaats__afdeling__locatie__organisatie_id",
    )
    delen = wacht.filter(deel__isnull=False).values_list(
        "plaatsing_id", "deel__werkbegeleider_id", "deel__stageplaats__afdeling__locatie__organisatie_id"
    )
    for rijen in (hoofd, delen):
        for plaatsing, *begeleiders, huis in rijen.distinct():
            for begeleider in filter(None, begeleiders):
                per_persoon[begeleider].add(plaatsing)
            if not any(begeleiders):
                zonder[huis].add(plaatsing)
    opleiders = praktijkopleiders_van(organisatie_ids=zonder, op=timezone.localdate(at))
    for huis, plaatsingen in zonder.items():
        for user in opleiders.get(huis, []):
            per_persoon[user.pk] |= plaatsingen
    return per_persoon


def _herinner_begeleiders(maandag: date, at: datetime) -> int:
    per_persoon = _wachtend_per_persoon(maandag, at)
    nieuw = 0
    for groep in _stukken(sorted(per_persoon)):
        with transaction.atomic(), berichten.postzak() as zak:
            for user in _mensen(groep):
                berichten.zet_klaar(
                    soort="uren_wachten",
                    sleutel=f"uren-wachten:{user.pk}:{maandag}",
                    at=at,
                    sjabloon="uren_wachten",
                    context={"aantal": len(per_persoon[user.pk])},
                    ontvanger=user,
                    pad=reverse("plaatsingen:uren_te_bevestigen"),
                    controle="uren_wachten_nog",
                )
        nieuw += zak.aantal
    return nieuw


def _mensen(ids: Iterable[int]) -> list[User]:
    return list(User.objects.actief().filter(pk__in=ids).order_by("pk"))


@berichten.registreer_controle("uren_wachten_nog")
def _wachten_nog(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: something must still wait for this person."""
    user = bericht.ontvanger
    huizen = user.organisatie_ids_als("praktijkopleider")
    wacht = Urendag.objects.filter(bevestigd_op__isnull=True, stand=UrenStand.INGEVULD)
    eigen = (
        wacht.filter(deel__isnull=True, plaatsing__werkbegeleider=user),
        wacht.filter(deel__isnull=True, plaatsing__tweede_begeleider=user),
        wacht.filter(deel__in=Stagedeel.objects.filter(werkbegeleider=user).values("pk")),
        wacht.filter(deel__isnull=True, plaatsing__stageplaats__afdeling__locatie__organisatie_id__in=huizen),
        wacht.filter(deel__stageplaats__afdeling__locatie__organisatie_id__in=huizen),
    )
    return None if any(rijen.exists() for rijen in eigen) else "Alle uren zijn al bevestigd."
