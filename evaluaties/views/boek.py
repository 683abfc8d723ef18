"""The BPV-boek: own book, list of books, the book of one stage, export of a group."""

from datetime import date, datetime

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Max, OuterRef, Subquery
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.nederlands import count_noun, long_date
from basis.paginering import pagina_van
from basis.zoekwoorden import op_naam
from evaluaties.boekexport import TAAKSOORT, studenten_van_groep
from evaluaties.forms_boek import BoekFilter, GroepForm, RedenForm
from evaluaties.models import BpvBoek, Evctraject
from evaluaties.pdf import RELATIES, boek_van
from evaluaties.services.boek import mag_boeken_maken, met_boek
from evaluaties.services.boeklezer import (
    ZELF,
    Lezer,
    Soort,
    lezer_van_evc,
    lezer_van_plaatsing,
    lezer_van_student,
)
from kern.kalender import lokale_dag
from kern.models import Student, User
from kern.services.inzage import leg_inzage_vast
from kern.services.taken import vraag_taak_aan
from plaatsingen.models import Plaatsing

MAX_DUUR = 70  # seconds: the child that draws ends after 60
NA_VERTREK = 2  # years: as long as the data of a student are kept


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show one's own book, or the students whose book one may export."""
    user = request.user
    if not mag_boeken_maken(user):
        student = getattr(user, "student", None)
        if student is None:
            raise PermissionDenied
        return _eigen_pagina(request, student)
    rijen = Student.objects.visible_to(user).filter(met_boek()).select_related(*RELATIES)
    filterform = BoekFilter(request.GET, user=user)
    if filterform.is_valid():
        rijen = studenten_van_groep(filterform.keuze(), user)
        rijen = op_naam(rijen, filterform.cleaned_data["q"], gelijk=("studentnummer",))
    boeken = BpvBoek.objects.filter(student=OuterRef("pk")).order_by().values("student")
    rijen = rijen.annotate(
        laatste=Subquery(boeken.annotate(hoogste=Max("gemaakt_op")).values("hoogste")),
        versie=Subquery(boeken.annotate(hoogste=Max("versie")).values("hoogste")),
    )
    rijen = rijen.order_by("user__achternaam", "user__voornaam", "pk")
    pagina = pagina_van(request, rijen, 50)
    return render(request, "boek/lijst.html", {"pagina": pagina, "filter": filterform})


def _eigen_pagina(request: HttpRequest, student: Student) -> HttpResponse:
    boeken = student.bpv_boeken.filter(lezer=Soort.STUDENT).select_related("bestand")
    context = {
        "student": student,
        "boeken": boeken,
        "heeft_stage": Student.objects.filter(met_boek(), pk=student.pk).exists(),
        "tot": _termijn(student),
        "voorbij": _is_voorbij(student, timezone.now()),
    }
    return render(request, "boek/eigen.html", context)


def _termijn(student: Student) -> date | None:
    """Return the last day on which a student who left may still make the own book."""
    weg = student.vertrokken_op
    if weg is None:
        return None
    jaar = weg.year + NA_VERTREK
    return weg.replace(year=jaar) if (weg.month, weg.day) != (2, 29) else date(jaar, 2, 28)


def _is_voorbij(student: Student, at: datetime) -> bool:
    tot = _termijn(student)
    return tot is not None and lokale_dag(at) > tot


@require_POST
def eigen(request: HttpRequest) -> HttpResponse:
    """Make one's own book as it is now and download it (R8.6: any day, also after the stage, within the term)."""
    student = get_object_or_404(Student.objects.select_related(*RELATIES), user=request.user)
    at = timezone.now()
    try:
        if _is_voorbij(student, at):
            msg = f"Je kon je boek maken tot en met {long_date(_termijn(student))}. Die termijn is voorbij."
            raise DomainError(msg)
        boek = _maak(student, request.user, ZELF, at)
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect("boek:lijst")
    return redirect("boek:bestand", public_id=boek.public_id)


def _maak(student: Student, user: User, lezer: Lezer, at: datetime) -> BpvBoek:
    """Make a book for `user`, one at a time (betrouwbaarheid F6)."""
    sleutel = f"bpv-boek-bezig:{user.pk}"
    if not cache.add(sleutel, value=True, timeout=MAX_DUUR):
        raise DomainError("Er wordt al een boek voor u gemaakt. Wacht even en probeer het dan opnieuw.")
    try:
        return boek_van(student, by=user, at=at, lezer=lezer)
    finally:
        cache.delete(sleutel)


