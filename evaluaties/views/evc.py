"""EVC for the candidate, and the pages that all concerned share: list, procedure, book, evidence (R8.5)."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.http import ONGELDIG, fouten_melden
from basis.paginering import pagina_van
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from basis.zoekwoorden import op_naam
from evaluaties import rules_evc as rules
from evaluaties.enums import EvcOordeel, EvcStatus
from evaluaties.forms_evc import EvcFilter, OnderdeelForm, OpenForm, StopForm
from evaluaties.models import Bewijsversie, Evctraject
from evaluaties.services import evc, evc_boek, evc_oordeel
from evaluaties.views.bijlagen import CSP
from kern.models import Bestand, Student, User
from kern.services.inzage import leg_inzage_vast

PER_PAGINA = 50
MAX_DUUR = 70  # seconds: the child that draws ends after 60
SOORT = {
    EvcStatus.VERZAMELEN: "loopt",
    EvcStatus.INGEDIEND: "wacht",
    EvcStatus.GESPREK: "wacht",
    EvcStatus.BEOORDEELD: "let_op",
    EvcStatus.BESLOTEN: "klaar",
    EvcStatus.GESTOPT: "neutraal",
}
OORDEELSOORT = {EvcOordeel.ERKEND: "klaar", EvcOordeel.DEELS: "let_op", EvcOordeel.NIET: "fout"}
STAPPEN = ("Bewijs verzamelen", "Ingeleverd", "Gesprek", "Oordeel", "Besluit")
STAP = {status: nummer for nummer, status in enumerate(list(EvcStatus)[:5], start=1)}


def haal(request: HttpRequest, public_id: uuid.UUID) -> Evctraject:
    """Return a procedure that this person may read: 404 for strangers, 403 for who only knows that there is one."""
    rijen = Evctraject.objects.visible_to(request.user).select_related(
        "student__user", "student__school", "student__stagedocent", "opleiding", "assessor", "besloten_door", "boek"
    )
    traject = get_object_or_404(rijen, public_id=public_id)
    if not rules.mag_evc_lezen(request.user, traject):
        raise PermissionDenied
    return traject


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the procedures of this person: the own, those of the school, those to judge."""
    user = request.user
    if not rules.mag_evc_lijst(user):
        raise PermissionDenied
    rijen = Evctraject.objects.visible_to(user).select_related(
        "student__user", "student__school", "opleiding", "assessor"
    )
    form = EvcFilter(request.GET)
    rijen = _gefilterd(rijen, form, request).order_by("-geopend_op", "-pk")
    if request.GET.get("formaat") in FORMATEN and not user.heeft_rol("student"):
        return tabel_response(request, "EVC-trajecten", KOLOMMEN, rijen.iterator(chunk_size=2000))
    student = getattr(user, "student", None) if user.heeft_rol("student") else None
    pagina = pagina_van(request, rijen, PER_PAGINA)
    regels = [{"traject": rij, "soort": SOORT[EvcStatus(rij.status)]} for rij in pagina.object_list]
    return render(request, "evc/lijst.html", {"pagina": pagina, "regels": regels, "filter": form, "student": student})


def _gefilterd(rijen: QuerySet[Evctraject], form: EvcFilter, request: HttpRequest) -> QuerySet[Evctraject]:
    if not form.is_valid():
        return rijen
    schoon = form.cleaned_data
    rijen = op_naam(rijen, schoon["q"], "student__user__", gelijk=("student__studentnummer",))
    if schoon["status"]:
        rijen = rijen.filter(status=schoon["status"])
    if schoon["wat"] == "assessor":
        rijen = rijen.filter(status=EvcStatus.INGEDIEND, assessor__isnull=True)
    elif schoon["wat"] == "oordeel":
        rijen = rijen.filter(status__in=[EvcStatus.INGEDIEND, EvcStatus.GESPREK], assessor=request.user)
    elif schoon["wat"] == "besluit":
        rijen = rijen.filter(status=EvcStatus.BEOORDEELD)
    return rijen


