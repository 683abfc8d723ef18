"""Pages of planned talks: the calendar, one appointment, planning, moving and calling off."""

from calendar import Calendar
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from basis.ical import schrijf_agenda
from begeleiding import rules
from begeleiding.enums import AfspraakStatus
from begeleiding.forms_afspraken import AfspraakForm, AfzegForm
from begeleiding.models import Gespreksafspraak
from begeleiding.models.gesprek import GespreksafspraakQuerySet
from begeleiding.services.afspraken import plan_gesprek, wijzig_afspraak, zeg_afspraak_af
from begeleiding.services.afspraken_post import ontvangers, punt_van
from begeleiding.services.agendaweek import begint_met, eerstvolgende, welke_week
from begeleiding.services.ritme import ritme_voor, ritmes_op
from begeleiding.views.gesprekken import geen_toegang, plaatsing_of_404
from kern.models import User
from plaatsingen.models import Stagedeel

WEEK = timedelta(days=7)
HOOGSTENS = 200  # talks that one page shows; above that a month shows numbers only
NIET_VOOR_U = "U ziet dat er een gesprek is gepland, niet meer dan dat."


def dag_uit(tekst: str, anders: date) -> date:
    """Return the day of an address (2026-11-22), or `anders`; never so far away that a calendar has no such month."""
    try:
        dag = date.fromisoformat(tekst)
    except ValueError:
        return anders
    return dag if 2000 <= dag.year <= 2100 else anders


def _begin(dag: date) -> datetime:
    return timezone.make_aware(datetime.combine(dag, datetime.min.time()))


def zichtbare_afspraken(user: User) -> GespreksafspraakQuerySet:
    """Return the talks that stand in this person's calendar: not those known only through a second host."""
    elders = Stagedeel.objects.enige_weg_van(user).values("plaatsing")
    return Gespreksafspraak.objects.visible_to(user).exclude(plaatsing__in=elders)


@require_safe
def kalender(request: HttpRequest) -> HttpResponse:
    """Show planned talks by week or by month; staff choose between their own and all."""
    at = timezone.now()
    user, vandaag = request.user, timezone.localdate(at)
    maand = request.GET.get("weergave") == "maand"
    keuze = user.heeft_rol("coordinator", "stagedocent", "praktijkopleider", "stagebegeleider", "werkbegeleider")
    alles = request.GET.get("van", "") == "alle" or not keuze
    rijen = zichtbare_afspraken(user) if alles else Gespreksafspraak.objects.voor(user)
    dag = dag_uit(request.GET.get("dag", ""), vandaag if maand else begint_met(rijen, at=at))
    if maand:
        weken = Calendar().monthdatescalendar(dag.year, dag.month)
        eerste, laatste = weken[0][0], weken[-1][-1]
        vorige, volgende = dag.replace(day=1) - timedelta(days=1), dag.replace(day=28) + timedelta(days=4)
    else:
        eerste = dag - timedelta(days=dag.weekday())
        weken, laatste = [[eerste + timedelta(days=n) for n in range(7)]], eerste + timedelta(days=6)
        vorige, volgende = dag - WEEK, dag + WEEK
    deze = rijen.filter(begin__gte=_begin(eerste), begin__lt=_begin(laatste + timedelta(days=1)))
    per_dag = _per_dag(deze, alles=maand)
    leeg = not any(telling for telling, _ in per_dag.values())
    later = eerstvolgende(rijen, na=laatste) if leeg and not maand else None
    cellen = [[_cel(cel, per_dag, dag, vandaag) for cel in week] for week in weken]
    context = {
        "weken": cellen,
        # A weekend in which nothing happens takes no room.
        "dagen": [cel for cel in cellen[0] if cel["dag"].weekday() < 5 or cel["aantal"] or cel["vandaag"]],
        "maand": maand,
        "dag": dag,
        "eerste": eerste,
        "laatste": laatste,
        "vandaag": vandaag,
        "vorige": _adres(request, vorige, maand=maand),
        "volgende": _adres(request, volgende, maand=maand),
        "nu": _adres(request, vandaag, maand=maand),
        "als_week": _adres(request, dag, maand=False),
        "als_maand": _adres(request, dag, maand=True),
        "keuze": keuze,
        "alles": alles,
        "leeg": leeg,
        "welke_week": welke_week(eerste, at=at),
        "eerstvolgende": later,
        "eerstvolgende_adres": later and _adres(request, later, maand=False),
        "plant": user.heeft_rol("coordinator", "stagedocent", "stagebegeleider", "werkbegeleider"),
        "student": user.heeft_rol("student") and not keuze,
    }
    return render(request, "begeleiding/afspraken/kalender.html", context)


