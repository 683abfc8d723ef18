"""Pages of groups for students: own meetings, slots to book, and the older student or juniors (R7.5)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.errors import DomainError, GeenToegang
from begeleiding import rules_groepen as rules
from begeleiding.enums import Opkomst, ReeksSoort
from begeleiding.forms_groepen import BoekForm, ContactForm, KoppelForm
from begeleiding.models import Aanwezigheid, Bijeenkomst, Juniorkoppeling, Reeks, Spreekuurplek
from begeleiding.services import juniors as koppelen
from begeleiding.services import spreekuur
from begeleiding.services.groepen_opkomst import meld_af
from kern.models import Student, User

TERUG = timedelta(days=60)
MAX_RIJEN = 100


def geen_toegang(request: HttpRequest, reden: str) -> HttpResponse:
    """Show that this isn't for this person."""
    return render(request, "begeleiding/groepen/geen_toegang.html", {"reden": reden}, status=403)


def _student(user: User) -> Student | None:
    return Student.objects.filter(user=user).select_related("user").first()


def lijst_van_student(request: HttpRequest) -> HttpResponse:
    """Show a student the own meetings, slots and spreekuren."""
    at = timezone.now()
    user = request.user
    reeksen = list(Reeks.objects.van_student(user).filter(gestopt_op=None).select_related("leider").order_by("naam"))
    intervisie = [reeks.pk for reeks in reeksen if reeks.soort == ReeksSoort.INTERVISIE]
    komend = _met_afmelding(
        Bijeenkomst.objects.filter(reeks__in=intervisie, begin__gt=at).select_related("reeks"), user
    )
    plekken = Spreekuurplek.objects.filter(student__user=user, begin__gt=at, bijeenkomst__afgezegd_op=None)
    context = {
        "komend": komend,
        "plekken": plekken.select_related("bijeenkomst__reeks__leider").order_by("begin", "pk"),
        "spreekuren": [reeks for reeks in reeksen if reeks.soort == ReeksSoort.SPREEKUUR],
        "groepen": [reeks for reeks in reeksen if reeks.soort == ReeksSoort.INTERVISIE],
        "juniors": Juniorkoppeling.objects.visible_to(user).select_related("ouderejaars__user", "junior__user"),
    }
    return render(request, "begeleiding/groepen/van_student.html", context)


def _met_afmelding(rijen: object, user: User) -> list[Bijeenkomst]:
    """Return meetings with what this student said or what was recorded, soonest first. Two queries."""
    lijst = list(rijen.order_by("begin", "pk")[:MAX_RIJEN])
    eigen = Aanwezigheid.objects.filter(bijeenkomst__in=lijst, student__user=user)
    per = {rij.bijeenkomst_id: rij for rij in eigen}
    for rij in lijst:
        rij.eigen = per.get(rij.pk)
        rij.afgemeld = rij.eigen is not None and rij.eigen.opkomst == Opkomst.AFGEMELD
    return lijst


def reeks_van_student(request: HttpRequest, reeks: Reeks, at: datetime) -> HttpResponse:
    """Show a student one series: meetings to call off, or free slots. Others' names stay unseen."""
    user = request.user
    context = {"reeks": reeks, "nu": at, "spreekuur": reeks.soort == ReeksSoort.SPREEKUUR, "form": BoekForm()}
    if reeks.soort == ReeksSoort.SPREEKUUR:
        komend = reeks.bijeenkomsten.filter(begin__gt=at - timedelta(hours=4), afgezegd_op=None)
        plekken = Spreekuurplek.objects.filter(bijeenkomst__in=komend, begin__gt=at).select_related("bijeenkomst")
        eigen = list(plekken.filter(student__user=user).order_by("begin"))
        bezet = {plek.bijeenkomst_id for plek in eigen}
        vrij = plekken.filter(student=None).exclude(bijeenkomst__in=bezet).order_by("begin", "pk")[:MAX_RIJEN]
        context |= {"eigen": eigen, "vrij": vrij}
    else:
        rijen = reeks.bijeenkomsten.filter(begin__gt=at - TERUG).select_related("reeks")
        lijst = _met_afmelding(rijen, user)
        context["bijeenkomsten"] = [rij for rij in lijst if rij.begin > at] + [
            rij for rij in reversed(lijst) if rij.begin <= at
        ]
    return render(request, "begeleiding/groepen/reeks_student.html", context)


