"""The school checks a place that a student found: which leerbedrijf it is, recognised or not, and then yes or no."""

from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.nederlands import long_date
from basis.postcodes import zoek_plek
from kern.enums import Linkdoel, OrganisatieSoort, PeriodeCode
from kern.models import Afdeling, Erkenning, Locatie, Organisatie, Periode, Schooljaar, User
from kern.services import toegangslinks
from kern.services.audit import leg_vast
from vacatures import signals
from vacatures.enums import EigenPlekStatus
from vacatures.models import EigenPlek, Stageplaats
from vacatures.rules import eerste_gat
from vacatures.rules_eigenplek import mag_erkenning_vastleggen, mag_nakijken
from vacatures.services import eigenplek_post as post
from vacatures.services.eigenplek_stap import eis_open, vergrendeld, zet

S = EigenPlekStatus
MEEST = 5
LIJKT = 0.6
SBB = "Het leerbedrijf vraagt een erkenning aan op s-bb.nl. Dat is gratis en duurt ongeveer tien werkdagen."


@dataclass(frozen=True, slots=True)
class Kandidaat:
    """An organisation in the portal that may be the one the student means."""

    organisatie: Organisatie
    waarom: str
    erkend: bool


@dataclass(frozen=True, slots=True)
class Sbb:
    """What somebody read in the register of SBB: recognised for the programme, until a day (None: no end given)."""

    tot: date | None


def _postcode(tekst: str) -> str:
    return "".join(tekst.split()).upper()


def kandidaten(plek: EigenPlek) -> list[Kandidaat]:
    """Return organisations that look like it, best first: the same leerbedrijf-ID, postcode or name. Three queries."""
    woorden = sorted((w for w in plek.organisatie_naam.split() if len(w) > 3), key=len, reverse=True)[:3]
    waar = Q(code__iexact=plek.leerbedrijf_code) if plek.leerbedrijf_code else Q(pk__in=[])
    waar |= Q(naam__iexact=plek.organisatie_naam)
    code = _postcode(plek.postcode)
    if len(code) == 6:
        waar |= Q(locaties__postcode__in=[code, f"{code[:4]} {code[4:]}"])
    for woord in woorden:
        waar |= Q(naam__icontains=woord)
    ids = Organisatie.objects.leerbedrijven().filter(waar).values("pk")
    rijen = list(Organisatie.objects.filter(pk__in=ids).prefetch_related("locaties")[:100])
    gevonden = sorted(((*_gelijkenis(plek, rij), rij) for rij in rijen), key=lambda r: (-r[0], r[2].naam))
    beste = [(waarom, rij) for punten, waarom, rij in gevonden if punten >= LIJKT][:MEEST]
    erkend = _erkend({rij.pk for _, rij in beste}, plek)
    return [Kandidaat(rij, waarom, rij.pk in erkend) for waarom, rij in beste]


def _gelijkenis(plek: EigenPlek, rij: Organisatie) -> tuple[float, str]:
    if plek.leerbedrijf_code and rij.code.casefold() == plek.leerbedrijf_code.casefold():
        return 3.0, "zelfde leerbedrijf-ID"
    naam = SequenceMatcher(None, plek.organisatie_naam.casefold(), rij.naam.casefold()).ratio()
    code = _postcode(plek.postcode)
    if code and any(_postcode(locatie.postcode) == code for locatie in rij.locaties.all()):
        return 1.0 + naam, "zelfde postcode" + (" en naam lijkt erop" if naam >= LIJKT else "")
    return naam, "naam lijkt erop"


def _erkend(organisatie_ids: set[int], plek: EigenPlek) -> set[int]:
    """Return which of these are recognised for the programme of the student during the whole stage."""
    rijen = Erkenning.objects.filter(organisatie_id__in=organisatie_ids, opleiding=plek.student.opleiding_id)
    per: dict[int, list[tuple[date, date | None]]] = {}
    for rij in rijen:
        per.setdefault(rij.organisatie_id, []).append((rij.geldig_van, rij.geldig_tot))
    return {pk for pk, stukken in per.items() if eerste_gat(stukken, plek.begindatum, plek.einddatum) is None}


def _open_voor(plek: EigenPlek, by: User) -> EigenPlek:
    nu = vergrendeld(plek)
    if not mag_nakijken(by, nu):
        raise GeenToegang("U mag deze plek niet nakijken.")
    eis_open(nu)
    return nu


