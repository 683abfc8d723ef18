"""What a house can be asked to do; each runs in a child of `huis.py`, on the clock that the test set."""

import hashlib
import os
import time
import uuid
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from enquetes.models import Meting, Vragenlijst
from evaluaties import tasks
from evaluaties.models import LadderEvent, Veegstand
from evaluaties.services import feiten, veegronde
from evaluaties.services.dossiers import gebeurtenissen
from kern import tasks as kerntaken
from kern.models import Bericht, User
from kern.services import berichten
from kern.services.audit import leg_vast
from kern.services.bestanden import bewaar_bestand
from kern.services.taken import taaksoort, vraag_taak_aan
from matching.services.kiezen import zet_klaar
from plaatsingen.models import Kennismaking, Plaatsing
from plaatsingen.services.aanvulling import Wijziging, maak_aanvulling
from plaatsingen.services.overeenkomst import verstuur
from stagebureau.celery import app
from tests import factories
from tests.evaluaties.wereld import maak_plaatsing
from tests.matching.hulp import bereken_met_hand, maak_ronde
from tests.plaatsingen.overeenkomst_hulp import coordinator_van, teken_alles, verstuurd
from tests.plaatsingen.tekenwereld import Wereld

DATA = {"datum", "tot", "van"}
FABRIEKEN = (
    factories.UserFactory,
    factories.OrganisatieFactory,
    factories.LocatieFactory,
    factories.AfdelingFactory,
    factories.StudentFactory,
    factories.StageplaatsFactory,
)
EIGEN = {"kern", "vacatures", "vraagaanbod", "plaatsingen", "matching", "begeleiding", "evaluaties"}


def wereld(aantal: int, op: str) -> list[int]:
    """Make running placements, each at a school of its own; with the same public ids in every house."""
    return [_plaatsing(nummer + 1).pk for nummer in range(aantal)]


def _plaatsing(nummer: int, **velden: Any) -> Plaatsing:
    """Make a placement whose people and places have names that no other child used."""
    for fabriek in FABRIEKEN:
        fabriek.reset_sequence(nummer * 100, force=True)
    return maak_plaatsing(public_id=uuid.UUID(int=nummer), **velden)[0]


def feit(plaatsing: int, service: str, op: str, **velden: Any) -> None:
    """Tell one fact through its service, as the coordinator of the school."""
    rij = Plaatsing.objects.get(pk=plaatsing)
    by = User.objects.get(lidmaatschappen__organisatie=rij.student.school_id, lidmaatschappen__rol="coordinator")
    for naam in DATA & velden.keys():
        velden[naam] = velden[naam] and date.fromisoformat(velden[naam])
    if "received_at" in velden:
        velden["received_at"] = datetime.fromisoformat(velden["received_at"])
    getattr(feiten, service)(plaatsing=rij, by=by, at=datetime.fromisoformat(op), **velden)


def veeg(op: str) -> dict:
    """The registered sweep task."""
    return tasks.controleer_verslagen(op)


def post(op: str) -> None:
    """The registered task of the relay."""
    kerntaken.verstuur_berichten()


def taak(naam: str, op: str, args: list | None = None) -> None:
    """Any registered task."""
    app.tasks[naam](*(args or []))


def stand(op: str) -> dict:
    """Events per placement (in order) and all messages, in a form that two houses can be compared by."""
    plaatsingen = list(Plaatsing.objects.order_by("pk"))
    per_plaatsing = gebeurtenissen(plaatsingen)
    return {
        "gebeurtenissen": [[_gebeurtenis(rij) for rij in per_plaatsing.get(p.pk, [])] for p in plaatsingen],
        "berichten": sorted(map(list, Bericht.objects.values_list("sleutel", "status", "message_id"))),
    }


def vraag_werk(op: str) -> list[int]:
    """Ask for long work that leaves one audit line."""
    nu = datetime.fromisoformat(op)
    taak = vraag_taak_aan(soort="chaos", titel="Werk", gegevens={}, by=User.objects.order_by("pk").first(), at=nu)
    return [taak.pk]


