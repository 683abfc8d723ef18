"""What handelingen and exams put on pages of others: sections of a placement, rows of the home page (R5.6, R5.7)."""

from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from basis.nederlands import count_noun
from evaluaties import rules_handelingen as rules
from evaluaties.enums import GoKant
from evaluaties.models import Beheersing, Examengang, ExamenGo
from evaluaties.services import examenlezen
from kern.models import User
from plaatsingen.enums import ACTIEF
from plaatsingen.models import Plaatsing
from plaatsingen.secties import registreer_sectie, registreer_tijdlijn

HOOGSTENS = 10


def handelingensectie(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """How many acts have a certificate, with the way to the page of the ward. One query."""
    op = timezone.localdate()
    if plaatsing.status not in ACTIEF or not rules.ziet_handelingen(request.user, plaatsing, op):
        return None
    stand, _ = examenlezen.handelingen_en_examens(plaatsing, op=op)
    if not stand["totaal"]:
        return None
    context = {
        **stand,
        "eigen": plaatsing.student.user_id == request.user.pk,
        "bevestigt": rules.mag_niveau_bevestigen(request.user, plaatsing, op),
    }
    return {"titel": "Handelingen", "sjabloon": "handelingen/sectie.html", "context": context}


def examensectie(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """How many exams are passed and under way. One query."""
    if plaatsing.status not in ACTIEF or not rules.ziet_examens(request.user, plaatsing):
        return None
    _, stand = examenlezen.handelingen_en_examens(plaatsing, op=timezone.localdate())
    if not stand["totaal"]:
        return None
    return {"titel": "Examens", "sjabloon": "examens/sectie.html", "context": stand}


def tijdlijn(request: HttpRequest, plaatsing: Plaatsing) -> list[dict[str, Any]]:
    """Every GO, the day and the result of exams, for who may see them."""
    if not rules.ziet_examens(request.user, plaatsing):
        return []
    rijen: list[dict[str, Any]] = []
    for gang, gos in examenlezen.gangen_met_gos(plaatsing):
        for go in gos:
            titel = f"{'GO' if go.go else 'Nog geen GO'} van {go.get_kant_display()}: {gang.examen}"
            wie = go.door.naam if go.door else ""
            soort = "klaar" if go.go else "let_op"
            rijen.append({"moment": go.at, "titel": titel, "tekst": go.woorden, "wie": wie, "soort": soort})
        if gang.uitslag:
            wie = gang.uitslag_door.naam if gang.uitslag_door else ""
            titel = f"{gang.examen}: {gang.get_uitslag_display()}"
            rijen.append({"moment": gang.uitslag_op, "titel": titel, "tekst": "", "wie": wie, "soort": "klaar"})
    return rijen


# --- the home page ---


def todos(user: User, at: datetime) -> list[dict[str, Any]]:
    """Return who waits for a GO, a day or an answer of this person. At most seven queries."""
    return [*_gos(user), *_dagen(user, at), *_niveaus(user)]


def _van_school(user: User, via: str) -> Q:
    """Students for whom this person speaks for school: own, or of the school as long as nobody is their docent."""
    scholen = user.organisatie_ids_als("coordinator")
    zonder = Q(**{f"{via}student__stagedocent__isnull": True, f"{via}student__school_id__in": scholen})
    if user.heeft_rol("stagedocent"):
        return zonder | Q(**{f"{via}student__stagedocent": user})
    return zonder


def _van_stage(user: User, via: str) -> Q:
    """Placements for which this person speaks for the leerbedrijf: own, or of the house without a werkbegeleider."""
    huizen = user.organisatie_ids_als("praktijkopleider")
    zonder = Q(
        **{
            f"{via}werkbegeleider__isnull": True,
            f"{via}stageplaats__afdeling__locatie__organisatie_id__in": huizen,
        }
    )
    if user.heeft_rol("werkbegeleider"):
        return zonder | Q(**{f"{via}werkbegeleider": user}) | Q(**{f"{via}tweede_begeleider": user})
    return zonder


def _gos(user: User) -> list[dict[str, Any]]:
    rijen = []
    kanten = (
        (GoKant.SCHOOL, ("stagedocent", "coordinator"), _van_school),
        (GoKant.STAGE, ("werkbegeleider", "praktijkopleider"), _van_stage),
    )
    for kant, rollen, eigen in kanten:
        if not user.heeft_rol(*rollen):
            continue
        wacht = Examengang.objects.wacht_op_go(kant).filter(eigen(user, "plaatsing__"), plaatsing__status__in=ACTIEF)
        wacht = wacht.select_related("examen", "plaatsing__student__user").order_by("aangevraagd_op", "pk")
        rijen += [
            _rij(
                f"GO voor {gang.plaatsing.student.naam}? {gang.examen}",
                "De student kan pas examen doen met een GO van school en van de stage.",
                reverse("examens:stage", args=[gang.plaatsing.public_id]),
                "GO geven",
            )
            for gang in wacht[:HOOGSTENS]
        ]
    return rijen


def _dagen(user: User, at: datetime) -> list[dict[str, Any]]:
    """Exams with a double GO that need a day, or whose day has gone without a result; for school."""
    if not user.heeft_rol("stagedocent", "coordinator"):
        return []
    vandaag = timezone.localdate(at)
    gangen = Examengang.objects.filter(_van_school(user, "plaatsing__"), uitslag="")
    for kant in GoKant.values:
        geldig = ExamenGo.objects.filter(kant=kant, go=True, vervallen_op__isnull=True)
        gangen = gangen.filter(pk__in=geldig.values("gang"))
    klaar = gangen.filter(Q(datum__isnull=True) | Q(datum__lt=vandaag)).order_by(F("datum").asc(nulls_last=True), "pk")
    rijen = []
    for gang in klaar.select_related("examen", "plaatsing__student__user")[:HOOGSTENS]:
        wat = "Kies een examendag" if gang.datum is None else "Leg de uitslag vast"
        titel = f"{wat} voor {gang.plaatsing.student.naam}"
        url = reverse("examens:stage", args=[gang.plaatsing.public_id])
        rijen.append(_rij(titel, f"{gang.examen}.", url, "Openen"))
    return rijen


def _niveaus(user: User) -> list[dict[str, Any]]:
    if not user.heeft_rol("werkbegeleider", "praktijkopleider"):
        return []
    wacht = Beheersing.objects.open().filter(_van_stage(user, "plaatsing__"), plaatsing__status__in=ACTIEF)
    per_stage: dict[int, list[Beheersing]] = {}
    for rij in wacht.select_related("plaatsing__student__user").order_by("at")[:100]:
        per_stage.setdefault(rij.plaatsing_id, []).append(rij)
    return [
        _rij(
            f"Bevestig {count_noun(len(rijen), 'handeling', 'handelingen')} van {rijen[0].plaatsing.student.naam}",
            "De student schreef op hoe zelfstandig het ging. Klopt dat?",
            reverse("handelingen:stage", args=[rijen[0].plaatsing.public_id]),
            "Bevestigen",
        )
        for rijen in list(per_stage.values())[:HOOGSTENS]
    ]


def _rij(titel: str, uitleg: str, url: str, knop: str) -> dict[str, Any]:
    return {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": None, "ernst": "gewoon"}


def registreer() -> None:
    """Add the sections and the rows of the timeline to the page of a placement."""
    registreer_sectie("handelingen", 55, handelingensectie)
    registreer_sectie("examens", 57, examensectie)
    registreer_tijdlijn("examens", tijdlijn)
