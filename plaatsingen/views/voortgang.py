"""The figures of the region: progress to "80 % before 1 June" with a forecast, and the goals (R3.5, R3.9)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from basis.uitvoer import FORMATEN, tabel_response
from kern.models import Opleidingscluster
from kern.rules import alleen
from plaatsingen.rules import mag_stagefonds_zien, mag_uitval_zien
from plaatsingen.services.doelstand import doelstanden
from plaatsingen.services.voortgang import DOEL_PROCENT, maak_voortgang
from plaatsingen.tables_voortgang import DEEL_KOLOMMEN, METHODE, VERLOOP_KOLOMMEN, leesbaar, teken, verloop
from vraagaanbod.forms_plan import VoortgangFilter
from vraagaanbod.models import Regiodoel
from vraagaanbod.rules_plan import mag_plan_bewerken, mag_plan_zien
from vraagaanbod.services.plan import maak_plan
from vraagaanbod.views.plan import gekozen_jaar, gekozen_school, jaarnamen, scholen


@alleen(mag_plan_zien)
@require_safe
def overzicht(request: HttpRequest) -> HttpResponse:
    """Show the curve of a school year, the parts, and the goals; `?formaat=` with `deel=` downloads one of them."""
    jaar, at = gekozen_jaar(request), timezone.now()
    context: dict[str, Any] = {
        "jaar": jaar,
        "mag_bewerken": mag_plan_bewerken(request.user),
        "mag_stagefonds": mag_stagefonds_zien(request.user),
        "mag_uitval_zien": mag_uitval_zien(request.user),
        "mag_enquetes_zien": request.user.heeft_rol("coordinator", "beheerder", "praktijkopleider"),
    }
    if jaar is None:
        return render(request, "plaatsingen/cijfers.html", context)
    keuze = scholen()
    school = gekozen_school(request, keuze)
    clusters = list(Opleidingscluster.objects.all())
    cluster = next((rij for rij in clusters if rij.code == request.GET.get("cluster")), None)
    voortgang = maak_voortgang(schooljaar=jaar, op=timezone.localdate(at))
    per_school = voortgang.per_school(keuze)
    per_cluster = voortgang.per_cluster(clusters, school=school.pk if school else None)
    waar = {"school": school.pk if school else None, "cluster": cluster.pk if cluster else None}
    regels = verloop(voortgang, **waar)
    if request.GET.get("formaat") in FORMATEN:
        deel = request.GET.get("deel", "")
        rijen = {"scholen": per_school, "clusters": per_cluster}.get(deel)
        if rijen is None:
            return tabel_response(request, f"Voortgang {jaar.naam}", VERLOOP_KOLOMMEN, regels)
        return tabel_response(request, f"Voortgang {jaar.naam} per {deel}", DEEL_KOLOMMEN, rijen)
    naam = " en ".join(str(rij) for rij in (school, cluster) if rij) or "de hele regio"
    filter_ = {"schooljaar": jaar.naam, "school": str(school.public_id) if school else ""}
    filter_ |= {"cluster": cluster.code if cluster else ""}
    doelen = Regiodoel.objects.visible_to(request.user).filter(schooljaar=jaar)
    context |= {
        "form": VoortgangFilter(filter_, jaren=jaarnamen(), scholen=keuze),
        "naam": naam,
        "nu": voortgang.deel(naam, **waar),
        "doel_procent": DOEL_PROCENT,
        "doeldag": voortgang.doeldag,
        "heeft_plaatsingen": voortgang.heeft_plaatsingen,
        "voorbij": voortgang.op >= voortgang.doeldag,
        "svg": teken(voortgang, f"Studenten met een plek, {naam}, {jaar.naam}", **waar),
        "kolommen": ["Dag", "Met een plek", "Deel", "Vorig jaar", "Verwacht"],
        "regels": [leesbaar(rij) for rij in regels],
        "per_school": per_school if school is None else [],
        "per_cluster": per_cluster,
        "methode": METHODE,
        "doelen": doelstanden(
            doelen=doelen.select_related("cluster", "organisatie"), voortgang=voortgang, plan=maak_plan(schooljaar=jaar)
        ),
    }
    return render(request, "plaatsingen/cijfers.html", context)