@taaksoort("chaos")
def _werk(taak: Any, voortgang: Any) -> dict:
    leg_vast(actie="chaos", obj=taak, by=taak.aangevraagd_door, at=taak.aangevraagd_op)
    return {}


def laat_beginnen(op: str) -> list:
    """Make a placement that is to start today."""
    dag = datetime.fromisoformat(op).date()
    _plaatsing(99, status="geaccepteerd", begindatum=dag)
    return []


def laat_kennismaken(op: str) -> list:
    """Make a kennismaking that was an hour ago, and a stage that begins soon and asks for a VOG."""
    nu = datetime.fromisoformat(op)
    straks = nu.date() + timedelta(days=14)
    aanbod = _plaatsing(97, status="aangeboden", begindatum=straks)
    Kennismaking.objects.create(plaatsing=aanbod, gepland_op=nu - timedelta(hours=1), waar="Balie")
    plaatsing = _plaatsing(96, status="geaccepteerd", begindatum=straks)
    plaatsing.stageplaats.vog_vereist = True
    plaatsing.stageplaats.save()
    return []


def laat_uren_wachten(op: str) -> list:
    """Make a stage with hours of last week that wait for a werkbegeleider; the other stages have none."""
    nu = datetime.fromisoformat(op)
    plaatsing = _plaatsing(98, begindatum=nu.date() - timedelta(days=40))
    plaatsing.werkbegeleider = factories.persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.save()
    vorige_maandag = nu.date() - timedelta(days=nu.weekday() + 7)
    plaatsing.urendagen.create(datum=vorige_maandag, uren=8, gepland=8, ingevoerd_op=nu)
    plaatsing.urendagen.create(
        datum=vorige_maandag - timedelta(days=7), uren=8, gepland=8, ingevoerd_op=nu, bevestigd_op=nu
    )
    return []


def laat_ronde_wachten(op: str) -> list:
    """Make a round that is to be published now: one student with a place, one without."""
    nu = datetime.fromisoformat(op)
    for fabriek in FABRIEKEN:
        fabriek.reset_sequence(9_900, force=True)
    ronde, (een, ander), (plaats,) = maak_ronde(studenten=2)
    bereken_met_hand(ronde, [(een, plaats)], [ander])
    door = factories.persoon("coordinator", een.school)
    zet_klaar(ronde=ronde, publiceren_op=nu, by=door, at=nu - timedelta(hours=2))
    return []


def laat_mening_vragen(op: str) -> list:
    """Make a round of questions that is open, and one that is over, with somebody to ask."""
    nu = datetime.fromisoformat(op)
    lijst = Vragenlijst.objects.get(soort="student", versie=1)
    for naam, begin, eind in (("Nu", -10, 20), ("Toen", -40, -1)):
        Meting.objects.create(
            vragenlijst=lijst,
            naam=naam,
            van=nu.date() + timedelta(days=begin),
            tot=nu.date() + timedelta(days=eind),
            status="open",
            gemaakt_op=nu,
        )
    _plaatsing(95, einddatum=nu.date() + timedelta(days=5))
    return []


def laat_aanbod_verouderen(op: str) -> list:
    """Make a place that nobody confirmed for a year, with somebody to ask."""
    for fabriek in FABRIEKEN:
        fabriek.reset_sequence(9_800, force=True)
    lang_geleden = datetime.fromisoformat(op).date() - timedelta(days=365)
    plaats = factories.StageplaatsFactory(bevestigd_op=lang_geleden)
    factories.persoon("praktijkopleider", plaats.leerbedrijf)
    return []