KOLOMMEN = [
    UitvoerKolom("Student", "student.naam"),
    UitvoerKolom("Studentnummer", "student.studentnummer"),
    UitvoerKolom("School", "student.school.naam"),
    UitvoerKolom("Opleiding", "opleiding.naam"),
    UitvoerKolom("Stand", "get_status_display"),
    UitvoerKolom("Assessor", lambda rij: rij.assessor.naam if rij.assessor else ""),
    UitvoerKolom("Geopend op", "geopend_op"),
    UitvoerKolom("Ingeleverd op", "ingediend_op"),
    UitvoerKolom("Besloten op", "besloten_op"),
    UitvoerKolom("Minder uren", "uren_minder"),
    UitvoerKolom("Weken korter", "weken_korter"),
]


@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Begin a procedure for a student."""
    zichtbaar = Student.objects.visible_to(request.user).select_related("user", "opleiding", "school")
    student = get_object_or_404(zichtbaar, public_id=public_id)
    if not rules.mag_evc_openen(request.user, student):
        raise PermissionDenied
    form = OpenForm(request.POST or None, student=student)
    if request.method == "POST" and form.is_valid():
        traject = evc.open_traject(student=student, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, "Het EVC-traject is begonnen. Kies nu de onderdelen.")
        return redirect("evc:detail", traject.public_id)
    eigen = student.user_id == request.user.pk
    context = {"form": form, "student": student, "eigen": eigen}
    return render(request, "evc/nieuw.html", context, status=ONGELDIG if form.is_bound else 200)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show where a procedure stands and what this person can do now."""
    return pagina(request, haal(request, public_id))


