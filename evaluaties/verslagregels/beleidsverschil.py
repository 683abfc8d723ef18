"""What a new version of the policy would change for one placement: the dates of now beside those with the version."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from evaluaties.verslagregels.beleid import Rekenwijze
from evaluaties.verslagregels.feiten import Dossier
from evaluaties.verslagregels.termijnen import Verplichting, Waarom, uit_kennis


class Gevolg(StrEnum):
    """What a version does to a report."""

    LATER = "later"  # due on a later day
    ERBIJ = "erbij"  # owed from now on
    VERVALT = "vervalt"  # no longer owed
    BLIJFT = "blijft"  # the version alone would make it earlier, but the date (or its check) was known before
    CONTROLE_LATER = "controle_later"  # same day, but checked later on the day after


@dataclass(frozen=True, slots=True)
class Verschil:
    """One report that a version touches; `oud` and `nieuw` are due dates, None = not owed."""

    verplichting: str
    gevolg: Gevolg
    oud: date | None
    nieuw: date | None


def beleidsverschil(dossier: Dossier, oud: Rekenwijze, nieuw: Rekenwijze, at: datetime) -> list[Verschil]:
    """Compare two policies for a placement as known at `at`, the instant at which the version is recorded.

    `nieuw` is `oud` with the version, recorded at `at`. A report that is in, or a placement that is closed, is left
    out: nothing is asked there any more. In the order of the obligations.
    """
    kennis = dossier.kennis(at)
    if kennis.gesloten or not dossier.bestaat(at):
        return []
    vergelijking = _Vergelijking(dossier, oud.bekend_op(at), nieuw.bekend_op(at), at)
    eerst, dan = uit_kennis(kennis, vergelijking.oud), uit_kennis(kennis, vergelijking.nieuw)
    oud_los, nieuw_los = uit_kennis(kennis, vergelijking.oud_los), uit_kennis(kennis, vergelijking.nieuw_los)
    vragen = [id_ for id_ in dan if id_ not in kennis.inleveringen]
    rijen = (vergelijking.van(dan[id_], eerst[id_], oud_los[id_], nieuw_los[id_]) for id_ in vragen)
    return [rij for rij in rijen if rij is not None]


class _Vergelijking:
    """Two policies; `*_los` are their newest states of knowledge, as for a student who was told nothing yet."""

    def __init__(self, dossier: Dossier, oud: Rekenwijze, nieuw: Rekenwijze, at: datetime) -> None:
        self.oud, self.nieuw = oud, nieuw
        self.oud_los, self.nieuw_los = oud.etappes(at)[-1], nieuw.etappes(at)[-1]
        self._sinds = dossier.bekend_sinds

    def van(
        self, dan: Verplichting, eerst: Verplichting, oud_los: Verplichting, nieuw_los: Verplichting
    ) -> Verschil | None:
        """Say what happens to one report; None = nothing."""
        gevolg = next(self._gevolgen(dan, eerst, oud_los, nieuw_los), None)
        return gevolg and Verschil(dan.id, gevolg, eerst.due, dan.due)

    def _gevolgen(
        self, dan: Verplichting, eerst: Verplichting, oud_los: Verplichting, nieuw_los: Verplichting
    ) -> Iterator[Gevolg]:
        if eerst.due is None and dan.due is not None and eerst.waarom is Waarom.NIET_VERSCHULDIGD:
            yield Gevolg.ERBIJ
        if eerst.due is not None and dan.waarom is Waarom.NIET_VERSCHULDIGD:
            yield Gevolg.VERVALT
        if eerst.due is None or dan.due is None:
            return
        if dan.due > eerst.due:
            yield Gevolg.LATER
        if nieuw_los.due is not None and oud_los.due is not None and nieuw_los.due < oud_los.due:
            yield Gevolg.BLIJFT
        if self._check(self.nieuw, dan.due) > self._check(self.oud, eerst.due):
            yield Gevolg.CONTROLE_LATER
        if self.nieuw_los.check(dan.due) < self.oud_los.check(dan.due):
            yield Gevolg.BLIJFT

    def _check(self, beleid: Rekenwijze, dag: date) -> datetime:
        return max(etappe.check(dag) for etappe in beleid.etappes(self._sinds))
