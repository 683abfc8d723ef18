"""The certificatenboekje: who may do what on the ward, the booklet, levels of independence (R5.6)."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import ONGELDIG, fouten_melden
from basis.paginering import pagina_van
from basis.uitvoer import FORMATEN, tabel_response
from basis.zoekwoorden import op_naam
from evaluaties import rules_handelingen as rules
from evaluaties.enums import MagStand
from evaluaties.forms_handelingen import NiveauForm, StudentFilter, TerugForm
from evaluaties.models import Beheersing, Handeling, Handelingscertificaat
from evaluaties.services import beheersing, handelingen
from evaluaties.tables_handelingen import CERTIFICAAT_KOLOMMEN
from kern.models import Student
from plaatsingen.models import Plaatsing

PER_PAGINA = 50


def _plaatsing(request: HttpRequest, public_id: uuid.UUID) -> Plaatsing:
    return get_object_or_404(
        Plaatsing.objects.visible_to(request.user).met_betrokkenen().select_related("vorm"), public_id=public_id
    )


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Own booklet for a student, own students for a leerbedrijf, the class for school."""
    user = request.user
    if user.heeft_rol("student") and hasattr(user, "student"):
        return redirect("handelingen:student", user.student.public_id)
    if rules.mag_certificeren(user):
        return _klas(request)
    if user.heeft_rol("werkbegeleider", "praktijkopleider", "stagebegeleider"):
        return _afdeling(request)
    raise PermissionDenied


def _klas(request: HttpRequest) -> HttpResponse:
    op = timezone.localdate()
    studenten = Student.objects.visible_to(request.user).filter(vertrokken_op__isnull=True)
    filterform = StudentFilter(request.GET, rijen=studenten)
    rijen = filterform.gekozen().select_related("user", "school", "opleiding", "cluster")
    if request.GET.get("formaat") in FORMATEN:
        certificaten = (
            Handelingscertificaat.objects.filter(student__in=rijen.order_by().values("pk"))
            .select_related("student__user", "student__opleiding", "handeling", "door")
            .order_by("student__user__achternaam", "student_id", "handeling__volgorde", "pk")
        )
        return tabel_response(request, "Certificaten", CERTIFICAAT_KOLOMMEN, certificaten, op=op)
    pagina = pagina_van(request, rijen, PER_PAGINA)
    aantallen = handelingen.aantal_certificaten([student.pk for student in pagina.object_list], op=op)
    context = {
        "filter": filterform,
        "pagina": pagina,
        "regels": [{"student": rij, "aantal": aantallen.get(rij.pk, 0)} for rij in pagina.object_list],
    }
    return render(request, "handelingen/klas.html", context)


def _afdeling(request: HttpRequest) -> HttpResponse:
    op = timezone.localdate()
    rijen = Plaatsing.objects.visible_to(request.user).actief().filter(einddatum__gte=op).met_betrokkenen()
    zoek = request.GET.get("q", "").strip()[:100]
    rijen = op_naam(rijen, zoek, "student__user__")
    pagina = pagina_van(request, rijen.order_by("student__user__achternaam", "pk"), PER_PAGINA)
    stages = list(pagina.object_list)
    aantallen = handelingen.aantal_certificaten([rij.student_id for rij in stages], op=op)
    wacht = handelingen.open_niveaus([rij.pk for rij in stages])
    context = {
        "pagina": pagina,
        "zoek": zoek,
        "regels": [
            {"plaatsing": rij, "aantal": aantallen.get(rij.student_id, 0), "open": wacht.get(rij.pk, 0)}
            for rij in stages
        ],
    }
    return render(request, "handelingen/afdeling.html", context)


