"""Whether a leerbedrijf wants students of a cluster, asked before it offers concrete places."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from basis.errors import DomainError, GeenToegang
from kern.enums import Mailgroep, OrganisatieSoort
from kern.models import Bericht, Erkenning, Opleidingscluster, Organisatie, Schooljaar, User
from kern.services import berichten
from kern.services.audit import leg_vast
from vraagaanbod.enums import Bereidheid
from vraagaanbod.models import Belangstelling
from vraagaanbod.rules import mag_belangstelling_geven
from vraagaanbod.services.wie import praktijkopleiders

MAIL = "belangstelling_vraag"
CONTROLE = "belangstelling_nog_open"
berichten.registreer_groep(Mailgroep.TAKEN, MAIL)


@dataclass(frozen=True, slots=True)
class Antwoord:
    """What somebody answers for one cluster; `antwoord` "" takes the answer back."""

    antwoord: str
    reden: str = ""


@dataclass(slots=True)
class Clusterrij:
    """How many leerbedrijven want students of one cluster; `stil` may take them and did not answer."""

    cluster: Opleidingscluster
    tel: Counter[str] = field(default_factory=Counter)
    stil: int = 0

    @property
    def bereid(self) -> int:
        """Leerbedrijven that gladly take students."""
        return self.tel[Bereidheid.BEREID]

    @property
    def misschien(self) -> int:
        """Leerbedrijven that may take students."""
        return self.tel[Bereidheid.GEINTERESSEERD]

    @property
    def nee(self) -> int:
        """Leerbedrijven that take none."""
        return self.tel[Bereidheid.NIET]


def erkende_clusters(*, schooljaar: Schooljaar, organisatie: Organisatie | None = None) -> dict[int, set[int]]:
    """Return per leerbedrijf the clusters with a programme that it is recognised for in (part of) the year."""
    rijen = Erkenning.objects.filter(
        Q(geldig_tot__isnull=True) | Q(geldig_tot__gte=schooljaar.begin),
        geldig_van__lte=schooljaar.eind,
        organisatie__soort=OrganisatieSoort.LEERBEDRIJF,
    )
    if organisatie is not None:
        rijen = rijen.filter(organisatie=organisatie)
    per_letter: dict[str, set[int]] = {}
    for pk, letters in Opleidingscluster.objects.values_list("pk", "letters"):
        for letter in letters.split():
            per_letter.setdefault(letter, set()).add(pk)
    uit: dict[int, set[int]] = {}
    for organisatie_id, letter in rijen.values_list("organisatie_id", "opleiding__letters").distinct():
        uit.setdefault(organisatie_id, set()).update(per_letter.get(letter, ()))
    return uit


@transaction.atomic
def geef_belangstelling(
    *,
    organisatie: Organisatie,
    schooljaar: Schooljaar,
    antwoorden: Mapping[Opleidingscluster, Antwoord],
    gezien: Mapping[Opleidingscluster, int | None] | None = None,
    by: User,
    at: datetime,
) -> int:
    """Write the answers of a leerbedrijf; return how many changed. The former answer is kept.

    `gezien` holds the ids of the answers that the person had before them: DomainError when one was replaced since, or
    when a "nee" has no reason. GeenToegang when `by` may not answer for the leerbedrijf.
    """
    if not mag_belangstelling_geven(by, organisatie.pk):
        raise GeenToegang("U mag voor dit leerbedrijf geen antwoord geven.")
    Organisatie.objects.select_for_update().get(pk=organisatie.pk)
    nu = {
        rij.cluster_id: rij
        for rij in Belangstelling.objects.geldend().filter(organisatie=organisatie, schooljaar=schooljaar)
    }
    if any((nu[c.pk].pk if c.pk in nu else None) != pk for c, pk in (gezien or {}).items()):
        raise DomainError("Iemand anders heeft intussen geantwoord. Kijk het hieronder na en sla opnieuw op.")
    vervangen, nieuw, voor, na = [], [], {}, {}
    for cluster, nieuw_antwoord in antwoorden.items():
        oud = nu.get(cluster.pk)
        reden = nieuw_antwoord.reden.strip()
        if (oud.antwoord, oud.reden) == (nieuw_antwoord.antwoord, reden) if oud else not nieuw_antwoord.antwoord:
            continue
        if nieuw_antwoord.antwoord == Bereidheid.NIET and not reden:
            raise DomainError(f"Schrijf bij {cluster.naam} waarom niet.", field=f"reden_{cluster.code}")
        if oud:
            vervangen.append(oud.pk)
        voor[cluster.code], na[cluster.code] = oud.antwoord if oud else None, nieuw_antwoord.antwoord or None
        if nieuw_antwoord.antwoord:
            nieuw.append(
                Belangstelling(
                    schooljaar=schooljaar,
                    organisatie=organisatie,
                    cluster=cluster,
                    antwoord=nieuw_antwoord.antwoord,
                    reden=reden,
                    door=by,
                    op=at,
                )
            )
    if na:
        Belangstelling.objects.filter(pk__in=vervangen).update(vervangen_op=at)
        Belangstelling.objects.bulk_create(nieuw)
        actie = "belangstelling opgegeven"
        leg_vast(actie=actie, obj=organisatie, by=by, at=at, reden=schooljaar.naam, voor=voor, na=na)
    return len(na)


def overzicht(*, schooljaar: Schooljaar) -> list[Clusterrij]:
    """Return per cluster how many leerbedrijven answered what, and how many recognised ones kept silent."""
    rijen: dict[int, Clusterrij] = {cluster.pk: Clusterrij(cluster) for cluster in Opleidingscluster.objects.all()}
    gaf: set[tuple[int, int]] = set()
    antwoorden = Belangstelling.objects.geldend().filter(schooljaar_id=schooljaar.pk)
    for organisatie_id, cluster_id, antwoord in antwoorden.values_list("organisatie_id", "cluster_id", "antwoord"):
        rijen[cluster_id].tel[antwoord] += 1
        gaf.add((organisatie_id, cluster_id))
    for organisatie_id, clusters in erkende_clusters(schooljaar=schooljaar).items():
        for cluster_id in clusters:
            rijen[cluster_id].stil += (organisatie_id, cluster_id) not in gaf
    return [rij for rij in rijen.values() if rij.tel or rij.stil]


def zonder_antwoord(*, schooljaar: Schooljaar) -> list[Organisatie]:
    """Return the recognised leerbedrijven that answered nothing for the year, by name; each with `gevraagd`."""
    gaf = Belangstelling.objects.geldend().filter(schooljaar_id=schooljaar.pk).values("organisatie_id")
    stil = Organisatie.objects.filter(pk__in=erkende_clusters(schooljaar=schooljaar)).exclude(pk__in=gaf)
    gevraagd = {
        sleutel.rsplit(":", 1)[0]
        for sleutel in Bericht.objects.filter(soort=MAIL, sleutel__startswith=f"{MAIL}:{schooljaar.naam}:").values_list(
            "sleutel", flat=True
        )
    }
    rijen = list(stil)
    for rij in rijen:
        rij.gevraagd = _sleutel(schooljaar.naam, rij.pk) in gevraagd
    return rijen


def _sleutel(jaar: str, organisatie_id: int) -> str:
    return f"{MAIL}:{jaar}:{organisatie_id}"


@transaction.atomic
def vraag_belangstelling(*, schooljaar: Schooljaar, by: User, at: datetime) -> int:
    """Mail the praktijkopleiders of every leerbedrijf that did not answer yet, once a year; return how many mails."""
    if not by.heeft_rol("coordinator", "beheerder"):
        raise GeenToegang("U mag de leerbedrijven dit niet vragen.")
    stil = zonder_antwoord(schooljaar=schooljaar)
    mensen = praktijkopleiders(organisatie_ids=[rij.pk for rij in stil], op=timezone.localdate(at))
    with berichten.postzak() as zak:
        for organisatie in stil:
            for user in mensen.get(organisatie.pk, ()):
                _mail(organisatie, schooljaar, user, at)
    if zak.aantal:
        wat = {"mails": zak.aantal}
        leg_vast(actie="belangstelling gevraagd", obj=schooljaar, by=by, at=at, reden=schooljaar.naam, na=wat)
    return zak.aantal


def _mail(organisatie: Organisatie, schooljaar: Schooljaar, user: User, at: datetime) -> None:
    vraag = urlencode({"schooljaar": schooljaar.naam, "organisatie": organisatie.public_id})
    berichten.zet_klaar(
        soort=MAIL,
        sleutel=f"{_sleutel(schooljaar.naam, organisatie.pk)}:{user.pk}",
        at=at,
        sjabloon=MAIL,
        context={"organisatie": organisatie, "schooljaar": schooljaar},
        ontvanger=user,
        pad=f"{reverse('vraagaanbod:belangstelling_antwoord')}?{vraag}",
        controle=CONTROLE,
        controle_gegevens={"organisatie": organisatie.pk, "schooljaar": schooljaar.pk},
    )


@berichten.registreer_controle(CONTROLE)
def nog_open(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: the leerbedrijf must still owe an answer, and the receiver be the one to give it."""
    gegevens = bericht.controle_gegevens
    if (
        Belangstelling.objects.geldend()
        .filter(organisatie=gegevens["organisatie"], schooljaar=gegevens["schooljaar"])
        .exists()
    ):
        return "Het leerbedrijf heeft intussen geantwoord."
    if bericht.ontvanger is None or not mag_belangstelling_geven(bericht.ontvanger, gegevens["organisatie"]):
        return "De ontvanger is geen praktijkopleider meer."
    return None


