"""What a person must do now about placements; the home page collects it.

Each row: {"titel", "uitleg", "url", "knop", "voor": date | None, "ernst": "rood" | "oranje" | "gewoon"}.
"""

from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from basis import onthouden
from basis.nederlands import count_noun, long_date
from basis.tellen import Deel, deel_van, naast_elkaar, telt
from kern import kalender
from kern.models import User
from plaatsingen import onthoud, vormtaken
from plaatsingen.enums import ACTIEF, PlaatsingStatus
from plaatsingen.models import Dienst, Plaatsing, Roosterregel
from plaatsingen.rules import mag_begeleider_kiezen
from plaatsingen.services import uren, urenlijst, verlooptodos
from plaatsingen.services.begeleiderdruk import druk_bij, drukke_mensen
from plaatsingen.services.rijen import urendagen
from plaatsingen.services.rooster import Rooster, roosters_van
from plaatsingen.stap import week_url
from vacatures.models import Stageplaats
from vacatures.rules import BUITEN_RONDE

ANTWOORDTIJD = timedelta(days=7)
OUD_AANBOD = timedelta(days=7)
VEEL_DRUKKEN = 1000  # people: of more than so many the busiest are looked up once in five minutes
BEWAAR = 300  # seconds
DRUKSTE = 20  # people at work that are looked at one by one; a home page can't wait for more
NA_EINDE = timedelta(days=28)  # so long a student is asked for the last hours of a stage that ended early


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Return what this person must do now, in no order. At most thirty queries, whatever the number of placements."""
    rijen: list[dict[str, Any]] = vormtaken.todos(user, at)
    if user.heeft_rol("student"):
        rijen += _student(user, at)
    if user.heeft_rol("werkbegeleider", "praktijkopleider"):
        rijen += [*_leerbedrijf(user), *_voorstellen(user, at), *verlooptodos.lessen(user, at)]
    if user.heeft_rol("student", "werkbegeleider", "praktijkopleider"):
        rijen += yield from verlooptodos.antwoorden.deel(user, at)
    delen = [_te_druk(user, at)]
    if user.heeft_rol("coordinator"):
        delen += [_coordinator(user, at), deel_van(verlooptodos.van_coordinator, user, at)]
    rijen += chain.from_iterable((yield from naast_elkaar(delen)))
    return rijen


def _rij(  # noqa: PLR0917 - the six parts of a row
    titel: str, uitleg: str, url: str, knop: str, voor: Any = None, ernst: str = "gewoon"
) -> dict[str, Any]:
    return {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": voor, "ernst": ernst}


def _student(user: User, at: datetime) -> list[dict[str, Any]]:
    vandaag = timezone.localdate(at)
    nu = Q(status__in=[PlaatsingStatus.AANGEBODEN, PlaatsingStatus.LOPEND])
    gestopt = Q(status=PlaatsingStatus.GESTOPT, beeindiging__laatste_dag__gte=vandaag - NA_EINDE)
    eigen = list(
        Plaatsing.objects.filter(nu | gestopt, student__user=user)
        .met_betrokkenen()
        .select_related("kennismaking", "beeindiging")
    )
    rijen = [
        _rij(
            f"Neem je de stageplaats bij {plaatsing.stageplaats.leerbedrijf} aan?",
            f"Je stage zou beginnen op {long_date(plaatsing.begindatum, today=vandaag)}. Zeg ja of nee.",
            reverse("plaatsingen:detail", args=[plaatsing.public_id]),
            "Aanbod bekijken",
            timezone.localdate(plaatsing.aangemaakt_op + ANTWOORDTIJD),
            "oranje",
        )
        for plaatsing in eigen
        if plaatsing.status == PlaatsingStatus.AANGEBODEN and not hasattr(plaatsing, "kennismaking")
    ]
    lopend = [
        plaatsing
        for plaatsing in eigen
        if plaatsing.status in {PlaatsingStatus.LOPEND, PlaatsingStatus.GESTOPT}
        and plaatsing.begindatum <= vandaag
        and plaatsing.stageplaats.soort not in BUITEN_RONDE  # dagdelen, no weeks of hours (R5.9)
    ]
    roosters = roosters_van(lopend)
    for plaatsing in lopend:
        onthoud.begin(plaatsing)
        rijen += _uren_van_student(plaatsing, roosters[plaatsing.pk], vandaag)
    return rijen


def _uren_van_student(plaatsing: Plaatsing, rooster: Rooster, vandaag: date) -> list[dict[str, Any]]:
    """One row: the oldest week that is open, or the week under way when nothing of it was filled in yet."""
    voorbij = plaatsing.status == PlaatsingStatus.GESTOPT
    waar = f"Je {'vorige ' if voorbij else ''}stage bij {plaatsing.stageplaats.leerbedrijf}."
    open_weken = uren.open_weken(plaatsing, rooster, vandaag)
    dagen = urendagen(plaatsing)
    vraag = next((dag for dag in dagen if dag.bevestigd_op is None and dag.stand in uren.BIJ_STUDENT), None)
    if vraag is not None:
        return [
            _rij(
                f"Er is een vraag over je uren van week {kalender.iso_week(vraag.datum)[1]}",
                f"{waar} Lees de vraag, verander wat niet klopt en stuur de week opnieuw in.",
                week_url(plaatsing, vraag.datum),
                "Vraag bekijken",
                ernst="oranje",
            )
        ]
    if open_weken:
        eerste = open_weken[0]
        uitleg = f"{waar} Alles staat al klaar, verander wat anders was."
        if len(open_weken) > 1:
            uitleg = f"{waar} Er wachten {len(open_weken)} weken op je. Ze staan al klaar."
        return [
            _rij(
                f"Vul je uren van week {kalender.iso_week(eerste)[1]} in",
                uitleg,
                week_url(plaatsing, eerste),
                "Uren invullen",
                ernst="oranje" if len(open_weken) > 1 else "gewoon",
            )
        ]
    laatste = min(vandaag, rooster.laatste)
    week = uren.maandag_van(laatste)
    bezig = any(dag.plan and dag.datum <= vandaag for dag in rooster.week(week))
    if not bezig or any(dag.datum >= week for dag in dagen):
        return []
    titel = "Vul je uren van deze week in"
    tekst = f"{waar} Alles staat al klaar, verander wat anders was."
    return [_rij(titel, tekst, week_url(plaatsing, laatste), "Uren invullen")]


def _leerbedrijf(user: User) -> list[dict[str, Any]]:
    rijen = []
    weken = urenlijst.wachtende_weken(user)
    if weken:
        studenten = {week.plaatsing_id for week in weken}
        van = count_noun(len(studenten), "student", "studenten")
        if len(studenten) == 1:
            van = Plaatsing.objects.select_related("student__user").get(pk=studenten.pop()).student.naam
        rijen.append(
            _rij(
                f"Bevestig de uren van {van}",
                f"{count_noun(len(weken), 'week', 'weken')} {'wacht' if len(weken) == 1 else 'wachten'} op uw akkoord.",
                reverse("plaatsingen:uren_te_bevestigen"),
                "Uren bevestigen",
                ernst="oranje" if len(weken) > 2 else "gewoon",
            )
        )
    if user.heeft_rol("praktijkopleider"):
        zonder = Plaatsing.objects.visible_to(user).filter(
            werkbegeleider__isnull=True,
            status__in=[PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING, *ACTIEF],
        )
        rijen += [
            _rij(
                f"Kies een werkbegeleider voor {plaatsing.student}",
                f"{plaatsing.stageplaats.afdeling}, vanaf {long_date(plaatsing.begindatum)}.",
                reverse("plaatsingen:begeleider", args=[plaatsing.public_id]),
                "Kiezen",
                plaatsing.begindatum,
                "oranje",
            )
            for plaatsing in zonder.met_betrokkenen().order_by("begindatum", "pk")[:10]
        ]
    return rijen


def _drukste(mensen: QuerySet[User], aantal: int) -> list[int]:
    """Return the keys of the busiest; in a very large region who they are is kept, not what is said of them."""
    sleutel = onthouden.sleutel_van(mensen) if aantal > VEEL_DRUKKEN else ""
    if sleutel and (bekend := onthouden.herinner(sleutel)) is not None:
        return bekend
    nummers = list(mensen.values_list("pk", flat=True)[:DRUKSTE])
    if sleutel:
        onthouden.onthoud(sleutel, nummers, seconden=BEWAAR)
    return nummers


def _te_druk(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """One row: a werkbegeleider got more students than fit without anybody saying why; it goes with a reason (R7.6)."""
    waar = Q()
    if scholen := user.organisatie_ids_als("coordinator"):
        waar |= Q(student__school_id__in=scholen)
    if huizen := user.organisatie_ids_als("praktijkopleider"):
        plaatsen = Stageplaats.objects.filter(afdeling__locatie__organisatie_id__in=huizen)
        waar |= Q(stageplaats__in=plaatsen.values("pk"))
    if not waar:
        return []
    op = timezone.localdate(at)
    mensen = drukke_mensen(Plaatsing.objects.filter(waar), op=op)
    if not (aantal := (yield {"druk": mensen})["druk"]):
        return []
    alle = druk_bij(_drukste(mensen, aantal), op=op)
    if not (eigen := [druk for druk in alle if mag_begeleider_kiezen(user, druk.plaatsing)]):
        return []
    eerste, rest = eigen[0], len(eigen) - 1
    uitleg = f"{eerste.plaatsing.student} komt daar bij. Kies een ander, of zeg waarom het kan."
    if rest:
        zeker = "minstens " if aantal > DRUKSTE else ""
        nog = count_noun(rest, "student", "studenten")
        uitleg += f" Er {'is' if rest == 1 else 'zijn'} nog {zeker}{nog} bij wie dit zo is."
    titel = f"{eerste.wie.naam} heeft in die weken al {eerste.anderen} andere studenten"
    url = reverse("plaatsingen:begeleider", args=[eerste.plaatsing.public_id])
    return [_rij(titel, uitleg, url, "Kiezen", max(eerste.plaatsing.begindatum, op), "oranje")]


def _voorstellen(user: User, at: datetime) -> list[dict[str, Any]]:
    """Timetables that students of this werkbegeleider proposed and nobody agreed to yet."""
    eigen = Plaatsing.objects.filter(
        Q(werkbegeleider=user) | Q(tweede_begeleider=user),
        status__in=[PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING, *ACTIEF],
    )
    vandaag = timezone.localdate(at)
    wacht = {
        *Roosterregel.objects.filter(akkoord=False, plaatsing__in=eigen).values_list("plaatsing_id", flat=True),
        *Dienst.objects.filter(akkoord=False, datum__gte=vandaag, plaatsing__in=eigen).values_list(
            "plaatsing_id", flat=True
        ),
    }
    rijen = Plaatsing.objects.filter(pk__in=wacht).select_related("student__user").order_by("pk")[:10] if wacht else []
    return [
        _rij(
            f"Bekijk het rooster van {plaatsing.student}",
            "De student deed een voorstel. U geeft akkoord of verandert het.",
            reverse("plaatsingen:rooster", args=[plaatsing.public_id]),
            "Rooster bekijken",
        )
        for plaatsing in rijen
    ]


def _coordinator(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    vandaag = timezone.localdate(at)
    zichtbaar = Plaatsing.objects.visible_to(user)
    lijst = reverse("plaatsingen:lijst")
    tel = yield {
        "aanbod": zichtbaar.filter(status=PlaatsingStatus.AANGEBODEN, aangemaakt_op__lt=at - OUD_AANBOD),
        "sluiten": zichtbaar.over_tijd(vandaag),
    }
    aantal, te_sluiten = tel["aanbod"], tel["sluiten"]
    rijen = []
    if aantal:
        rijen.append(
            _rij(
                f"{count_noun(aantal, 'student heeft', 'studenten hebben')} al een week geen antwoord gegeven",
                "Zij hebben een stageplaats aangeboden gekregen. Vraag of het gelukt is.",
                f"{lijst}?status={PlaatsingStatus.AANGEBODEN}",
                "Bekijken",
                ernst="oranje",
            )
        )
    if te_sluiten:
        rijen.append(
            _rij(
                f"{count_noun(te_sluiten, 'stage is', 'stages zijn')} voorbij en nog niet afgerond",
                "Kijk of alles binnen is en rond de stage af.",
                f"{lijst}?status=over_tijd&sorteer=eind",
                "Bekijken",
            )
        )
    return rijen
