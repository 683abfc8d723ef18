"""The driver behind every import: read, compare, and write all or nothing."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction

from basis.errors import DomainError
from basis.inlezen.kolom import Kolom
from basis.inlezen.lezer import TIK, Bron, Inlezing, Rij, Voortgang, bestandsnaam, lees, lees_bytes, zoek_dubbele
from basis.inlezen.resultaat import ImportResultaat, RijPlan, maak_plan
from basis.inlezen.tabel import MAX_RIJEN, BestandsFout


class Afgebroken(DomainError):
    """The person stopped the import; nothing was written."""

    def __init__(self) -> None:
        super().__init__("Het inlezen is gestopt. Er is niets veranderd.")


class RijFout(Exception):
    """Raised by `vergelijk` when a row can't be right: the column, what is wrong, how to mend it (Dutch)."""

    def __init__(self, kolom: str, wat: str, hoe: str = "") -> None:
        super().__init__(wat)
        self.kolom = kolom
        self.wat = wat
        self.hoe = hoe


class Importeur:
    """Base of the importers. A subclass names its columns and says how rows compare and get written.

    One object serves one import. `by` is the user (None = the system), `at` an aware datetime; `opties` is free.
    Rows with an error never reach `vergelijk`; when there is any error, `schrijf` isn't called.
    """

    soort: ClassVar[str] = ""
    titel: ClassVar[str] = ""
    kolommen: ClassVar[Sequence[Kolom]] = ()
    sleutel: ClassVar[Sequence[str]] = ()
    max_rijen: ClassVar[int] = MAX_RIJEN

    def __init__(self, *, by: Any, at: datetime, proef: bool = False, opties: dict[str, Any] | None = None) -> None:
        self.by = by
        self.at = at
        self.proef = proef
        self.opties = opties or {}
        self.inlezing = Inlezing(bestand="")

    def lees_context(self, rijen: Sequence[Rij]) -> None:
        """Read what `vergelijk` needs to know of the database, in a few queries for all `rijen` together.

        Called inside the transaction when the import writes, so rows may be locked here.
        """

    def controleer(self, inlezing: Inlezing) -> None:
        """Look at the rows together and add errors; finds rows with the same `sleutel`."""
        if self.sleutel:
            zoek_dubbele(inlezing, [naam for naam in self.sleutel if naam in inlezing.aanwezig])

    def vergelijk(self, rij: Rij) -> RijPlan:
        """Return what happens with `rij`, without a query. Raises RijFout (or DomainError) when the row is wrong."""
        raise NotImplementedError

    def schrijf(self, plannen: Sequence[RijPlan], *, by: Any, at: datetime) -> None:
        """Write the plans that change something (new and changed rows only), in bulk, inside the transaction."""
        raise NotImplementedError

    def aanwezig(self, kolom: str) -> bool:
        """Tell whether the file has this column; without it a row says nothing about the field."""
        return kolom in self.inlezing.aanwezig

    plan = staticmethod(maak_plan)


_SOORTEN: dict[str, type[Importeur]] = {}


def registreer(soort: str, klasse: type[Importeur]) -> None:
    """Make `klasse` the importer of `soort`; apps call this from `AppConfig.ready()`.

    A higher app may put a subclass in the place of the importer of a lower one, to read more columns.
    """
    if soort in _SOORTEN and _SOORTEN[soort] not in klasse.__mro__:
        raise ValueError(f"import kind {soort} is registered twice")
    _SOORTEN[soort] = klasse
    klasse.soort = soort


def soorten() -> dict[str, type[Importeur]]:
    """Return {kind: importer} in alphabetical order."""
    return dict(sorted(_SOORTEN.items()))


def importeur_voor(soort: str) -> type[Importeur]:
    """Return the importer of `soort`; raises DomainError for an unknown kind."""
    if soort not in _SOORTEN:
        raise DomainError(f"De soort '{soort}' bestaat niet. Kies uit: {', '.join(soorten())}.")
    return _SOORTEN[soort]


