"""Saved searches of the person who looks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.http import fouten_melden
from vacatures.forms_zoeken import BewaarForm, in_woorden, lees_vraag
from vacatures.models import Zoekopdracht
from vacatures.models.vacature import MAX_ZOEKOPDRACHTEN
from vacatures.services import lezen, zoekopdrachten


def _eigen(request: HttpRequest, public_id: str) -> Zoekopdracht:
    return get_object_or_404(request.user.zoekopdrachten, public_id=public_id)


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show what is kept, in words, with a link that searches again."""
    student = lezen.student_van(request.user)
    rijen = list(request.user.zoekopdrachten.all()[:MAX_ZOEKOPDRACHTEN])
    for rij in rijen:
        rij.woorden = in_woorden(lees_vraag(rij.vraag, student))
        rij.url = f"{reverse('vacature:lijst')}?{rij.vraag}"
    context = {"rijen": rijen, "meest": MAX_ZOEKOPDRACHTEN, "student": student}
    return render(request, "vacatures/zoekopdrachten.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def bewaren(request: HttpRequest) -> HttpResponse:
    """Keep a search; the page of the search posts to it."""
    form = BewaarForm(request.POST if request.method == "POST" else None, initial={"mail": True})
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            zoekopdrachten.bewaar_zoekopdracht(user=request.user, **form.cleaned_data, at=timezone.now())
        if not fouten:
            messages.success(request, "De zoekopdracht is bewaard.")
            return redirect("zoekopdrachten:lijst")
    context = {"form": form, "zoekopdracht": None}
    return render(request, "vacatures/zoekopdracht.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Rename a search and turn its mail on or off."""
    rij = _eigen(request, public_id)
    begin = {"naam": rij.naam, "mail": rij.mail, "vraag": rij.vraag}
    form = BewaarForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and form.is_valid():
        schoon = form.cleaned_data
        with fouten_melden(request, form) as fouten:
            zoekopdrachten.wijzig_zoekopdracht(
                zoekopdracht=rij, naam=schoon["naam"], mail=schoon["mail"], at=timezone.now()
            )
        if not fouten:
            messages.success(request, "De zoekopdracht is gewijzigd.")
            return redirect("zoekopdrachten:lijst")
    context = {"form": form, "zoekopdracht": rij}
    return render(request, "vacatures/zoekopdracht.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def verwijderen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw a search away, after asking."""
    rij = _eigen(request, public_id)
    if request.method == "POST":
        zoekopdrachten.verwijder_zoekopdracht(zoekopdracht=rij)
        messages.success(request, "De zoekopdracht is weggegooid.")
        return redirect("zoekopdrachten:lijst")
    context = {
        "titel": "Zoekopdracht weggooien?",
        "tekst": f"U krijgt geen mail meer over '{rij.naam}'."
        if lezen.student_van(request.user) is None
        else f"Je krijgt geen mail meer over '{rij.naam}'.",
        "ja": "Weggooien",
        "gevaar": True,
        "terug_url": reverse("zoekopdrachten:lijst"),
    }
    return render(request, "componenten/bevestigpagina.html", context)
