"""Pages of evaluations."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError, GeenToegang
from evaluaties import rules
from evaluaties.enums import InvullingStatus, InvulRol
from evaluaties.filters import EvaluatieFilter
from evaluaties.forms import EvaluatieOpenenForm, InvulForm
from evaluaties.models import Evaluatie, Evaluatieformulier, Invulling
from evaluaties.services import evaluaties as services
from evaluaties.services import inzage
from evaluaties.views.gemeenschappelijk import pagina_van, plaatsing_of_404
from plaatsingen.models import Plaatsing, Stagedeel

SCORES = dict(Evaluatieformulier.SCORES)


def _geweigerd(request: HttpRequest, reden: str) -> HttpResponse:
    return render(request, "evaluaties/geen_toegang.html", {"reden": reden}, status=403)


def _open(request: HttpRequest, public_id: UUID, route: str) -> Evaluatie:
    try:
        return inzage.open_evaluatie(request.user, public_id, timezone.now(), route)
    except Evaluatie.DoesNotExist:
        raise Http404 from None


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show evaluations with who is ready; those that wait for this person come first."""
    user = request.user
    klaar = Invulling.objects.filter(evaluatie=OuterRef("pk"), status=InvullingStatus.INGEDIEND)
    # Who fills none in has nothing to put first, and need not wait while that is asked of every row.
    vult_in = user.heeft_rol("student", "werkbegeleider")
    rijen = (
        Evaluatie.objects.visible_to(user)
        .exclude(plaatsing__in=Stagedeel.objects.enige_weg_van(user).values("plaatsing"))
        .select_related(
            "plaatsing__student__user",
            "plaatsing__student__school",
            "plaatsing__werkbegeleider",
            "plaatsing__stageplaats__afdeling__locatie__organisatie",
        )
        .annotate(
            klaar_student=Exists(klaar.filter(rol=InvulRol.STUDENT)),
            klaar_werkbegeleider=Exists(klaar.filter(rol=InvulRol.WERKBEGELEIDER)),
            zelf_klaar=Exists(klaar.filter(door=user)),
        )
        .order_by(*(["zelf_klaar"] if vult_in else []), "-geopend_op", "-pk")
    )
    filter_ = EvaluatieFilter(request.GET, queryset=rijen, request=request)
    pagina = pagina_van(request, filter_.qs)
    regels = [
        {
            "evaluatie": rij,
            "invullen": rules.invulrol(user, rij.plaatsing) is not None and not rij.zelf_klaar,
            "beide": bool(rij.klaar_student and rij.klaar_werkbegeleider),
        }
        for rij in pagina.object_list
    ]
    opent = user.heeft_rol("coordinator", "stagedocent", "werkbegeleider")
    eigen = hasattr(user, "student")
    context = {"filter": filter_, "pagina": pagina, "regels": regels, "opent": opent, "eigen": eigen}
    return render(request, "evaluaties/lijst.html", context)