def laat_vacatures_aflopen(op: str) -> list:
    """Make a vacature that ends this week, one that is over and one without recognition, with somebody to tell."""
    for fabriek in FABRIEKEN:
        fabriek.reset_sequence(9_700, force=True)
    nu = datetime.fromisoformat(op)
    plaats, zonder = factories.StageplaatsFactory(), factories.StageplaatsFactory()
    factories.ErkenningFactory(organisatie=plaats.leerbedrijf)
    for huis in (plaats.leerbedrijf, zonder.leerbedrijf):
        factories.persoon("praktijkopleider", huis)
    for dagen, waar in ((3, plaats), (-2, plaats), (30, zonder)):
        factories.VacatureFactory(stageplaats=waar, verloopt_op=nu.date() + timedelta(days=dagen))
    return []


def laat_eigen_plekken_wachten(op: str) -> list:
    """Make places that students found: one waits for the leerbedrijf, one for the school, both too long."""
    for fabriek in FABRIEKEN:
        fabriek.reset_sequence(9_600, force=True)
    lang_geleden = datetime.fromisoformat(op) - timedelta(days=6)
    for status in ("voorgesteld", "in_controle"):
        plek = factories.EigenPlekFactory(status=status, wacht_sinds=lang_geleden)
        factories.persoon("coordinator", plek.student.school)
    return []


def laat_nieuws_wachten(op: str) -> list:
    """Make a vacature that is new to somebody with two saved searches."""
    for fabriek in FABRIEKEN:
        fabriek.reset_sequence(9_500, force=True)
    nu = datetime.fromisoformat(op)
    student = factories.StudentFactory()
    for naam in ("Een", "Twee"):
        toen = nu - timedelta(days=2)
        student.user.zoekopdrachten.create(naam=naam, vraag="", gemaakt_op=toen, bekeken_tot=toen)
    vacature = factories.VacatureFactory(gepubliceerd_op=nu - timedelta(days=1))
    vacature.verloopt_op = nu.date() + timedelta(days=9)
    vacature.save()
    return []


def laat_sollicitaties_wachten(op: str) -> list:
    """Leave an application that waits for weeks with somebody to remind, and one whose vacature was withdrawn."""
    for fabriek in FABRIEKEN:
        fabriek.reset_sequence(9_300, force=True)
    lang_geleden = datetime.fromisoformat(op) - timedelta(days=30)
    tijd = {"begonnen_op": lang_geleden, "verstuurd_op": lang_geleden, "wacht_sinds": lang_geleden}
    nu = factories.SollicitatieFactory(**tijd, bereikte_leerbedrijf_op=lang_geleden)
    factories.persoon("praktijkopleider", nu.vacature.leerbedrijf)
    factories.SollicitatieFactory(**tijd, vacature=factories.VacatureFactory(status="ingetrokken"))
    return []


def laat_handtekeningen_wachten(op: str) -> list:
    """Leave an agreement of a minor that nobody signs: the day of the first reminder, and one of weeks ago."""
    for fabriek in FABRIEKEN:
        fabriek.reset_sequence(9_100, force=True)
    for dagen in (3, 30):
        Wereld(minderjarig=True).stuur(datetime.fromisoformat(op) - timedelta(days=dagen))
    return []


def laat_zegels_wachten(op: str) -> list:
    """Leave an agreement that everybody signed, without its seal, and an amendment that takes effect today."""
    for fabriek in FABRIEKEN:
        fabriek.reset_sequence(9_700, force=True)
    vandaag = datetime.fromisoformat(op)
    eerder = vandaag - timedelta(days=3)
    pok = teken_alles(verstuurd(at=eerder), at=eerder)
    by = coordinator_van(pok.plaatsing)
    aanvulling = maak_aanvulling(
        plaatsing=pok.plaatsing,
        wijziging=Wijziging(dagen="do vr"),
        ingangsdatum=vandaag.date(),
        reden="Andere lesdagen.",
        by=by,
        at=eerder,
    )
    teken_alles(verstuur(overeenkomst=aanvulling, by=by, at=eerder), at=eerder)
    return []


