"""What a person must do now about matching; the home page collects it (same rows as plaatsingen.vandaag)."""

from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from basis.nederlands import count_noun
from basis.tellen import Deel, naast_elkaar, telt
from kern.models import User
from matching import rules
from matching.enums import BezwaarStatus, Reactie, RondeStatus
from matching.models import Bezwaar, Ronde, Voorstel
from matching.services.voorkeuren import bevroren_door, gesloten_door
from plaatsingen.enums import BEZET, PlaatsingStatus
from plaatsingen.models import Plaatsing


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Return what this person must do now. At most nine queries."""
    rijen: list[dict[str, Any]] = []
    if user.heeft_rol("student"):
        delen = [_student(user, at), _eigen_bezwaar(user)]
        rijen += chain.from_iterable((yield from naast_elkaar(delen)))
    if rules.mag_rondes_maken(user):
        rijen += _rondes(user) + _bezwaren(user) + _stil(user, at)
    return rijen


def _student(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    student = getattr(user, "student", None)
    if student is None or student.vertrokken_op is not None:
        return []
    # Most students have a place; then nothing else has to be asked.
    bezet = Plaatsing.objects.filter(student=student, status__in=BEZET)
    tel = yield {"plek": bezet, "voorkeuren": student.voorkeuren.all()}
    if tel["plek"] or tel["voorkeuren"]:
        return []
    if bevroren_door(student) is not None or gesloten_door(student, at=at):
        return []
    return [
        {
            "titel": "Geef je voorkeuren voor een stageplaats door",
            "uitleg": "Kies de plaatsen die je graag wilt, de leukste bovenaan. Zo telt je wens mee.",
            "url": reverse("matching:voorkeuren"),
            "knop": "Voorkeuren doorgeven",
            "voor": None,
            "ernst": "gewoon",
        }
    ]


def _rondes(user: User) -> list[dict[str, Any]]:
    rondes = (
        Ronde.objects.visible_to(user)
        .filter(status__in=[RondeStatus.VOORBEREIDING, RondeStatus.BEVROREN, RondeStatus.BEREKEND])
        .prefetch_related("scholen")
        .order_by("begindatum", "pk")
    )
    rijen = []
    for ronde in rondes[:5]:
        if not rules.mag_ronde_beheren(user, {school.pk for school in ronde.scholen.all()}):
            continue
        berekend = ronde.status == RondeStatus.BEREKEND
        rijen.append(
            {
                "titel": f"{ronde.naam}: {'bekijk het voorstel' if berekend else 'bereid de ronde voor'}",
                "uitleg": "Kijk het voorstel na en publiceer het."
                if berekend
                else "Kijk de lijst na en laat de verdeling berekenen.",
                "url": reverse("matching:ronde", args=[ronde.public_id]),
                "knop": "Voorstel bekijken" if berekend else "Ronde openen",
                "voor": ronde.begindatum,
                "ernst": "oranje" if berekend else "gewoon",
            }
        )
    return rijen


def _bezwaren(user: User) -> list[dict[str, Any]]:
    """Objections that wait for an answer, one row per round."""
    wachtend = (
        Bezwaar.objects.visible_to(user)
        .filter(status=BezwaarStatus.OPEN)
        .order_by()
        .values("voorstel__berekening__ronde__public_id", "voorstel__berekening__ronde__naam")
        .annotate(aantal=Count("pk"), oudste=Min("ingediend_op"))
        .order_by("oudste")
    )
    return [
        {
            "titel": f"{rij['voorstel__berekening__ronde__naam']}: "
            f"{count_noun(rij['aantal'], 'bezwaar', 'bezwaren')} te beantwoorden",
            "uitleg": "De plek blijft bezet tot u antwoordt.",
            "url": reverse("matching:reacties", args=[rij["voorstel__berekening__ronde__public_id"]]),
            "knop": "Bezwaren bekijken",
            "voor": None,
            "ernst": "oranje",
        }
        for rij in wachtend[:5]
    ]


def _stil(user: User, at: datetime) -> list[dict[str, Any]]:
    """Published rounds past their term where students said nothing: that is no yes."""
    stil = Q(
        gekozen__voorstellen__plaatsing__status=PlaatsingStatus.AANGEBODEN,
        gekozen__voorstellen__pk__in=Voorstel.objects.visible_to(user).values("pk"),
    )
    rondes = (
        Ronde.objects.filter(status=RondeStatus.GEPUBLICEERD, reactie_tot__lte=at)
        .filter(pk__in=Ronde.objects.visible_to(user).values("pk"))
        .annotate(stil=Count("gekozen__voorstellen", filter=stil))
        .filter(stil__gt=0)
        .order_by("reactie_tot")
    )
    return [
        {
            "titel": f"{ronde.naam}: {count_noun(ronde.stil, 'student gaf', 'studenten gaven')} geen antwoord",
            "uitleg": "Hun plek blijft bezet. Vraag wat zij willen, of trek het aanbod in.",
            "url": f"{reverse('matching:reacties', args=[ronde.public_id])}?stand={Reactie.GEEN_ANTWOORD}",
            "knop": "Wie zijn het?",
            "voor": timezone.localdate(ronde.reactie_tot),
            "ernst": "oranje",
        }
        for ronde in rondes[:5]
    ]


def _eigen_bezwaar(user: User) -> Deel[list[dict[str, Any]]]:
    """An answer to the own objection, as long as the student still has to say yes or no."""
    eigen = Bezwaar.objects.filter(
        voorstel__student__user=user,
        status=BezwaarStatus.AFGEWEZEN,
        voorstel__plaatsing__status=PlaatsingStatus.AANGEBODEN,
    )
    bezwaar = eigen.order_by("-pk").first() if (yield {"eigen": eigen})["eigen"] else None
    if bezwaar is None:
        return []
    return [
        {
            "titel": "Er is antwoord op je bezwaar",
            "uitleg": "Lees het antwoord. Zeg daarna ja of nee tegen je stageplaats.",
            "url": reverse("matching:bezwaar", args=[bezwaar.public_id]),
            "knop": "Antwoord lezen",
            "voor": None,
            "ernst": "oranje",
        }
    ]
