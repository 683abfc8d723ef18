"""Figures of reports per month, cluster and school: handed in on time, late, forgotten. No names (R6.8)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from basis.deelbalk import Deel, deelbalk
from basis.grafiek import MAANDEN, maandkolommen
from basis.nederlands import MAANDEN as MAANDNAMEN
from basis.onthouden import VEEL, herinner, onthoud
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from evaluaties.services import cijferrijen
from evaluaties.services.cijferrijen import Rij
from evaluaties.services.cijfers import Cijfers, Soort, tel
from kern.kalender import begin_schooljaar, schooljaar, schooljaar_grenzen
from kern.models import Opleidingscluster, Organisatie, User
from plaatsingen.models import Plaatsing

JAREN_TERUG = 4
BEWAAR = 600  # seconds that the glance on top of the overview is kept
KOPPEN = ("Op tijd", "Te laat", "Vergeten", "Nog open", "Hoeft niet of staat stil", "Op tijd, in procent")
REEKSEN = ((Soort.OP_TIJD, "op tijd", "klaar"), (Soort.LAAT, "te laat", "let-op"), (Soort.VERGETEN, "vergeten", "fout"))
OPEN = (Soort.OPEN, "nog open", "wacht")


class CijferFilter(forms.Form):
    """Of which year, school, cluster and period; a choice that leaves nothing to choose is not offered."""

    alles_optioneel = True

    schooljaar = forms.ChoiceField(label="Schooljaar", required=False)
    school = forms.ModelChoiceField(
        Organisatie.objects.none(),
        label="School",
        required=False,
        to_field_name="public_id",
        empty_label="Alle scholen",
    )
    cluster = forms.ModelChoiceField(
        Opleidingscluster.objects.none(),
        label="Cluster",
        required=False,
        to_field_name="code",
        empty_label="Alle clusters",
    )
    periode = forms.ChoiceField(label="Periode van de stage", required=False)

    def __init__(self, data: Any, *, plaatsingen: QuerySet[Plaatsing], vandaag: date) -> None:
        super().__init__(data)
        begin = begin_schooljaar(vandaag).year
        jaren = [f"{jaar}/{jaar + 1}" for jaar in range(begin, begin - JAREN_TERUG, -1)]
        self.fields["schooljaar"].choices = [(jaar, jaar) for jaar in jaren]
        self.fields["periode"].choices = [("", "Alle periodes"), *((str(n), f"Periode {n}") for n in range(1, 5))]
        scholen = Organisatie.objects.filter(pk__in=plaatsingen.values("student__school")).order_by("naam")
        clusters = Opleidingscluster.objects.filter(pk__in=plaatsingen.values("student__cluster")).order_by("naam")
        for naam, keuzes in (("school", scholen), ("cluster", clusters)):
            self.fields[naam].queryset = keuzes
            if len(keuzes) < 2:
                del self.fields[naam]

    def waarde(self, naam: str) -> Any:
        """Return a choice, or None when it was not made, not offered or not valid."""
        return self.cleaned_data.get(naam) or None if self.is_valid() else None

    def smal_af(self, plaatsingen: QuerySet[Plaatsing]) -> QuerySet[Plaatsing]:
        """Narrow the placements by what was chosen."""
        if school := self.waarde("school"):
            plaatsingen = plaatsingen.filter(student__school=school)
        if cluster := self.waarde("cluster"):
            plaatsingen = plaatsingen.filter(student__cluster=cluster)
        if periode := self.waarde("periode"):
            plaatsingen = plaatsingen.filter(periodes__contains=periode)
        return plaatsingen


@dataclass(frozen=True, slots=True)
class Tabel:
    """One table of the page: what stands in its first column, and its rows."""

    titel: str
    kop: str
    rijen: list[Rij]


@require_safe
def cijfers(request: HttpRequest) -> HttpResponse:
    """Show the figures of one school year as a chart with tables; `?formaat=` downloads the finest grain."""
    if not cijferrijen.mag_cijfers_zien(request.user):
        raise PermissionDenied
    at = timezone.now()
    vandaag = timezone.localdate(at)
    plaatsingen = cijferrijen.eigen_plaatsingen(request.user)
    filter_ = CijferFilter(request.GET, plaatsingen=plaatsingen, vandaag=vandaag)
    van, tot = schooljaar_grenzen(filter_.waarde("schooljaar") or schooljaar(vandaag))
    tot = min(tot, vandaag)
    geteld = tel(filter_.smal_af(plaatsingen), van, tot, at)
    if request.GET.get("formaat") in FORMATEN:
        return _download(request, geteld)
    tabellen = _tabellen(geteld, van, tot)
    context = {
        "filter": filter_,
        "tabellen": tabellen,
        "koppen": KOPPEN,
        "totaal": cijferrijen.totaal(geteld),
        "svg": _grafiek(tabellen[0].rijen),
    }
    return render(request, "verslagen/cijfers.html", context)


def _namen(geteld: Cijfers) -> list[list[tuple[int, str]]]:
    clusters = Opleidingscluster.objects.filter(pk__in={vak.cluster for vak in geteld})
    scholen = Organisatie.objects.filter(pk__in={vak.school for vak in geteld})
    return [list(rijen.order_by("naam").values_list("pk", "naam")) for rijen in (clusters, scholen)]


def _maandnaam(maand: date) -> str:
    return f"{MAANDNAMEN[maand.month - 1]} {maand.year}"


def _tabellen(geteld: Cijfers, van: date, tot: date) -> list[Tabel]:
    clusters, scholen = _namen(geteld)
    maanden = [(maand, _maandnaam(maand)) for maand in cijferrijen.maanden(van, tot)]
    tabellen = [
        Tabel("Per maand", "Maand", cijferrijen.groepeer(geteld, lambda vak: vak.maand, maanden)),
        Tabel("Per opleidingscluster", "Cluster", cijferrijen.groepeer(geteld, lambda vak: vak.cluster, clusters)),
        Tabel("Per school", "School", cijferrijen.groepeer(geteld, lambda vak: vak.school, scholen)),
    ]
    return [tabel for nummer, tabel in enumerate(tabellen) if nummer == 0 or len(tabel.rijen) > 1]


def _grafiek(rijen: list[Rij]) -> SafeString:
    reeksen = [*REEKSEN, OPEN] if any(rij.open for rij in rijen) else list(REEKSEN)
    labels = [MAANDEN[MAANDNAMEN.index(rij.naam.split()[0])] for rij in rijen]
    return maandkolommen(
        "Verslagen per maand",
        labels,
        [(naam, [rij.telling[soort] for rij in rijen]) for soort, naam, _ in reeksen],
        kleuren=[kleur for *_, kleur in reeksen],
    )


def _download(request: HttpRequest, geteld: Cijfers) -> HttpResponse:
    clusters, scholen = (dict(namen) for namen in _namen(geteld))
    rijen = [
        (vak.maand, scholen[vak.school], clusters[vak.cluster], Rij("", telling)) for vak, telling in geteld.items()
    ]
    rijen.sort(key=lambda rij: rij[:3])
    kolommen = [
        UitvoerKolom("Maand", lambda rij: f"{rij[0]:%Y-%m}"),
        UitvoerKolom("School", lambda rij: rij[1]),
        UitvoerKolom("Cluster", lambda rij: rij[2]),
        UitvoerKolom("Op tijd", lambda rij: rij[3].op_tijd),
        UitvoerKolom("Te laat", lambda rij: rij[3].laat),
        UitvoerKolom("Vergeten", lambda rij: rij[3].vergeten),
        UitvoerKolom("Nog open", lambda rij: rij[3].open),
        UitvoerKolom("Vrijgesteld", lambda rij: rij[3].telling[Soort.VRIJGESTELD]),
        UitvoerKolom("Staat stil", lambda rij: rij[3].telling[Soort.GEPAUZEERD]),
    ]
    return tabel_response(request, "Cijfers van verslagen", kolommen, rijen, op=timezone.localdate())


def kort(user: User, at: datetime) -> dict[str, Any] | None:
    """Return last month at a glance for the top of the overview, kept for ten minutes.

    None when there is nothing, and where adding it up takes seconds: there the page of figures does that, when asked.
    """
    if not cijferrijen.mag_cijfers_zien(user):
        return None
    maand = cijferrijen.vorige_maand(timezone.localdate(at))
    sleutel = f"verslagcijfers:{user.pk}:{maand:%Y%m}"
    telling = herinner(sleutel)
    if telling is None:
        if cijferrijen.eigen_plaatsingen(user).order_by()[: VEEL + 1].count() > VEEL:
            return None
        telling = cijferrijen.totaal(tel(cijferrijen.eigen_plaatsingen(user), maand, maand, at)).telling
        onthoud(sleutel, telling, seconden=BEWAAR)
    rij = Rij(_maandnaam(maand), telling)
    if not rij.geteld:
        return None
    delen = [Deel(naam, telling[soort], kleur) for soort, naam, kleur in REEKSEN]
    return {"rij": rij, "svg": deelbalk(f"Verslagen van {rij.naam}", delen)}
