"""The page of one signal: everything for its circle, the answers for who raised it (R7.7)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError, GeenToegang
from begeleiding import rules_signalen as rules
from begeleiding.enums import SignaalBron
from begeleiding.forms_signalen import AfrondForm, DrempelForm, MensForm, RegelForm, StapForm
from begeleiding.models import Signaal, Signaaldrempel, Signaalinzage
from begeleiding.services import signalen_behandelen as behandelen
from begeleiding.services import signalen_wie as wie
from begeleiding.services.signaaldrempels import Drempelboek, zet_drempel
from begeleiding.services.signalen_stap import leg_lezen_vast
from begeleiding.views.signalen import geen_toegang
from kern.models import Organisatie, User

Doe = Callable[[Signaal, dict[str, Any], User, datetime], object]
GEDAAN = {
    "stap": "De volgende stap is bewaard.",
    "regel": "Het staat erbij.",
    "overdragen": "Het signaal is overgedragen.",
    "meelezen": "Deze persoon kan nu meelezen.",
    "weghalen": "Deze persoon leest niet meer mee.",
    "afronden": "Het signaal is afgerond.",
    "gelezen": "Gelezen.",
}


def _stap(signaal: Signaal, schoon: dict[str, Any], by: User, at: datetime) -> object:
    return behandelen.spreek_stap_af(signaal=signaal, actie=schoon["actie"], voor=schoon["voor"], by=by, at=at)


def _regel(signaal: Signaal, schoon: dict[str, Any], by: User, at: datetime) -> object:
    return behandelen.schrijf(
        signaal=signaal, tekst=schoon["tekst"], voor_melder=schoon.get("voor_melder", False), by=by, at=at
    )


def _overdragen(signaal: Signaal, schoon: dict[str, Any], by: User, at: datetime) -> object:
    return behandelen.draag_over(signaal=signaal, naar=schoon["user"], by=by, at=at)


def _meelezen(signaal: Signaal, schoon: dict[str, Any], by: User, at: datetime) -> object:
    return behandelen.laat_toe(signaal=signaal, user=schoon["user"], by=by, at=at)


def _weghalen(signaal: Signaal, schoon: dict[str, Any], by: User, at: datetime) -> object:
    return behandelen.haal_weg(signaal=signaal, user=schoon["user"], by=by, at=at)


def _afronden(signaal: Signaal, schoon: dict[str, Any], by: User, at: datetime) -> object:
    return behandelen.rond_af(signaal=signaal, by=by, at=at, **schoon)


def _gelezen(signaal: Signaal, schoon: dict[str, Any], by: User, at: datetime) -> object:
    return behandelen.lees_antwoord(signaal=signaal, by=by)


DOEN: dict[str, Doe] = {
    "stap": _stap,
    "regel": _regel,
    "overdragen": _overdragen,
    "meelezen": _meelezen,
    "weghalen": _weghalen,
    "afronden": _afronden,
    "gelezen": _gelezen,
}


def _formulieren(
    signaal: Signaal, kring: list[User], at: datetime, actie: str, post: Any, *, alles: bool
) -> dict[str, forms.Form]:
    """Return the forms of the page; the one that was sent holds what was filled in. A melder only writes back."""
    op = timezone.localdate(at)

    def van(naam: str) -> Any:
        return post if naam == actie else None

    formulieren: dict[str, forms.Form] = {"regel": RegelForm(van("regel"), prefix="regel"), "gelezen": forms.Form(post)}
    if not alles:
        del formulieren["regel"].fields["voor_melder"]
        if signaal.bron == SignaalBron.MELDING:
            formulieren["regel"].fields["tekst"].label = "Wil je nog iets zeggen?"
        return formulieren
    afronden = AfrondForm(van("afronden"), prefix="afronden")
    if signaal.gemeld_door_id is None:  # from facts: nobody waits for an answer
        del formulieren["regel"].fields["voor_melder"]
        afronden.fields["bericht"].widget = forms.HiddenInput()
    toe, over = wie.toe_te_laten(signaal, op=op), wie.overnemers(signaal, op=op)
    return formulieren | {
        "stap": StapForm(van("stap"), vandaag=op, prefix="stap"),
        "overdragen": MensForm(van("overdragen"), mensen=over, label="Aan wie", prefix="overdragen"),
        "meelezen": MensForm(van("meelezen"), mensen=toe, label="Wie mag meelezen", prefix="meelezen"),
        "weghalen": MensForm(van("weghalen"), mensen=kring, label="Wie", prefix="weghalen"),
        "afronden": afronden,
    }


def _inzagen(signaal: Signaal, *, alles: bool) -> list[Signaalinzage]:
    """Return who read it last: to the circle, and of a safe report to the student (without the student's own)."""
    if not alles and signaal.bron != SignaalBron.MELDING:
        return []
    return list(signaal.inzagen.exclude(user=signaal.gemeld_door_id).select_related("user")[:20])


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a signal and do what a button asks; each time it is opened a line says who read it."""
    at = timezone.now()
    user = request.user
    rijen = Signaal.objects.visible_to(user).select_related(
        "student__user", "student__school", "plaatsing__stageplaats__afdeling__locatie__organisatie", "eigenaar",
        "gemeld_door",
    )  # fmt: skip
    signaal = rijen.filter(public_id=public_id).first()
    if signaal is None:
        raise Http404
    kring = [rij.user for rij in signaal.kring.select_related("user").order_by("pk")]
    ids = {mens.pk for mens in kring}
    alles = rules.is_van_kring(user, signaal, ids)
    behandelt = rules.mag_behandelen(user, signaal, ids)
    actie = request.POST.get("actie", "") if request.method == "POST" else ""
    formulieren = _formulieren(signaal, kring, at, actie, request.POST, alles=behandelt)
    if actie:
        antwoord = _doe(request, signaal, actie, formulieren.get(actie), at)
        if antwoord is not None:
            return antwoord
    leg_lezen_vast(signaal=signaal, user=user, at=at)
    regels = signaal.regels.select_related("by").order_by("at", "pk")
    context = {
        "signaal": signaal,
        "kring": kring,
        "behandelt": behandelt,
        "schrijft": rules.mag_schrijven(user, signaal, ids)
        or (signaal.gemeld_door_id == user.pk and not signaal.afloop),
        "f": formulieren,
        "open": actie,
        "dag": timezone.localdate(at),
        "eigen": signaal.student.user_id == user.pk,
        "melding": signaal.bron == SignaalBron.MELDING,
        "regels": regels if alles else regels.filter(voor_melder=True),
        "inzagen": _inzagen(signaal, alles=alles),
    }
    sjabloon = "begeleiding/signalen/detail.html" if alles else "begeleiding/signalen/melder.html"
    return render(request, sjabloon, context, status=422 if actie else 200)


def _doe(
    request: HttpRequest, signaal: Signaal, actie: str, form: forms.Form | None, at: datetime
) -> HttpResponse | None:
    """Do what was asked; None when the form must be shown again."""
    if actie not in DOEN or form is None:
        return geen_toegang(request, "Dit signaal behandelt iemand anders.")
    if not form.is_valid():
        return None
    try:
        DOEN[actie](signaal, form.cleaned_data, request.user, at)
    except GeenToegang as fout:
        return geen_toegang(request, fout.message)
    except DomainError as fout:
        form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        return None
    messages.success(request, GEDAAN[actie])
    if Signaal.objects.visible_to(request.user).filter(pk=signaal.pk).exists():
        return redirect("signalen:detail", signaal.public_id)
    return redirect("signalen:bord")


@require_http_methods(["GET", "HEAD", "POST"])
def drempels(request: HttpRequest) -> HttpResponse:
    """Show from when facts are a signal, with the history, and set it anew."""
    at = timezone.now()
    user = request.user
    if not rules.mag_drempels_zetten(user):
        return geen_toegang(request, "Drempels zet een coördinator.")
    regio = user.regio_coordinator
    eigen = Organisatie.objects.scholen()
    eigen = eigen if regio else eigen.filter(pk__in=user.organisatie_ids_als("coordinator"))
    scholen = list(eigen)
    boek = Drempelboek.op(timezone.localdate(at))
    nu = boek.voor(None if regio or not scholen else scholen[0].pk, "")
    form = DrempelForm(request.POST or None, scholen=scholen, regio=regio, nu=nu)
    if request.method == "POST" and form.is_valid():
        schoon = form.cleaned_data
        try:
            zet_drempel(
                school=schoon["school"], letters=schoon["letters"], geldig_van=schoon["geldig_van"],
                waarden=form.waarden(), by=user, at=at,
            )  # fmt: skip
        except DomainError as fout:
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            messages.success(request, "De drempels zijn bewaard.")
            return redirect("signalen:drempels")
    rijen = Signaaldrempel.objects.select_related("school", "gemaakt_door")
    if not regio:
        rijen = rijen.filter(school__in=scholen) | rijen.filter(school=None)
    context = {"form": form, "rijen": rijen.order_by("-geldig_van", "-pk")[:200], "nu": nu}
    return render(request, "begeleiding/signalen/drempels.html", context, status=422 if form.is_bound else 200)