def importeer(
    soort: str | type[Importeur],
    bron: Bron,
    *,
    by: Any,
    at: datetime,
    proef: bool = False,
    naam: str = "",
    opties: dict[str, Any] | None = None,
    verwacht: str = "",
    voortgang: Voortgang | None = None,
    annuleer: Callable[[], bool] | None = None,
) -> ImportResultaat:
    """Import a file: all of it, or nothing when there is any error or when `proef` is on.

    Parameters:
        soort: a registered kind, or an importer class.
        bron, naam: the file (path, bytes or binary file) and its name for people.
        by, at: who does it and when (aware).
        verwacht: the `plan_hash` of a preview; when the file or the data changed since, DomainError.
        voortgang: called as `voortgang(step, done, total)`; steps: openen, lezen, vergelijken, schrijven.
        annuleer: asked now and then; True stops with Afgebroken.
    """
    klasse = importeur_voor(soort) if isinstance(soort, str) else soort
    importeur = klasse(by=by, at=at, proef=proef, opties=opties)
    meld = _melder(voortgang, annuleer)
    try:
        data = lees_bytes(bron)
    except BestandsFout:
        data = b""  # `lees` meets the same error and reports it
    bestand = naam or bestandsnaam(bron)
    inlezing = lees(data or bron, klasse.kolommen, naam=bestand, max_rijen=klasse.max_rijen, voortgang=meld)
    importeur.inlezing = inlezing
    resultaat = ImportResultaat(
        soort=klasse.soort,
        bestand=inlezing.bestand,
        proef=proef,
        gelezen=inlezing.gelezen,
        fouten=inlezing.fouten,
        let_op=inlezing.let_op,
        bestand_hash=hashlib.sha256(data).hexdigest(),
    )
    if proef or (inlezing.fouten and not inlezing.rijen):
        resultaat.plannen = _vergelijk_alles(importeur, meld)
        return resultaat
    with transaction.atomic():
        resultaat.plannen = _vergelijk_alles(importeur, meld)
        if not resultaat.fouten:
            if verwacht and resultaat.plan_hash != verwacht:
                raise DomainError("De gegevens zijn veranderd sinds het voorbeeld. Bekijk het voorbeeld opnieuw.")
            te_schrijven = [plan for plan in resultaat.plannen if plan.schrijft]
            meld("schrijven", 0, len(te_schrijven))
            if te_schrijven:
                importeur.schrijf(te_schrijven, by=by, at=at)
            meld("schrijven", len(te_schrijven), len(te_schrijven))
            resultaat.geschreven = True
    return resultaat


def _melder(voortgang: Voortgang | None, annuleer: Callable[[], bool] | None) -> Voortgang:
    def meld(stap: str, gedaan: int, totaal: int) -> None:
        if annuleer and annuleer():
            raise Afgebroken
        if voortgang:
            voortgang(stap, gedaan, totaal)

    return meld


def _vergelijk_alles(importeur: Importeur, meld: Voortgang) -> list[RijPlan]:
    """Return a plan per good row; errors go to the list of the reading."""
    inlezing = importeur.inlezing
    if inlezing.rijen:
        importeur.controleer(inlezing)
    rijen = [rij for rij in inlezing.rijen if rij.nummer not in inlezing.fouten.rijen]
    if not rijen:
        return []
    meld("vergelijken", 0, len(rijen))
    importeur.lees_context(rijen)
    plannen: list[RijPlan] = []
    for i, rij in enumerate(rijen):
        if i % TIK == 0:
            meld("vergelijken", i, len(rijen))
        try:
            plannen.append(importeur.vergelijk(rij))
        except RijFout as fout:
            waarde = rij.waarden.get(fout.kolom, "")
            inlezing.fout(rij.nummer, fout.kolom, "" if waarde is None else waarde, fout.wat, fout.hoe)
        except DomainError as fout:
            inlezing.fout(rij.nummer, fout.field or "", "", fout.message)
    return plannen