def _per_dag(rijen: GespreksafspraakQuerySet, *, alles: bool) -> dict[date, tuple[int, list[Gespreksafspraak]]]:
    """Return per day how many talks there are, and the first ones themselves. Three queries."""
    tel = rijen.exclude(status=AfspraakStatus.AFGEZEGD) if alles else rijen
    telling = dict(
        tel.order_by().annotate(op=TruncDate("begin")).values_list("op").annotate(aantal=Count("pk")).order_by("op")
    )
    per: dict[date, list[Gespreksafspraak]] = defaultdict(list)
    # First which ones: joined with all they show, PostgreSQL reads the talks of everybody.
    ids = list(tel.order_by("begin", "pk").values_list("pk", flat=True)[:HOOGSTENS])
    gevonden = Gespreksafspraak.objects.filter(pk__in=ids).select_related(
        "plaatsing__student__user", "plaatsing__stageplaats__afdeling__locatie__organisatie", "begeleider"
    )
    for afspraak in gevonden.order_by("begin", "pk"):
        per[timezone.localdate(afspraak.begin)].append(afspraak)
    return {dag: (aantal, per.get(dag, [])) for dag, aantal in telling.items()}


def _cel(cel: date, per_dag: dict, dag: date, vandaag: date) -> dict[str, Any]:
    aantal, afspraken = per_dag.get(cel, (0, []))
    return {
        "dag": cel,
        "aantal": aantal,
        "afspraken": afspraken,
        "meer": max(0, aantal - len(afspraken)),
        "vandaag": cel == vandaag,
        "buiten": cel.month != dag.month,
    }


def _adres(request: HttpRequest, dag: date, *, maand: bool) -> str:
    vraag = {"weergave": "maand" if maand else "week", "dag": dag.isoformat()}
    if request.GET.get("van") == "alle":
        vraag["van"] = "alle"
    return f"?{urlencode(vraag)}"


def _afspraak_of_404(request: HttpRequest, public_id: UUID) -> Gespreksafspraak:
    rijen = Gespreksafspraak.objects.visible_to(request.user).select_related(
        "plaatsing__student__user",
        "plaatsing__student__stagedocent",
        "plaatsing__werkbegeleider",
        "plaatsing__tweede_begeleider",
        "plaatsing__stagebegeleider",
        "plaatsing__stageplaats__afdeling__locatie__organisatie",
        "begeleider",
        "gemaakt_door",
        "gesprek",
    )
    afspraak = rijen.filter(public_id=public_id).first()
    if afspraak is None:
        raise Http404
    return afspraak


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one planned talk and what this person can do with it."""
    at = timezone.now()
    afspraak = _afspraak_of_404(request, public_id)
    user, plaatsing = request.user, afspraak.plaatsing
    if not rules.mag_afspraak_zien(user, plaatsing):
        return geen_toegang(request, NIET_VOOR_U)
    gepland = afspraak.status == AfspraakStatus.GEPLAND
    context = {
        "afspraak": afspraak,
        "mensen": ontvangers(afspraak),
        "gepland": gepland,
        "geweest": afspraak.begin <= at,
        "mag_wijzigen": gepland and rules.mag_afspraak_maken(user, plaatsing),
        "mag_afzeggen": gepland and rules.mag_afspraak_afzeggen(user, afspraak),
        "mag_vastleggen": gepland and afspraak.begin <= at and rules.mag_gesprek_vastleggen(user, plaatsing),
        "soort": {AfspraakStatus.GEPLAND: "loopt", AfspraakStatus.GEHOUDEN: "klaar"}.get(afspraak.status, "neutraal"),
    }
    return render(request, "begeleiding/afspraken/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Plan a talk with the student of this placement."""
    at = timezone.now()
    plaatsing = plaatsing_of_404(request, public_id)
    if not rules.mag_afspraak_maken(request.user, plaatsing):
        return geen_toegang(request, "Bij deze stage plant u geen gesprekken.")
    ritme = ritme_voor(plaatsing, ritmes_op(timezone.localdate(at)))
    dag = dag_uit(request.GET.get("dag", ""), timezone.localdate(at) + timedelta(days=1))
    form = AfspraakForm(request.POST or None, plaatsing=plaatsing, by=request.user, ritme=ritme, dag=dag)
    if request.method == "POST" and form.is_valid():
        try:
            afspraak = plan_gesprek(
                plaatsing=plaatsing,
                gegevens=form.gegevens(),
                begeleider=form.wie(),
                by=request.user,
                at=at,
                sleutel=form.cleaned_data["sleutel"],
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, f"Het gesprek is gepland. De uitnodiging is onderweg.{_dubbel(afspraak)}")
            return redirect("afspraken:detail", afspraak.public_id)
    return _formulier(request, form, plaatsing, None)


