"""What evaluations ask of a person today: fill in, talk, sign, decide (R8.1)."""

from datetime import date, datetime
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from basis.tellen import Deel, telt
from evaluaties.enums import EvaluatieStatus, InvulRol
from evaluaties.models import Bezwaar, Evaluatie
from evaluaties.services.evaluatielijst import getekend, ingediend, te_laat, te_tekenen, vast_te_stellen
from kern.kalender import lokale_dag
from kern.models import User
from plaatsingen.models import Plaatsing

S = EvaluatieStatus
MAXIMUM = 5


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Return rows for the home page; one query for each side, one for who follows for the school."""
    rijen = []
    if user.heeft_rol("student"):
        rijen += _eigen(user, InvulRol.STUDENT, Q(plaatsing__student__user=user), at)
    if user.heeft_rol("werkbegeleider"):
        eigen = Q(plaatsing__werkbegeleider=user) | Q(plaatsing__tweede_begeleider=user)
        rijen += _eigen(user, InvulRol.WERKBEGELEIDER, eigen, at)
    return [*rijen, *(yield from _van_school(user, at))]


def _eigen(user: User, rol: InvulRol, eigen: Q, at: datetime) -> list[dict[str, Any]]:
    """Evaluations in which this side must do something now."""
    doen = Q(status=S.INVULLEN, zelf=False, plaatsing__in=Plaatsing.objects.actief()) | Q(status=S.TEKENEN, al=False)
    if rol == InvulRol.WERKBEGELEIDER:
        doen |= Q(status=S.GESPREK)
    rijen = Evaluatie.objects.visible_to(user).filter(eigen).exclude(status=S.VAST)
    rijen = rijen.annotate(zelf=ingediend(rol), al=getekend(rol)).filter(doen)
    rijen = rijen.order_by(F("voor_datum").asc(nulls_last=True), "pk").select_related("plaatsing__student__user")
    return [_klus(evaluatie, rol, lokale_dag(at)) for evaluatie in rijen[:MAXIMUM]]


def _klus(evaluatie: Evaluatie, rol: InvulRol, vandaag: date) -> dict[str, Any]:
    student = rol == InvulRol.STUDENT
    moment = evaluatie.get_moment_display()
    van = "" if student else f" van {evaluatie.plaatsing.student.naam}"
    titel = moment[:1].upper() + moment[1:] + van
    if evaluatie.status == S.TEKENEN:
        uitleg = "Lees wat er uit het gesprek kwam en teken."
        return _rij(f"{titel} tekenen", uitleg, "detail", evaluatie, "Lezen en tekenen")
    if evaluatie.status == S.GESPREK:
        uitleg = "Bespreek wat u invulde en schrijf samen het resultaat op."
        return _rij(f"{titel} bespreken", uitleg, "resultaat", evaluatie, "Resultaat opschrijven")
    uitleg = (
        "De ander ziet je antwoorden pas als jullie allebei klaar zijn."
        if student
        else "De ander ziet uw antwoorden pas als u allebei klaar bent."
    )
    te_laat = evaluatie.voor_datum is not None and evaluatie.voor_datum < vandaag
    ernst = "oranje" if te_laat else "gewoon"
    return _rij(f"{titel} invullen", uitleg, "invullen", evaluatie, "Invullen", ernst) | {"voor": evaluatie.voor_datum}


def _rij(  # noqa: PLR0917 - a row has this many parts
    titel: str, uitleg: str, adres: str, evaluatie: Evaluatie, knop: str, ernst: str = "gewoon"
) -> dict[str, Any]:
    url = reverse(f"evaluaties:{adres}", args=[evaluatie.public_id])
    return {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": None, "ernst": ernst}


# --- The school ---

SCHOOL = {
    "bezwaar": ("bezwaar wacht", "bezwaren wachten", "op een besluit", "rood"),
    "vaststellen": ("evaluatie wacht", "evaluaties wachten", "tot school 'onvoldoende' vaststelt", "oranje"),
    "te_laat": ("evaluatie is", "evaluaties zijn", "te laat", "oranje"),
    "te_tekenen": ("evaluatie wacht", "evaluaties wachten", "op een handtekening van school", "gewoon"),
}
UITLEG = {
    "bezwaar": "Een student is het niet eens met een resultaat.",
    "vaststellen": "Lees het resultaat en stel het vast met een reden, of overleg.",
    "te_laat": "De dag is voorbij en nog niet allebei hebben ze ingevuld.",
    "te_tekenen": "Lees het resultaat en teken.",
}


def _van_school(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """What waits for the school, counted; who only supervises for the pool hears what is late."""
    eigen = plaatsingen_van_school(user)
    if eigen is None:
        return []
    docent = user.heeft_rol("coordinator", "stagedocent")
    vragen = {"te_laat": te_laat(lokale_dag(at)).filter(eigen)}
    if docent:
        vragen |= {"te_tekenen": te_tekenen().filter(eigen), "vaststellen": vast_te_stellen().filter(eigen)}
    if user.heeft_rol("coordinator"):
        vragen["bezwaar"] = Bezwaar.objects.open().filter(
            resultaat__evaluatie__plaatsing__student__school__in=user.organisatie_ids_als("coordinator")
        )
    tel = yield vragen
    return [
        {
            "titel": f"{aantal} {SCHOOL[naam][0 if aantal == 1 else 1]} {SCHOOL[naam][2]}",
            "uitleg": UITLEG[naam],
            "url": f"{reverse('evaluaties:lijst')}?stand={naam}",
            "knop": "Bekijken",
            "voor": None,
            "ernst": SCHOOL[naam][3],
        }
        for naam, aantal in tel.items()
        if aantal
    ]


def plaatsingen_van_school(user: User) -> Q | None:
    """Return which evaluations this person follows for the school or the pool; None when none."""
    if user.heeft_rol("coordinator"):
        return Q(plaatsing__student__school__in=user.organisatie_ids_als("coordinator"))
    if user.heeft_rol("stagedocent"):
        return Q(plaatsing__student__stagedocent=user)
    return Q(plaatsing__stagebegeleider=user) if user.heeft_rol("stagebegeleider") else None
