"""The two logs for an administrator: what was done, and who opened what is confidential."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kern.forms_logboek import InzageFilter, LogFilter
from kern.models import AuditRegel, Hartslag, Inzageregel, Student, User
from kern.rules import alleen, mag_beheren
from kern.services import logboek

PER_PAGINA = 50


def _mensen(zoek: str) -> QuerySet[User]:
    """People whose name or address holds every word."""
    mensen = User.objects.annotate(heel=Concat("voornaam", Value(" "), "tussenvoegsel", Value(" "), "achternaam"))
    for woord in zoek.split()[:6]:
        mensen = mensen.filter(Q(heel__icontains=woord) | Q(email__icontains=woord))
    return mensen


def _over(zoek: str) -> Q:
    """Lines about a person or student of that name."""
    mensen = list(_mensen(zoek)[:200])
    studenten = Student.objects.filter(user__in=mensen)
    ids = [str(mens.public_id) for mens in mensen] + [str(pk) for pk in studenten.values_list("public_id", flat=True)]
    return Q(object_id__in=ids)


def _tijdvak(rijen: QuerySet, gegevens: dict[str, Any]) -> QuerySet:
    if gegevens.get("van"):
        rijen = rijen.filter(at__date__gte=gegevens["van"])
    if gegevens.get("tot"):
        rijen = rijen.filter(at__date__lte=gegevens["tot"])
    return rijen


@alleen(mag_beheren)
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The audit log, in words."""
    rijen = AuditRegel.objects.all()
    form = LogFilter(request.GET)
    if form.is_valid():
        gegevens = form.cleaned_data
        rijen = _tijdvak(rijen, gegevens)
        if zoek := gegevens["q"]:
            rijen = rijen.filter(Q(actie__icontains=zoek) | Q(reden__icontains=zoek) | Q(object_id=zoek) | _over(zoek))
        if gegevens["wie"]:
            rijen = rijen.filter(by_id__in=_mensen(gegevens["wie"]).values("pk"))
        if gegevens["wat"]:
            rijen = rijen.filter(actie=gegevens["wat"])
        if gegevens["soort"]:
            rijen = rijen.filter(object_soort=gegevens["soort"])
    pagina = Paginator(rijen, PER_PAGINA).get_page(request.GET.get("pagina"))
    namen = User.objects.in_bulk({regel.by_id for regel in pagina if regel.by_id})
    waarover = logboek.objecten(pagina)
    veranderingen = logboek.Veranderingen(pagina)
    regels = [
        {
            "regel": regel,
            "persoon": namen.get(regel.by_id),
            "rollen": logboek.rolnamen(regel.door.rpartition(" (")[0] or regel.door),
            "soort": logboek.soortnaam(regel.object_soort),
            "object": waarover.get((regel.object_soort, regel.object_id)),
            "verschillen": veranderingen.van(regel),
        }
        for regel in pagina
    ]
    keten = Hartslag.objects.filter(naam="audit").first()
    return render(request, "beheer/log.html", {"pagina": pagina, "regels": regels, "filter": form, "keten": keten})


@alleen(mag_beheren)
@require_safe
def inzage(request: HttpRequest) -> HttpResponse:
    """Who opened what that is confidential."""
    rijen = Inzageregel.objects.all()
    form = InzageFilter(request.GET)
    if form.is_valid():
        gegevens = form.cleaned_data
        rijen = _tijdvak(rijen, gegevens)
        if gegevens["wie"]:
            rijen = rijen.filter(user_id__in=_mensen(gegevens["wie"]).values("pk"))
        if gegevens["student"]:
            eigen = Student.objects.filter(user__in=_mensen(gegevens["student"]))
            rijen = rijen.filter(student_id__in=eigen.values("pk"))
        if gegevens["soort"]:
            rijen = rijen.filter(object_soort=gegevens["soort"])
        if gegevens["uitkomst"]:
            rijen = rijen.filter(uitkomst=gegevens["uitkomst"])
    pagina = Paginator(rijen, PER_PAGINA).get_page(request.GET.get("pagina"))
    namen = User.objects.in_bulk({regel.user_id for regel in pagina if regel.user_id})
    studenten = Student.objects.select_related("user").in_bulk(
        {regel.student_id for regel in pagina if regel.student_id}
    )
    regels = [
        {
            "regel": regel,
            "persoon": namen.get(regel.user_id),
            "rollen": logboek.rolnamen(regel.rol),
            "student": studenten.get(regel.student_id),
            "soort": logboek.soortnaam(regel.object_soort),
        }
        for regel in pagina
    ]
    gefilterd = any(request.GET.get(naam) for naam in form.fields)
    context = {"pagina": pagina, "regels": regels, "filter": form, "gefilterd": gefilterd}
    return render(request, "beheer/inzage.html", context)
