"""What tests of hours share: who looks, a planned week, and what is filled in."""

from datetime import date, time
from decimal import Decimal

from django.urls import reverse

from plaatsingen.services import uren
from plaatsingen.services.roosterschrijven import Regel, zet_patroon
from plaatsingen.services.uren import Dag
from tests.factories import NU

MAANDAG = date(2026, 10, 5)
DINSDAG = date(2026, 10, 6)


def als(client, user):
    client.force_login(user)
    return client


def url(naam, plaatsing, *extra):
    return reverse(f"plaatsingen:{naam}", args=[plaatsing.public_id, *extra])


def week_41(plaatsing):
    return url("uren_week", plaatsing, 2026, 41)


def geplande_week(plaatsing):
    regels = [Regel(0, time(7, 30), time(16), 30), Regel(1, time(14, 30), time(23), 30)]
    zet_patroon(plaatsing=plaatsing, geldig_van=plaatsing.begindatum, regels=regels, by=plaatsing.werkbegeleider, at=NU)


def velden(client, adres):
    """What a browser posts when somebody only presses the button."""
    form = client.get(adres).context["form"]
    return {naam: form[naam].initial for naam in form.fields}


def vul(plaatsing, *dagen, maandag=MAANDAG):
    return uren.vul_week_in(plaatsing=plaatsing, maandag=maandag, dagen=list(dagen), by=plaatsing.student.user, at=NU)


def gewerkt(dag=MAANDAG, aantal=8, **meer):
    return Dag(dag, Decimal(aantal), "aanwezig", **meer)