@require_http_methods(["GET", "HEAD", "POST"])
def student(request: HttpRequest, public_id: str) -> HttpResponse:
    """Export the book of one student, with a reason that the student sees."""
    if not mag_boeken_maken(request.user):
        raise PermissionDenied
    gevonden = get_object_or_404(
        Student.objects.visible_to(request.user).select_related(*RELATIES), public_id=public_id
    )
    lezer = lezer_van_student(request.user, gevonden)
    if lezer is None:
        raise PermissionDenied
    form = RedenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        antwoord = _maak_en_log(
            request, gevonden, lezer, form, route="export van het BPV-boek", reden=form.cleaned_data["reden"]
        )
        if antwoord is not None:
            return antwoord
    boeken = gevonden.bpv_boeken.select_related("bestand", "gemaakt_door")
    context = {"student": gevonden, "form": form, "boeken": boeken, "lezer": lezer}
    return render(request, "boek/student.html", context)


def _maak_en_log(
    request: HttpRequest, student: Student, lezer: Lezer, form: RedenForm, *, route: str, reden: str = ""
) -> HttpResponse | None:
    """Make the book and give it, after the line in the access log; None when it couldn't be made."""
    at = timezone.now()
    try:
        boek = _maak(student, request.user, lezer, at)
    except DomainError as fout:
        form.add_error(None, fout.message)
        return None
    leg_inzage_vast(
        obj=boek, student=student, user=request.user, at=at, route=route, uitkomst="gedownload", reden=reden
    )
    return _als_download(boek)


@require_http_methods(["GET", "HEAD", "POST"])
def plaatsing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make the book of one stage for whoever supervises it: only what this person may see."""
    rijen = Plaatsing.objects.visible_to(request.user).met_betrokkenen()
    gevonden = get_object_or_404(rijen, public_id=public_id)
    lezer = lezer_van_plaatsing(request.user, gevonden)
    if lezer is None:
        raise PermissionDenied
    if lezer.soort == Soort.STUDENT:
        return redirect("boek:lijst")
    form = RedenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        student = Student.objects.select_related(*RELATIES).get(pk=gevonden.student_id)
        reden = form.cleaned_data["reden"]
        antwoord = _maak_en_log(request, student, lezer, form, route="BPV-boek van een stage", reden=reden)
        if antwoord is not None:
            return antwoord
    return render(request, "boek/plaatsing.html", {"plaatsing": gevonden, "lezer": lezer, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def evc(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make the book of an EVC procedure for its assessor."""
    rijen = Evctraject.objects.visible_to(request.user).select_related("student__user", "opleiding")
    traject = get_object_or_404(rijen, public_id=public_id)
    if traject.assessor_id != request.user.pk:
        raise PermissionDenied
    lezer = lezer_van_evc(traject)
    form = RedenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        student = Student.objects.select_related(*RELATIES).get(pk=traject.student_id)
        reden = form.cleaned_data["reden"]
        antwoord = _maak_en_log(request, student, lezer, form, route="BPV-boek bij EVC", reden=reden)
        if antwoord is not None:
            return antwoord
    return render(request, "boek/evc.html", {"traject": traject, "lezer": lezer, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def groep(request: HttpRequest) -> HttpResponse:
    """Ask for all books of a group in one zip, made in the background."""
    if not mag_boeken_maken(request.user):
        raise PermissionDenied
    form = GroepForm(request.POST or None, initial=request.GET.dict(), user=request.user)
    if request.method == "POST" and form.is_valid():
        keuze = form.keuze()
        aantal = studenten_van_groep(keuze, request.user).count()
        if aantal == 0:
            form.add_error(None, "Deze groep heeft geen studenten met een BPV-boek. Kies iets anders.")
        else:
            taak = vraag_taak_aan(
                soort=TAAKSOORT,
                titel=f"{count_noun(aantal, 'BPV-boek', 'BPV-boeken')} maken",
                gegevens=keuze | {"reden": form.cleaned_data["reden"]},
                by=request.user,
                at=timezone.now(),
                terug_url=reverse("boek:lijst"),
            )
            return redirect("taken:detail", public_id=taak.public_id)
    return render(request, "boek/groep.html", {"form": form})


@require_safe
def bestand(request: HttpRequest, public_id: str) -> HttpResponse:
    """Download one's own book again, exactly as it was made."""
    boeken = BpvBoek.objects.filter(student__user=request.user, lezer=Soort.STUDENT)
    boek = get_object_or_404(boeken.select_related("bestand", "student"), public_id=public_id)
    leg_inzage_vast(
        obj=boek,
        student=boek.student,
        user=request.user,
        at=timezone.now(),
        route="eigen BPV-boek",
        uitkomst="gedownload",
    )
    return _als_download(boek)


def _als_download(boek: BpvBoek) -> FileResponse:
    return FileResponse(
        boek.bestand.pad.open("rb"),
        as_attachment=True,
        filename=boek.bestand.naam,
        content_type="application/pdf",
    )
