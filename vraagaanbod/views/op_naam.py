"""Students of this school year: prognosis beside names, and saying who needs a place."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from basis.http import fouten_melden
from basis.nederlands import count_noun
from basis.uitvoer import FORMATEN, tabel_response
from kern.models import Opleidingscluster, Organisatie, Schooljaar, User
from kern.rules import alleen
from vraagaanbod.forms_opgaven import UitClusterForm, VanWieForm
from vraagaanbod.models import Stagevraag
from vraagaanbod.rules import mag_op_naam, organisaties_als, voor_iedereen
from vraagaanbod.services import op_naam as service
from vraagaanbod.tables_opgaven import NAAM_KOLOMMEN
from vraagaanbod.views.gedeeld import gekozen_jaar, gekozen_organisatie
from vraagaanbod.views.onderdelen import onderdelen


def scholen_van(user: User) -> QuerySet[Organisatie]:
    """Return the schools for which the person speaks: the own ones, all for the bureau."""
    scholen = Organisatie.objects.scholen()
    return scholen if voor_iedereen(user) else scholen.filter(pk__in=organisaties_als(user, "vraag"))


def _keuze(request: HttpRequest) -> tuple[Organisatie | None, Schooljaar, VanWieForm]:
    at = timezone.now()
    jaar = gekozen_jaar(request, at=at)
    school, form = gekozen_organisatie(request, scholen_van(request.user), jaar=jaar, at=at, woord="School")
    return school, jaar, form


@alleen(mag_op_naam)
@require_safe
def op_naam(request: HttpRequest) -> HttpResponse:
    """Show per cluster what was stated beside who needs a place by name; `?formaat=` downloads it."""
    school, jaar, form = _keuze(request)
    rijen = service.overzicht(school=school, schooljaar=jaar) if school else []
    if request.GET.get("formaat") in FORMATEN and school:
        return tabel_response(request, f"Studenten op naam {school.naam} {jaar.naam}", NAAM_KOLOMMEN, rijen)
    context = {
        "school": school,
        "schooljaar": jaar,
        "form": form,
        "rijen": rijen,
        "vraag": urlencode({"schooljaar": jaar.naam, "organisatie": school.public_id}) if school else "",
        "onderdelen": onderdelen(request),
    }
    return render(request, "vraagaanbod/op_naam.html", context)


@alleen(mag_op_naam)
@require_http_methods(["GET", "HEAD", "POST"])
def op_naam_cluster(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the students of one cluster who need a place; POST puts them on the list or takes them off."""
    school, jaar, _ = _keuze(request)
    gekozen = get_object_or_404(Opleidingscluster, code=code)
    if school is None:
        raise Http404
    terug = f"?{urlencode({'schooljaar': jaar.naam, 'organisatie': school.public_id})}"
    if request.method == "POST":
        return _bewaar(request, school, jaar, gekozen, reverse("vraagaanbod:op_naam") + terug)
    clusters = list(Opleidingscluster.objects.all())
    uit = UitClusterForm({"uit": request.GET.get("uit") or gekozen.code}, clusters=clusters)
    if not uit.is_valid():
        raise Http404
    nu = Stagevraag.objects.filter(schooljaar_id=jaar.pk, student__school=school)
    namen = dict(nu.values_list("student_id", "cluster__code"))
    studenten = service.studenten_van(school, jaar).select_related("user", "cluster")
    bron = uit.cleaned_data["uit"]
    studenten = [rij for rij in studenten if rij.cluster.code == bron or namen.get(rij.pk) == gekozen.code]
    for student in studenten:
        student.op_naam = namen.get(student.pk) == gekozen.code
        student.elders = namen.get(student.pk, "") if not student.op_naam else ""
    context = {
        "cluster": gekozen,
        "school": school,
        "schooljaar": jaar,
        "studenten": studenten,
        "uit": uit,
        "terug_url": reverse("vraagaanbod:op_naam") + terug,
    }
    return render(request, "vraagaanbod/op_naam_cluster.html", context)


def _bewaar(
    request: HttpRequest, school: Organisatie, jaar: Schooljaar, cluster: Opleidingscluster, terug: str
) -> HttpResponse:
    gekozen, was = (_ids(request, naam) for naam in ("student", "was"))
    if "alles" in request.POST:
        gekozen = set(service.studenten_van(school, jaar).filter(cluster=cluster).values_list("pk", flat=True)) | was
    with fouten_melden(request) as fouten:
        erin, eruit = service.zet_op_naam(
            school=school,
            schooljaar=jaar,
            cluster=cluster,
            erbij=gekozen - was,
            eraf=was - gekozen,
            by=request.user,
            at=timezone.now(),
        )
    if not fouten:
        erbij = f"{count_noun(erin, 'student', 'studenten')} erbij, {count_noun(eruit, 'student', 'studenten')} eraf."
        messages.success(request, f"Bewaard: {erbij}" if erin or eruit else "Er was niets veranderd.")
    return redirect(terug)


def _ids(request: HttpRequest, naam: str) -> set[int]:
    return {int(tekst) for tekst in request.POST.getlist(naam) if tekst.isdecimal() and len(tekst) < 19}
