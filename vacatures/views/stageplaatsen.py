"""The list of places, one place, and offering places."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.http import fouten_melden
from basis.paginering import pagina_van
from basis.uitvoer import FORMATEN, tabel_response
from kern.rules import alleen
from vacatures.filters import StageplaatsFilter, sorteer
from vacatures.forms import StageplaatsForm, als_invoer
from vacatures.models import Stageplaats, Vacature
from vacatures.rules import mag_aanbieden, mag_wijzigen, wanneer
from vacatures.secties import secties_voor
from vacatures.services import afdelinggrens, lezen, plaatsen, vacature_lezen, weekcapaciteit
from vacatures.services.vacature_controle import bezwaren
from vacatures.tables import PLAATS_KOLOMMEN

PER_PAGINA = 50


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the places that the person may see, with free seats; `?formaat=` downloads them."""
    vandaag = timezone.localdate()
    student = lezen.student_van(request.user)
    basis = Stageplaats.objects.visible_to(request.user).actief().met_leerbedrijf()
    if not request.GET.get("schooljaar"):
        basis = basis.filter(schooljaar__eind__gte=vandaag)
    alles = student is None or request.GET.get("alles") == "1"
    if not alles:
        basis = basis.filter(pk__in=Stageplaats.objects.filter(clusters=student.cluster_id).values("pk"))
    filterset = StageplaatsFilter(request.GET, queryset=basis, request=request)
    filterset.form.fields["schooljaar"].empty_label = "Dit schooljaar en later"
    rijen = sorteer(filterset.qs, request.GET.get("sorteer", "")).prefetch_related("clusters", "scholen")
    moment = (
        {naam: filterset.form.cleaned_data.get(naam, "") for naam in ("periode", "dag")}
        if filterset.form.is_valid()
        else {}
    )
    if request.GET.get("vrij"):
        rijen = lezen.met_vrije_plek(rijen, **moment)
    if request.user.heeft_rol("praktijkopleider") and request.GET.get("oud"):
        eigen = request.user.organisatie_ids_als("praktijkopleider")
        rijen = lezen.lang_niet_bevestigd(rijen.filter(afdeling__locatie__organisatie__in=eigen), op=vandaag)
    if request.GET.get("formaat") in FORMATEN and student is None:
        return tabel_response(
            request, "Stageplaatsen", PLAATS_KOLOMMEN, lezen.met_bezetting(rijen, **moment), op=vandaag
        )
    pagina = pagina_van(request, rijen, PER_PAGINA)
    plaatsen = lezen.met_bezetting(pagina.object_list, **moment)
    for plaats in plaatsen:
        plaats.redenen = lezen.past(student, plaats, op=vandaag) if student else []
        plaats.wanneer = wanneer(plaats.periodes, plaats.dagen)
        eigen = plaats.leerbedrijf.pk in request.user.organisatie_ids_als("praktijkopleider")
        plaats.vraagt_bevestiging = eigen and lezen.is_lang_niet_bevestigd(plaats, vandaag)
    if student:
        for naam in ("cluster", "niveau"):
            filterset.form.fields.pop(naam, None)
    context = {
        "filter": filterset,
        "pagina": pagina,
        "plaatsen": plaatsen,
        "gefilterd": any(request.GET.get(naam) for naam in filterset.filters),
        "student": student,
        "alles": alles,
        "mag_aanbieden": mag_aanbieden(request.user),
    }
    return render(request, "vacatures/lijst.html", context)


def _plaats(request: HttpRequest, public_id: str) -> Stageplaats:
    plaatsen = Stageplaats.objects.visible_to(request.user).met_leerbedrijf().select_related("begeleider")
    return get_object_or_404(plaatsen.prefetch_related("clusters", "scholen"), public_id=public_id)


def _eigen_plaats(request: HttpRequest, public_id: str) -> Stageplaats:
    plaats = _plaats(request, public_id)
    if not mag_wijzigen(request.user, plaats):
        raise PermissionDenied
    return plaats


