"""What a reader does with a report: feedback in general and per part, back for improvement (R6.10)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from django.db import transaction
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from evaluaties import rules
from evaluaties.enums import OpdrachtStatus, VerslagSoort, VerslagStatus
from evaluaties.models import Feedback, Feedbackconcept, Opdracht, Verslag
from evaluaties.woorden import plichttitel
from kern.enums import InzageUitkomst
from kern.kalender import lokale_dag, termijn
from kern.models import Bericht, Inzageregel, User, extra_vrije_dagen
from kern.services.audit import leg_vast
from kern.services.berichten import registreer_controle, zet_klaar

NOG_TERUG = "evaluaties.verslag_nog_terug"
TERUG_DAGEN = 7

# Phrases a reader can start from; the student reads them as part of the feedback.
SNELLE_ZINNEN = (
    "Je beschrijft de situatie duidelijk.",
    "Goed dat je vertelt wat je voelde en dacht.",
    "Je ziet wat je zelf hebt gedaan en wat dat deed met de ander.",
    "Schrijf nog op wat je een volgende keer anders doet.",
    "Schrijf meer over jezelf en minder over de cliënt.",
    "Leg uit waarom het wel of niet lukte.",
    "Laten we dit bespreken in ons volgende gesprek.",
)
ZINNEN_PER_DEEL = {
    "leerdoel": (
        "Een duidelijk doel.",
        "Maak je doel kleiner: wat wil je over een maand kunnen?",
        "Hoe merk je dat je dit doel hebt gehaald?",
    ),
    "situatie": (
        "Ik zie voor me wat er gebeurde.",
        "Vertel in een paar zinnen wat er vooraf ging.",
        "Haal namen van cliënten weg.",
    ),
    "beleving": (
        "Mooi dat je eerlijk bent over wat je voelde.",
        "Wat dacht je op dat moment?",
        "Wat deed jij zelf?",
    ),
    "resultaat": (
        "Je legt goed uit waarom het lukte.",
        "Waarom ging het zo?",
        "Wat merkte de ander ervan?",
    ),
    "terugblik": (
        "Je kijkt goed naar jezelf.",
        "Wat had je ook kunnen doen?",
        "Wat heb je hiervan geleerd?",
    ),
    "vooruitblik": (
        "Een goede volgende stap.",
        "Maak het concreet: wat doe je volgende week?",
        "Wie kan je hierbij helpen?",
    ),
}
# For parts of other kinds of report, where the six columns hold other questions.
ZINNEN_BIJ_EEN_DEEL = (
    "Duidelijk verteld.",
    "Vertel hier iets meer over.",
    "Geef een voorbeeld.",
)


def zinnen_bij(soort: str, deel: str) -> tuple[str, ...]:
    """Return the phrases for a part of a kind of report."""
    return ZINNEN_PER_DEEL[deel] if soort == VerslagSoort.MAAND else ZINNEN_BIJ_EEN_DEEL


def standaard_termijn(at: datetime) -> date:
    """Return the day that is proposed when a report goes back: a week later, on a working day."""
    return termijn(lokale_dag(at), TERUG_DAGEN, extra_vrije_dagen())


def _schoon(per_deel: Mapping[str, str] | None) -> dict[str, str]:
    teksten = {deel: (per_deel or {}).get(deel, "").strip() for deel in Verslag.ONDERDELEN}
    return {deel: tekst for deel, tekst in teksten.items() if tekst}


@transaction.atomic
def geef_feedback(
    *,
    verslag: Verslag,
    tekst: str,
    terug: bool,
    by: User,
    at: datetime,
    per_deel: Mapping[str, str] | None = None,
    terug_tot: date | None = None,
) -> Feedback:
    """Answer a report, in general or per part; `terug` sends it back for improvement until `terug_tot`.

    The student gets a mail without the text. Without a day the report goes back for a week. The same words by the same
    person on the same hand-in are kept once (C2). The draft of this reader goes away.
    """
    if not rules.mag_feedback_geven(by, verslag):
        raise GeenToegang("Je mag bij dit verslag geen feedback geven.")
    verslag = Verslag.objects.select_for_update(of=("self",), no_key=True).get(pk=verslag.pk)
    tekst, per_deel = tekst.strip(), _schoon(per_deel)
    if not tekst and not per_deel:
        raise DomainError("Schrijf uw feedback op, in het algemeen of bij een deel.", field="tekst")
    if (dubbel := _zelfde(verslag, by, tekst, per_deel, terug=terug)) is not None:
        return dubbel
    if verslag.status not in (VerslagStatus.INGELEVERD, VerslagStatus.BESPROKEN):
        raise DomainError("Dit verslag ligt bij de student. Wacht tot het opnieuw is ingeleverd.")
    tot = _termijn(terug_tot, at) if terug else None
    feedback = Feedback.objects.create(
        verslag=verslag, door=by, op=at, tekst=tekst, per_deel=per_deel, terug=terug, terug_tot=tot
    )
    verslag.status = VerslagStatus.TERUG if terug else VerslagStatus.BESPROKEN
    verslag.terug_tot = tot
    verslag.save(update_fields=["status", "terug_tot"])
    verslag.feedbackconcepten.filter(door=by).delete()
    actie = "verslag terug voor verbetering" if terug else "feedback op verslag"
    leg_vast(actie=actie, obj=verslag, by=by, at=at, na={"terug_tot": tot} if tot else None)
    zet_klaar(
        soort="verslag_feedback",
        sleutel=f"verslag-feedback:{verslag.public_id}:{feedback.pk}",
        at=at,
        sjabloon="verslag_terug" if terug else "verslag_feedback",
        context={"verslag": plichttitel(verslag.plicht), "terug_tot": tot},
        ontvanger=verslag.plaatsing.student.user,
        pad=reverse("verslagen:detail", args=[verslag.public_id]),
        controle=NOG_TERUG if terug else "",
        controle_gegevens={"feedback": feedback.pk},
    )
    return feedback


@registreer_controle(NOG_TERUG)
def nog_terug(bericht: Bericht, at: datetime) -> str | None:
    """Nobody is asked to make a report better that came in again."""
    feedback = Feedback.objects.filter(pk=bericht.controle_gegevens["feedback"]).select_related("verslag").first()
    verslag = feedback and feedback.verslag
    if verslag and verslag.status == VerslagStatus.TERUG and feedback.op >= verslag.laatste_inlevering:
        return None
    return "Het verslag is intussen opnieuw ingeleverd."


def _zelfde(verslag: Verslag, by: User, tekst: str, per_deel: dict[str, str], *, terug: bool) -> Feedback | None:
    eerder = verslag.feedback.filter(op__gte=verslag.laatste_inlevering) if verslag.laatste_inlevering else []
    nieuw = (by.pk, tekst, per_deel, terug)
    return next((rij for rij in eerder if (rij.door_id, rij.tekst, rij.per_deel, rij.terug) == nieuw), None)


def _termijn(terug_tot: date | None, at: datetime) -> date:
    tot = terug_tot or standaard_termijn(at)
    if tot < lokale_dag(at):
        raise DomainError("Deze dag is al voorbij. Kies vandaag of een latere dag.", field="terug_tot")
    return tot


@transaction.atomic
def bewaar_feedbackconcept(
    *,
    verslag: Verslag,
    tekst: str,
    per_deel: Mapping[str, str],
    terug_tot: date | None,
    versie: int,
    by: User,
    at: datetime,
) -> Feedbackconcept:
    """Keep what a reader is writing; `versie` is the version it was based on. Nobody else sees it.

    Raises DomainError when another text was saved in between (another tab), or when there is nothing to answer.
    """
    if not rules.mag_feedback_geven(by, verslag):
        raise GeenToegang("Je mag bij dit verslag geen feedback geven.")
    verslag = Verslag.objects.select_for_update(of=("self",), no_key=True).get(pk=verslag.pk)
    if verslag.status not in (VerslagStatus.INGELEVERD, VerslagStatus.BESPROKEN):
        raise DomainError("Dit verslag ligt weer bij de student. Uw tekst staat nog op dit apparaat.")
    concept, _ = Feedbackconcept.objects.get_or_create(verslag=verslag, door=by, defaults={"bewaard_op": at})
    nieuw = (tekst.strip(), _schoon(per_deel), terug_tot)
    if nieuw == (concept.tekst, concept.per_deel, concept.terug_tot):
        return concept
    if versie != concept.versie:
        raise DomainError("Deze feedback is intussen in een ander venster bewaard. Open het verslag opnieuw.")
    concept.tekst, concept.per_deel, concept.terug_tot = nieuw
    concept.versie += 1
    concept.bewaard_op = at
    concept.save()
    return concept


def volgende_te_lezen(user: User) -> Verslag | None:
    """Return the report that waits longest for this reader; None when all is read. No text is loaded."""
    rijen = Verslag.objects.visible_to(user).van_lezer(user).te_lezen()
    return rijen.defer(*Verslag.ONDERDELEN).first()


def opdrachten_te_lezen(user: User) -> list[Opdracht]:
    """Return the assignments handed in to this reader that no reader opened since, oldest first; no text is loaded."""
    rijen = Opdracht.objects.visible_to(user).van_lezer(user).filter(status=OpdrachtStatus.INGELEVERD)
    rijen = (
        rijen.defer("tekst", "omschrijving").select_related("plaatsing__student__user").order_by("ingeleverd_op", "pk")
    )
    opdrachten = list(rijen)
    geopend = Inzageregel.objects.filter(
        object_soort=Opdracht._meta.label,
        object_id__in=[str(opdracht.public_id) for opdracht in opdrachten],
        uitkomst=InzageUitkomst.GETOOND,
    )
    gezien: dict[str, datetime] = dict(geopend.order_by("at").values_list("object_id", "at")) if opdrachten else {}
    return [
        opdracht
        for opdracht in opdrachten
        if opdracht.ingeleverd_op
        and gezien.get(str(opdracht.public_id), datetime.min.replace(tzinfo=UTC)) < opdracht.ingeleverd_op
    ]
