"""Pictures of the board: bottlenecks with what-if, and the map (R4.6)."""

import uuid
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from basis.errors import DomainError
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from kern.models import Opleidingscluster, Student
from matching import kaart as tekening
from matching.forms_bord import clusters_van
from matching.services.bord import kaartpunten, watalsi
from matching.tables import KNELPUNTEN
from matching.views.bord_hulp import Blik, kijk, met_bord, toon
from vacatures.models import Stageplaats

PER_PAGINA = 50
KAARTKOLOMMEN = [
    UitvoerKolom("Soort", "soort_tekst"),
    UitvoerKolom("Naam", "naam"),
    UitvoerKolom("Staat op", "waar"),
    UitvoerKolom("Vrije plekken", "vrij"),
    UitvoerKolom("Breedtegraad", "lat"),
    UitvoerKolom("Lengtegraad", "lon"),
]


@require_safe
@met_bord
def knelpunten(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what holds students back; `?vraag=&wie=` answers what one change would do from the board as it is."""
    blik = kijk(request, public_id)
    if request.GET.get("formaat") in FORMATEN:
        op = timezone.localdate()
        return tabel_response(request, f"{blik.ronde.naam} knelpunten", KNELPUNTEN, blik.berekening.knelpunten, op=op)
    pagina = Paginator(blik.berekening.knelpunten, PER_PAGINA).get_page(request.GET.get("pagina"))
    context = {
        "pagina": pagina,
        "punten": _met_acties(blik, pagina.object_list),
        "clusters": sorted((blik.stand.beeld.foto.namen.get(code, code), code) for code in _clusters(blik)),
        "antwoord": None,
        "antwoord_tekst": "",
        "fout": "",
        "wie": request.GET.get("wie", ""),
    }
    if request.GET.get("vraag"):
        context |= _antwoord(blik, request.GET["vraag"][:20], _wie(request))
    return toon(request, blik, "knelpunten", context)


def _wie(request: HttpRequest) -> str:
    """Whom the question is about; a conversion comes as one code or as two choices."""
    if request.GET.get("van") or request.GET.get("naar"):
        return f"{request.GET.get('van', '')}>{request.GET.get('naar', '')}"[:100]
    return request.GET.get("wie", "")[:100]


def _clusters(blik: Blik) -> list[str]:
    return [code for code in blik.stand.beeld.arrays.clusters if not code.startswith("bezet:")]


def _met_acties(blik: Blik, punten: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each bottleneck its question and a way to do something about it: two queries."""
    codes = [punt["wie"] for punt in punten if punt["soort"] == "plaats"]
    plaatsen = dict(Stageplaats.objects.filter(code__in=codes).values_list("code", "public_id"))
    vragen = {"plaats": "plaats", "groep": "groep", "omzetting": "omzetting", "cluster": "reizen"}
    knoppen = {
        "plaats": "Wat als hier een plek bij komt?",
        "groep": "Wat als hier een plek bij komt?",
        "omzetting": "Wat als er één omzetting meer mag?",
        "cluster": f"Wat als ze {watalsi.VERDER_KM} km verder reizen?",
    }
    return [
        {
            **punt,
            "vraag": vragen.get(punt["soort"], ""),
            "knop": knoppen.get(punt["soort"], ""),
            "url": reverse("vacatures:detail", args=[plaatsen[punt["wie"]]]) if punt["wie"] in plaatsen else "",
        }
        for punt in punten
    ]


def _antwoord(blik: Blik, vraag: str, wie: str) -> dict[str, Any]:
    try:
        antwoord = watalsi.wat_als(blik.stand, vraag, wie)
    except DomainError as fout:
        return {"fout": fout.message}
    namen = {rij.pk: rij for rij in Student.objects.filter(pk__in=antwoord.geplaatst).select_related("user")}
    return {"antwoord": antwoord, "antwoord_tekst": watalsi.in_woorden(antwoord, namen)}


class KaartFilter(forms.Form):
    """What the map shows."""

    cluster = forms.ModelChoiceField(
        label="Cluster", queryset=Opleidingscluster.objects.none(), required=False, empty_label="Alle clusters"
    )
    toon = forms.ChoiceField(
        label="Toon",
        required=False,
        choices=[("", "Alles"), ("open", "Studenten zonder plaats"), ("vrij", "Plaatsen met vrije plekken")],
    )
    student = forms.CharField(label="Lijn van deze student", required=False, max_length=80)

    def __init__(self, *args: Any, blik: Blik, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cluster"].queryset = clusters_van(blik.ronde)


@require_safe
@met_bord
def kaart(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Draw students and places, with lines from the students whose name is asked to their place; table below."""
    blik = kijk(request, public_id)
    form = KaartFilter(request.GET, blik=blik)
    gegevens = form.cleaned_data if form.is_valid() else {}
    punten = kaartpunten.punten(blik.berekening, blik.stand, gegevens)
    if request.GET.get("formaat") in FORMATEN:
        op = timezone.localdate()
        return tabel_response(request, f"{blik.ronde.naam} kaart", KAARTKOLOMMEN, punten, op=op)
    stippen = [tekening.Stip(p.soort, p.lat, p.lon, p.naam, vrij=p.vrij) for p in punten]
    lijnen = [tekening.Lijn((p.lat, p.lon), p.naar) for p in punten if p.naar and p.gekozen]
    pagina = Paginator(punten, PER_PAGINA).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "svg": tekening.teken(stippen, lijnen=lijnen, namen=_namen(blik), titel=f"Kaart van {blik.ronde.naam}"),
        "pagina": pagina,
        "in_cellen": len(stippen) > tekening.LOS_TOT,
        "lijnen": len(lijnen),
    }
    return toon(request, blik, "kaart", context)


def _namen(blik: Blik) -> list[tekening.Naam]:
    return [tekening.Naam(*rij) for rij in kaartpunten.plaatsnamen(blik.stand)]
