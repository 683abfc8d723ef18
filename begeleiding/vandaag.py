"""What supervision asks of a person today; the home page collects it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from basis.nederlands import clock_time, long_date
from basis.onthouden import herinner, onthoud
from basis.tellen import Deel, naast_elkaar, telt
from begeleiding.enums import Partij, StudentOordeel
from begeleiding.models import Gesprek, Gespreksafspraak, Vervolgstap
from begeleiding.rules import TE_HERSTELLEN
from begeleiding.services.ritme import Ritmestand, achterstallig, ritmes_op, stages_onder, te_laat
from kern.kalender import lokale_dag
from kern.models import User
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import PlaatsingQuerySet, begeleid_q

MAXIMUM = 5
MEER_DAN = 200  # of the whole region: counting on tells no more
BEWAAR = 300  # seconds that the number of the region is kept: it takes a look at every stage
VEEL = 3  # talks of today and tomorrow that each have a row of their own
NALEZEN = timedelta(days=30)  # so long a student is asked whether the report of a talk is right
GETALLEN = ("", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")
STAF = ("werkbegeleider", "stagebegeleider", "stagedocent")


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Return own steps, talks of today and those not yet logged, reports to check, and who waits too long for one."""
    if not user.heeft_rol("student", "praktijkopleider", "coordinator", "beheerder", *STAF):
        return []
    eigen = {
        "stappen": _eigen_stappen(user),
        "afspraken": _eigen_afspraken(user, at),
        "nalezen": _na_te_lezen(user, at),
    }
    maak = {"stappen": _stappen, "afspraken": _afspraken, "nalezen": _nalezen}
    # Asked together whether there is anything at all: mostly there is not.
    tel, zonder = yield from naast_elkaar([_tel(eigen), _zonder_gesprek(user, at)])
    klussen = [rij for naam, aantal in tel.items() if aantal for rij in maak[naam](eigen[naam], user, at)]
    return [*klussen, *zonder]


def _tel(vragen: dict[str, QuerySet[Any]]) -> Deel[dict[str, int]]:
    return (yield vragen)


