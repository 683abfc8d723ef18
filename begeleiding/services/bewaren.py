"""How long signals are kept: some time after their end, a safe report shorter (R7.7)."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from begeleiding.enums import SignaalBron, SignaalStatus
from begeleiding.models import Signaal
from kern.services.bewaren import grens, registreer, rijregel, zonder_houvast
from plaatsingen.enums import ACTIEF


def _voorbij(rijen: QuerySet[Signaal], code: str, at: datetime) -> QuerySet[Signaal]:
    """Signals that ended long ago, of a stage that is over, of a student with nothing open."""
    open_ = Signaal.objects.open().filter(student=OuterRef("student"))
    rijen = rijen.filter(status=SignaalStatus.AFGEROND, afgerond_op__lt=grens(code, at))
    return zonder_houvast(rijen.exclude(plaatsing__status__in=ACTIEF).filter(~Exists(open_)))


def signalen(at: datetime) -> QuerySet[Signaal]:
    """Signals of begeleiders and from facts."""
    return _voorbij(Signaal.objects.exclude(bron=SignaalBron.MELDING), "signalen", at)


def meldingen(at: datetime) -> QuerySet[Signaal]:
    """Safe reports of students."""
    return _voorbij(Signaal.objects.filter(bron=SignaalBron.MELDING), "meldingen", at)


BLIJFT = "Loopt de stage nog, of is er nog een signaal of bezwaar open, dan blijft alles staan."
BRON = "Afspraak van de regio; AVG artikel 5. De wet noemt geen termijn."
registreer(
    rijregel(
        signalen,
        code="signalen",
        wat="Signalen over studenten",
        vanaf="het signaal is afgerond",
        waarom=f"Zo lang kan een begeleider teruglezen wat er speelde en wat hielp. {BLIJFT}",
        bron=BRON,
        discreet=True,
    )
)
registreer(
    rijregel(
        meldingen,
        code="meldingen",
        wat="Veilige meldingen van studenten",
        vanaf="de melding is afgerond",
        waarom=f"Ze zijn zo gevoelig, dat ze korter blijven dan andere signalen. {BLIJFT}",
        bron=BRON,
        discreet=True,
    )
)
