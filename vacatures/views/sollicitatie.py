"""One page per application, and what each may do with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError, GeenToegang
from basis.http import ONGELDIG, meld_fout
from vacatures import rules_sollicitatie as rules
from vacatures.enums import SollicitatieStatus
from vacatures.forms_sollicitatie import (
    AanneemForm,
    AdviesForm,
    AfwijsForm,
    DoorstuurForm,
    IntrekForm,
    LinkForm,
    UitnodigForm,
)
from vacatures.models import Sollicitatie
from vacatures.models.sollicitatie import LOPEND
from vacatures.services import sollicitatie as student_service
from vacatures.services import sollicitatie_leerbedrijf as bedrijf
from vacatures.services import sollicitatie_lezen as lezen
from vacatures.services import sollicitatie_links as links
from vacatures.services import sollicitatie_regie as regie

S = SollicitatieStatus


@dataclass(frozen=True, slots=True)
class Handeling:
    """One thing that can be done, as its page asks it."""

    service: Callable[..., Sollicitatie]
    mag: Callable[[Any, Any], bool]
    form: type[forms.Form]
    titel: str
    tekst: str
    ja: str
    gelukt: str
    gevaar: bool = False


AANNEMEN = Handeling(
    bedrijf.accepteer,
    rules.mag_antwoorden,
    AanneemForm,
    "Student aannemen",
    "U biedt de student deze plek aan. De student zegt daarna zelf ja of nee. Tot die tijd is de plek bezet.",
    "Student aannemen",
    "De student krijgt een mail en kan nu ja of nee zeggen.",
)
UITNODIGEN = Handeling(
    bedrijf.nodig_uit,
    rules.mag_antwoorden,
    UitnodigForm,
    "Uitnodigen voor een gesprek",
    "De student krijgt een mail met het moment en de plaats. Na het gesprek neemt u de student aan of wijst u af.",
    "Uitnodigen",
    "De student krijgt een mail met de uitnodiging.",
)
AFWIJZEN = Handeling(
    bedrijf.wijs_af,
    rules.mag_antwoorden,
    AfwijsForm,
    "Sollicitatie afwijzen",
    "De student leest de reden in vriendelijke woorden, met uw toelichting. Dit kan niet worden teruggedraaid.",
    "Afwijzen",
    "De student krijgt een mail.",
    gevaar=True,
)
HANDELINGEN = {
    "doorsturen": Handeling(
        regie.stuur_door,
        rules.mag_regisseren,
        DoorstuurForm,
        "Doorsturen naar het leerbedrijf",
        "Het leerbedrijf krijgt een mail en ziet de motivatie en de gegevens van de student.",
        "Doorsturen",
        "De sollicitatie is doorgestuurd.",
    ),
    "teruggeven": Handeling(
        regie.geef_terug,
        rules.mag_regisseren,
        AdviesForm,
        "Teruggeven met advies",
        "De student past de motivatie aan en stuurt de sollicitatie opnieuw naar u.",
        "Teruggeven",
        "De student krijgt een mail met uw advies.",
    ),
    "niet-doorsturen": Handeling(
        regie.wijs_af_als_school,
        rules.mag_regisseren,
        AfwijsForm,
        "Niet doorsturen",
        "De sollicitatie stopt hier. De student leest waarom. Het leerbedrijf ziet niets.",
        "Niet doorsturen",
        "De student krijgt een mail.",
        gevaar=True,
    ),
    "aannemen": AANNEMEN,
    "uitnodigen": UITNODIGEN,
    "afwijzen": AFWIJZEN,
    "link-intrekken": Handeling(
        links.trek_link_in,
        rules.mag_link_intrekken,
        LinkForm,
        "Link intrekken",
        "De link in de mail werkt dan meteen niet meer, en dit adres krijgt geen nieuwe. De sollicitatie blijft staan. "
        "Bij een herinnering vraagt het portaal het bureau om te helpen.",
        "Link intrekken",
        "De link werkt niet meer.",
        gevaar=True,
    ),
    "intrekken": Handeling(
        student_service.trek_in,
        rules.mag_intrekken,
        IntrekForm,
        "Sollicitatie intrekken",
        "Je sollicitatie stopt. Wie hem aan het lezen was, krijgt bericht. Je kunt later opnieuw solliciteren.",
        "Intrekken",
        "Je sollicitatie is ingetrokken.",
        gevaar=True,
    ),
}


def _haal(request: HttpRequest, public_id: UUID) -> Sollicitatie:
    rijen = Sollicitatie.objects.visible_to(request.user).met_betrokkenen()
    return get_object_or_404(rijen, public_id=public_id)


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the application to everybody concerned: where it stands, what is next, motivation, contact, timeline."""
    sollicitatie = _haal(request, public_id)
    user = request.user
    eigen = rules.is_student_van(user, sollicitatie)
    met_school = rules.ziet_schoolzaken(user, sollicitatie)
    vandaag = timezone.localdate()
    open_ = sollicitatie.status in LOPEND or sollicitatie.status == S.CONCEPT
    context = {
        "sollicitatie": sollicitatie,
        "vacature": sollicitatie.vacature,
        "eigen": eigen,
        "woord": rules.woord(sollicitatie.status, student=eigen),
        "soort": rules.SOORT[sollicitatie.status],
        "stap": lezen.volgende_stap(user, sollicitatie, at=timezone.now()),
        "reden": lezen.reden_voor(sollicitatie, student=eigen),
        "toelichting": _toelichting(sollicitatie, met_school=met_school),
        "advies": sollicitatie.stappen.filter(naar=S.TERUG).last() if sollicitatie.status == S.TERUG else None,
        "contact": lezen.contact_van(sollicitatie.student, voor_leerbedrijf=not met_school, op=vandaag),
        "tijdlijn": lezen.tijdlijn(sollicitatie, met_school=met_school),
        "intrekken_url": _pad(sollicitatie, "intrekken") if eigen and open_ else "",
        "plaatsing": getattr(sollicitatie, "plaatsing", None),
    }
    return render(request, "sollicitaties/detail.html", context)