@transaction.atomic
def keur_goed(
    *,
    plek: EigenPlek,
    organisatie: Organisatie | None,
    leerbedrijf_code: str,
    sbb: Sbb | None,
    gesproken: str,
    by: User,
    at: datetime,
) -> EigenPlek:
    """Approve: the leerbedrijf (None: a new one) gets one seat for this school, and the apps above are told.

    `sbb`: what the register says, when the portal doesn't know the recognition; `gesproken`: with whom the school
    spoke, when the leerbedrijf didn't answer by its link. Raises DomainError when one of the two is missing.
    """
    nu = _open_voor(plek, by)
    if nu.contact_bevestigd_op is None and not gesproken.strip():
        raise DomainError(
            "Het leerbedrijf heeft nog niet geantwoord. Bel en schrijf op met wie u sprak, of wacht op het antwoord.",
            field="gesproken",
        )
    jaar = _schooljaar(nu)
    huis = organisatie or _nieuwe_organisatie(nu, leerbedrijf_code, by=by, at=at)
    if huis.pk not in _erkend({huis.pk}, nu):
        _leg_erkenning_vast(nu, huis, sbb, by=by, at=at)
    nu.organisatie = huis
    nu.stageplaats = _maak_plaats(nu, huis, jaar, at=at)
    toegangslinks.trek_in(doel=Linkdoel.EIGEN_PLEK, object_id=nu.public_id, by=by, at=at)
    tekst = f"{huis} is erkend voor {nu.student.opleiding}."
    stap = zet(nu, S.GOEDGEKEURD, by=by, at=at, tekst=f"{tekst} Gesproken: {gesproken}" if gesproken else tekst)
    leg_vast(actie="stageplaats gemaakt", obj=nu.stageplaats, by=by, at=at, na={"eigen_plek": str(nu.public_id)})
    signals.eigen_plek_goedgekeurd.send(sender=EigenPlek, eigen_plek=nu, by=by, at=at)
    post.vertel_student(nu, stap, "Je school vindt deze plek goed. Je ziet je stage bij Mijn stage.", at=at)
    post.vertel_contact(nu, stap, "De school vindt deze stageplek goed. De school regelt de overeenkomst.", at=at)
    return nu


def _schooljaar(plek: EigenPlek) -> Schooljaar:
    jaar = Schooljaar.objects.filter(begin__lte=plek.begindatum, eind__gte=plek.begindatum).first()
    if jaar is None:
        raise DomainError("Het schooljaar van deze stage bestaat nog niet in het portaal. Vraag het de beheerder.")
    if plek.einddatum > jaar.eind:
        raise DomainError(
            f"De stage loopt door na het schooljaar ({long_date(jaar.eind)}). "
            "Laat de student hem opnieuw voorstellen, per schooljaar."
        )
    return jaar


def _nieuwe_organisatie(plek: EigenPlek, code: str, *, by: User, at: datetime) -> Organisatie:
    code = code.strip() or plek.leerbedrijf_code.strip() or f"EP-{plek.public_id.hex[:10]}"
    if Organisatie.objects.filter(code__iexact=code).exists():
        raise DomainError(
            "Er is al een organisatie met dit leerbedrijf-ID. Kies die uit de lijst.", field="leerbedrijf_code"
        )
    huis = Organisatie.objects.create(soort=OrganisatieSoort.LEERBEDRIJF, code=code, naam=plek.organisatie_naam)
    leg_vast(actie="organisatie gemaakt", obj=huis, by=by, at=at, na={"naam": huis.naam, "code": huis.code})
    return huis


def _leg_erkenning_vast(plek: EigenPlek, huis: Organisatie, sbb: Sbb | None, *, by: User, at: datetime) -> None:
    opleiding = plek.student.opleiding
    if sbb is None:
        raise DomainError(
            f"{huis} is in het portaal niet de hele stage erkend voor {opleiding}. Kijk in het register van SBB. "
            "Staat de erkenning daar, vul dat dan in. Staat die er niet, kies dan 'Erkenning aanvragen'.",
            field="sbb",
        )
    if not mag_erkenning_vastleggen(by, plek):
        raise GeenToegang("Alleen een coördinator legt een erkenning vast. Vraag uw coördinator.")
    if sbb.tot is not None and sbb.tot < plek.einddatum:
        raise DomainError("De erkenning houdt op voordat de stage is afgelopen.", field="erkend_tot")
    op = timezone.localdate(at)
    rij, _ = Erkenning.objects.update_or_create(
        organisatie=huis,
        opleiding=opleiding,
        geldig_van=min(op, plek.begindatum),
        defaults={"geldig_tot": sbb.tot, "gecontroleerd_op": op},
    )
    na = {"opleiding": opleiding.code, "van": rij.geldig_van, "tot": rij.geldig_tot, "bron": "register van SBB"}
    leg_vast(actie="erkenning vastgelegd", obj=huis, by=by, at=at, na=na)


