"""State of the machinery, for people and monitors."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kern.enums import BerichtStatus
from kern.models import Bericht, Hartslag
from kern.services.hartslag import is_te_oud
from stagebureau.celery import app


def _wachtrij_goed() -> bool:
    try:
        with app.connection_for_read() as verbinding:
            verbinding.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # noqa: BLE001 - whatever is wrong with the broker, the answer is "not good"
        return False
    return True


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Return JSON: database, broker, last good sweep (UTC), age of the oldest waiting mail; 503 without a database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        nu = timezone.now()
        veegronde = Hartslag.objects.filter(naam="verslagen").values_list("laatst_goed", flat=True).first()
        oudste = (
            Bericht.objects.filter(status=BerichtStatus.WACHT, niet_voor__lte=nu)
            .order_by("niet_voor")
            .values_list("niet_voor", flat=True)
            .first()
        )
    except Exception:  # noqa: BLE001 - a monitor needs an answer, not a page
        return JsonResponse({"status": "fout", "database": False}, status=503)
    wachtrij = _wachtrij_goed()
    te_oud = is_te_oud(veegronde, nu)
    return JsonResponse(
        {
            "status": "goed" if wachtrij and not te_oud else "let op",
            "database": True,
            "wachtrij": wachtrij,
            "laatste_veegronde": veegronde,
            "veegronde_te_oud": te_oud,
            "oudste_wachtende_bericht_seconden": int((nu - oudste).total_seconds()) if oudste else 0,
            "versie": settings.VERSIE,
        }
    )