def leg_wees_neer(op: str) -> list:
    """Leave a file that no row names, and a row that nothing uses, both of long ago."""
    lang_geleden = datetime.fromisoformat(op) - timedelta(days=9)
    default_storage.save("bijlage/wees", ContentFile(b"wees"))
    pad = Path(default_storage.path("bijlage/wees"))
    os.utime(pad, (lang_geleden.timestamp(), lang_geleden.timestamp()))
    bewaar_bestand(naam="los.pdf", soort="bijlage", mime="application/pdf", inhoud=b"los", by=None, at=lang_geleden)
    return []


def aantallen(op: str) -> dict[str, int]:
    """How many rows each table of ours has, and how many files there are."""
    tellen = {model._meta.label: model._base_manager.count() for model in _modellen()}
    return tellen | {"bestanden": sum(pad.is_file() for pad in Path(default_storage.path("")).rglob("*"))}


def _modellen() -> list:
    return [model for model in apps.get_models() if model._meta.app_label in EIGEN]


def _gebeurtenis(rij: Any) -> dict:
    return {
        "type": rij.type.value,
        "at": rij.at.isoformat(),
        "verplichting": rij.verplichting,
        "due": rij.due.isoformat(),
        "generation": rij.generation,
        "volgnummer": rij.volgnummer,
        "payload": rij.payload,
    }


def afdruk(op: str, zonder: list[str] | None = None) -> dict[str, str]:
    """A hash per table of ours: what a second run may not change. `zonder` names fields that only tell the time."""
    weg = set(zonder or ())
    uit = {}
    for model in _modellen():
        if model._meta.label not in weg:
            velden = [veld.attname for veld in model._meta.concrete_fields if veld.name not in weg]
            rijen = repr(sorted(map(repr, model._base_manager.values_list(*velden))))
            uit[model._meta.label] = hashlib.sha256(rijen.encode()).hexdigest()
    return uit


# --- positive controls: what happens without the guards ---


def laat_sleutels_vallen(op: str) -> None:
    """Take the unique keys from the table of events."""
    sleutels = LadderEvent._meta.constraints
    with connection.schema_editor() as editor:
        for sleutel in list(sleutels):
            sleutels.remove(sleutel)  # SQLite makes the table anew, with all that still stands here
            editor.remove_constraint(LadderEvent, sleutel)


def _traag(seconden: float = 0.1) -> None:
    """Let every sweep wait between reading and writing, so that two that may overlap certainly do."""
    echt = veegronde.gebeurtenissen

    def lees(*args: Any) -> Any:
        uit = echt(*args)
        time.sleep(seconden)
        return uit

    veegronde.gebeurtenissen = lees


def _zonder_slot() -> None:
    _traag(2)
    veegronde.connection = SimpleNamespace(features=SimpleNamespace(has_select_for_update_skip_locked=False))
    veegronde.transaction = SimpleNamespace(atomic=nullcontext)


def _eerst_afvinken() -> None:
    """The sweep ticks a placement off before it wrote what it found."""
    _zonder_slot()
    echt = veegronde._veeg_groep

    def veeg_groep(plaatsingen: list, *args: Any) -> None:
        for plaatsing in plaatsingen:
            Veegstand.objects.update_or_create(plaatsing=plaatsing, defaults={"volgend_moment": veegronde.NOOIT})
        echt(plaatsingen, *args)

    veegronde._veeg_groep = veeg_groep


def _eerst_verzonden() -> None:
    """The relay notes that a mail went before it goes."""
    echt = berichten._verstuur

    def verstuur(bericht: Bericht, at: datetime) -> str:
        Bericht.objects.filter(pk=bericht.pk).update(status="verzonden", verzonden_op=at)
        return echt(bericht, at)

    berichten._verstuur = verstuur


GEBREKEN = {
    "traag": _traag,
    "zonder_slot": _zonder_slot,
    "eerst_afvinken": _eerst_afvinken,
    "eerst_verzonden": _eerst_verzonden,
}
