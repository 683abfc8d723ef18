"""Mentors of leerbedrijven: list, one mentor, appointing, whom they coach (R7.6)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import fouten_melden
from basis.paginering import pagina_van
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from basis.zoekwoorden import op_naam
from begeleiding import rules_poule as rules
from begeleiding.forms_mentoren import KoppelForm, MentorForm
from begeleiding.models import Mentor, Mentorkoppeling
from begeleiding.services import mentoren as services
from begeleiding.services.poule_stand import TELT
from kern.models import Afdeling, Organisatie
from kern.rules import alleen
from plaatsingen.models import Plaatsing

PER_PAGINA = 50
KOLOMMEN = [
    UitvoerKolom("Mentor", "mentor.user.naam"),
    UitvoerKolom("Leerbedrijf", "mentor.afdeling.locatie.organisatie.naam"),
    UitvoerKolom("Afdeling", "mentor.afdeling.naam"),
    UitvoerKolom("Boventallige uren per week", "mentor.boventallige_uren"),
    UitvoerKolom("Uren in gebruik", "uren"),
    UitvoerKolom("Begeleidt", "aantal"),
    UitvoerKolom("Hoogstens", "mentor.hoogstens"),
    UitvoerKolom("Vanaf", "mentor.van"),
    UitvoerKolom("Tot en met", "mentor.tot"),
]


def _rijen(request: HttpRequest) -> QuerySet[Mentor]:
    zoek = request.GET.get("q", "").strip()
    rijen = Mentor.objects.visible_to(request.user).select_related("user", "afdeling__locatie__organisatie")
    rijen = rijen.filter(Q(tot__isnull=True) | Q(tot__gte=timezone.localdate()))
    if zoek:
        op_mens = op_naam(Mentor.objects.all(), zoek).values("pk")
        huis = Q(afdeling__naam__icontains=zoek) | Q(afdeling__locatie__organisatie__naam__icontains=zoek)
        rijen = rijen.filter(Q(pk__in=op_mens) | huis)
    return rijen.order_by("afdeling__locatie__organisatie__naam", "afdeling__naam", "user__achternaam", "pk")


@alleen(rules.mag_mentoren_zien)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the mentors that this person may see, with how full they are today."""
    vandaag = timezone.localdate()
    rijen = _rijen(request)
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(request, "Mentoren", KOLOMMEN, services.standen(list(rijen), op=vandaag), op=vandaag)
    pagina = pagina_van(request, rijen, PER_PAGINA)
    context = {
        "pagina": pagina,
        "standen": services.standen(list(pagina.object_list), op=vandaag),
        "zoek": request.GET.get("q", ""),
        "mag_aanwijzen": rules.mag_mentor_aanwijzen(request.user),
    }
    return render(request, "begeleiding/mentoren.html", context)


def _mentor_of_404(request: HttpRequest, public_id: UUID) -> Mentor:
    rijen = Mentor.objects.visible_to(request.user).select_related("user", "afdeling__locatie__organisatie")
    mentor = rijen.filter(public_id=public_id).first()
    if mentor is None:
        raise Http404
    return mentor


def _eigen_mentor(request: HttpRequest, public_id: UUID) -> Mentor:
    mentor = _mentor_of_404(request, public_id)
    if not rules.mag_mentor_beheren(request.user, mentor):
        raise PermissionDenied
    return mentor


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a mentor, and whom they coach."""
    mentor = _mentor_of_404(request, public_id)
    return render(request, "begeleiding/mentor.html", _gegevens(request, mentor))


def _gegevens(request: HttpRequest, mentor: Mentor, form: KoppelForm | None = None) -> dict[str, Any]:
    vandaag = timezone.localdate()
    (stand,) = services.standen([mentor], op=vandaag)
    mag = rules.mag_mentor_beheren(request.user, mentor)
    plaatsingen = list(_vrij_te_koppelen(request, mentor)) if mag else []
    return {
        "mentor": mentor,
        "stand": stand,
        "koppelingen": _koppelingen(request, mentor),
        "mag": mag,
        "form": form or KoppelForm(plaatsingen=plaatsingen) if mag else None,
        "vandaag": vandaag,
    }


def _koppelingen(request: HttpRequest, mentor: Mentor) -> list[dict[str, Any]]:
    """Return the links that aren't over; a name only for who may know it."""
    rijen = services.telt(mentor.koppelingen.filter(Q(tot__isnull=True) | Q(tot__gte=timezone.localdate())))
    rijen = list(rijen.select_related("plaatsing__student__user").order_by("van", "pk"))
    ids = [rij.plaatsing_id for rij in rijen if rij.plaatsing_id]
    zichtbaar = set(Plaatsing.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True))
    naam_zien = rules.mag_naam_zien(request.user, mentor)
    uit = []
    for rij in rijen:
        stage = rij.plaatsing if rij.plaatsing_id in zichtbaar else None
        wie = rij.naam if naam_zien else "een nieuwe medewerker"
        if rij.plaatsing_id:
            wie = stage.student.naam if stage else "een student van een andere school"
        uit.append({"koppeling": rij, "wie": wie, "plaatsing": stage})
    return uit


