"""What waits for a signature, or is stuck on one; the home page collects it. Rows as in plaatsingen/vandaag.py."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from basis.nederlands import count_noun, long_date
from basis.tellen import Deel, telt
from kern.models import Organisatie, User
from plaatsingen.enums import OvereenkomstStatus, PartijRol, PlaatsingStatus
from plaatsingen.models import Ondertekening, Overeenkomst, Tekenbevoegdheid
from plaatsingen.services.herinneren import lang_wachtend

EEN_VOOR_EEN = 3
WAARSCHUW_DAGEN = 14


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Return what this person must do about signing, in no order; at most ten queries."""
    dag = timezone.localdate(at)
    rijen = _eigen(user, dag)
    if user.heeft_rol("student"):
        rijen += yield from _ouder_nodig(user, dag)
    if user.heeft_rol("coordinator"):
        rijen += _coordinator(user, dag)
    if user.heeft_rol("praktijkopleider", "coordinator"):
        rijen += _niemand_bevoegd(user, dag) + _loopt_af(user, dag)
    return rijen


def _rij(titel: str, uitleg: str, url: str, knop: str, ernst: str = "gewoon") -> dict[str, Any]:
    return {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": None, "ernst": ernst}


def _eigen(user: User, dag: date) -> list[dict[str, Any]]:
    """Return what waits for this person's own signature: one by one, or together when it is much."""
    wacht = list(
        Ondertekening.objects.te_tekenen_door(user, dag)
        .select_related("organisatie", "overeenkomst__plaatsing__student__user")
        .order_by("gevraagd_op", "pk")[: EEN_VOOR_EEN + 1]
    )
    if len(wacht) > EEN_VOOR_EEN:
        zin = "Er wachten overeenkomsten op uw handtekening"
        return [_rij(zin, "De oudste staan bovenaan.", reverse("plaatsingen:ondertekenen"), "Tekenen", "oranje")]
    return [
        _rij(
            f"Teken je {partij.overeenkomst.naam}"
            if partij.rol == PartijRol.STUDENT
            else f"Teken de {partij.overeenkomst.naam} van {partij.overeenkomst.plaatsing.student}",
            "Lees de tekst en zet je handtekening."
            if partij.rol == PartijRol.STUDENT
            else f"Namens {partij.organisatie}.",
            reverse("plaatsingen:onderteken", args=[partij.public_id]),
            "Lezen en tekenen",
            "oranje",
        )
        for partij in wacht
    ]


def _ouder_nodig(user: User, dag: date) -> Deel[list[dict[str, Any]]]:
    """Return the question who signs along, for a minor with a place and nobody on record."""
    student = getattr(user, "student", None)
    if student is None or not student.is_minderjarig(dag):
        return []
    plek = student.plaatsingen.filter(status__in=[PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING])
    tel = yield {"ouders": student.vertegenwoordigers.filter(vervallen_op__isnull=True), "plek": plek}
    if tel["ouders"] or not tel["plek"]:
        return []
    zin = "Je bent nog geen 18. Een ouder of voogd tekent je overeenkomst mee."
    url = reverse("plaatsingen:ouders", args=[student.public_id])
    return [_rij("Vul in wie er met je meetekent", zin, url, "Invullen", "oranje")]


def _coordinator(user: User, dag: date) -> list[dict[str, Any]]:
    lijst = reverse("plaatsingen:ondertekenen")
    open_ = Overeenkomst.objects.visible_to(user).filter(status=OvereenkomstStatus.ONDERTEKENING).values("pk")
    partijen = Ondertekening.objects.filter(overeenkomst__in=open_, getekend_op__isnull=True)
    stand = partijen.order_by().aggregate(
        geweigerd=Count("overeenkomst", distinct=True, filter=Q(geweigerd_op__isnull=False)),
        lang=Count("overeenkomst", distinct=True, filter=lang_wachtend(dag)),
    )
    geweigerd, lang = stand["geweigerd"], stand["lang"]
    rijen = []
    if geweigerd:
        zin = f"{count_noun(geweigerd, 'overeenkomst is', 'overeenkomsten zijn')} geweigerd"
        rijen.append(_rij(zin, "Lees waarom en kies wat er gebeurt.", f"{lijst}?toon=geweigerd", "Bekijken", "rood"))
    if lang:
        zin = f"{count_noun(lang, 'overeenkomst wacht', 'overeenkomsten wachten')} al lang op een handtekening"
        rijen.append(_rij(zin, "Langer dan zeven werkdagen.", f"{lijst}?toon=lang", "Bekijken"))
    return rijen


def _niemand_bevoegd(user: User, dag: date) -> list[dict[str, Any]]:
    """Return own organisations with an agreement to sign and nobody who may."""
    wacht = Ondertekening.objects.wachtend().filter(
        organisatie__in=user.organisatie_ids_als("coordinator", "praktijkopleider")
    )
    bevoegd = Tekenbevoegdheid.objects.geldig_op(dag).values("organisatie")
    huizen = Organisatie.objects.filter(pk__in=wacht.values("organisatie")).exclude(pk__in=bevoegd)
    return [
        _rij(
            f"Wijs aan wie mag tekenen voor {organisatie}",
            "Er wacht een overeenkomst, maar niemand staat op de lijst.",
            reverse("plaatsingen:tekenbevoegd_organisatie", args=[organisatie.public_id]),
            "Aanwijzen",
            "rood",
        )
        for organisatie in huizen.order_by("naam", "pk")[:5]
    ]


def _loopt_af(user: User, dag: date) -> list[dict[str, Any]]:
    """Return whose authority at an own organisation ends within two weeks; deputies end by themselves."""
    eigen = user.organisatie_ids_als("coordinator", "praktijkopleider")
    aflopend = Tekenbevoegdheid.objects.geldig_op(dag).filter(
        organisatie__in=eigen, via__isnull=True, tot__lte=dag + timedelta(days=WAARSCHUW_DAGEN)
    )
    return [
        _rij(
            f"{rij.naam} mag straks niet meer tekenen voor {rij.organisatie}",
            f"De tekenbevoegdheid eindigt op {long_date(rij.tot, today=dag)}. Voeg een nieuwe toe als dat nodig is.",
            reverse("plaatsingen:tekenbevoegd_organisatie", args=[rij.organisatie.public_id]),
            "Bekijken",
        )
        for rij in aflopend.select_related("organisatie").order_by("tot", "pk")[:5]
    ]
