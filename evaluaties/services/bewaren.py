"""How long data round evaluations and the portfolio are kept: addresses of people who were asked, loose files, zips."""

from datetime import datetime

from django.db.models import Q, QuerySet

from evaluaties.models import Bezwaar, Feedbackuitnodiging, Portfoliodeling
from evaluaties.services import bijlagen, portfolio_delen, portfolio_meenemen
from kern.enums import BerichtStatus, Linkdoel
from kern.models import Bericht, Bestand
from kern.services.bewaren import Bewaarregel, blok_van, grens, houd_vast, registreer
from kern.services.toegangslinks import vergeet_adressen

NOODZAAK = "AVG artikel 5: niet langer dan nodig."


def feedback_adressen(at: datetime) -> QuerySet[Feedbackuitnodiging]:
    """People who were asked in rounds that are closed; the name of who answered openly stays with the answer."""
    rijen = Feedbackuitnodiging.objects.filter(ronde__gesloten_op__lt=grens("feedback_adressen", at))
    stil = Q(antwoord=None, teksten=None) & ~Q(naam="")
    return rijen.filter(pk__in=rijen.filter(~Q(email="") | stil).values("pk"))


def _vergeet_adressen(at: datetime) -> int:
    nummers = blok_van(feedback_adressen(at))
    rijen = Feedbackuitnodiging.objects.filter(pk__in=nummers)
    vergeet_adressen(doel=Linkdoel.FEEDBACK, object_ids=rijen.values_list("public_id", flat=True), at=at)
    met_antwoord = list(rijen.filter(~Q(antwoord=None) | ~Q(teksten=None)).values_list("pk", flat=True))
    rijen.exclude(pk__in=met_antwoord).update(naam="")
    rijen.update(email="")
    return len(nummers)


def feedback_mails(at: datetime) -> QuerySet[Bericht]:
    """Mails that asked somebody for feedback and still say whom."""
    rijen = Bericht.objects.filter(soort="feedback_vraag", aangemaakt_op__lt=grens("feedback_mails", at))
    return rijen.exclude(aan="").exclude(status=BerichtStatus.WACHT)


def losse_bijlagen(at: datetime) -> QuerySet[Bestand]:
    """Files of a report or an assignment that is gone."""
    return Bestand.objects.filter(
        soort=bijlagen.SOORT, bijlage__isnull=True, aangemaakt_op__lt=grens("losse_bijlagen", at)
    )


def portfoliozips(at: datetime) -> QuerySet[Bestand]:
    """Zips of a whole portfolio."""
    return Bestand.objects.filter(soort=portfolio_meenemen.SOORT, aangemaakt_op__lt=grens("portfoliozips", at))


def delingen(at: datetime) -> QuerySet[Portfoliodeling]:
    """Shared portfolios whose last day is over and that still say with whom."""
    return Portfoliodeling.objects.exclude(email="").filter(geldig_tot__lt=grens("portfoliodeling", at))


houd_vast(
    "bezwaar tegen een evaluatie",
    lambda: Bezwaar.objects.open().order_by().values("resultaat__evaluatie__plaatsing__student"),
)
registreer(
    Bewaarregel(
        code="feedback_adressen",
        wat="Adressen van wie om feedback is gevraagd",
        vanaf="de ronde is gesloten",
        waarom=(
            "De link werkt niet meer en niemand wordt nog gemaild. Bij een anonieme ronde gaat alles al weg als zij "
            "sluit. De naam van wie open antwoordde, blijft bij het antwoord."
        ),
        bron="De belofte in de mail; AVG artikel 5.",
        ruim=_vergeet_adressen,
        tel=lambda at: feedback_adressen(at).count(),
    )
)
registreer(
    Bewaarregel(
        code="feedback_mails",
        wat="Adressen boven mails die om feedback vroegen",
        vanaf="de mail is gemaakt",
        waarom="Zo lang is na te gaan of een mail aankwam. Dat er een mail ging, blijft staan.",
        bron="De belofte in de mail; AVG artikel 5.",
        ruim=lambda at: Bericht.objects.filter(pk__in=blok_van(feedback_mails(at))).update(aan=""),
        tel=lambda at: feedback_mails(at).count(),
    )
)
registreer(
    Bewaarregel(
        code="losse_bijlagen",
        wat="Bijlagen van verslagen die er niet meer zijn",
        vanaf="de bijlage is bewaard",
        waarom="Het verslag of de opdracht is weg.",
        bron=NOODZAAK,
        ruim=lambda at: bijlagen.ruim_losse_op(at=at),
        tel=lambda at: losse_bijlagen(at).count(),
    )
)
registreer(
    Bewaarregel(
        code="portfoliozips",
        wat="Portfolio's in een zip",
        vanaf="de zip is gemaakt",
        waarom="Het is een kopie. De student maakt zo een nieuwe.",
        bron=NOODZAAK,
        ruim=lambda at: portfolio_meenemen.ruim_zips_op(at=at),
        tel=lambda at: portfoliozips(at).count(),
    )
)
registreer(
    Bewaarregel(
        code="portfoliodeling",
        wat="Met wie een portfolio is gedeeld",
        vanaf="de laatste dag van het delen voorbij is",
        waarom="Daarna weet de student alleen nog wat er gedeeld is en wanneer.",
        bron=NOODZAAK,
        ruim=lambda at: portfolio_delen.ruim_op(at=at),
        tel=lambda at: delingen(at).count(),
    )
)
