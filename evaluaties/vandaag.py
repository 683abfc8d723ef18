"""What reports and evaluations ask of a person today; the home page collects it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from basis.tellen import Deel, deel_van, naast_elkaar, telt
from evaluaties import doeltaken, evaluatietaken, handelingtaken, volgtaken
from evaluaties.filters import met_stand, overzicht_voor
from evaluaties.laddertaken import laddertaken
from evaluaties.models import Verslag
from evaluaties.services.dossiers import met_registratie
from evaluaties.services.lezen import opdrachten_te_lezen
from evaluaties.services.overzicht import Klus, verslagen_van, volgende_van
from kern.kalender import lokale_dag
from kern.models import User
from plaatsingen.models import Plaatsing

BINNENKORT = timedelta(days=14)
LANG_WACHTEN = timedelta(days=7)
MAXIMUM = 5


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Return rows {titel, uitleg, url, knop, voor, ernst}, the most urgent first."""
    rijen = [
        *_eigen_verslagen(user, at),
        *_te_lezen(user, at),
        *_opdrachten_te_lezen(user),
        *_voorstellen(user),
        *handelingtaken.todos(user, at),
    ]
    tellers = [deel_van(bron.todos, user, at) for bron in (evaluatietaken, doeltaken, volgtaken)]
    for meer in (yield from naast_elkaar([deel_van(laddertaken, user), *tellers])):
        rijen += meer
    ernst = {"rood": 0, "oranje": 1, "gewoon": 2}
    return sorted(rijen, key=lambda rij: (ernst[rij["ernst"]], rij["voor"] is None, rij["voor"] or lokale_dag(at)))


def _rij(  # noqa: PLR0917 - a row has this many parts
    titel: str, uitleg: str, url: str, knop: str, voor: Any, ernst: str
) -> dict[str, Any]:
    return {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": voor, "ernst": ernst}


def _eigen_verslagen(user: User, at: datetime) -> list[dict[str, Any]]:
    """Reports and replacement assignments that a student must hand in within a fortnight.

    The next deadline is always there, also one further away, with its heading in `vooraan`: the home page
    puts it on top.
    """
    if not user.heeft_rol("student"):
        return []
    plaatsingen = met_registratie(Plaatsing.objects.visible_to(user).actief()).met_betrokkenen()
    stages = verslagen_van(list(plaatsingen.filter(student__user=user)), at)
    vandaag = lokale_dag(at)
    volgende = volgende_van(stages, vandaag)
    klussen = [klus for stage in stages for klus in stage.klussen]
    return [
        _van_klus(klus, at) | {"vooraan": _vooraan(klus, vandaag) if klus == volgende else ""}
        for klus in klussen
        if klus == volgende or klus.tot is None or klus.tot <= vandaag + BINNENKORT
    ]


def _vooraan(klus: Klus, vandaag: date) -> str:
    """Heading of the next deadline on top of the home page."""
    if klus.tot is not None and klus.tot < vandaag:
        return f"Nog inleveren: {klus.titel}"
    return f"Je volgende {'opdracht' if klus.soort == 'opdracht' else 'verslag'}: {klus.titel}"


def _van_klus(klus: Klus, at: datetime) -> dict[str, Any]:
    return _rij(_hoofdletter(klus.titel), klus.uitleg, klus.url, klus.knop, klus.tot, _ernst(klus.kleur, klus.tot, at))


def _hoofdletter(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]


def _ernst(kleur: str, tot: Any, at: datetime) -> str:
    if kleur == "fout":
        return "rood"
    dichtbij = tot is not None and tot <= lokale_dag(at) + timedelta(days=3)
    return "oranje" if kleur == "let_op" or dichtbij else "gewoon"


def _te_lezen(user: User, at: datetime) -> list[dict[str, Any]]:
    if not user.heeft_rol("stagebegeleider", "stagedocent", "coordinator"):
        return []
    verslagen = Verslag.objects.visible_to(user).van_lezer(user).te_lezen().order_by()
    stand = verslagen.aggregate(aantal=Count("pk"), oudste=Min("laatste_inlevering"))
    aantal, oudste = stand["aantal"], stand["oudste"]
    if not aantal:
        return []
    wat = "1 verslag wacht" if aantal == 1 else f"{aantal} verslagen wachten"
    ernst = "oranje" if at - oudste > LANG_WACHTEN else "gewoon"
    uitleg = "De student die het langst wacht, staat bovenaan."
    return [_rij(f"{wat} op uw feedback", uitleg, reverse("verslagen:te_lezen"), "Lezen", None, ernst)]


def _opdrachten_te_lezen(user: User) -> list[dict[str, Any]]:
    """Replacement assignments that came in and that no reader opened yet."""
    if not user.heeft_rol("stagebegeleider", "stagedocent", "coordinator"):
        return []
    aantal = len(opdrachten_te_lezen(user))
    if not aantal:
        return []
    wat = "1 vervangende opdracht is" if aantal == 1 else f"{aantal} vervangende opdrachten zijn"
    uitleg = "Nog niemand opende wat de student inleverde."
    url = reverse("verslagen:te_lezen") + "#opdrachten"
    return [_rij(f"{wat} ingeleverd", uitleg, url, "Lezen", None, "gewoon")]


def _voorstellen(user: User) -> list[dict[str, Any]]:
    """Proposals 'onvoldoende' that a coordinator must decide about (R6.6)."""
    if not user.heeft_rol("coordinator"):
        return []
    eigen = overzicht_voor(user).filter(student__school_id__in=user.organisatie_ids_als("coordinator"))
    # First who, and only of those the names: joined with all that a list shows, a database looks at everybody.
    ids = list(met_stand(eigen, "voorstel").values_list("pk", flat=True)[:MAXIMUM])
    per_id = Plaatsing.objects.select_related("student__user").in_bulk(ids) if ids else {}
    rijen = [per_id[pk] for pk in ids]
    return [
        _rij(
            f"Besluit nodig over de stage van {plaatsing.student.naam}",
            "Vier verslagen zijn vergeten. Bevestig of wijs het voorstel af.",
            reverse("verslagen:voorstel", args=[plaatsing.public_id]),
            "Besluit nemen",
            None,
            "rood",
        )
        for plaatsing in rijen
    ]
