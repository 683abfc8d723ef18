"""A round of 360 feedback for the tests: opened, asked, answered by the links in the mails."""

import re
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.test import Client

from evaluaties.models import Feedbackformulier, Feedbackronde
from evaluaties.services import feedback360 as services
from kern.models import Bericht, User
from plaatsingen.models import Plaatsing
from tests.factories import NU

SLUIT = date(2026, 10, 26)
OVER = datetime(2026, 10, 27, 9, 0, tzinfo=NU.tzinfo)
ROLLEN = ("collega", "collega", "collega", "medestudent", "client")


def open_ronde(kring: SimpleNamespace, *, anoniem: bool = True, **velden: Any) -> Feedbackronde:
    gegevens = {"titel": "Tussenevaluatie", "sluit_op": SLUIT, "by": kring.student, "at": NU} | velden
    return services.open_ronde(plaatsing=kring.plaatsing, anoniem=anoniem, **gegevens)


def ronde_tot(plaatsing: Plaatsing, sluit_op: date, geopend_op: datetime) -> None:
    """Make an open round with one person who was asked."""
    ronde = Feedbackronde.objects.create(
        student=plaatsing.student, plaatsing=plaatsing, titel="Ronde", sluit_op=sluit_op, geopend_op=geopend_op
    )
    formulier = Feedbackformulier.objects.get(rol="collega", versie=1)
    ronde.uitnodigingen.create(
        rol="collega", naam="Mens", email="mens@huis.test", formulier=formulier, gevraagd_op=geopend_op
    )


def vraag(ronde: Feedbackronde, nummer: int, rol: str = "collega", at: datetime = NU) -> str:
    """Ask one person, and return the secret in the mail."""
    email = f"mens{nummer}@kanarie.test"
    services.nodig_uit(ronde=ronde, rol=rol, naam=f"Mens{nummer} Kanarie", email=email, by=ronde.student.user, at=at)
    return token(email)


def token(email: str) -> str:
    bericht = Bericht.objects.filter(soort="feedback_vraag", aan=email).order_by("-pk").first()
    return re.search(r"/feedback/geven/([^/]+)/", bericht.pad)[1]


def antwoord(secret: str, *, score: int = 4, tekst: str = "", **extra: Any) -> Any:
    """Fill in the form behind a link."""
    velden = {"v_luisteren": str(score), "v_sterk": tekst} | extra
    return Client().post(f"/feedback/geven/{secret}/", velden)


def lees_na(coordinator: User) -> int:
    """Let the coordinator read the page of texts that wait, and let through those in which nothing catches the eye."""
    school = Client()
    school.force_login(coordinator)
    html = school.get("/feedback/nalezen/").content.decode()
    nummers = re.findall(r'name="teksten" value="([^"]+)"', html) or re.findall(r'name="tekst" value="([^"]+)"', html)
    return school.post("/feedback/nalezen/", {"oordeel": "alles", "teksten": nummers}).status_code


def volle_ronde(kring: SimpleNamespace, rollen: tuple[str, ...] = ROLLEN, **velden: Any) -> Feedbackronde:
    """Return a round that everybody answered, closed by the student."""
    ronde = open_ronde(kring, **velden)
    for nummer, rol in enumerate(rollen):
        secret = vraag(ronde, nummer, rol)
        assert antwoord(secret, score=1 + nummer % 5, tekst=f"Tekst nummer {nummer}.").status_code == 302
    services.sluit(ronde=ronde, by=kring.student, at=NU + timedelta(hours=1))
    ronde.refresh_from_db()
    return ronde