@require_safe
def kies(request: HttpRequest) -> HttpResponse:
    """Choose the placement for which an evaluation is opened."""
    user = request.user
    eigen = Q(student__school_id__in=user.organisatie_ids_als("coordinator"))
    if user.heeft_rol("stagedocent"):
        eigen |= Q(student__stagedocent=user)
    if user.heeft_rol("werkbegeleider"):
        eigen |= Q(werkbegeleider=user) | Q(tweede_begeleider=user)
    rijen = Plaatsing.objects.visible_to(user).actief().filter(eigen).met_betrokkenen()
    zoek = request.GET.get("q", "").strip()
    for woord in zoek.split()[:5]:
        naam = Q(student__user__voornaam__icontains=woord) | Q(student__user__achternaam__icontains=woord)
        rijen = rijen.filter(naam)
    geopend = Evaluatie.objects.filter(plaatsing=OuterRef("pk")).order_by().values("plaatsing")
    aantal = geopend.annotate(aantal=Count("pk")).values("aantal")
    rijen = rijen.annotate(aantal=Coalesce(Subquery(aantal), 0)).order_by("aantal", "student__user__achternaam", "pk")
    pagina = pagina_van(request, rijen)
    context = {"pagina": pagina, "plaatsingen": pagina.object_list, "zoek": zoek}
    return render(request, "evaluaties/kies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def openen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open an evaluation for a placement."""
    plaatsing = plaatsing_of_404(request, public_id)
    if not rules.mag_evaluatie_openen(request.user, plaatsing):
        return _geweigerd(request, "Bij deze stage opent u geen evaluaties.")
    at = timezone.now()
    form = EvaluatieOpenenForm(request.POST or None, initial={"moment": "tussen"})
    if request.method == "POST" and form.is_valid():
        try:
            evaluatie = services.open_evaluatie(
                plaatsing=plaatsing,
                moment=form.cleaned_data["moment"],
                voor_datum=form.cleaned_data["voor_datum"],
                by=request.user,
                at=at,
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            if evaluatie.geopend_op == at:
                messages.success(request, "De evaluatie staat klaar. De student en de werkbegeleider krijgen bericht.")
            else:
                messages.info(request, "Deze evaluatie was al geopend. Er is niets veranderd.")
            return redirect("evaluaties:detail", evaluatie.public_id)
    status = 422 if form.is_bound else 200
    return render(request, "evaluaties/openen.html", {"form": form, "plaatsing": plaatsing}, status=status)


def _naast_elkaar(evaluatie: Evaluatie, kanten: dict[str, Invulling]) -> list[dict[str, Any]]:
    """Return per part what each side answered, the student first."""
    rijen = []
    for deel in evaluatie.formulier.onderdelen:
        antwoorden = [kanten[rol].antwoorden.get(deel["code"], {}) for rol in InvulRol.values]
        cellen = [
            {"score": SCORES.get(antwoord.get("score", ""), "–"), "toelichting": antwoord.get("toelichting", "")}
            for antwoord in antwoorden
        ]
        rijen.append({"deel": deel, "cellen": cellen, "verschil": cellen[0]["score"] != cellen[1]["score"]})
    return rijen


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show where an evaluation stands; both sides next to each other once both are in."""
    try:
        evaluatie = _open(request, public_id, "evaluatie lezen")
    except GeenToegang as fout:
        return _geweigerd(request, fout.message)
    invullingen = list(evaluatie.invullingen.all())
    kanten = {rij.rol: rij for rij in invullingen}
    beide = services.beide_ingediend(invullingen)
    rol = rules.invulrol(request.user, evaluatie.plaatsing)
    eigen = kanten.get(rol) if rol else None
    context = {
        "evaluatie": evaluatie,
        "beide": beide,
        "rijen": _naast_elkaar(evaluatie, kanten) if beide else [],
        "algemeen": [(rij.get_rol_display(), rij.algemeen) for rij in invullingen] if beide else [],
        "stand": [
            (InvulRol(rol_).label, kanten.get(rol_) is not None and kanten[rol_].status == InvullingStatus.INGEDIEND)
            for rol_ in InvulRol.values
        ],
        "mag_invullen": rol is not None and (eigen is None or eigen.status == InvullingStatus.CONCEPT),
    }
    return render(request, "evaluaties/detail.html", context)


def _begin(invulling: Invulling | None) -> dict[str, Any]:
    if invulling is None:
        return {"versie": 0}
    begin: dict[str, Any] = {"versie": invulling.versie, "algemeen": invulling.algemeen}
    for code, antwoord in invulling.antwoorden.items():
        begin[f"score_{code}"] = antwoord.get("score", "")
        begin[f"toelichting_{code}"] = antwoord.get("toelichting", "")
    return begin


def _eigen_kant(request: HttpRequest, public_id: UUID) -> tuple[Evaluatie, Invulling | None]:
    """Return the evaluation and the own side; Http404 for who does not fill it in."""
    evaluatie = (
        Evaluatie.objects.visible_to(request.user)
        .select_related("plaatsing__student__user", "plaatsing__werkbegeleider", "formulier")
        .filter(public_id=public_id)
        .first()
    )
    rol = rules.invulrol(request.user, evaluatie.plaatsing) if evaluatie else None
    if evaluatie is None or rol is None:
        raise Http404
    return evaluatie, evaluatie.invullingen.filter(rol=rol).first()


def _bewaar(request: HttpRequest, evaluatie: Evaluatie, form: InvulForm) -> Invulling:
    return services.bewaar_invulling(
        evaluatie=evaluatie,
        antwoorden=form.antwoorden(),
        algemeen=form.cleaned_data["algemeen"],
        versie=form.cleaned_data["versie"] or 0,
        by=request.user,
        at=timezone.now(),
    )


def _pagina(
    request: HttpRequest, evaluatie: Evaluatie, form: InvulForm, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {"evaluatie": evaluatie, "form": form, "eigen": rules.is_student_van(request.user, evaluatie.plaatsing)}
    return render(request, "evaluaties/invullen.html", {**context, **extra}, status=status)


def _opnieuw(form: InvulForm, evaluatie: Evaluatie, versie: int) -> InvulForm:
    data = form.data.copy()
    data["versie"] = versie
    nieuw = InvulForm(data, formulier=evaluatie.formulier)
    nieuw.is_valid()
    return nieuw


def _botsing(request: HttpRequest, evaluatie: Evaluatie, form: InvulForm, fout: services.InvulConflict) -> HttpResponse:
    daar, hier = fout.invulling.antwoorden, form.antwoorden()
    verschil = [
        (deel["titel"], SCORES.get(oud.get("score", ""), "–"), oud.get("toelichting", ""))
        for deel in evaluatie.formulier.onderdelen
        if (oud := daar.get(deel["code"], {})) != hier[deel["code"]]
    ]
    nieuw = _opnieuw(form, evaluatie, fout.invulling.versie)
    return _pagina(request, evaluatie, nieuw, status=409, conflict=fout.message, verschil=verschil, daar=fout.invulling)


@require_http_methods(["GET", "HEAD", "POST"])
def invullen(request: HttpRequest, public_id: UUID) -> HttpResponse:  # noqa: PLR0911 - each outcome has its page
    """Fill in the own side; a post keeps it and, when asked, hands it in."""
    evaluatie, invulling = _eigen_kant(request, public_id)
    if invulling is not None and invulling.status == InvullingStatus.INGEDIEND:
        return redirect("evaluaties:detail", public_id)
    if request.method != "POST":
        return _pagina(request, evaluatie, InvulForm(initial=_begin(invulling), formulier=evaluatie.formulier))
    form = InvulForm(request.POST, formulier=evaluatie.formulier)
    if not form.is_valid():
        return _pagina(request, evaluatie, form, status=422)
    try:
        bewaard = _bewaar(request, evaluatie, form)
        if request.POST.get("actie") == "indienen":
            services.dien_in(evaluatie=evaluatie, versie=bewaard.versie, by=request.user, at=timezone.now())
    except services.InvulConflict as fout:
        return _botsing(request, evaluatie, form, fout)
    except DomainError as fout:
        _, nu = _eigen_kant(request, public_id)
        form = _opnieuw(form, evaluatie, nu.versie if nu else 0)
        velden = fout.velden if isinstance(fout, services.Onvolledig) else {fout.field: fout.message}
        for veld, tekst in velden.items():
            form.add_error(veld if veld in form.fields else None, tekst)
        return _pagina(request, evaluatie, form, status=422)
    if request.POST.get("actie") == "indienen":
        messages.success(request, "De evaluatie is ingediend.")
        return redirect("evaluaties:detail", public_id)
    messages.success(request, "De antwoorden zijn bewaard.")
    return redirect("evaluaties:invullen", public_id)


@require_POST
def bewaren(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Autosave: JSON {versie, bewaard_op, tekst}; 409 with `fout` when this side was saved elsewhere in between."""
    evaluatie, _ = _eigen_kant(request, public_id)
    form = InvulForm(request.POST, formulier=evaluatie.formulier)
    if not form.is_valid():
        return JsonResponse({"fout": "Dit kan niet worden bewaard. Maak de tekst korter."}, status=422)
    try:
        invulling = _bewaar(request, evaluatie, form)
    except services.InvulConflict as fout:
        return JsonResponse({"fout": fout.message, "versie": fout.invulling.versie}, status=409)
    except DomainError as fout:
        return JsonResponse({"fout": fout.message}, status=409)
    klok = timezone.localtime(invulling.bewaard_op)
    return JsonResponse(
        {
            "versie": invulling.versie,
            "bewaard_op": invulling.bewaard_op.isoformat(),
            "tekst": f"Opgeslagen om {klok:%H:%M}",
        }
    )
