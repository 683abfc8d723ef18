"""The public check of a document: is it of this portal, complete and unchanged? Answers without personal data.

An upload is only hashed; nothing in it is opened. What isn't known by its hash is either no document of ours or a
changed one: the name that a changed one still carries tells which.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Q, When

from basis.pdfa import kenmerk_van
from plaatsingen.enums import OvereenkomstStatus
from plaatsingen.models import Overeenkomst
from plaatsingen.services.overeenkomst_pdf import overeenkomst_id_van

S = OvereenkomstStatus
MIN_KENMERK = 16
HEX = re.compile(r"[0-9a-f]{16,64}")
KOP_BYTES = 2 * 1024 * 1024
STAART_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Uitslag:
    """What the check says. `soort` is klaar, let_op or fout; the rest is only known of a document of ours."""

    soort: str
    titel: str
    tekst: str
    naam: str = ""
    versie: int = 0
    getekend: int = 0
    partijen: int = 0
    verstuurd_op: datetime | None = None
    getekend_op: datetime | None = None
    verzegeld_op: datetime | None = None
    vervallen_op: datetime | None = None
    tekst_hash: str = ""
    feiten: tuple[tuple[str, str], ...] = ()  # of another kind of document: word and value, without names


@dataclass(frozen=True, slots=True)
class Documentsoort:
    """A kind of document of a higher app that can be checked too.

    `per_bestand(sha256)` and `per_kenmerk(hex digits)` say what is known, or None; `is_van_ons(kenmerk)` whether a
    file that names itself so in its metadata was once made here.
    """

    per_bestand: Callable[[str], Uitslag | None]
    per_kenmerk: Callable[[str], Uitslag | None]
    is_van_ons: Callable[[str], bool]


_soorten: dict[str, Documentsoort] = {}


def registreer_soort(naam: str, soort: Documentsoort) -> None:
    """Let the public page check this kind of document too (called at start-up)."""
    _soorten[naam] = soort


def controleer_bestand(stukken: Iterable[bytes]) -> Uitslag:
    """Judge a file that comes in pieces. Reads it once, keeps no more than its beginning, opens nothing."""
    digest, kop, staart = hashlib.sha256(), bytearray(), b""
    for stuk in stukken:
        digest.update(stuk)
        if len(kop) < KOP_BYTES:
            kop += stuk
        staart = (staart + stuk)[-STAART_BYTES:]
    sha = digest.hexdigest()
    gevonden = _zoek(zegel_hash=sha)
    if gevonden:
        return _van_ons(gevonden, verzegeld=True)
    gevonden = _zoek(pdf_hash=sha)
    if gevonden:
        return _van_ons(gevonden, verzegeld=False)
    if gevonden := _anders(lambda soort: soort.per_bestand(sha)):
        return gevonden
    if _noemt_zich_van_ons(bytes(kop), staart):
        return Uitslag(
            "fout",
            "Dit document is veranderd",
            "Dit bestand zegt dat het uit dit portaal komt, maar het is niet meer hetzelfde als het origineel. "
            "Vertrouw het niet. Vraag de school om het origineel.",
        )
    return Uitslag(
        "fout",
        "Dit document kennen we niet",
        "Het komt niet uit dit portaal, of er is iets aan veranderd. Let op: openen en opnieuw opslaan verandert een "
        "document ook. Controleer het bestand zoals u het hebt gekregen.",
    )


def _noemt_zich_van_ons(kop: bytes, staart: bytes) -> bool:
    pk = overeenkomst_id_van(kop)
    if pk is not None and Overeenkomst.objects.filter(public_id=pk, verstuurd_op__isnull=False).exists():
        return True
    kenmerken = {kenmerk_van(kop), kenmerk_van(staart)} - {""}
    return any(soort.is_van_ons(kenmerk) for soort in _soorten.values() for kenmerk in kenmerken)


def _anders(vraag: Callable[[Documentsoort], Uitslag | None]) -> Uitslag | None:
    """Ask the other kinds of document, the first that knows it answers."""
    return next((uitslag for soort in _soorten.values() if (uitslag := vraag(soort)) is not None), None)


def controleer_kenmerk(tekst: str) -> Uitslag:
    """Judge a typed code: the printed beginning of the hash of the text, that hash, or the SHA-256 of the file."""
    kenmerk = re.sub(r"[\s:-]", "", tekst).lower()
    if not HEX.fullmatch(kenmerk):
        return Uitslag(
            "fout",
            "Dit is geen kenmerk",
            f"Een kenmerk heeft minstens {MIN_KENMERK} tekens: cijfers en de letters a tot en met f.",
        )
    if len(kenmerk) == 64:
        if gevonden := _zoek(zegel_hash=kenmerk):
            return _van_ons(gevonden, verzegeld=True)
        if gevonden := _zoek(pdf_hash=kenmerk):
            return _van_ons(gevonden, verzegeld=False)
    gevonden = _zoek(tekst_hash__startswith=kenmerk)
    if gevonden:
        return _van_kenmerk(gevonden)
    if anders := _anders(lambda soort: soort.per_kenmerk(kenmerk)):
        return anders
    return Uitslag(
        "fout", "Dit kenmerk kennen we niet", "Controleer of u alles goed hebt overgenomen, of kies het bestand zelf."
    )


def _zoek(**waar: Any) -> Overeenkomst | None:
    """Find by hash; a withdrawn version that was sent again word for word is found as the one that counts."""
    rijen = Overeenkomst.objects.filter(verstuurd_op__isnull=False, **waar).order_by(
        Case(When(status=S.VERVALLEN, then=1), default=0), "-versie", "-pk"
    )
    return rijen.annotate(
        alle=Count("partijen"), met_handtekening=Count("partijen", filter=Q(partijen__getekend_op__isnull=False))
    ).first()


def _feiten(overeenkomst: Any) -> dict[str, Any]:
    return {
        "naam": overeenkomst.naam,
        "versie": overeenkomst.versie,
        "getekend": overeenkomst.met_handtekening,
        "partijen": overeenkomst.alle,
        "verstuurd_op": overeenkomst.verstuurd_op,
        "getekend_op": overeenkomst.getekend_op,
        "verzegeld_op": overeenkomst.verzegeld_op,
        "vervallen_op": overeenkomst.vervallen_op,
        "tekst_hash": overeenkomst.tekst_hash,
    }


def _van_ons(overeenkomst: Overeenkomst, *, verzegeld: bool) -> Uitslag:
    feiten = _feiten(overeenkomst)
    if overeenkomst.status == S.VERVALLEN:
        return Uitslag("let_op", "Echt, maar ingetrokken", "Deze versie geldt niet meer.", **feiten)
    if verzegeld:
        return Uitslag(
            "klaar", "Echt, compleet en onveranderd", "Dit document is van dit portaal en heeft zijn zegel.", **feiten
        )
    if overeenkomst.status == S.GETEKEND:
        tekst = "Dit is de tekst die alle partijen hebben getekend, zonder het blad met de handtekeningen en het zegel."
        return Uitslag("let_op", "Echt en onveranderd, zonder zegel", tekst, **feiten)
    tekst = "Nog niet alle partijen hebben getekend. De overeenkomst geldt daarom nog niet."
    return Uitslag("let_op", "Echt en onveranderd, nog niet compleet", tekst, **feiten)


def _van_kenmerk(overeenkomst: Overeenkomst) -> Uitslag:
    """A code says that the text exists; only the file itself can be said to be unchanged."""
    feiten = _feiten(overeenkomst)
    if overeenkomst.status == S.VERVALLEN:
        return Uitslag("let_op", "Dit kenmerk is van een ingetrokken versie", "Deze versie geldt niet meer.", **feiten)
    tekst = "Bij dit kenmerk hoort een tekst van dit portaal. Kies het bestand om te zien of het onveranderd is."
    return Uitslag("klaar", "Dit kenmerk bestaat", tekst, **feiten)
