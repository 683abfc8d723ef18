"""What somebody must do now about kennismakingen, starts, pauses and students who look for a place; counts only."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from basis.nederlands import count_noun, format_number, long_date
from basis.tellen import Deel, telt
from kern.models import User
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Kennismaking, Onderbreking, Plaatsing, Stagedeel
from plaatsingen.services import soorten, zic
from plaatsingen.services.startcheck import niet_startklaar
from plaatsingen.services.vervolg import zonder_plek
from vacatures.enums import PlaatsSoort
from vacatures.models import Stageplaats

S = PlaatsingStatus
Rij = dict[str, Any]
TONEN = 5  # that many by name; more become one row with a number


def _rij(titel: str, uitleg: str, url: str, knop: str, *, voor: Any = None, ernst: str = "gewoon") -> Rij:
    return {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": voor, "ernst": ernst}


@telt
def antwoorden(user: User, at: datetime) -> Deel[list[Rij]]:
    """Return the kennismakingen that wait for the yes or no of this person, as student or for the leerbedrijf."""
    rijen = Kennismaking.objects.filter(plaatsing__status=S.AANGEBODEN, gepland_op__lte=at)
    eigen = Q(plaatsing__student__user=user, student_antwoord="")
    if user.heeft_rol("werkbegeleider", "praktijkopleider"):
        huis = Plaatsing.objects.filter(status=S.AANGEBODEN).visible_to(user).exclude(student__user=user)
        elders = Stagedeel.objects.van_leerbedrijf_van(user).values("plaatsing")
        eigen |= Q(plaatsing__in=huis.exclude(pk__in=elders).values("pk"), leerbedrijf_antwoord="")
    rijen = rijen.filter(eigen)
    if not (yield {"antwoorden": rijen})["antwoorden"]:
        return []
    rijen = rijen.select_related("plaatsing__student__user", "plaatsing__stageplaats__afdeling__locatie__organisatie")
    return [
        _rij(
            f"Hoe was de kennismaking bij {rij.plaatsing.stageplaats.leerbedrijf}?"
            if rij.plaatsing.student.user_id == user.pk
            else f"Hoe was de kennismaking met {rij.plaatsing.student}?",
            "Zeg ja of nee. Nee zeggen mag zonder gevolgen.",
            reverse("plaatsingen:kennismaking_antwoord", args=[rij.plaatsing.public_id]),
            "Antwoord geven",
            voor=timezone.localdate(rij.bedenktijd_tot) if rij.bedenktijd_tot else None,
            ernst="oranje",
        )
        for rij in rijen.order_by("gepland_op", "pk")[:TONEN]
    ]


@telt
def van_coordinator(user: User, at: datetime) -> Deel[list[Rij]]:
    """Return what a coordinator must look at: starts, long pauses, missing answers, students without a place."""
    vandaag = timezone.localdate(at)
    zichtbaar = Plaatsing.objects.visible_to(user)
    tel = yield {"starten": niet_startklaar(zichtbaar, op=vandaag), "zoekers": zonder_plek(user=user, op=vandaag)}
    return [
        *_starten(tel["starten"]),
        *_zoekers(tel["zoekers"]),
        *_pauzes(zichtbaar, vandaag),
        *_stil(zichtbaar, at),
        *_zomer(zichtbaar, vandaag),
    ]


def _starten(aantal: int) -> list[Rij]:
    if not aantal:
        return []
    return [
        _rij(
            f"{count_noun(aantal, 'stage is', 'stages zijn')} nog niet klaar om te starten",
            "De eerste dag is binnen twee weken, en er ontbreekt een document of een handtekening.",
            reverse("plaatsingen:startklaar"),
            "Bekijken",
            ernst="oranje",
        )
    ]


def _zoekers(aantal: int) -> list[Rij]:
    if not aantal:
        return []
    return [
        _rij(
            f"{count_noun(aantal, 'student zoekt', 'studenten zoeken')} een nieuwe plek",
            "De stage stopte eerder, of ging na de kennismaking niet door.",
            reverse("plaatsingen:zoekt_plek"),
            "Bekijken",
            ernst="oranje",
        )
    ]


def _pauzes(zichtbaar: Any, vandaag: Any) -> list[Rij]:
    voorbij = Onderbreking.objects.filter(
        tot__isnull=True,
        verwacht_tot__lt=vandaag,
        plaatsing__status=S.ONDERBROKEN,
        plaatsing__in=zichtbaar.values("pk"),
    ).select_related("plaatsing__student__user")
    return [
        _rij(
            f"Is {pauze.plaatsing.student} er weer?",
            f"De stage zou stilstaan tot en met {long_date(pauze.verwacht_tot, today=vandaag)}. Hervat haar, of geef "
            "een nieuwe dag op.",
            reverse("plaatsingen:detail", args=[pauze.plaatsing.public_id]),
            "Bekijken",
            voor=pauze.verwacht_tot,
        )
        for pauze in voorbij.order_by("verwacht_tot", "pk")[:TONEN]
    ]


def _stil(zichtbaar: Any, at: datetime) -> list[Rij]:
    """Return the kennismakingen whose time to think is over without an answer of both."""
    rijen = Kennismaking.objects.filter(
        bedenktijd_tot__lt=at, plaatsing__status=S.AANGEBODEN, plaatsing__in=zichtbaar.values("pk")
    ).select_related("plaatsing__student__user")
    return [
        _rij(
            f"Geen antwoord na de kennismaking van {rij.plaatsing.student}",
            "De bedenktijd is voorbij. Bel even wie nog niet antwoordde.",
            reverse("plaatsingen:detail", args=[rij.plaatsing.public_id]),
            "Bekijken",
            voor=timezone.localdate(rij.bedenktijd_tot),
            ernst="oranje",
        )
        for rij in rijen.order_by("bedenktijd_tot", "pk")[:TONEN]
    ]


def _zomer(zichtbaar: Any, vandaag: Any) -> list[Rij]:
    """Return the summer places that still have no teacher, six weeks ahead: students must hear in time (R5.13)."""
    rijen = soorten.zonder_docent(zichtbaar, op=vandaag).select_related("stageplaats").order_by("begindatum", "pk")
    plaatsen = {rij.stageplaats_id: rij for rij in reversed(rijen[:50])}
    return [
        _rij(
            f"Nog geen docent voor {rij.stageplaats} in de zomer",
            "Zonder docent kan de stage niet beginnen. Vertel het de studenten op tijd.",
            reverse("plaatsingen:zomer", args=[rij.stageplaats.public_id]),
            "Docent kiezen",
            voor=rij.begindatum,
            ernst="oranje",
        )
        for rij in list(plaatsen.values())[:TONEN]
    ]


def lessen(user: User, at: datetime) -> list[Rij]:
    """Return the ZIC places of this house where last week had less than four hours of lessons (R5.12)."""
    huizen = user.organisatie_ids_als("praktijkopleider")
    plaatsen = Stageplaats.objects.actief().filter(soort=PlaatsSoort.ZIC, afdeling__locatie__organisatie_id__in=huizen)
    return [
        _rij(
            f"{format_number(float(tekort))} uur les te weinig bij {plaats}",
            "Vorige week was er minder dan vier uur les op de afdeling. Leg lessen vast, of plan ze.",
            reverse("plaatsingen:zic", args=[plaats.public_id]),
            "Bekijken",
        )
        for plaats, tekort in zic.te_kort_vorige_week(plaatsen, op=timezone.localdate(at))[:TONEN]
    ]
