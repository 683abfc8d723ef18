"""Signing in the portal, and what those who follow it do: remind, ask again, pass on."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.http import ONGELDIG, bladzijde, fouten_melden, naar_pagina
from kern.enums import InzageUitkomst
from kern.services.inzage import leg_inzage_vast
from plaatsingen import rules
from plaatsingen.enums import OvereenkomstStatus, PartijRol
from plaatsingen.forms_ondertekenen import CollegaForm, TekenForm, WeigerForm
from plaatsingen.models import Ondertekening, Overeenkomst
from plaatsingen.services import bevoegd, herinneren, ondertekenen, partijen
from plaatsingen.views import tekenhulp

TABS = (("", "Alles"), ("lang", "Wacht al lang"), ("geweigerd", "Geweigerd"))


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person's signature, and, to who follows it, what waits for others."""
    dag, toon = timezone.localdate(), request.GET.get("toon", "")
    eigen = Ondertekening.objects.te_tekenen_door(request.user, dag).select_related(
        "organisatie",
        "overeenkomst__plaatsing__student__user",
        "overeenkomst__plaatsing__stageplaats__afdeling__locatie__organisatie",
    )
    volgt = request.user.heeft_rol("coordinator", "praktijkopleider", "beheerder")
    rijen, pagina = [], None
    if volgt:
        pagina = bladzijde(request, _wat_wacht(request, dag, toon), per_pagina=50)
        lichten = partijen.lichten_van(overeenkomsten=pagina.object_list, user=request.user, op=dag)
        rijen = [{"overeenkomst": rij, "lichten": lichten.get(rij.pk, [])} for rij in pagina]
    context = {
        "eigen": eigen.order_by("gevraagd_op", "pk")[:50],
        "student": request.user.heeft_rol("student"),
        "volgt": volgt,
        "pagina": pagina,
        "rijen": rijen,
        "toon": toon,
        "tabs": TABS,
        "beheert_bevoegd": bool(request.user.organisatie_ids_als("coordinator", "praktijkopleider")),
    }
    return render(request, "plaatsingen/ondertekenen.html", context)


def _wat_wacht(request: HttpRequest, dag: object, toon: str) -> object:
    """Return the agreements that are being signed, longest first, as the tab asks."""
    open_ = Overeenkomst.objects.visible_to(request.user).filter(status=OvereenkomstStatus.ONDERTEKENING)
    partij = Ondertekening.objects.filter(overeenkomst=OuterRef("pk"))
    if toon == "lang":
        open_ = open_.filter(Exists(partij.filter(herinneren.lang_wachtend(dag), getekend_op__isnull=True)))
    elif toon == "geweigerd":
        open_ = open_.filter(Exists(partij.filter(geweigerd_op__isnull=False)))
    met = open_.select_related("plaatsing__student__user", "plaatsing__stageplaats__afdeling__locatie__organisatie")
    return met.order_by("verstuurd_op", "pk")