def _dubbel(afspraak: Gespreksafspraak) -> str:
    """Say when the one who holds the talk has another one at that time; planning both is allowed."""
    zelfde = Gespreksafspraak.objects.filter(begeleider=afspraak.begeleider, begin__lt=afspraak.eind).gepland()
    ander = zelfde.exclude(pk=afspraak.pk).filter(begin__gt=afspraak.begin - timedelta(hours=8))
    if any(rij.eind > afspraak.begin for rij in ander):
        return " Let op: op dit moment staat er nog een gesprek in de agenda."
    return ""


def _formulier(
    request: HttpRequest, form: AfspraakForm, plaatsing: Any, afspraak: Gespreksafspraak | None
) -> HttpResponse:
    context = {"form": form, "plaatsing": plaatsing, "afspraak": afspraak}
    return render(request, "begeleiding/afspraken/formulier.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Move or change a planned talk; who was invited gets it anew."""
    at = timezone.now()
    afspraak = _afspraak_of_404(request, public_id)
    plaatsing = afspraak.plaatsing
    if not rules.mag_afspraak_maken(request.user, plaatsing):
        return geen_toegang(request, "U kunt deze afspraak niet veranderen.")
    if afspraak.status != AfspraakStatus.GEPLAND:
        return redirect("afspraken:detail", afspraak.public_id)
    form = AfspraakForm(request.POST or None, plaatsing=plaatsing, by=request.user, afspraak=afspraak)
    if request.method == "POST" and form.is_valid():
        try:
            nu = wijzig_afspraak(
                afspraak=afspraak,
                gegevens=form.gegevens(),
                begeleider=form.wie(),
                versie=form.cleaned_data["versie"] or 0,
                by=request.user,
                at=at,
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            anders = nu.volgnummer != afspraak.volgnummer
            messages.success(
                request, "De afspraak is veranderd. Iedereen krijgt bericht." if anders else "Niets veranderd."
            )
            return redirect("afspraken:detail", afspraak.public_id)
    return _formulier(request, form, plaatsing, afspraak)


@require_http_methods(["GET", "HEAD", "POST"])
def afzeggen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Call a planned talk off, with a reason."""
    afspraak = _afspraak_of_404(request, public_id)
    if not rules.mag_afspraak_afzeggen(request.user, afspraak):
        return geen_toegang(request, "U kunt deze afspraak niet afzeggen.")
    if afspraak.status != AfspraakStatus.GEPLAND:
        return redirect("afspraken:detail", afspraak.public_id)
    form = AfzegForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            zeg_afspraak_af(afspraak=afspraak, reden=form.cleaned_data["reden"], by=request.user, at=timezone.now())
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, "Het gesprek is afgezegd. Iedereen krijgt bericht.")
            return redirect("afspraken:detail", afspraak.public_id)
    status = 422 if form.is_bound else 200
    student = afspraak.plaatsing.student.user_id == request.user.pk
    context = {"form": form, "afspraak": afspraak, "student": student}
    return render(request, "begeleiding/afspraken/afzeggen.html", context, status=status)


@require_safe
def ics(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give one planned talk as a file for a calendar."""
    afspraak = _afspraak_of_404(request, public_id)
    if not rules.mag_afspraak_zien(request.user, afspraak.plaatsing):
        return geen_toegang(request, NIET_VOOR_U)
    if afspraak.status == AfspraakStatus.AFGEZEGD:
        raise Http404
    antwoord = HttpResponse(schrijf_agenda("Stagegesprek", [punt_van(afspraak)]), content_type="text/calendar")
    antwoord.headers["Content-Disposition"] = 'attachment; filename="stagegesprek.ics"'
    antwoord.headers["Cache-Control"] = "private, no-store"
    return antwoord