@require_safe
def boekje(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the booklet of a student: every act with its certificates; also to print."""
    student = get_object_or_404(
        Student.objects.visible_to(request.user).select_related("user", "school", "opleiding"), public_id=public_id
    )
    if not rules.ziet_boekje(request.user, student):
        raise PermissionDenied
    op = timezone.localdate()
    stages = Plaatsing.objects.visible_to(request.user).filter(student=student).actief()
    plaatsing = stages.select_related("vorm", "stageplaats__afdeling__locatie__organisatie").first()
    regels = handelingen.boekje(student, op=op, plaatsing=plaatsing)
    context = {
        "student": student,
        "plaatsing": plaatsing,
        "groepen": handelingen.per_groep(regels),
        "tel": handelingen.tel(regels),
        "eigen": student.user_id == request.user.pk,
        "certificeert": rules.mag_student_certificeren(request.user, student),
        "op": op,
    }
    return render(request, "handelingen/boekje.html", context)


@require_safe
def stage(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show at a glance what this student may and may not do on this stage."""
    plaatsing = _plaatsing(request, public_id)
    return _toon_stage(request, plaatsing)


def _toon_stage(request: HttpRequest, plaatsing: Plaatsing, *, status: int = 200, **extra: Any) -> HttpResponse:
    op, user = timezone.localdate(), request.user
    if not rules.ziet_handelingen(user, plaatsing, op):
        raise PermissionDenied
    zoek, toon = request.GET.get("q", "").strip()[:100], request.GET.get("toon", "")
    regels = handelingen.boekje(plaatsing.student, op=op, plaatsing=plaatsing, zoek=zoek)
    tel = handelingen.tel(regels)
    if toon in MagStand.values:
        regels = [regel for regel in regels if regel.oordeel.stand == toon]
    context = {
        "plaatsing": plaatsing,
        "groepen": handelingen.per_groep(regels),
        "tel": tel,
        "totaal": sum(tel.values()),
        "open": [regel for regel in regels if regel.open],
        "zoek": zoek,
        "toon": toon,
        "eigen": plaatsing.student.user_id == user.pk,
        "bevestigt": rules.mag_niveau_bevestigen(user, plaatsing, op),
        "meldt": rules.mag_niveau_voorstellen(user, plaatsing) or rules.mag_niveau_bevestigen(user, plaatsing, op),
        "terugform": TerugForm(),
        **extra,
    }
    return render(request, "handelingen/stage.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def niveau(request: HttpRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """Say how independently one act went; show what was said before."""
    plaatsing = _plaatsing(request, public_id)
    handeling = get_object_or_404(Handeling, code=code)
    op, user = timezone.localdate(), request.user
    bevestigt = rules.mag_niveau_bevestigen(user, plaatsing, op)
    meldt = bevestigt or rules.mag_niveau_voorstellen(user, plaatsing)
    if not rules.ziet_handelingen(user, plaatsing, op) or (request.method == "POST" and not meldt):
        raise PermissionDenied
    form = NiveauForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            beheersing.meld_niveau(
                plaatsing=plaatsing, handeling=handeling, **form.cleaned_data, by=user, at=timezone.now()
            )
        if not fouten:
            tekst = "Bewaard." if bevestigt else "Bewaard. Je werkbegeleider bevestigt het."
            messages.success(request, tekst)
            return redirect("handelingen:stage", public_id)
    regels = handelingen.boekje(plaatsing.student, op=op, plaatsing=plaatsing)
    meldingen = plaatsing.beheersingen.filter(handeling=handeling)
    context = {
        "plaatsing": plaatsing,
        "handeling": handeling,
        "regel": next((regel for regel in regels if regel.handeling == handeling), None),
        "form": form if meldt else None,
        "eigen": plaatsing.student.user_id == user.pk,
        "meldingen": meldingen.select_related("door", "bevestigd_door", "teruggelegd_door").order_by("-at", "-pk"),
    }
    return render(request, "handelingen/niveau.html", context, status=ONGELDIG if form.is_bound else 200)


@require_POST
def antwoord(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Confirm a level that the student proposed, or put it back with what is still needed."""
    melding = get_object_or_404(
        Beheersing.objects.filter(plaatsing__in=Plaatsing.objects.visible_to(request.user).values("pk")),
        public_id=public_id,
    )
    plaatsing = _plaatsing(request, melding.plaatsing.public_id)
    if not rules.mag_niveau_bevestigen(request.user, plaatsing, timezone.localdate()):
        raise PermissionDenied
    akkoord = "ja" in request.POST
    form = TerugForm(request.POST)
    if not akkoord and not form.is_valid():
        return _toon_stage(request, plaatsing, status=ONGELDIG, terugform=form, terug_bij=melding.pk)
    with fouten_melden(request):
        beheersing.beantwoord_niveau(
            beheersing=melding,
            akkoord=akkoord,
            reden="" if akkoord else form.cleaned_data["reden"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, "Bevestigd." if akkoord else "Teruggelegd. De student leest wat er nodig is.")
    return redirect(reverse("handelingen:stage", args=[plaatsing.public_id]) + "#te-bevestigen")