@require_safe
def van_overeenkomst(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show where every party of one agreement stands, with what this person can do about it."""
    at = timezone.now()
    overeenkomst = tekenhulp.haal_overeenkomst(request, public_id)
    lichten = partijen.lichten(overeenkomst=overeenkomst, user=request.user, op=timezone.localdate(at))
    return render(
        request,
        "plaatsingen/ondertekeningen_van.html",
        {
            "overeenkomst": overeenkomst,
            "plaatsing": overeenkomst.plaatsing,
            "rijen": [{"licht": licht, **_acties(request, licht)} for licht in lichten],
            "papier": overeenkomst.status == OvereenkomstStatus.ONDERTEKENING
            and any(rules.mag_ondertekening_regelen(request.user, licht.partij) for licht in lichten),
            "waarschuwing": tekenhulp.waarschuwing(overeenkomst, at),
        },
    )


def _acties(request: HttpRequest, licht: partijen.Licht) -> dict[str, bool]:
    """Return which buttons stand with one party."""
    partij = licht.partij
    open_ = partij.overeenkomst.status == OvereenkomstStatus.ONDERTEKENING
    regelt = rules.mag_ondertekening_regelen(request.user, partij)
    beurt = licht.woord.startswith(("aan de beurt", "herinnerd"))
    return {
        "herinneren": open_ and regelt and beurt,
        "opnieuw": open_ and bool(partij.geweigerd_op) and _coordineert(request, partij),
        "scan": bool(partij.scan_id) and regelt,
        "afwijzen": open_ and bool(partij.scan_id) and regelt and partij.vastgelegd_door_id != request.user.pk,
        "bekijken": open_ and beurt,
    }


def _coordineert(request: HttpRequest, partij: Ondertekening) -> bool:
    return rules.is_coordinator_van(request.user, partij.overeenkomst.plaatsing)


@require_http_methods(["GET", "HEAD", "POST"])
def onderteken(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Read the exact text and sign it, after showing again who one is."""
    at = timezone.now()
    partij = tekenhulp.haal_partij(request, public_id)
    mens = ondertekenen.tekenaar_met_account(partij=partij, user=request.user, at=at)
    bewijs = tekenhulp.bewijs(request)
    form = TekenForm(request.POST or None, initial={"tekst_hash": partij.overeenkomst.tekst_hash})
    if mens and partij.rol == PartijRol.STUDENT:
        form.fields["akkoord"].label = "Ik heb de overeenkomst gelezen en ik ga ermee akkoord."
    status = 200
    if request.method == "POST":
        if mens is None:
            raise PermissionDenied
        if not bewijs["net"]:
            return _bewijs_eerst(request, bewijs)
        if form.is_valid() and _teken(request, partij, form):
            return naar_pagina(request, "plaatsingen:onderteken", public_id)
        status = ONGELDIG
    return render(request, "plaatsingen/onderteken.html", _pagina(request, partij, mens, bewijs, form), status=status)


def _teken(request: HttpRequest, partij: Ondertekening, form: TekenForm) -> bool:
    with fouten_melden(request, form) as fouten:
        ondertekenen.teken_in_portaal(partij=partij, by=request.user, at=timezone.now(), **form.cleaned_data)
    if not fouten:
        eigen = partij.rol == PartijRol.STUDENT
        messages.success(request, "Je handtekening staat eronder." if eigen else "Uw handtekening staat eronder.")
    return not fouten


def _bewijs_eerst(request: HttpRequest, bewijs: dict) -> HttpResponse:
    """Send somebody to show again who it is, and back to the agreement."""
    messages.info(request, "Bevestig eerst wie er achter het scherm zit. Daarna kan de handtekening worden gezet.")
    doel = bewijs["wegen"][0]["url"] if bewijs["wegen"] else ""
    verder = urlencode({"next": request.path})
    return naar_pagina(request, f"{doel}?{verder}" if doel else request.path)


def _pagina(request: HttpRequest, partij: Ondertekening, mens: object, bewijs: dict, form: TekenForm) -> dict:
    """Return what the signing page shows."""
    at = timezone.now()
    waarom_niet = ""
    try:
        ondertekenen.controleer_open(partij)
    except DomainError as fout:
        waarom_niet = fout.message
    niet_bevoegd = mens is None and bool(partij.organisatie_id) and not waarom_niet
    return {
        "partij": partij,
        "overeenkomst": partij.overeenkomst,
        "plaatsing": partij.overeenkomst.plaatsing,
        "tekst": tekenhulp.tekst_van(partij.overeenkomst),
        "namens": partijen.namens_van(partij),
        "wie": partijen.wie_is(partij),
        "eigen": partij.rol == PartijRol.STUDENT and mens is not None,
        "mag_tekenen": mens is not None and not waarom_niet,
        "waarom_niet": waarom_niet,
        "toon_namen": partij.rol != PartijRol.OUDER
        or rules.ziet_vertegenwoordiger(request.user, partij.overeenkomst.plaatsing),
        "niet_bevoegd": ondertekenen.NIET_BEVOEGD.format(partijen.namens_van(partij)) if niet_bevoegd else "",
        "collega_form": _collega_form(request, partij) if partij.organisatie_id and not waarom_niet else None,
        "bewijs": bewijs,
        "inloggen": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
        "form": form,
        "waarschuwing": tekenhulp.waarschuwing(partij.overeenkomst, at),
        "ziet_plaatsing": Overeenkomst.objects.visible_to(request.user).filter(pk=partij.overeenkomst_id).exists(),
    }


def _collega_form(request: HttpRequest, partij: Ondertekening) -> CollegaForm | None:
    form = CollegaForm(request.POST or None, organisatie_id=partij.organisatie_id, op=timezone.localdate())
    form.fields["collega"].queryset = form.fields["collega"].queryset.exclude(user=request.user)
    mag = _mag_doorvragen(request, partij)
    return form if mag and form.fields["collega"].queryset.exists() else None


def _mag_doorvragen(request: HttpRequest, partij: Ondertekening) -> bool:
    """Whoever works at the organisation or regels the signing may pass the question on."""
    return partij.organisatie_id in request.user.organisatie_ids or rules.mag_ondertekening_regelen(
        request.user, partij
    )


@require_http_methods(["GET", "HEAD", "POST"])
def weiger(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say no, with a reason."""
    partij = tekenhulp.haal_partij(request, public_id)
    if ondertekenen.tekenaar_met_account(partij=partij, user=request.user, at=timezone.now()) is None:
        raise PermissionDenied
    form = WeigerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            ondertekenen.weiger(partij=partij, by=request.user, at=timezone.now(), **form.cleaned_data)
        if not fouten:
            messages.success(request, "De coördinator weet dat er niet getekend wordt, en waarom.")
            return naar_pagina(request, "plaatsingen:onderteken", public_id)
    context = {
        "titel": "Niet ondertekenen",
        "tekst": "De overeenkomst blijft bestaan. De coördinator van de school leest waarom en zoekt een oplossing.",
        "ja": "Ik teken niet",
        "gevaar": True,
        "formulier": form,
        "terug_url": reverse("plaatsingen:onderteken", args=[public_id]),
    }
    return render(request, "componenten/bevestigpagina.html", context, status=ONGELDIG if form.is_bound else 200)


@require_POST
def collega(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask a colleague who may sign."""
    partij = tekenhulp.haal_partij(request, public_id)
    form = _collega_form(request, partij) if partij.organisatie_id else None
    if form is None:
        raise PermissionDenied
    if form.is_valid():
        gekozen = form.cleaned_data["collega"]
        with fouten_melden(request):
            gestuurd = bevoegd.vraag_collega(partij=partij, bevoegdheid=gekozen, by=request.user, at=timezone.now())
            zin = "krijgt een mail" if gestuurd else "kreeg vandaag al een mail"
            messages.success(request, f"{gekozen.naam} {zin}.")
    else:
        messages.error(request, "Kies een collega van de lijst.")
    return naar_pagina(request, "plaatsingen:onderteken", public_id)


@require_POST
def herinner(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Remind a party now."""
    partij = tekenhulp.haal_partij(request, public_id)
    if not rules.mag_ondertekening_regelen(request.user, partij):
        raise PermissionDenied
    with fouten_melden(request) as fouten:
        herinneren.herinner_nu(partij=partij, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "De herinnering is verstuurd.")
    return redirect("plaatsingen:ondertekeningen_van", partij.overeenkomst.public_id)


@require_POST
def opnieuw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask a party again that refused."""
    partij = tekenhulp.haal_partij(request, public_id)
    if not _coordineert(request, partij):
        raise PermissionDenied
    with fouten_melden(request) as fouten:
        ondertekenen.vraag_opnieuw(partij=partij, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "De vraag om te tekenen is opnieuw verstuurd.")
    return redirect("plaatsingen:ondertekeningen_van", partij.overeenkomst.public_id)


@require_safe
def pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand out the document of an agreement to who must sign it, ready to print."""
    partij = tekenhulp.haal_partij(request, public_id)
    if partij.overeenkomst.pdf is not None:
        leg_inzage_vast(
            obj=partij.overeenkomst,
            student=partij.overeenkomst.plaatsing.student,
            user=request.user,
            at=timezone.now(),
            route="overeenkomst om te tekenen",
            uitkomst=InzageUitkomst.GEDOWNLOAD,
        )
    return tekenhulp.document(partij.overeenkomst.pdf, naam="praktijkovereenkomst.pdf")
