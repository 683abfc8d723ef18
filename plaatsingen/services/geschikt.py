"""The hard rules of one student and one place, asked of the database anew when a placement is made (R4.4)."""

from collections.abc import Iterable
from datetime import date

from kern.models import Erkenning, Student
from plaatsingen.services.slot import DAGNAMEN, Aanvraag
from vacatures.enums import PlaatsSoort
from vacatures.models import Stageplaats
from vraagaanbod.models import Omzetting

# These are approved in another way than by SBB (R4.1).
ZONDER_ERKENNING = frozenset({PlaatsSoort.STAGEGEZIN, PlaatsSoort.INFORMELE_ZORG})
VOLWASSEN = 18


def erkende_letters(*, organisatie_ids: Iterable[int], begin: date, eind: date) -> dict[int, set[str]]:
    """Return per organisation the letters of the programmes for which it is recognised on the whole of begin..eind."""
    rijen = Erkenning.objects.geldig_van_tot(begin, eind).filter(organisatie_id__in=set(organisatie_ids))
    letters: dict[int, set[str]] = {}
    for organisatie_id, letter in rijen.values_list("organisatie_id", "opleiding__letters").distinct():
        letters.setdefault(organisatie_id, set()).add(letter)
    return letters


class Geschiktheid:
    """What must be known to judge many pairs with few queries."""

    def __init__(self, *, plaatsen: Iterable[Stageplaats], begin: date, eind: date) -> None:
        plaatsen = list(plaatsen)
        ids = [plaats.pk for plaats in plaatsen]
        self._begin = begin
        self._letters = erkende_letters(
            organisatie_ids={plaats.afdeling.locatie.organisatie_id for plaats in plaatsen}, begin=begin, eind=eind
        )
        self._clusters: dict[int, dict[int, str]] = {}
        clusters = Stageplaats.clusters.through.objects.filter(stageplaats_id__in=ids).values_list(
            "stageplaats_id", "opleidingscluster_id", "opleidingscluster__letters"
        )
        for plaats_id, cluster_id, letters in clusters:
            self._clusters.setdefault(plaats_id, {})[cluster_id] = letters
        self._scholen: dict[int, set[int]] = {}
        for plaats_id, school_id in Stageplaats.scholen.through.objects.filter(stageplaats_id__in=ids).values_list(
            "stageplaats_id", "organisatie_id"
        ):
            self._scholen.setdefault(plaats_id, set()).add(school_id)
        jaren = {plaats.schooljaar_id for plaats in plaatsen}
        self._omzettingen = set(
            Omzetting.objects.filter(schooljaar_id__in=jaren).values_list(
                "schooljaar_id", "van_cluster_id", "naar_cluster_id"
            )
        )

    def waarom_niet(self, student: Student, plaats: Stageplaats, aanvraag: Aanvraag, *, met_hand: bool = False) -> str:
        """Return the first hard rule that the pair breaks, as a Dutch sentence; empty when it fits.

        `met_hand`: a coordinator put the student here by hand, so that the rule of the school gives way (contract 3).
        """
        return (
            self._plaats(plaats)
            or self._cluster(student, plaats)
            or self._momenten(plaats, aanvraag)
            or ("" if met_hand else self._school(student, plaats))
            or self._persoon(student, plaats)
        )

    def waarom_niet_langer(self, plaats: Stageplaats, aanvraag: Aanvraag) -> str:
        """Return why a student who is on this place can't stay for the stretch that is added; empty when it fits.

        A place that was withdrawn may keep whom it has.
        """
        if not self._erkend(plaats):
            return f"{plaats.leerbedrijf} heeft geen geldige erkenning in de extra tijd."
        return self._momenten(plaats, aanvraag)

    def _erkend(self, plaats: Stageplaats) -> set[int]:
        eigen = self._clusters.get(plaats.pk, {})
        if plaats.soort in ZONDER_ERKENNING:
            return set(eigen)
        letters = self._letters.get(plaats.afdeling.locatie.organisatie_id, set())
        return {cluster_id for cluster_id, tekst in eigen.items() if letters & set(tekst.split())}

    def _plaats(self, plaats: Stageplaats) -> str:
        if plaats.ingetrokken_op is not None:
            return f"Stageplaats {plaats.naam} is ingetrokken."
        if not self._erkend(plaats):
            return f"{plaats.leerbedrijf} heeft geen geldige erkenning in de hele periode."
        return ""

    def _cluster(self, student: Student, plaats: Stageplaats) -> str:
        erkend = self._erkend(plaats)
        if student.cluster_id in erkend:
            return ""
        if any((plaats.schooljaar_id, van, student.cluster_id) in self._omzettingen for van in erkend):
            return ""
        return f"Stageplaats {plaats.naam} is niet voor {student.cluster}."

    def _momenten(self, plaats: Stageplaats, aanvraag: Aanvraag) -> str:
        if set(aanvraag.periodes.split()) - set(plaats.periodes.split()):
            return f"Stageplaats {plaats.naam} is er niet in alle periodes van de student."
        te_veel = [dag for dag in aanvraag.dagen.split() if dag not in plaats.dagen.split()]
        if te_veel:
            return f"Stageplaats {plaats.naam} is er niet op {DAGNAMEN[te_veel[0]]}."
        return ""

    def _school(self, student: Student, plaats: Stageplaats) -> str:
        scholen = self._scholen.get(plaats.pk)
        if scholen and student.school_id not in scholen:
            return f"Stageplaats {plaats.naam} is voor andere scholen."
        return ""

    def _persoon(self, student: Student, plaats: Stageplaats) -> str:
        if plaats.min_leeftijd >= VOLWASSEN and student.is_minderjarig(self._begin):
            return f"Stageplaats {plaats.naam} vraagt een student van 18 jaar of ouder."
        if plaats.vog_vereist and not student.vog:
            return f"Stageplaats {plaats.naam} vraagt een VOG. De student heeft er nog geen."
        if student.vertrokken_op is not None and student.vertrokken_op <= self._begin:
            return "Deze student is van school."
        return ""