def _maak_plaats(plek: EigenPlek, huis: Organisatie, jaar: Schooljaar, *, at: datetime) -> Stageplaats:
    kort = plek.public_id.hex[:10]
    Organisatie.objects.select_for_update(of=("self",)).get(pk=huis.pk)
    code = _postcode(plek.postcode)
    locaties = list(huis.locaties.order_by("pk"))
    locatie = next((rij for rij in locaties if code and _postcode(rij.postcode) == code), None)
    if locatie is None:
        punt = zoek_plek(plek.postcode) or zoek_plek(plek.plaats)
        locatie = Locatie.objects.create(
            organisatie=huis,
            code=f"{huis.code[:40]}-EP-{kort}",
            naam=plek.organisatie_naam,
            adres=plek.adres,
            postcode=plek.postcode,
            plaats=plek.plaats,
            lat=punt.lat if punt else None,
            lon=punt.lon if punt else None,
        )
    naam = plek.afdeling_naam.strip() or "Algemeen"
    afdeling = locatie.afdelingen.filter(naam__iexact=naam).first()
    if afdeling is None:
        afdeling = Afdeling.objects.create(locatie=locatie, code=f"{locatie.code[:60]}-{kort}", naam=naam)
    plaats = Stageplaats.objects.create(
        code=f"EP-{kort}",
        naam=f"{naam}, zelf gevonden",
        afdeling=afdeling,
        schooljaar=jaar,
        capaciteit=1,
        periodes=_periodes(plek, jaar),
        dagen=plek.dagen,
        toelichting=plek.omschrijving,
        bevestigd_op=timezone.localdate(at),
    )
    plaats.clusters.set([plek.student.cluster_id])
    plaats.scholen.set([plek.student.school_id])
    return plaats


def _periodes(plek: EigenPlek, jaar: Schooljaar) -> str:
    """Return the periods that the stage touches; those of the student when the school year has no dates."""
    geraakt = Periode.objects.filter(schooljaar=jaar, begin__lte=plek.einddatum, eind__gte=plek.begindatum)
    codes = set(geraakt.values_list("code", flat=True))
    return " ".join(code for code in PeriodeCode.values if code in codes) or plek.student.periodes


@transaction.atomic
def wacht_op_erkenning(*, plek: EigenPlek, toelichting: str, by: User, at: datetime) -> EigenPlek:
    """Say that the leerbedrijf isn't recognised yet; student and leerbedrijf are told how to ask for it."""
    nu = _open_voor(plek, by)
    if nu.status == S.ERKENNING:
        return nu
    stap = zet(
        nu, S.ERKENNING, by=by, at=at, tekst=f"Nog niet erkend voor {nu.student.opleiding}. {toelichting}".strip()
    )
    post.vertel_student(nu, stap, f"Het leerbedrijf is nog niet erkend voor jouw opleiding. {SBB}", at=at)
    tekst = (
        f"Uw organisatie is nog niet erkend voor de opleiding {nu.student.opleiding}. {SBB} Laat het ons daarna weten."
    )
    post.vertel_contact(nu, stap, tekst.replace("Het leerbedrijf vraagt", "U vraagt"), at=at)
    return nu


@transaction.atomic
def wijs_af(*, plek: EigenPlek, reden: str, by: User, at: datetime) -> EigenPlek:
    """Decline with a reason that the student reads."""
    nu = _open_voor(plek, by)
    if not reden.strip():
        raise DomainError("Schrijf op waarom. De student leest dit.", field="reden")
    toegangslinks.trek_in(doel=Linkdoel.EIGEN_PLEK, object_id=nu.public_id, by=by, at=at)
    bevestigd = nu.contact_bevestigd_op is not None
    stap = zet(nu, S.AFGEWEZEN, by=by, at=at, tekst=reden)
    post.vertel_student(nu, stap, f"Je school keurt deze plek niet goed. De reden: {reden}", at=at)
    if bevestigd:
        post.vertel_contact(nu, stap, "De school keurt deze stageplek niet goed. De student hoort waarom.", at=at)
    return nu
