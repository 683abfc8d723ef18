"""What a werkbegeleider does behind a mailed link: hours, a talk, an evaluation, in one visit on a phone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.http import ONGELDIG, begonnen_op
from basis.nederlands import count_noun
from begeleiding import rules as gespreksregels
from evaluaties.models import Evaluatie
from evaluaties.services import werkplek
from kern.enums import Linkdoel
from kern.models import Toegangslink, User
from kern.views.links import met_link, verhul, vervallen
from plaatsingen.forms_uren import VraagForm
from plaatsingen.models import Plaatsing
from plaatsingen.services import urenakkoord

View = Callable[..., HttpResponse]
UITLEG = "Met de link ziet de werkbegeleider de eigen studenten, zonder in te loggen. De link werkt drie weken."


class LinkForm(forms.Form):
    """Ask for a link."""

    email = forms.EmailField(
        label="Uw e-mailadres op het werk",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Vul uw e-mailadres in."},
    )


def als_werkbegeleider(view: View) -> View:
    """Decorate a view behind a mailed link: `view(request, link, user, token, ...)`; 410 when link or role is gone.

    A 410 shows the text that was sent along, so that it isn't lost (without script it stands nowhere else).
    """

    @wraps(view)
    def omhuld(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        def met_persoon(request: HttpRequest, link: Toegangslink) -> HttpResponse:
            try:
                user = werkplek.persoon_achter(link)
            except DomainError as fout:
                return vervallen(request, fout)
            try:
                return view(request, link, user, token, **kwargs)
            except (Plaatsing.DoesNotExist, Evaluatie.DoesNotExist):
                raise Http404 from None

        return met_link(Linkdoel.BEGELEIDEN, nieuw="werkplek:vraag")(met_persoon)(request, token)

    return login_not_required(omhuld)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def vraag(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail; the answer is the same for every address."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        werkplek.vraag_link(email=form.cleaned_data["email"], at=begonnen_op(request))
        return verhul(render(request, "werkplek/gevraagd.html", {"email": form.cleaned_data["email"]}))
    return render(request, "werkplek/vraag.html", {"form": form}, status=ONGELDIG if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def stuur(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mail the werkbegeleider of a placement a link, asked for by school; GET asks first."""
    plaatsing = get_object_or_404(Plaatsing.objects.visible_to(request.user).met_betrokkenen(), public_id=public_id)
    if not gespreksregels.is_van_school(request.user, plaatsing):
        raise PermissionDenied
    if request.method != "POST":
        context = {
            "titel": "Link sturen aan de werkbegeleider?",
            "tekst": UITLEG,
            "ja": "Link sturen",
            "terug_url": reverse("plaatsingen:detail", args=[plaatsing.public_id]),
            "gevaar": False,
            "formulier": None,
        }
        return render(request, "componenten/bevestigpagina.html", context)
    try:
        naam = werkplek.stuur_link(plaatsing=plaatsing, by=request.user, at=timezone.now())
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        messages.success(request, f"{naam} krijgt een mail met een link. Inloggen is dan niet nodig.")
    return redirect("plaatsingen:detail", public_id=plaatsing.public_id)


@als_werkbegeleider
@require_safe
def start(request: HttpRequest, link: Toegangslink, user: User, token: str) -> HttpResponse:
    """Show the own students and what waits for each; writes nothing."""
    return _toon(request, link, user, token, VraagForm())


def _toon(
    request: HttpRequest, link: Toegangslink, user: User, token: str, form: VraagForm, *, bij: str = ""
) -> HttpResponse:
    studenten = werkplek.studenten_van(user)
    context = {"link": link, "werkbegeleider": user, "token": token, "studenten": studenten, "form": form, "bij": bij}
    context["wacht"] = sum(rij.wacht for rij in studenten)
    return render(request, "werkplek/start.html", context, status=ONGELDIG if form.errors else 200)


@als_werkbegeleider
@require_POST
def uren(request: HttpRequest, link: Toegangslink, user: User, token: str) -> HttpResponse:
    """Agree with the chosen weeks of one student, or ask about them."""
    gekozen = set(request.POST.getlist("kies"))
    student = next(
        (rij for rij in werkplek.studenten_van(user) if str(rij.plaatsing.public_id) == request.POST.get("stage")), None
    )
    weken = [week for week in student.weken if week.sleutel in gekozen] if student else []
    form = VraagForm()
    if not weken:
        messages.error(request, "Kies eerst een of meer weken. Een week die net veranderde, moet u opnieuw kiezen.")
    elif request.POST.get("actie") == "akkoord":
        aantal = sum(_bevestig(request, user, week) for week in weken)
        if aantal:
            messages.success(request, f"{count_noun(aantal, 'week is', 'weken zijn')} bevestigd.")
    else:
        form = VraagForm(request.POST)
        if not form.is_valid():
            return _toon(request, link, user, token, form, bij=request.POST.get("stage", ""))
        _vraag(request, user, weken, form.cleaned_data["tekst"])
    return redirect("werkplek:start", token=token)


def _bevestig(request: HttpRequest, user: User, week: Any) -> int:
    versie = week.sleutel.rsplit(":", 1)[-1]
    try:
        gegevens = {"plaatsing": week.plaatsing, "maandag": week.maandag, "versie": versie}
        return int(bool(urenakkoord.bevestig_week(**gegevens, by=user, at=timezone.now())))
    except DomainError as fout:
        messages.warning(request, fout.message)
        return 0


def _vraag(request: HttpRequest, user: User, weken: list[Any], tekst: str) -> None:
    afwijzen = request.POST.get("actie") == "afwijzen"
    for week in weken:
        try:
            urenakkoord.vraag_over(
                plaatsing=week.plaatsing,
                maandag=week.maandag,
                tekst=tekst,
                afwijzen=afwijzen,
                by=user,
                at=timezone.now(),
            )
        except DomainError as fout:
            messages.warning(request, fout.message)
            return
    messages.success(request, f"Uw vraag over {count_noun(len(weken), 'week', 'weken')} staat bij de student.")