def te_beantwoorden(*, organisatie_ids: Iterable[int], at: datetime) -> list[tuple[Organisatie, str]]:
    """Return (leerbedrijf, school year) for which somebody asked and nobody answered yet. At most three queries."""
    gevraagd = Q()
    for pk in sorted(set(organisatie_ids)):
        gevraagd |= Q(controle_gegevens__organisatie=pk)
    if not gevraagd:
        return []
    rijen = Bericht.objects.filter(gevraagd, soort=MAIL).values_list("controle_gegevens", flat=True)
    paren = {(gegevens["organisatie"], gegevens["schooljaar"]) for gegevens in rijen}
    if not paren:
        return []
    gaf = set(
        Belangstelling.objects.geldend()
        .filter(organisatie__in={pk for pk, _ in paren})
        .values_list("organisatie_id", "schooljaar_id")
    )
    op = timezone.localdate(at)
    jaren = dict(Schooljaar.objects.filter(eind__gte=op).values_list("pk", "naam"))
    open_paren = sorted((jaren[jaar], pk) for pk, jaar in paren - gaf if jaar in jaren)
    namen = {rij.pk: rij for rij in Organisatie.objects.filter(pk__in={pk for _, pk in open_paren})}
    return [(namen[pk], jaar) for jaar, pk in open_paren]
