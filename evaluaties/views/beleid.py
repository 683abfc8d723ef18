"""The rules for reports: what holds for whom, their history, and a new version with what it would change."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from evaluaties import rules
from evaluaties import verslagregels as regels
from evaluaties.forms_beleid import BeleidForm, VoorWieForm, beginwaarden
from evaluaties.models import Verslagbeleid
from evaluaties.services import beleid as beleidsdienst
from evaluaties.services.beleidsbeeld import HOOGSTENS, Gevolg, bekijk
from evaluaties.services.beleidsboek import Beleidsboek
from evaluaties.services.beleidsgeschiedenis import geschiedenis, wat_nu_geldt
from evaluaties.services.beleidswoorden import in_woorden, verandering
from evaluaties.views.gemeenschappelijk import pagina_van
from kern.models import Opleiding, Organisatie, User
from kern.rules import alleen

STAPPEN = ("Voor wie", "De regels", "Wat er verandert")
GEZIEN = "gezien"


@dataclass(frozen=True, slots=True)
class VoorWie:
    """For whom rules are: None = all schools, all programmes."""

    school: Organisatie | None
    opleiding: Opleiding | None

    @property
    def woorden(self) -> str:
        """Say it in words."""
        return f"{self.opleiding or 'alle opleidingen'}, {self.school or 'alle scholen'}"


@alleen(rules.mag_beleid_zien)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show what holds now per school and programme, what comes, and who recorded what when and why."""
    at = timezone.now()
    versies = Verslagbeleid.objects.visible_to(request.user)
    rijen = versies.select_related("school", "opleiding", "vastgelegd_door").order_by("-vastgelegd_op", "-pk")
    rijen = list(rijen)
    vandaag = timezone.localdate(at)
    nu = wat_nu_geldt(rijen, Beleidsboek.lees(), vandaag)
    context = {
        "nu": [(rij, rules.mag_beleid_vastleggen(request.user, rij.school)) for rij in nu],
        "pagina": pagina_van(request, geschiedenis(rijen)),
        "vandaag": vandaag,
        "mag_nieuw": _scholen(request.user).exists(),
    }
    return render(request, "verslagen/beleid.html", context)