def _vrij_te_koppelen(request: HttpRequest, mentor: Mentor) -> QuerySet[Plaatsing]:
    """Return the stages in the house that no mentor has now."""
    vandaag = timezone.localdate()
    al = services.geldig_op(Mentorkoppeling.objects.filter(plaatsing__isnull=False), vandaag)
    rijen = Plaatsing.objects.visible_to(request.user).filter(
        stageplaats__afdeling__locatie__organisatie=mentor.afdeling.locatie.organisatie_id,
        status__in=TELT,
        einddatum__gte=vandaag,
    )
    rijen = rijen.exclude(pk__in=al.values("plaatsing"))
    return rijen.select_related("student__user", "stageplaats").order_by("student__user__achternaam", "pk")


def _huizen(request: HttpRequest) -> tuple[set[int], Organisatie | None]:
    """Return the houses (pk) in which this person appoints now, and the one that the bureau chose."""
    code = request.GET.get("huis", "")
    if code and rules.mag_poule_beheren(request.user):
        huis = get_object_or_404(Organisatie.objects.visible_to(request.user).leerbedrijven(), code=code)
        return {huis.pk}, huis
    return request.user.organisatie_ids_als("praktijkopleider"), None


def _kies_huis(request: HttpRequest) -> HttpResponse:
    zoek = request.GET.get("q", "").strip()[:80]
    rijen = Organisatie.objects.visible_to(request.user).leerbedrijven().filter(naam__icontains=zoek)
    pagina = pagina_van(request, rijen.order_by("naam", "pk"), PER_PAGINA)
    return render(request, "begeleiding/mentor_huis.html", {"pagina": pagina, "zoek": zoek})


@alleen(rules.mag_mentor_aanwijzen)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Appoint a mentor in the own house; the bureau first says in which one."""
    at = timezone.now()
    huizen, huis = _huizen(request)
    if not huizen:
        return _kies_huis(request)
    afdelingen = Afdeling.objects.filter(locatie__organisatie__in=huizen).select_related("locatie")
    form = MentorForm(
        request.POST or None,
        mensen=services.medewerkers(huizen, op=timezone.localdate(at)),
        afdelingen=afdelingen.order_by("locatie__naam", "naam", "pk"),
        huis=huis,
        initial={"van": timezone.localdate(at), "hoogstens": 4, "boventallige_uren": 8},
    )
    if request.method == "POST" and form.is_valid():
        schoon = dict(form.cleaned_data)
        with fouten_melden(request, form) as fouten:
            mentor = services.wijs_aan(user=schoon.pop("persoon"), **schoon, by=request.user, at=at)
        if not fouten:
            messages.success(request, f"{mentor.user} is mentor.")
            return redirect("poule:mentor", mentor.public_id)
    status = 422 if form.errors else 200
    return render(request, "begeleiding/mentor_formulier.html", {"form": form, "mentor": None}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change hours, number and days."""
    mentor = _eigen_mentor(request, public_id)
    form = MentorForm(request.POST or None, mentor=mentor)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            services.wijzig_mentor(mentor=mentor, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De gegevens zijn bewaard.")
            return redirect("poule:mentor", mentor.public_id)
    status = 422 if form.errors else 200
    return render(request, "begeleiding/mentor_formulier.html", {"form": form, "mentor": mentor}, status=status)


@require_POST
def koppelen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the mentor coach somebody."""
    at = timezone.now()
    mentor = _eigen_mentor(request, public_id)
    form = KoppelForm(request.POST, plaatsingen=_vrij_te_koppelen(request, mentor))
    if form.is_valid():
        schoon = dict(form.cleaned_data)
        stage, vandaag = schoon["plaatsing"], timezone.localdate(at)
        if schoon["van"] is None:
            schoon["van"] = max(stage.begindatum, mentor.van) if stage else max(vandaag, mentor.van)
        if schoon["tot"] is None and stage:
            schoon["tot"] = stage.einddatum
        with fouten_melden(request, form) as fouten:
            services.koppel(mentor=mentor, **schoon, by=request.user, at=at)
        if not fouten:
            messages.success(request, "De koppeling is gemaakt.")
            return redirect("poule:mentor", mentor.public_id)
    return render(request, "begeleiding/mentor.html", _gegevens(request, mentor, form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def stoppen(request: HttpRequest, public_id: UUID, koppel_id: UUID) -> HttpResponse:
    """End a link."""
    mentor = _eigen_mentor(request, public_id)
    koppeling = mentor.koppelingen.filter(public_id=koppel_id).first()
    if koppeling is None:
        raise Http404
    terug = redirect("poule:mentor", mentor.public_id)
    if request.method != "POST":
        context = {
            "titel": "Deze koppeling stoppen?",
            "tekst": "De mentor heeft vanaf vandaag weer ruimte.",
            "ja": "Ja, stoppen",
            "terug_url": terug.url,
        }
        return render(request, "componenten/bevestigpagina.html", context)
    services.stop_koppeling(koppeling=koppeling, by=request.user, at=timezone.now())
    messages.success(request, "De koppeling is gestopt.")
    return terug
