"""Import files: upload, look at what would change, confirm."""

import io
from typing import Any

import xlsxwriter
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.http import fouten_melden
from basis.inlezen import Soort, Status, importeur_voor, soorten
from basis.nederlands import count_noun
from basis.uitvoer import FORMATEN
from kern.enums import TaakStatus
from kern.forms_imports import UploadForm
from kern.imports.basis import RegioImporteur
from kern.models import Achtergrondtaak, Importbestand
from kern.rules import alleen, mag_beheren
from kern.services import imports

PER_PAGINA = 50
SOORT_VAN_STATUS = {
    Status.NIEUW: "klaar",
    Status.GEWIJZIGD: "let_op",
    Status.ONGEWIJZIGD: "neutraal",
    Status.FOUT: "fout",
}
WOORD_VAN_KOLOM = {
    Soort.TEKST: "tekst",
    Soort.GETAL: "heel getal",
    Soort.DECIMAAL: "getal",
    Soort.DATUM: "datum",
    Soort.JA_NEE: "ja of nee",
    Soort.KEUZE: "keuze",
    Soort.LIJST: "lijst",
    Soort.POSTCODE: "postcode",
    Soort.EMAIL: "e-mailadres",
}

REGIOTABEL = "vraag_aanbod_2009_2010.csv"


def _kolommen(klasse: type[RegioImporteur]) -> list[dict[str, Any]]:
    return [
        {
            "naam": kolom.naam,
            "soort": WOORD_VAN_KOLOM[Soort(kolom.soort)],
            "verplicht": kolom.verplicht,
            "uitleg": kolom.uitleg,
            "voorbeeld": klasse.voorbeeld.get(kolom.naam, ""),
        }
        for kolom in klasse.kolommen
    ]