def pagina(request: HttpRequest, traject: Evctraject, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Draw the page of a procedure; opening what somebody else wrote leaves a line (D2)."""
    user, at = request.user, timezone.now()
    eigen = rules.is_kandidaat(user, traject)
    if not eigen:
        leg_inzage_vast(obj=traject, student=traject.student, user=user, at=at, route="EVC bekijken")
    delen = list(
        traject.onderdelen.prefetch_related("bewijsstukken", "versies__stuk", "versies__bestand").order_by("pk")
    )
    toegepast = traject.toepassingen.select_related("plaatsing__stageplaats__afdeling__locatie__organisatie")
    context = {
        "traject": traject,
        "eigen": eigen,
        "soort": SOORT[EvcStatus(traject.status)],
        "stappen": STAPPEN,
        "stap": STAP.get(EvcStatus(traject.status), 0),
        "delen": [{"deel": deel, "soort": OORDEELSOORT.get(deel.oordeel, "neutraal")} for deel in delen],
        "gevraagd": sum(deel.gevraagd for deel in delen),
        "ziet_woorden": rules.ziet_evc_woorden(user, traject),
        "ziet_oordeel": rules.ziet_evc_oordeel(user, traject),
        "ontbreekt": evc.ontbreekt(traject) if traject.bij_student and eigen else [],
        "mag": {
            "invullen": rules.mag_evc_invullen(user, traject),
            "assessor": rules.mag_assessor_kiezen(user, traject),
            "oordelen": rules.mag_evc_beoordelen(user, traject),
            "besluiten": rules.mag_evc_besluiten(user, traject),
            "toepassen": rules.mag_evc_toepassen(user, traject) and evc_oordeel.nog_toe_te_passen(traject) > 0,
            "stoppen": rules.mag_evc_stoppen(user, traject),
            "boek_assessor": rules.is_assessor(user, traject),
        },
        "advies": sum(deel.uren_minder for deel in delen if deel.gevraagd),
        "toegepast": toegepast,
        "stopform": StopForm(),
        **forms,
    }
    return render(request, "evc/detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def onderdeel(request: HttpRequest, public_id: uuid.UUID, onderdeel_id: uuid.UUID) -> HttpResponse:
    """Write what the candidate says of one part, with evidence of the own portfolio."""
    traject = haal(request, public_id)
    if not rules.mag_evc_invullen(request.user, traject):
        raise PermissionDenied
    deel = get_object_or_404(traject.onderdelen, public_id=onderdeel_id)
    begin = {
        "gevraagd": deel.gevraagd,
        "toelichting": deel.toelichting,
        "bewijsstukken": deel.bewijsstukken.values_list("pk", flat=True),
    }
    form = OnderdeelForm(request.POST or None, traject=traject, initial=begin)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            evc.bewaar_onderdeel(onderdeel=deel, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, f"Onderdeel {deel.code} is bewaard.")
            return redirect("evc:detail", public_id)
    context = {
        "traject": traject,
        "deel": deel,
        "form": form,
        "stukken": form.fields["bewijsstukken"].queryset.exists(),
    }
    return render(request, "evc/onderdeel.html", context, status=ONGELDIG if form.is_bound else 200)


@require_POST
def inleveren(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand in."""
    traject = haal(request, public_id)
    if not rules.is_kandidaat(request.user, traject):
        raise PermissionDenied
    with fouten_melden(request):
        evc.dien_in(traject=traject, by=request.user, at=timezone.now())
        messages.success(request, "Je EVC is ingeleverd. Je hoort wanneer het gesprek is.")
    return redirect("evc:detail", public_id)


@require_POST
def stoppen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End a procedure without a decision."""
    traject = haal(request, public_id)
    if not rules.mag_evc_stoppen(request.user, traject):
        raise PermissionDenied
    form = StopForm(request.POST)
    if form.is_valid():
        with fouten_melden(request, form) as fouten:
            evc.stop(traject=traject, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Het EVC-traject is gestopt.")
            return redirect("evc:detail", public_id)
    return pagina(request, traject, status=ONGELDIG, stopform=form)


@require_http_methods(["GET", "HEAD", "POST"])
def boek(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand out the EVC-boek: fixed after the decision, a concept before; each opening leaves a line.

    After the decision a POST fixes the book, when that went wrong at the decision itself.
    """
    traject, user, at = haal(request, public_id), request.user, timezone.now()
    if not rules.ziet_evc_woorden(user, traject):
        raise PermissionDenied
    vast = traject.boek
    if vast is None and traject.status == EvcStatus.BESLOTEN and request.method != "POST":
        messages.info(request, "Het EVC-boek is nog niet gemaakt. Klik op de knop om het te maken.")
        return redirect("evc:detail", public_id)
    gemaakt: Bestand | bytes | None = vast
    with fouten_melden(request):
        gemaakt = vast or _maak_boek(traject, user, at)
    if gemaakt is None:
        return redirect("evc:detail", public_id)
    wie = {"obj": traject, "student": traject.student, "user": user, "at": at, "uitkomst": "gedownload"}
    leg_inzage_vast(**wie, route="EVC-boek")
    if isinstance(gemaakt, Bestand):
        return _als_download(gemaakt)
    antwoord = HttpResponse(gemaakt, content_type="application/pdf")
    antwoord.headers["Content-Disposition"] = 'attachment; filename="evc-boek-concept.pdf"'
    return antwoord


def _maak_boek(traject: Evctraject, user: User, at: datetime) -> Bestand | bytes:
    """Draw a book, one at a time for a person (betrouwbaarheid F6)."""
    sleutel = f"evc-boek-bezig:{user.pk}"
    if not cache.add(sleutel, value=True, timeout=MAX_DUUR):
        raise DomainError("Er wordt al een boek gemaakt. Wacht even en probeer het dan opnieuw.")
    try:
        return evc_boek.boek_van(traject=traject, by=user, at=at)
    finally:
        cache.delete(sleutel)


@require_safe
def bewijs(request: HttpRequest, public_id: uuid.UUID, versie_id: uuid.UUID) -> HttpResponse:
    """Hand out the file of evidence as it was handed in; each opening leaves a line (D2)."""
    traject = haal(request, public_id)
    versies = Bewijsversie.objects.filter(evconderdelen__traject=traject, bestand__isnull=False).distinct()
    versie = get_object_or_404(versies.select_related("bestand"), public_id=versie_id)
    uitkomst = {"student": traject.student, "user": request.user, "at": timezone.now(), "uitkomst": "gedownload"}
    leg_inzage_vast(obj=versie, route="bewijs bij EVC", **uitkomst)
    return _als_download(versie.bestand)


def _als_download(bestand: Bestand) -> FileResponse:
    if not default_storage.exists(bestand.pad.name):
        raise Http404
    uit = FileResponse(bestand.pad.open("rb"), as_attachment=True, filename=bestand.naam, content_type=bestand.mime)
    uit.headers["Content-Security-Policy"] = CSP
    uit.headers["X-Content-Type-Options"] = "nosniff"
    uit.headers["Cache-Control"] = "no-store, private"
    return uit
