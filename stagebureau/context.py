"""What every page needs."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from kern.enums import BerichtStatus
from kern.kalender import schooljaar
from kern.models import Bericht
from stagebureau.demo.accounts import ACCOUNTS, WACHTWOORD
from stagebureau.hulp import adres_voor
from stagebureau.navigatie import EIGEN_STAGE, mobiele_navigatie_voor, navigatie_voor


def huis(request: HttpRequest) -> dict:
    """Navigation, own organisation, school year and the number on the bell."""
    algemeen = {"DEMO": settings.DEMO, "VERSIE": settings.VERSIE, "hulp_standaard": adres_voor(request)}
    if settings.DEMO and request.path == reverse("account_login"):
        algemeen |= {"demo_accounts": [(a.rol, a.email) for a in ACCOUNTS], "demo_wachtwoord": WACHTWOORD}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return algemeen
    items = navigatie_voor(user, request.path)
    lidmaatschappen = user.lidmaatschappen_nu
    return algemeen | {
        "navigatie": items,
        "mobiele_navigatie": mobiele_navigatie_voor(user, items),
        "plaatsingen_woord": EIGEN_STAGE if user.heeft_rol("student") else "Plaatsingen",
        "context_org": lidmaatschappen[0].organisatie if lidmaatschappen else None,
        "schooljaar_nu": schooljaar(timezone.localdate()),
        "meldingen_aantal": Bericht.objects.filter(ontvanger=user, gelezen_op__isnull=True, gevoelig=False)
        .exclude(status=BerichtStatus.VERVALLEN)
        .count(),
    }