@alleen(rules.mag_beleid_zien)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Three steps: for whom (in the address), the figures, and what they would change before they are recorded."""
    if not _scholen(request.user).exists():
        raise PermissionDenied
    kiezer = _kiezer(request)
    if "school" not in request.GET:
        return render(request, "verslagen/beleid_voor_wie.html", {"form": kiezer, "stappen": STAPPEN})
    wie = _voor_wie(request.user, kiezer)
    at = timezone.now()
    if request.method != "POST":
        boek, vroegst = Beleidsboek.lees(), beleidsdienst.eerste_dag(at)
        return _formulier(request, wie, BeleidForm(initial=beginwaarden(_geldt(boek, wie, vroegst), vroegst)))
    form = BeleidForm(request.POST)
    if request.POST.get("stap") == "terug":
        return _formulier(request, wie, form, status=200)
    if not form.is_valid():
        return _formulier(request, wie, form, status=422)
    if request.POST.get("stap") == "vastleggen":
        return _leg_vast(request, wie, form, at)
    return _vooraf(request, wie, form, at)


def _scholen(user: User) -> QuerySet[Organisatie]:
    """Schools for which this person records rules."""
    scholen = Organisatie.objects.scholen()
    return scholen if user.is_beheerder else scholen.filter(pk__in=user.organisatie_ids_als("coordinator"))


def _kiezer(request: HttpRequest) -> VoorWieForm:
    data = request.GET if "school" in request.GET else None
    scholen = _scholen(request.user).order_by("naam", "pk")
    return VoorWieForm(data, scholen=scholen, ook_alle=request.user.is_beheerder)


def _voor_wie(user: User, kiezer: VoorWieForm) -> VoorWie:
    """Read for whom the rules are: 404 for a school or programme that is not there for this person."""
    if not kiezer.is_valid():
        raise Http404
    wie = VoorWie(kiezer.cleaned_data["school"], kiezer.cleaned_data["opleiding"])
    if not rules.mag_beleid_vastleggen(user, wie.school):
        raise PermissionDenied
    return wie


def _geldt(boek: Beleidsboek, wie: VoorWie, dag: date) -> regels.Beleid:
    """Figures that hold on a day, with the own free days that are still to come."""
    beleid = boek.voor(wie.school and wie.school.pk, wie.opleiding and wie.opleiding.pk).op(dag)
    vrij = frozenset(vrij for vrij in beleid.extra_nonworking - boek.vrij if vrij >= dag)
    return replace(beleid, extra_nonworking=vrij)


def _formulier(request: HttpRequest, wie: VoorWie, form: BeleidForm, status: int = 200) -> HttpResponse:
    context = {"wie": wie, "form": form, "stappen": STAPPEN}
    return render(request, "verslagen/beleid_nieuw.html", context, status=status)


def _kenmerk(at: datetime) -> str:
    """What a preview was made from: the day, and the last version that was recorded."""
    laatste = Verslagbeleid.objects.order_by("pk").values_list("public_id", flat=True).last()
    return f"{timezone.localdate(at)}:{laatste}"


def _vooraf(request: HttpRequest, wie: VoorWie, form: BeleidForm, at: datetime, opnieuw: str = "") -> HttpResponse:
    """Show what these figures change; nothing is recorded yet."""
    vanaf, beleid = form.cleaned_data["vanaf"], form.beleid
    keuze = {"school": wie.school, "opleiding": wie.opleiding, "vanaf": vanaf, "beleid": beleid}
    try:
        beleidsdienst.keur(vanaf=vanaf, beleid=beleid, reden=form.cleaned_data["reden"], at=at)
    except DomainError as fout:
        form.add_error(fout.field, fout.message)
        return _formulier(request, wie, form, status=422)
    boek = Beleidsboek.lees()
    beeld = bekijk(**keuze, by=request.user, at=at)
    context = {
        "wie": wie,
        "form": form,
        "stappen": STAPPEN,
        "vanaf": vanaf,
        "verandering": verandering(_geldt(boek, wie, vanaf), beleid),
        "regels": in_woorden(beleid),
        "beeld": beeld,
        "tellingen": [
            (gevolg.value, beeld.studenten[gevolg], beeld.verslagen[gevolg])
            for gevolg in Gevolg
            if beeld.verslagen[gevolg]
        ],
        "hoogstens": HOOGSTENS,
        "daarna": beleidsdienst.volgende_versie(wie.school, wie.opleiding, vanaf),
        "gezien": _kenmerk(at),
        "opnieuw": opnieuw,
    }
    return render(request, "verslagen/beleid_vooraf.html", context)


def _leg_vast(request: HttpRequest, wie: VoorWie, form: BeleidForm, at: datetime) -> HttpResponse:
    keuze = {
        "school": wie.school,
        "opleiding": wie.opleiding,
        "vanaf": form.cleaned_data["vanaf"],
        "beleid": form.beleid,
    }
    zelfde = beleidsdienst.nieuwste_is(**keuze)
    if not zelfde and request.POST.get(GEZIEN) != _kenmerk(at):
        uitleg = "Sinds u dit bekeek, is er iets veranderd. Dit is wat er nu verandert. Kijk het nog een keer na."
        return _vooraf(request, wie, form, at, opnieuw=uitleg)
    try:
        beleidsdienst.leg_beleid_vast(**keuze, reden=form.cleaned_data["reden"], by=request.user, at=at)
    except DomainError as fout:
        form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        return _formulier(request, wie, form, status=422)
    messages.success(request, "De regels zijn vastgelegd. Binnen een kwartier kloppen alle data.")
    return redirect("verslagen:beleid")