@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one place: what it asks, when, who to ask, whether the leerbedrijf is recognised, how full it is."""
    plaats = _plaats(request, public_id)
    vandaag = timezone.localdate()
    student = lezen.student_van(request.user)
    lezen.met_bezetting([plaats])
    dagen, weekrijen = lezen.weekbeeld(plaats, plaats.bezetting)
    erkenningen = lezen.erkenningen_van(plaats, list(plaats.clusters.all()), op=vandaag)
    mag = mag_wijzigen(request.user, plaats)
    context = {
        "plaats": plaats,
        "locatie": plaats.afdeling.locatie,
        "wanneer": wanneer(plaats.periodes, plaats.dagen),
        "dagen": dagen,
        "weekrijen": weekrijen,
        "erkenningen": erkenningen,
        "geen_geldige": bool(erkenningen) and all(rij.woord != "erkend" for rij in erkenningen),
        "contacten": lezen.contacten_van(plaats, op=vandaag),
        "student": student,
        "redenen": lezen.past(student, plaats, op=vandaag) if student else [],
        "mag_wijzigen": mag,
        "secties": secties_voor(request, plaats),
        "vraagt_bevestiging": mag and lezen.is_lang_niet_bevestigd(plaats, vandaag),
        **_rondom(request, plaats),
    }
    return render(request, "vacatures/detail.html", context)


def _rondom(request: HttpRequest, plaats: Stageplaats) -> dict:
    """Return what stands around the place: its vacatures, begeleiders, other weeks, the cap of its afdeling."""
    vacatures = Vacature.objects.visible_to(request.user).filter(stageplaats=plaats)
    uit = {
        "vacatures": vacature_lezen.met_stand(vacatures, op=timezone.localdate()),
        "begeleiders": plaats.plaatsbegeleiders.select_related("user"),
        "afwijkend": list(plaats.weekcapaciteiten.all()),
    }
    if uit["afwijkend"]:
        uit["weeknummers"], uit["jaarrijen"] = weekcapaciteit.weekkaart_van(plaats)
    if plaats.afdeling.capaciteit is not None:
        (uit["afdelingstand"],) = afdelinggrens.standen([plaats.afdeling], schooljaar=plaats.schooljaar)
    return uit


@alleen(mag_aanbieden)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Offer a new place."""
    form = StageplaatsForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            plaats = plaatsen.maak_stageplaats(**form.velden(), by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De stageplaats is bewaard.")
            return redirect("vacatures:detail", public_id=plaats.public_id)
    return render(
        request, "vacatures/formulier.html", {"form": form, "plaats": None}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a place; when somebody else did so in between, show that and keep what was typed."""
    plaats = _eigen_plaats(request, public_id)
    beginstand = als_invoer(plaats, plaatsen.versie(plaats))
    form = StageplaatsForm(request.POST or None, initial=beginstand, user=request.user, plaats=plaats)
    anders: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            plaatsen.wijzig_stageplaats(
                plaats=plaats, **form.velden(), gezien=form.cleaned_data["versie"], by=request.user, at=timezone.now()
            )
        except DomainError as fout:
            if fout.message == plaatsen.ANDERS:
                form, anders = _na_botsing(request, plaats, form)
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            messages.success(request, "De stageplaats is gewijzigd.")
            _noem_wat_niet_meer_klopt(request, plaats)
            return redirect("vacatures:detail", public_id=plaats.public_id)
    context = {"form": form, "plaats": plaats, "anders": anders}
    return render(request, "vacatures/formulier.html", context, status=422 if form.errors else 200)


def _noem_wat_niet_meer_klopt(request: HttpRequest, plaats: Stageplaats) -> None:
    """Say which published vacatures of a place are no longer right, with why: days or a cluster went out of it."""
    op = timezone.localdate()
    for vacature in Vacature.objects.open_op(op).filter(stageplaats=plaats).met_leerbedrijf().order_by("pk"):
        if fouten := bezwaren(vacature, op=op):
            zinnen = " ".join(fout.tekst for fout in fouten)
            messages.warning(request, f"De vacature {vacature.titel} klopt niet meer. {zinnen}")


def _na_botsing(
    request: HttpRequest, plaats: Stageplaats, getypt: StageplaatsForm
) -> tuple[StageplaatsForm, list[str]]:
    """Return the form with what was typed and the version of now, and the names of the fields that differ."""
    stand = plaatsen.stand(plaats)
    velden = getypt.velden()
    nu = {
        **stand,
        "afdeling": stand["afdeling_id"],
        "schooljaar": stand["schooljaar_id"],
        "begeleider": stand["begeleider_id"],
    }
    anders = []
    for naam, waarde in velden.items():
        if naam in {"clusters", "scholen"}:
            zelfde = sorted(rij.code for rij in waarde) == nu[naam]
        else:
            zelfde = getattr(waarde, "pk", waarde) == nu[naam]
        if not zelfde:
            anders.append(str(getypt.fields[naam].label))
    invoer = request.POST.copy()
    invoer["versie"] = plaatsen.versie(plaats)
    form = StageplaatsForm(invoer, user=request.user, plaats=plaats)
    form.is_valid()
    return form, anders


@require_POST
def klopt_nog(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm that a place is still right."""
    plaats = _eigen_plaats(request, public_id)
    with fouten_melden(request) as fouten:
        plaatsen.bevestig_stageplaats(plaats=plaats, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, f"U hebt bevestigd dat {plaats.naam} nog klopt.")
    return redirect(
        "vacatures:lijst" if "lijst" in request.POST else "vacatures:detail",
        **({} if "lijst" in request.POST else {"public_id": plaats.public_id}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def intrekken(request: HttpRequest, public_id: str) -> HttpResponse:
    """Withdraw a place, after asking."""
    plaats = _eigen_plaats(request, public_id)
    if request.method == "POST":
        with fouten_melden(request) as fouten:
            plaatsen.trek_stageplaats_in(plaats=plaats, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De stageplaats is ingetrokken. U kunt hem hier terugzetten.")
        return redirect("vacatures:detail", public_id=plaats.public_id)
    context = {
        "titel": "Stageplaats intrekken?",
        "tekst": f"Er komen geen nieuwe studenten meer op {plaats.naam}. Open sollicitaties stoppen en de studenten "
        "krijgen bericht. Studenten die er al zijn, blijven.",
        "ja": "Intrekken",
        "gevaar": True,
        "terug_url": "../",
    }
    return render(request, "componenten/bevestigpagina.html", context)


@require_POST
def terugzetten(request: HttpRequest, public_id: str) -> HttpResponse:
    """Offer a withdrawn place again."""
    plaats = _eigen_plaats(request, public_id)
    with fouten_melden(request) as fouten:
        plaatsen.zet_stageplaats_terug(plaats=plaats, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "De stageplaats is weer beschikbaar.")
    return redirect("vacatures:detail", public_id=plaats.public_id)
