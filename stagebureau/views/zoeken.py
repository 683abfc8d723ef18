"""Search over people, placements, organisations, places and vacatures, each through its own door."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kern.models import Organisatie, Student, User
from plaatsingen.models import Plaatsing
from vacatures.models import Stageplaats, Vacature

PER_SOORT = 10
MIN_TEKENS = 2


def _plaatsingen(user: User, woorden: list[str]) -> list[Plaatsing]:
    rijen = Plaatsing.objects.visible_to(user).met_betrokkenen()
    for woord in woorden:
        rijen = rijen.filter(
            Q(student__user__voornaam__icontains=woord)
            | Q(student__user__achternaam__icontains=woord)
            | Q(student__studentnummer=woord)
            | Q(stageplaats__naam__icontains=woord)
            | Q(stageplaats__afdeling__locatie__organisatie__naam__icontains=woord)
        )
    return list(rijen[:PER_SOORT])


def _studenten(user: User, woorden: list[str]) -> list[Student]:
    rijen = Student.objects.visible_to(user).select_related("user", "school", "cluster")
    for woord in woorden:
        rijen = rijen.filter(
            Q(user__voornaam__icontains=woord) | Q(user__achternaam__icontains=woord) | Q(studentnummer=woord)
        )
    return list(rijen.prefetch_related("plaatsingen").distinct()[:PER_SOORT])


def _stageplaatsen(user: User, woorden: list[str]) -> list[Stageplaats]:
    rijen = Stageplaats.objects.visible_to(user).actief().met_leerbedrijf()
    for woord in woorden:
        rijen = rijen.filter(
            Q(naam__icontains=woord) | Q(code__iexact=woord) | Q(afdeling__locatie__plaats__icontains=woord)
        )
    return list(rijen[:PER_SOORT])


def _vacatures(user: User, woorden: list[str]) -> list[Vacature]:
    rijen = Vacature.objects.visible_to(user).met_leerbedrijf()
    for woord in woorden:
        rijen = rijen.filter(
            Q(titel__icontains=woord) | Q(stageplaats__afdeling__locatie__organisatie__naam__icontains=woord)
        )
    return list(rijen[:PER_SOORT])


def _organisaties(user: User, woorden: list[str]) -> list[Organisatie]:
    rijen = Organisatie.objects.visible_to(user)
    for woord in woorden:
        rijen = rijen.filter(Q(naam__icontains=woord) | Q(code__iexact=woord))
    return list(rijen[:PER_SOORT])


@require_safe
def zoeken(request: HttpRequest) -> HttpResponse:
    """Show the first ten of each kind that match every word."""
    zoekterm = request.GET.get("q", "").strip()[:100]
    woorden = zoekterm.split()[:6]
    context: dict = {"zoekterm": zoekterm, "te_kort": bool(zoekterm) and len(zoekterm) < MIN_TEKENS}
    if len(zoekterm) >= MIN_TEKENS:
        user = request.user
        context |= {
            "plaatsingen": _plaatsingen(user, woorden),
            "studenten": _studenten(user, woorden),
            "stageplaatsen": _stageplaatsen(user, woorden),
            "vacatures": _vacatures(user, woorden),
            "organisaties": _organisaties(user, woorden),
        }
        context["niets"] = not any(
            context[naam] for naam in ("plaatsingen", "studenten", "stageplaatsen", "vacatures", "organisaties")
        )
    return render(request, "paginas/zoeken.html", context)