@require_POST
def afmelden(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A student calls off for a meeting, or comes after all."""
    rijen = Bijeenkomst.objects.visible_to(request.user).select_related("reeks")
    rij = rijen.filter(public_id=public_id).first()
    if rij is None:
        raise Http404
    student = _student(request.user)
    if student is None:
        return geen_toegang(request, "Afzeggen doet een student zelf.")
    komt = request.POST.get("komt") == "ja"
    reden = request.POST.get("reden", "").replace("\x00", "")
    try:
        meld_af(bijeenkomst=rij, student=student, reden=reden, komt=komt, by=request.user, at=timezone.now())
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        messages.success(request, "Fijn dat je komt." if komt else "Je bent afgemeld.")
    return redirect("groepen:reeks", rij.reeks.public_id)


def _plek_of_404(request: HttpRequest, public_id: UUID) -> Spreekuurplek:
    zichtbaar = Bijeenkomst.objects.visible_to(request.user)
    rijen = Spreekuurplek.objects.filter(bijeenkomst__in=zichtbaar).select_related("bijeenkomst__reeks", "student")
    plek = rijen.filter(public_id=public_id).first()
    if plek is None:
        raise Http404
    return plek


@require_POST
def boeken(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a slot."""
    plek = _plek_of_404(request, public_id)
    student = _student(request.user)
    if student is None:
        return geen_toegang(request, "Een tijd kiest een student zelf.")
    form = BoekForm(request.POST)
    vraag = form.cleaned_data["vraag"] if form.is_valid() else ""
    try:
        spreekuur.boek(plek=plek, student=student, vraag=vraag, by=request.user, at=timezone.now())
    except GeenToegang as fout:
        return geen_toegang(request, fout.message)
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        messages.success(request, "Deze tijd is van jou. Je krijgt een mail voor je agenda.")
    return redirect("groepen:reeks", plek.bijeenkomst.reeks.public_id)


@require_POST
def teruggeven(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a slot back, as the student or as who leads it."""
    plek = _plek_of_404(request, public_id)
    leidt = rules.mag_leiden(request.user, plek.bijeenkomst.reeks)
    try:
        spreekuur.geef_terug(plek=plek, by=request.user, at=timezone.now())
    except GeenToegang as fout:
        return geen_toegang(request, fout.message)
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        messages.success(request, "De tijd is weer vrij.")
    if leidt:
        return redirect("groepen:bijeenkomst", plek.bijeenkomst.public_id)
    return redirect("groepen:reeks", plek.bijeenkomst.reeks.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def juniors(request: HttpRequest) -> HttpResponse:
    """Show who coaches whom; school makes pairs, the two students see each other and what they noted."""
    at = timezone.now()
    user = request.user
    koppelt = user.heeft_rol(*rules.KOPPELAARS)
    if not koppelt and not user.heeft_rol("student", "beheerder"):
        return geen_toegang(request, "Koppelingen zijn voor studenten en hun school.")
    form = _koppelform(request) if koppelt else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            koppelen.koppel(**form.cleaned_data, by=user, at=at)
        except DomainError as fout:
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            messages.success(request, "De studenten zijn gekoppeld. Ze krijgen bericht.")
            return redirect("groepen:juniors")
    rijen = Juniorkoppeling.objects.visible_to(user).filter(tot=None)
    rijen = rijen.select_related("ouderejaars__user", "junior__user").prefetch_related("contacten__door")
    context = {
        "rijen": rijen.order_by("ouderejaars__user__achternaam", "junior__user__achternaam", "pk")[:500],
        "form": form,
        "contact": None if koppelt else ContactForm(vandaag=timezone.localdate(at)),
    }
    fout = form is not None and form.is_bound
    return render(request, "begeleiding/groepen/juniors.html", context, status=422 if fout else 200)


def _koppelform(request: HttpRequest) -> KoppelForm:
    zichtbaar = Student.objects.visible_to(request.user).filter(vertrokken_op=None)
    scholen = request.user.organisatie_ids_als(*rules.KOPPELAARS)
    ouderejaars = Student.objects.filter(school_id__in=scholen, vertrokken_op=None, leerjaar__gte=2)
    volgorde = ("user__achternaam", "user__voornaam", "pk")
    return KoppelForm(
        request.POST or None,
        juniors=zichtbaar.order_by(*volgorde),
        ouderejaars=ouderejaars.order_by(*volgorde),
    )


def _koppeling_of_404(request: HttpRequest, public_id: UUID) -> Juniorkoppeling:
    rijen = Juniorkoppeling.objects.visible_to(request.user).select_related("junior__user", "ouderejaars__user")
    rij = rijen.filter(public_id=public_id).first()
    if rij is None:
        raise Http404
    return rij


@require_POST
def contact(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write that the two had contact."""
    at = timezone.now()
    rij = _koppeling_of_404(request, public_id)
    if not rules.hoort_bij_koppeling(request.user, rij):
        return geen_toegang(request, "Dit schrijven de twee studenten zelf op.")
    form = ContactForm(request.POST, vandaag=timezone.localdate(at))
    if not form.is_valid():
        messages.error(request, "Kies een dag.")
        return redirect("groepen:juniors")
    try:
        koppelen.schrijf_contact(koppeling=rij, **form.cleaned_data, by=request.user, at=at)
    except GeenToegang as fout:
        return geen_toegang(request, fout.message)
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        messages.success(request, "Het staat erbij.")
    return redirect("groepen:juniors")


@require_POST
def ontkoppelen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a pair."""
    rij = _koppeling_of_404(request, public_id)
    try:
        koppelen.ontkoppel(koppeling=rij, by=request.user, at=timezone.now())
    except GeenToegang as fout:
        return geen_toegang(request, fout.message)
    messages.success(request, "De koppeling is gestopt.")
    return redirect("groepen:juniors")