def _toelichting(sollicitatie: Sollicitatie, *, met_school: bool) -> str:
    """Return the words that came with a refusal."""
    if not sollicitatie.afwijsreden:
        return ""
    stap = sollicitatie.stappen.filter(naar=sollicitatie.status).exclude(tekst="").last()
    return stap.tekst if stap and (met_school or not stap.alleen_school) else ""


def _pad(sollicitatie: Sollicitatie, handeling: str) -> str:
    return reverse("sollicitaties:handeling", args=[sollicitatie.public_id, handeling])


def begin_van(stap: Handeling, sollicitatie: Sollicitatie) -> dict[str, Any]:
    """Return what the form of a step begins with."""
    if stap is AANNEMEN:
        return lezen.voorstel(sollicitatie, op=timezone.localdate())
    if stap is UITNODIGEN:
        locatie = sollicitatie.vacature.stageplaats.afdeling.locatie
        adres = ", ".join(filter(None, [locatie.naam, locatie.adres, locatie.plaats]))
        nu = sollicitatie.uitgenodigd_voor and timezone.localtime(sollicitatie.uitgenodigd_voor)
        begin = {"waar": sollicitatie.uitgenodigd_waar or adres[:200]}
        return begin | ({"datum": nu.date(), "tijd": nu.time()} if nu else {})
    return {}


@require_http_methods(["GET", "HEAD", "POST"])
def handeling(request: HttpRequest, public_id: UUID, handeling: str) -> HttpResponse:
    """Ask (GET) and do (POST) one thing."""
    sollicitatie = _haal(request, public_id)
    stap = HANDELINGEN.get(handeling)
    if stap is None:
        raise Http404
    if not stap.mag(request.user, sollicitatie):
        raise PermissionDenied
    form = stap.form(request.POST or None, initial=begin_van(stap, sollicitatie))
    if request.method == "POST" and not form.is_bound:
        form = stap.form({})
    if request.method == "POST" and form.is_valid():
        try:
            stap.service(sollicitatie=sollicitatie, by=request.user, at=timezone.now(), **form.velden())
        except GeenToegang as fout:
            raise PermissionDenied(fout.message) from fout
        except DomainError as fout:
            meld_fout(request, fout, form)
        else:
            messages.success(request, stap.gelukt)
            return redirect("sollicitaties:detail", public_id)
    context = {
        "sollicitatie": sollicitatie,
        "stap": stap,
        "form": form,
        "terug_url": reverse("sollicitaties:detail", args=[public_id]),
    }
    return render(request, "sollicitaties/handeling.html", context, status=ONGELDIG if form.errors else 200)
