"""The days that count for one person, as points of a calendar: what to hand in, fill in or decide, and when.

No text of reports, no reasons and no names of others. A point keeps its `uid` when its day moves; `volgorde` counts the
facts that can move it, which are never taken away, so it goes up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from basis.ical import Dagpunt, Punt
from begeleiding.enums import Partij
from begeleiding.models import Gesprek, Vervolgstap
from begeleiding.services import groepen_post, scholing_post
from begeleiding.services.afspraken_post import agendapunten
from evaluaties import verslagregels as regels
from evaluaties.enums import FeitSoort, InvullingStatus, InvulRol, VerslagStatus
from evaluaties.models import Evaluatie, Invulling, LadderEvent, Verslag, Verslagbeleid, Verslagfeit, VervallenVrijedag
from evaluaties.services.dossiers import met_registratie, standen
from evaluaties.services.paden import opdrachtpad, schrijfpad, voorstelpad
from evaluaties.woorden import plichttitel
from kern.kalender import lokale_dag
from kern.models import AuditRegel, PublicIdModel, User, Vrijedag
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Kennismaking, Plaatsing

Herkomst = tuple[int, datetime]  # how many changes there were, and when the last one was


@dataclass(frozen=True, slots=True)
class _Mutaties:
    """Changes that can move the dates of placements."""

    algemeen: Herkomst
    per_plaatsing: dict[int, list[Herkomst]]

    def van(self, plaatsing: Plaatsing) -> Herkomst:
        """Return how many changes there were for a placement, and when the last was."""
        delen = [self.algemeen, *self.per_plaatsing.get(plaatsing.pk, [])]
        return sum(aantal for aantal, _ in delen), max(plaatsing.aangemaakt_op, *(laatst for _, laatst in delen))


def punten_voor(user: User, at: datetime) -> list[Punt]:
    """Return the days and planned talks of `user` as known at `at`; the number of queries does not grow with them."""
    punten: list[Punt] = [*agendapunten(user, at), *groepen_post.agendapunten(user, at)]
    punten += scholing_post.agendapunten(user, at)
    if user.heeft_rol("student"):
        punten += _verslagen(user, at)
    if user.heeft_rol("student", "werkbegeleider"):
        punten += [*_evaluaties(user), *_stappen(user)]
    if user.heeft_rol("student", "werkbegeleider", "praktijkopleider"):
        punten += _kennismakingen(user)
    if user.heeft_rol("coordinator"):
        punten += _voorstellen(user)
    return punten


def _uid(obj: PublicIdModel, wat: str) -> str:
    return f"{obj.public_id}-{wat.replace(':', '-')}@stagebureau"


def _adres(naam: str, *args: object) -> str:
    return settings.SITE_URL + reverse(naam, args=args)


def _mutaties(plaatsingen: Sequence[Plaatsing], at: datetime) -> _Mutaties:
    per_plaatsing: dict[int, list[Herkomst]] = {}
    for rijen, moment in (
        (Verslagfeit.objects.filter(recorded_at__lte=at), "recorded_at"),
        (LadderEvent.objects.filter(at__lte=at), "at"),
    ):
        telling = rijen.filter(plaatsing__in=plaatsingen).order_by().values("plaatsing")
        for rij in telling.annotate(aantal=Count("pk"), laatst=Max(moment)):
            per_plaatsing.setdefault(rij["plaatsing"], []).append((rij["aantal"], rij["laatst"]))
    beleid = Verslagbeleid.objects.filter(vastgelegd_op__lte=at).aggregate(n=Count("pk"), laatst=Max("vastgelegd_op"))
    weg = VervallenVrijedag.objects.aggregate(n=Count("pk"), laatst=Max("vastgelegd_op"))
    momenten = [rij["laatst"] for rij in (beleid, weg) if rij["laatst"]]
    # A free day that was taken out counts twice: once as a day that was put in, once as taken out.
    aantal = beleid["n"] + Vrijedag.objects.count() + 2 * weg["n"]
    begin = min(plaatsing.aangemaakt_op for plaatsing in plaatsingen)
    return _Mutaties((aantal, max([begin, *momenten])), per_plaatsing)


def _verslagen(user: User, at: datetime) -> list[Dagpunt]:
    """Reports, the days after a reminder, replacement assignments, and reports that came back."""
    rijen = met_registratie(Plaatsing.objects.visible_to(user).actief().filter(student__user=user))
    plaatsingen = list(rijen.select_related("student").order_by("pk"))
    if not plaatsingen:
        return []
    alle, mutaties = standen(plaatsingen, at), _mutaties(plaatsingen, at)
    punten = []
    for plaatsing in plaatsingen:
        volgorde, gewijzigd = mutaties.van(plaatsing)
        for verslag in alle[plaatsing.pk].verslagen:
            vragen = [vraag for vraag in verslag.gevraagd if vraag.tot is not None]
            punten += [_gevraagd(plaatsing, verslag, vraag, volgorde, gewijzigd) for vraag in vragen]
    return [*punten, *_terug(plaatsingen, mutaties)]


def _gevraagd(
    plaatsing: Plaatsing, verslag: regels.VerslagStand, vraag: regels.Vraag, volgorde: int, gewijzigd: datetime
) -> Dagpunt:
    titel = plichttitel(verslag.verplichting)
    opdracht = vraag.wat == "vervangende_opdracht"
    if opdracht:
        wat, uitleg = f"vervangende opdracht bij je {titel}", "Dit is de laatste dag voor de opdracht."
    elif verslag.toestand is regels.Toestand.GEMIST:
        wat, uitleg = titel, "Tot en met deze dag wordt je verslag nog gelezen."
    else:
        wat, uitleg = titel, "Dit is de laatste dag. Eerder inleveren mag altijd."
    pad = (opdrachtpad if opdracht else schrijfpad)(plaatsing, verslag.verplichting)
    return Dagpunt(
        uid=_uid(plaatsing, f"{verslag.verplichting}-{'opdracht' if opdracht else 'verslag'}"),
        dag=vraag.tot,
        titel=f"Inleveren: {wat}",
        omschrijving=uitleg,
        url=settings.SITE_URL + pad,
        volgorde=volgorde,
        gewijzigd_op=gewijzigd,
    )


def _terug(plaatsingen: Sequence[Plaatsing], mutaties: _Mutaties) -> Iterable[Dagpunt]:
    """Reports that a reader sent back with a date."""
    rijen = Verslag.objects.filter(plaatsing__in=plaatsingen, status=VerslagStatus.TERUG, terug_tot__isnull=False)
    rijen = rijen.annotate(keren=Count("feedback"), laatst=Max("feedback__op")).defer(*Verslag.ONDERDELEN)
    per_plaatsing = {plaatsing.pk: plaatsing for plaatsing in plaatsingen}
    for verslag in rijen:
        plaatsing = per_plaatsing[verslag.plaatsing_id]
        volgorde, gewijzigd = mutaties.van(plaatsing)
        yield Dagpunt(
            uid=_uid(plaatsing, f"{verslag.plicht}-verslag"),
            dag=verslag.terug_tot,
            titel=f"Verbeteren: {plichttitel(verslag.plicht)}",
            omschrijving="Je begeleider vroeg je om je verslag beter te maken.",
            url=settings.SITE_URL + schrijfpad(plaatsing, verslag.plicht),
            volgorde=volgorde + verslag.keren,
            gewijzigd_op=max(gewijzigd, verslag.laatst or gewijzigd),
        )


def _evaluaties(user: User) -> Iterable[Dagpunt]:
    """Evaluations of which the own side is not handed in."""
    eigen = {
        InvulRol.STUDENT: Q(plaatsing__student__user=user),
        InvulRol.WERKBEGELEIDER: Q(plaatsing__werkbegeleider=user) | Q(plaatsing__tweede_begeleider=user),
    }
    for rol, mijn in eigen.items():
        klaar = Invulling.objects.filter(evaluatie=OuterRef("pk"), rol=rol, status=InvullingStatus.INGEDIEND)
        rijen = Evaluatie.objects.visible_to(user).filter(mijn, ~Exists(klaar), voor_datum__isnull=False)
        for evaluatie in rijen.filter(plaatsing__in=Plaatsing.objects.actief()).order_by("pk"):
            yield Dagpunt(
                uid=_uid(evaluatie, "invullen"),
                dag=evaluatie.voor_datum,
                titel=f"Invullen: {evaluatie.get_moment_display()}",
                url=_adres("evaluaties:invullen", evaluatie.public_id),
                gewijzigd_op=evaluatie.geopend_op,
            )


def _kennismakingen(user: User) -> Iterable[Dagpunt]:
    """Visits that are planned before a placement is final (R4.8); no names, the page tells who."""
    zichtbaar = Plaatsing.objects.filter(status=PlaatsingStatus.AANGEBODEN).visible_to(user)
    rijen = Kennismaking.objects.filter(plaatsing__in=zichtbaar.values("pk"), gepland_op__isnull=False)
    for rij in rijen.select_related("plaatsing").order_by("pk"):
        moment = timezone.localtime(rij.gepland_op)
        yield Dagpunt(
            uid=_uid(rij, "kennismaking"),
            dag=moment.date(),
            titel=f"Kennismaking om {moment:%H:%M}",
            omschrijving=f"Waar: {rij.waar}",
            url=_adres("plaatsingen:detail", rij.plaatsing.public_id),
            volgorde=rij.versie,
            gewijzigd_op=rij.gewijzigd_op or rij.plaatsing.aangemaakt_op,
        )


def _stappen(user: User) -> list[Dagpunt]:
    """Steps that were agreed in a talk, without what they are."""
    eigen = Q(voor=Partij.STUDENT, gesprek__plaatsing__student__user=user)
    for wie in ("werkbegeleider", "tweede_begeleider"):
        eigen |= Q(voor=Partij.WERKBEGELEIDER, **{f"gesprek__plaatsing__{wie}": user})
    rijen = Vervolgstap.objects.filter(eigen, gesprek__in=Gesprek.objects.visible_to(user))
    rijen = rijen.filter(gesprek__plaatsing__in=Plaatsing.objects.actief()).select_related("gesprek")
    stappen = list(rijen.order_by("gesprek", "pk"))
    gewijzigd = _wijzigingen({stap.gesprek for stap in stappen})
    nummers: dict[int, int] = {}
    punten = []
    for stap in stappen:
        nummer = nummers[stap.gesprek_id] = nummers.get(stap.gesprek_id, 0) + 1
        if stap.voor_datum is None or stap.gedaan_op is not None:
            continue
        keren, laatst = gewijzigd.get(str(stap.gesprek.public_id), (0, stap.gesprek.vastgelegd_op))
        punten.append(
            Dagpunt(
                uid=_uid(stap.gesprek, f"stap-{stap.voor}-{nummer}"),
                dag=stap.voor_datum,
                titel="Afspraak uit een stagegesprek",
                url=_adres("begeleiding:detail", stap.gesprek.public_id),
                volgorde=keren,
                gewijzigd_op=laatst,
            )
        )
    return punten


def _wijzigingen(gesprekken: Iterable[Gesprek]) -> dict[str, Herkomst]:
    """How often talks were mended, by their mark in the audit log."""
    regels_ = AuditRegel.objects.filter(actie="gesprek gewijzigd", object_id__in=[str(g.public_id) for g in gesprekken])
    telling = regels_.order_by().values("object_id").annotate(aantal=Count("pk"), laatst=Max("at"))
    return {rij["object_id"]: (rij["aantal"], rij["laatst"]) for rij in telling}


def _voorstellen(user: User) -> Iterable[Dagpunt]:
    """Proposals 'onvoldoende' that this coordinator must decide about, on the day they were made (R6.6)."""
    zelfde = LadderEvent.objects.filter(plaatsing=OuterRef("plaatsing"), volgnummer__gt=OuterRef("volgnummer"))
    over_voorstel = (regels.Type.INSUFFICIENT_PROPOSED.value, regels.Type.PROPOSAL_WITHDRAWN.value)
    besluit = Verslagfeit.objects.filter(
        plaatsing=OuterRef("plaatsing"),
        soort__in=(FeitSoort.DECISION, FeitSoort.CLOSED),
        recorded_at__gte=OuterRef("at"),
    )
    rijen = LadderEvent.objects.filter(
        ~Exists(zelfde.filter(soort__in=over_voorstel)),
        ~Exists(besluit),
        soort=regels.Type.INSUFFICIENT_PROPOSED.value,
        plaatsing__student__school__in=user.organisatie_ids_als("coordinator"),
    )
    for event in rijen.select_related("plaatsing").order_by("pk"):
        yield Dagpunt(
            uid=_uid(event.plaatsing, f"voorstel-{event.volgnummer}"),
            dag=lokale_dag(event.at),
            titel="Besluit nodig over een stage",
            omschrijving="Er ligt een voorstel. U bevestigt het of wijst het af, met een reden.",
            url=settings.SITE_URL + voorstelpad(event.plaatsing),
            gewijzigd_op=event.at,
        )