@alleen(mag_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def lijst(request: HttpRequest) -> HttpResponse:
    """Choose a kind and a file; below it the imports of before."""
    eerste = {"soort": request.GET.get("soort", "vraag-aanbod")}
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm(initial=eerste)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            antwoord = _neem_aan(request, form)
        if not fouten:
            return antwoord
    uploads = Importbestand.objects.select_related("bestand", "door")
    pagina = Paginator(uploads, PER_PAGINA).get_page(request.GET.get("pagina"))
    klassen = soorten()
    for upload in pagina.object_list:
        upload.titel = klassen[upload.soort].titel if upload.soort in klassen else upload.soort
    context = {
        "form": form,
        "pagina": pagina,
        "soorten": [
            {"soort": soort, "titel": k.titel, "uitleg": getattr(k, "uitleg", ""), "kolommen": _kolommen(k)}
            for soort, k in klassen.items()
        ],
    }
    return render(request, "beheer/importeren.html", context, status=422 if form.errors else 200)


def _neem_aan(request: HttpRequest, form: UploadForm) -> HttpResponse:
    at = timezone.now()
    bestand = form.cleaned_data["bestand"]
    data = bestand.read()
    upload = imports.bewaar_upload(
        soort=form.cleaned_data["soort"], naam=bestand.name, data=data, by=request.user, at=at
    )
    if imports.is_groot(data):
        taak = imports.vraag_voorbeeld_aan(upload=upload, by=request.user, at=at)
        return redirect("taken:detail", public_id=taak.public_id)
    imports.maak_voorbeeld(upload=upload, by=request.user, at=at)
    return redirect("imports:detail", public_id=upload.public_id)


def _upload(public_id: str) -> Importbestand:
    upload = get_object_or_404(Importbestand.objects.select_related("bestand", "door"), public_id=public_id)
    if upload.soort not in soorten():
        raise Http404
    return upload


@alleen(mag_beheren)
@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what an upload would change, or what came of it."""
    upload = _upload(public_id)
    taak = Achtergrondtaak.objects.filter(
        soort__in=[imports.TAAK_VOORBEELD, imports.TAAK_BEVESTIG], gegevens__importbestand=upload.pk
    ).first()
    voorbeeld = upload.voorbeeld or {}
    gekozen = request.GET.get("status", "")
    if gekozen not in {status.value for status in Status}:
        gekozen = ""
    rijen = _rijen(voorbeeld, gekozen)
    aantallen = upload.resultaat or voorbeeld
    context = {
        "upload": upload,
        "titel": importeur_voor(upload.soort).titel,
        "taak": taak,
        "bezig": taak is not None and taak.status in {TaakStatus.AANGEVRAAGD, TaakStatus.BEZIG},
        "voorbeeld": voorbeeld,
        "aantallen": aantallen,
        "status_gekozen": gekozen,
        "statussen": [(status.value, aantallen.get(status.value, 0)) for status in Status],
        "pagina": Paginator(rijen, PER_PAGINA).get_page(request.GET.get("pagina")),
        "schrijft": aantallen.get("nieuw", 0) + aantallen.get("gewijzigd", 0),
        "niet_getoond": max(
            0, sum(voorbeeld.get(s, 0) for s in ("nieuw", "gewijzigd", "ongewijzigd")) - imports.MAX_VOORBEELD
        ),
    }
    return render(request, "beheer/import.html", context)


def _rijen(voorbeeld: dict, gekozen: str) -> list[dict]:
    """Return the rows of a preview: first the errors, then what changes; each with its kind of status."""
    fouten = [{**fout, "status": Status.FOUT.value, "fout": True} for fout in voorbeeld.get("fouten", ())]
    rijen = fouten + [{**rij, "fout": False} for rij in voorbeeld.get("voorbeeld", ())]
    return [
        {**rij, "soort": SOORT_VAN_STATUS[Status(rij["status"])]} for rij in rijen if gekozen in {"", rij["status"]}
    ]


@alleen(mag_beheren)
@require_POST
def bevestigen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the import; show the new preview when the data changed since."""
    upload = _upload(public_id)
    at = timezone.now()
    with fouten_melden(request):
        if upload.bevestigd_op is None and (upload.voorbeeld or {}).get("gelezen", 0) > imports.KLEIN_RIJEN:
            taak = imports.vraag_bevestiging_aan(upload=upload, by=request.user, at=at)
            return redirect("taken:detail", public_id=taak.public_id)
        resultaat = imports.bevestig(upload=upload, by=request.user, at=at)
        if resultaat.geschreven:
            messages.success(request, _klaar(resultaat.aantallen))
        elif resultaat.fouten:
            messages.error(request, "De gegevens zijn intussen veranderd. Nu zijn er fouten; er is niets geschreven.")
        else:
            messages.warning(
                request,
                "De gegevens zijn intussen veranderd. Er is niets geschreven. Hieronder staat het nieuwe voorbeeld.",
            )
    return redirect("imports:detail", public_id=upload.public_id)


def _klaar(aantallen: dict[str, int]) -> str:
    if not aantallen["nieuw"] and not aantallen["gewijzigd"]:
        return "Alles stond er al. Er is niets veranderd."
    nieuw = count_noun(aantallen["nieuw"], "rij", "rijen")
    return f"Het bestand is ingelezen: {nieuw} nieuw, {aantallen['gewijzigd']} gewijzigd."


@alleen(mag_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def weggooien(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw an unconfirmed upload away."""
    upload = _upload(public_id)
    if request.method == "POST":
        with fouten_melden(request) as fouten:
            imports.gooi_weg(upload=upload, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Het bestand is weggegooid. Er is niets ingelezen.")
            return redirect("imports:lijst")
        return redirect("imports:detail", public_id=upload.public_id)
    context = {
        "titel": "Bestand weggooien?",
        "tekst": "Er is nog niets ingelezen.",
        "ja": "Weggooien",
        "terug_url": "../",
    }
    return render(request, "componenten/bevestigpagina.html", context)


@alleen(mag_beheren)
@require_safe
def voorbeeldbestand(request: HttpRequest) -> FileResponse:
    """Give the real regional table of 2009/2010, which comes with the demo."""
    if not settings.DEMO:
        raise Http404
    pad = settings.BASE_DIR / "stagebureau" / "demo" / "data" / REGIOTABEL
    return FileResponse(pad.open("rb"), as_attachment=True, filename=REGIOTABEL, content_type="text/csv")


@alleen(mag_beheren)
@require_safe
def sjabloon(request: HttpRequest, soort: str, formaat: str) -> HttpResponse:
    """Give an empty file of a kind: CSV with the header, or XLSX with an explanation on the second sheet."""
    if formaat not in {"csv", "xlsx"}:
        raise Http404
    try:
        klasse = importeur_voor(soort)
    except DomainError:
        raise Http404 from None
    kolommen = _kolommen(klasse)
    inhoud = _als_xlsx(kolommen) if formaat == "xlsx" else _als_csv(kolommen)
    antwoord = HttpResponse(inhoud, content_type=FORMATEN[formaat])
    antwoord["Content-Disposition"] = f'attachment; filename="{soort}.{formaat}"'
    return antwoord


def _als_csv(kolommen: list[dict[str, Any]]) -> bytes:
    return ("\ufeff" + ",".join(kolom["naam"] for kolom in kolommen) + "\r\n").encode()


def _als_xlsx(kolommen: list[dict[str, Any]]) -> bytes:
    bestand = io.BytesIO()
    boek = xlsxwriter.Workbook(bestand, {"in_memory": True})
    vet, wikkel, tekst = (
        boek.add_format({"bold": True, "bottom": 1}),
        boek.add_format({"text_wrap": True}),
        boek.add_format({"num_format": "@"}),
    )
    gegevens, uitleg = boek.add_worksheet("Gegevens"), boek.add_worksheet("Uitleg")
    for index, kolom in enumerate(kolommen):
        # Text cells keep leading zeros and stop a spreadsheet from turning 2009/2010 into a date.
        als_tekst = kolom["soort"] not in {"heel getal", "getal", "datum"}
        gegevens.set_column(index, index, max(12, len(kolom["naam"]) + 2), tekst if als_tekst else None)
        gegevens.write_string(0, index, kolom["naam"], vet)
    gegevens.freeze_panes(1, 0)
    for index, (kop, breedte) in enumerate(
        (("Kolom", 22), ("Verplicht", 10), ("Wat", 14), ("Uitleg", 70), ("Voorbeeld", 30))
    ):
        uitleg.set_column(index, index, breedte, wikkel)
        uitleg.write_string(0, index, kop, vet)
    for nummer, kolom in enumerate(kolommen, start=1):
        cellen = (
            kolom["naam"],
            "ja" if kolom["verplicht"] else "nee",
            kolom["soort"],
            kolom["uitleg"],
            kolom["voorbeeld"],
        )
        for index, cel in enumerate(cellen):
            uitleg.write_string(nummer, index, cel, wikkel)
    boek.close()
    return bestand.getvalue()
