"""The BPV-boek: own book, list of books, export of a group."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Max, OuterRef, Q, Subquery
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.filterkeuze import beperk
from basis.nederlands import count_noun
from basis.paginering import pagina_van
from evaluaties.models import BpvBoek
from evaluaties.pdf import RELATIES, TAAKSOORT, boek_van, studenten_van_groep
from evaluaties.services.boek import mag_boeken_maken, met_boek
from kern.models import Opleidingscluster, Organisatie, Student, User
from kern.services.inzage import leg_inzage_vast
from kern.services.taken import vraag_taak_aan

MIN_REDEN = 10
MAX_DUUR = 70  # seconds: the child that draws ends after 60


class BoekFilter(forms.Form):
    """Filter of the list of students with a book."""

    q = forms.CharField(label="Naam of studentnummer", required=False)
    school = forms.ModelChoiceField(
        label="School", queryset=Organisatie.objects.scholen(), required=False, empty_label="Alle scholen"
    )
    cluster = forms.ModelChoiceField(
        label="Opleidingscluster",
        queryset=Opleidingscluster.objects.all(),
        required=False,
        empty_label="Alle clusters",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _beperk(self, user)


class RedenForm(forms.Form):
    """Why somebody exports books of others; the student sees it."""

    reden = forms.CharField(
        label="Waarvoor hebt u het boek nodig?",
        min_length=MIN_REDEN,
        max_length=300,
        help_text="De student ziet deze reden. Bijvoorbeeld: dossier voor het diploma.",
        error_messages={"min_length": "Schrijf de reden in minstens 10 tekens op."},
    )


class GroepForm(RedenForm):
    """Export of a group."""

    school = forms.ModelChoiceField(
        label="School", queryset=Organisatie.objects.scholen(), required=False, empty_label="Alle scholen"
    )
    cluster = forms.ModelChoiceField(
        label="Opleidingscluster",
        queryset=Opleidingscluster.objects.all(),
        required=False,
        empty_label="Alle clusters",
    )
    field_order = ("school", "cluster", "reden")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _beperk(self, user)


def _beperk(form: forms.Form, user: User) -> None:
    """Offer the schools and clusters of the students whose book this person may export."""
    studenten = Student.objects.visible_to(user)
    scholen = Organisatie.objects.filter(pk__in=studenten.values("school"))
    clusters = Opleidingscluster.objects.filter(pk__in=studenten.values("cluster"))
    beperk(form.fields, form.data or form.initial, school=scholen, cluster=clusters)


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show one's own book, or the students whose book one may export."""
    user = request.user
    if not mag_boeken_maken(user):
        student = getattr(user, "student", None)
        if student is None:
            raise PermissionDenied
        boeken = student.bpv_boeken.select_related("bestand")
        heeft = Student.objects.filter(met_boek(), pk=student.pk).exists()
        return render(request, "boek/eigen.html", {"student": student, "boeken": boeken, "heeft_stage": heeft})
    rijen = Student.objects.visible_to(user).filter(met_boek()).select_related(*RELATIES)
    filterform = BoekFilter(request.GET, user=user)
    if filterform.is_valid():
        gegevens = filterform.cleaned_data
        for woord in gegevens["q"].split():
            rijen = rijen.filter(
                Q(user__voornaam__icontains=woord) | Q(user__achternaam__icontains=woord) | Q(studentnummer=woord)
            )
        for naam in ("school", "cluster"):
            if gegevens.get(naam):
                rijen = rijen.filter(**{naam: gegevens[naam]})
    boeken = BpvBoek.objects.filter(student=OuterRef("pk")).order_by().values("student")
    rijen = rijen.annotate(
        laatste=Subquery(boeken.annotate(hoogste=Max("gemaakt_op")).values("hoogste")),
        versie=Subquery(boeken.annotate(hoogste=Max("versie")).values("hoogste")),
    )
    rijen = rijen.order_by("user__achternaam", "user__voornaam", "pk")
    pagina = pagina_van(request, rijen, 50)
    return render(request, "boek/lijst.html", {"pagina": pagina, "filter": filterform})


@require_POST
def eigen(request: HttpRequest) -> HttpResponse:
    """Make one's own book as it is now and download it (R8.6: any day)."""
    student = get_object_or_404(Student.objects.select_related(*RELATIES), user=request.user)
    try:
        boek = _maak(student, request.user)
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect("boek:lijst")
    return redirect("boek:bestand", public_id=boek.public_id)


def _maak(student: Student, user: User) -> BpvBoek:
    """Make a book for `user`, one at a time (betrouwbaarheid F6)."""
    sleutel = f"bpv-boek-bezig:{user.pk}"
    if not cache.add(sleutel, value=True, timeout=MAX_DUUR):
        raise DomainError("Er wordt al een boek voor u gemaakt. Wacht even en probeer het dan opnieuw.")
    try:
        return boek_van(student, by=user, at=timezone.now())
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
    form = RedenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            boek = _maak(gevonden, request.user)
        except DomainError as fout:
            form.add_error(None, fout.message)
        else:
            leg_inzage_vast(
                obj=boek,
                student=gevonden,
                user=request.user,
                at=timezone.now(),
                route="export van het BPV-boek",
                uitkomst="gedownload",
                reden=form.cleaned_data["reden"],
            )
            return _als_download(boek)
    boeken = gevonden.bpv_boeken.select_related("bestand", "gemaakt_door")
    return render(request, "boek/student.html", {"student": gevonden, "form": form, "boeken": boeken})


@require_http_methods(["GET", "HEAD", "POST"])
def groep(request: HttpRequest) -> HttpResponse:
    """Ask for all books of a group in one zip, made in the background."""
    if not mag_boeken_maken(request.user):
        raise PermissionDenied
    form = GroepForm(request.POST or None, initial=request.GET.dict(), user=request.user)
    if request.method == "POST" and form.is_valid():
        gegevens = {
            **{naam: getattr(form.cleaned_data.get(naam), "pk", None) for naam in ("school", "cluster")},
            "reden": form.cleaned_data["reden"],
        }
        aantal = studenten_van_groep(gegevens, request.user).count()
        if aantal == 0:
            form.add_error(None, "Deze groep heeft geen studenten met een BPV-boek. Kies een andere school of cluster.")
        else:
            taak = vraag_taak_aan(
                soort=TAAKSOORT,
                titel=f"{count_noun(aantal, 'BPV-boek', 'BPV-boeken')} maken",
                gegevens=gegevens,
                by=request.user,
                at=timezone.now(),
                terug_url=reverse("boek:lijst"),
            )
            return redirect("taken:detail", public_id=taak.public_id)
    return render(request, "boek/groep.html", {"form": form})


@require_safe
def bestand(request: HttpRequest, public_id: str) -> HttpResponse:
    """Download one's own book again, exactly as it was made."""
    boek = get_object_or_404(
        BpvBoek.objects.filter(student__user=request.user).select_related("bestand", "student"), public_id=public_id
    )
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
