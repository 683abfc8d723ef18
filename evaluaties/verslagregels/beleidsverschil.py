"""What a new version of the policy would change for one placement: the dates of now beside those with the version."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from evaluaties.verslagregels.beleid import Rekenwijze
from evaluaties.verslagregels.feiten import Besluit, Dossier, Feit, Inlevering, OpdrachtIngeleverd
from evaluaties.verslagregels.termijnen import Verplichting, Waarom, uit_kennis

ZONDER_DATUM = (Inlevering, OpdrachtIngeleverd, Besluit)  # facts that move no due date


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
    """Compare two policies for one placement; see `Beleidsvergelijking`."""
    return Beleidsvergelijking(oud, nieuw, at).van(dossier)


class Beleidsvergelijking:
    """Compares two policies for placements as known at `at`, the instant at which the version is recorded.

    `nieuw` is `oud` with the version, recorded at `at`. Placements with the same days and facts are worked out once.
    """

    def __init__(self, oud: Rekenwijze, nieuw: Rekenwijze, at: datetime) -> None:
        self.at = at
        self.oud, self.nieuw = oud.bekend_op(at), nieuw.bekend_op(at)
        # The newest states of knowledge: as for a student who was told nothing yet.
        self._oud_los, self._nieuw_los = self.oud.etappes(at)[-1], self.nieuw.etappes(at)[-1]
        self._geheugen: dict[Dossier, list[Verschil]] = {}

    def van(self, dossier: Dossier) -> list[Verschil]:
        """Give what changes, in the order of the obligations; nothing for a report that is in or a closed placement."""
        if not dossier.bestaat(self.at):
            return []
        bekend = [feit for feit in dossier.feiten if feit.recorded_at <= self.at]
        binnen = {feit.verplichting for feit in bekend if isinstance(feit, Inlevering)}
        kern = self._kern(dossier, bekend, binnen)
        if kern not in self._geheugen:
            self._geheugen[kern] = list(self._verschillen(kern))
        return [verschil for verschil in self._geheugen[kern] if verschil.verplichting not in binnen]

    @staticmethod
    def _kern(dossier: Dossier, bekend: list[Feit], binnen: set[str]) -> Dossier:
        """Leave out the facts that decide no date of a report that is still asked."""
        if dossier.bekend_sinds < dossier.geregistreerd:  # the first fact decides since when a check is known
            return dossier
        feiten = [
            feit
            for feit in bekend
            if not isinstance(feit, ZONDER_DATUM) and getattr(feit, "verplichting", None) not in binnen
        ]
        return replace(dossier, feiten=tuple(feiten))

    def _verschillen(self, dossier: Dossier) -> Iterator[Verschil]:
        kennis = dossier.kennis(self.at)
        if kennis.gesloten:
            return
        eerst, dan = uit_kennis(kennis, self.oud), uit_kennis(kennis, self.nieuw)
        oud_los = eerst if self._oud_los is self.oud else uit_kennis(kennis, self._oud_los)
        nieuw_los = uit_kennis(kennis, self._nieuw_los)
        sinds = dossier.bekend_sinds
        for id_ in dan:
            gevolgen = self._gevolgen(dan[id_], eerst[id_], oud_los[id_], nieuw_los[id_], sinds)
            gevolg = next(gevolgen, None)
            if gevolg is not None:
                yield Verschil(id_, gevolg, eerst[id_].due, dan[id_].due)

    def _gevolgen(
        self,
        dan: Verplichting,
        eerst: Verplichting,
        oud_los: Verplichting,
        nieuw_los: Verplichting,
        sinds: datetime,
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
        if _check(self.nieuw, dan.due, sinds) > _check(self.oud, eerst.due, sinds):
            yield Gevolg.CONTROLE_LATER
        if self._nieuw_los.check(dan.due) < self._oud_los.check(dan.due):
            yield Gevolg.BLIJFT


def _check(beleid: Rekenwijze, dag: date, sinds: datetime) -> datetime:
    return max(etappe.check(dag) for etappe in beleid.etappes(sinds))