def _rij(titel: str, uitleg: str, url: str, knop: str, **anders: Any) -> dict[str, Any]:
    return {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": None, "ernst": "oranje"} | anders


def _eigen_stappen(user: User) -> QuerySet[Vervolgstap]:
    """Open steps that this person owns; those of a werkbegeleider go along when another takes over."""
    alle = Vervolgstap.objects.filter(gedaan_op__isnull=True).order_by()
    delen = [alle.filter(eigenaar=user)]
    if user.heeft_rol("werkbegeleider"):
        delen += [
            alle.filter(voor=Partij.WERKBEGELEIDER, **{f"gesprek__plaatsing__{wie}": user})
            for wie in ("werkbegeleider", "tweede_begeleider")
        ]
    eerste, *rest = [deel.values("pk") for deel in delen]
    return Vervolgstap.objects.filter(
        pk__in=eerste.union(*rest) if rest else eerste,
        gesprek__plaatsing__in=Plaatsing.objects.visible_to(user).values("pk"),
    )


def _stappen(eigen: QuerySet[Vervolgstap], user: User, at: datetime) -> list[dict[str, Any]]:
    rijen = (
        eigen.select_related("gesprek__plaatsing__student__user")
        .defer("gesprek__gaat_goed", "gesprek__kan_beter")
        .order_by(F("voor_datum").asc(nulls_last=True), "pk")[:MAXIMUM]
    )
    vandaag = lokale_dag(at)
    return [
        _rij(
            stap.wat,
            f"Afgesproken in een gesprek{_over(user, stap)}.",
            reverse("begeleiding:detail", args=[stap.gesprek.public_id]),
            "Gesprek bekijken",
            voor=stap.voor_datum,
            ernst="oranje" if stap.voor_datum is not None and stap.voor_datum < vandaag else "gewoon",
        )
        for stap in rijen
    ]


def _over(user: User, stap: Vervolgstap) -> str:
    student = stap.gesprek.plaatsing.student
    return "" if student.user_id == user.pk else f" over {student.naam}"


def _eigen_afspraken(user: User, at: datetime) -> QuerySet[Gespreksafspraak]:
    """Talks of today and tomorrow, and those that were held by this person and not logged yet."""
    grens = datetime.combine(lokale_dag(at) + timedelta(days=2), time(), timezone.get_current_timezone())
    geweest = Q(begeleider=user, begin__gte=at - NALEZEN)
    return Gespreksafspraak.objects.voor(user).gepland().filter(geweest | Q(begin__gte=at), begin__lt=grens)


def _afspraken(rijen: QuerySet[Gespreksafspraak], user: User, at: datetime) -> list[dict[str, Any]]:
    klussen, straks = [], []
    for afspraak in rijen.select_related("plaatsing__student__user").order_by("begin", "pk")[: 4 * MAXIMUM]:
        student = afspraak.plaatsing.student
        dag = lokale_dag(afspraak.begin)
        if afspraak.begin <= at:
            url = reverse("begeleiding:nieuw", args=[afspraak.plaatsing.public_id])
            titel, uitleg = f"Hoe was het gesprek met {student.naam}?", "Leg vast wat er is besproken."
            klussen.append(_rij(titel, uitleg, f"{url}?afspraak={afspraak.public_id}", "Gesprek vastleggen", voor=dag))
            continue
        wie = "" if student.user_id == user.pk else f" met {student.naam}"
        straks.append(
            _rij(
                f"Om {clock_time(timezone.localtime(afspraak.begin))} gesprek{wie}",
                f"{afspraak.get_soort_display().capitalize()}, {afspraak.get_vorm_display()}.",
                reverse("afspraken:detail", args=[afspraak.public_id]),
                "Afspraak bekijken",
                voor=dag,
                ernst="gewoon",
            )
        )
    if len(straks) > VEEL:
        titel, url = f"{len(straks)} gesprekken vandaag en morgen", reverse("afspraken:kalender")
        straks = [
            _rij(titel, "Ze staan op volgorde in de agenda.", url, "Agenda", voor=straks[0]["voor"], ernst="gewoon")
        ]
    return klussen + straks


def _na_te_lezen(user: User, at: datetime) -> QuerySet[Gesprek]:
    """Reports of talks that a student must still judge, and own ones that a student says are not right."""
    alle = Gesprek.objects.order_by()
    delen = [
        alle.filter(vastgelegd_door=user, oordeel_student=StudentOordeel.KLOPT_NIET, oordeel_op__gte=at - TE_HERSTELLEN)
    ]
    if user.heeft_rol("student"):
        eigen = alle.filter(plaatsing__student__user=user, oordeel_student="", vastgelegd_op__gte=at - NALEZEN)
        delen.append(eigen.exclude(vastgelegd_door=user))
    eerste, *rest = [deel.values("pk") for deel in delen]
    return Gesprek.objects.visible_to(user).filter(pk__in=eerste.union(*rest) if rest else eerste)


def _nalezen(rijen: QuerySet[Gesprek], user: User, at: datetime) -> list[dict[str, Any]]:
    rijen = rijen.select_related("plaatsing__student__user").defer("gaat_goed", "kan_beter", "reactie_student")
    klussen = []
    for gesprek in rijen.order_by("-datum", "-pk")[:MAXIMUM]:
        url = reverse("begeleiding:detail", args=[gesprek.public_id])
        if gesprek.oordeel_student:
            titel = f"{gesprek.plaatsing.student.naam} zegt dat een verslag niet klopt"
            klussen.append(_rij(titel, "Lees wat er niet klopt en verbeter het verslag.", url, "Gesprek bekijken"))
        else:
            titel = f"Klopt het verslag van het gesprek van {long_date(gesprek.datum, today=lokale_dag(at))}?"
            uitleg = "Lees het na en zeg of het klopt. Dat kost één minuut."
            klussen.append(_rij(titel, uitleg, url, "Gesprek nalezen", ernst="gewoon"))
    return klussen


def _zonder_gesprek(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Who waits too long for a talk by the rhythm of the programme, in everybody's words; three queries at most."""
    op = lokale_dag(at)
    klussen = []
    eigen = Q()
    if user.heeft_rol("werkbegeleider"):
        eigen |= Q(werkbegeleider=user) | Q(tweede_begeleider=user)
    if user.heeft_rol("stagebegeleider"):
        eigen |= begeleid_q(user)
    if user.heeft_rol("stagedocent"):
        eigen |= Q(student__stagedocent=user)
    student = user.heeft_rol("student") and not eigen
    if student:
        eigen = Q(student__user=user)
    if eigen:
        te_lang = achterstallig(Plaatsing.objects.visible_to(user).filter(eigen), at=at, op=op)
        klussen += _voor_student(te_lang, at) if student else _voor_begeleider(te_lang, at)
    if (breder := stages_onder(user)) is not None:
        # Those of whoever supervises as well stand above.
        rijen, welke = (breder.exclude(eigen), "andere ") if eigen else (breder, "")
        aantal = yield from _hoeveel(rijen, user, at, op)
        if aantal:
            klussen.append(_meer(aantal, welke, plant=user.heeft_rol("coordinator") and not user.ziet_hele_regio))
    return klussen


def _hoeveel(rijen: PlaatsingQuerySet, user: User, at: datetime, op: date) -> Deel[int]:
    """Return how many wait too long; of the region no more than it takes to say "more than", kept for a while."""
    sleutel = f"gesprek-te-laat:{user.pk if user.heeft_rol(*STAF) else 'regio'}:{op}" if user.ziet_hele_regio else ""
    if sleutel and (bekend := herinner(sleutel)) is not None:
        return bekend
    wacht = te_laat(rijen, ritmes_op(op), at=at, op=op)
    if sleutel:
        wacht = Plaatsing.objects.filter(pk__in=wacht.order_by().values("pk")[: MEER_DAN + 1])
    tel = yield {"te_laat": wacht}
    if sleutel:
        onthoud(sleutel, tel["te_laat"], seconden=BEWAAR)
    return tel["te_laat"]


def _meer(aantal: int, welke: str = "", *, plant: bool = True) -> dict[str, Any]:
    hoeveel = f"Meer dan {MEER_DAN}" if aantal > MEER_DAN else aantal
    wie = f"1 {welke}student wacht" if aantal == 1 else f"{hoeveel} {welke}studenten wachten"
    uitleg = "Plan gesprekken, of leg vast wat al is besproken."
    if not plant:
        uitleg = "Kijk wie het zijn en vraag hun begeleiders om een gesprek."
    return _rij(f"{wie} te lang op een gesprek", uitleg, f"{reverse('afspraken:te_plannen')}?stand=te_laat", "Bekijken")


def _hoe_lang(stand: Ritmestand) -> str:
    if stand.week:
        return f"Gesprek van stageweek {stand.week}"
    weken = stand.ritme.te_laat_na
    return f"Al {GETALLEN[weken] if weken < len(GETALLEN) else weken} weken geen gesprek"


def _voor_student(te_lang: list[tuple[Plaatsing, Ritmestand]], at: datetime) -> list[dict[str, Any]]:
    return [
        _rij(
            f"{_hoe_lang(stand)} over je stage" if not stand.week else f"{_hoe_lang(stand)} is nog niet geweest",
            f"Vraag je begeleider om een gesprek. {_laatste(stand, at)}",
            reverse("plaatsingen:detail", args=[plaatsing.public_id]),
            "Wie is mijn begeleider?",
        )
        for plaatsing, stand in te_lang[:1]
    ]


def _voor_begeleider(te_lang: list[tuple[Plaatsing, Ritmestand]], at: datetime) -> list[dict[str, Any]]:
    """The first one by name, the others as a number: a list of twenty reminders is no help."""
    if len(te_lang) > 2:
        return [_meer(len(te_lang))]
    return [
        _rij(
            f"{_hoe_lang(stand)} met {plaatsing.student.naam}",
            f"Plan een gesprek, of leg vast wat u al besprak. {_laatste(stand, at)}",
            reverse("afspraken:nieuw", args=[plaatsing.public_id]),
            "Gesprek plannen",
        )
        for plaatsing, stand in te_lang
    ]


def _laatste(stand: Ritmestand, at: datetime) -> str:
    if stand.laatste is None:
        return "Er was nog geen gesprek."
    return f"Het laatste was {long_date(stand.laatste, today=lokale_dag(at))}."
