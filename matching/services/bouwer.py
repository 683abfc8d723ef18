"""Reading a round out of the database, set by set: students, places, groups, wishes (R4.4)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q

from kern.models import Afdeling, Locatie, Organisatie, Student
from matching.engine import instance as engine
from matching.engine.moments import DAGEN, PERIODES
from matching.models import Ronde, Voorkeur, Voorstel
from matching.services import geheugen
from plaatsingen.enums import BEZET
from plaatsingen.models import Plaatsing
from plaatsingen.services.geschikt import VOLWASSEN, ZONDER_ERKENNING, erkende_letters
from vacatures.bezetting import Stuk, kleinste, stukken
from vacatures.models import Stageplaats, Weekcapaciteit
from vacatures.rules import BUITEN_RONDE
from vraagaanbod.enums import VerdelingStatus
from vraagaanbod.models import Omzetting, Verdeelplaats

HOOGSTE_VOORRANG = 9
MAX_VOORKEUR = 9999
Punt = tuple[float, float]


def _codes(tekst: str, bekend: tuple[str, ...]) -> frozenset[str]:
    return frozenset(tekst.split()) & frozenset(bekend)


def geboren_na(dag: date) -> date:
    """Return the birthday after which one is a minor on `dag`."""
    try:
        return dag.replace(year=dag.year - VOLWASSEN)
    except ValueError:  # 29 February
        return date(dag.year - VOLWASSEN, 2, 28)


class Bouwer:
    """Reads the round step by step; each step is one or two queries."""

    def __init__(self, ronde: Ronde) -> None:
        self.ronde = ronde
        self.periodes = _codes(ronde.periodes, PERIODES)
        self.school_ids = sorted(school.pk for school in ronde.scholen.all())
        self.onvolledig: dict[int, str] = {}
        self.vanaf_school: set[str] = set()
        self.teller: Counter[str] = Counter()

    # --- students ---

    def lees_studenten(self) -> tuple[dict[str, engine.Student], dict[str, int]]:
        ronde = self.ronde
        scholen = self._punten_van(self.school_ids)
        geplaatst = set(
            Plaatsing.objects.filter(
                status__in=BEZET, begindatum__lte=ronde.einddatum, einddatum__gte=ronde.begindatum
            ).values_list("student_id", flat=True)
        )
        eerder = geheugen.over_geweest(school_ids=self.school_ids, schooljaar_id=ronde.schooljaar_id)
        onthouden = geheugen.lees(school_ids=self.school_ids, behalve=ronde)
        grens = geboren_na(ronde.begindatum)
        rijen = (
            Student.objects.filter(school_id__in=self.school_ids)
            .filter(Q(vertrokken_op__isnull=True) | Q(vertrokken_op__gt=ronde.begindatum))
            .select_related("cluster", "opleiding", "school")
            .order_by("studentnummer")
        )
        studenten, ids = {}, {}
        for rij in rijen:
            periodes, dagen = _codes(rij.periodes, PERIODES) & self.periodes, _codes(rij.dagen, DAGEN)
            if rij.pk in geplaatst:
                self.teller["al_geplaatst"] += 1
                continue
            if not periodes:
                self.teller["andere_periode"] += 1
                continue
            thuis = (rij.lat, rij.lon) if rij.lat is not None and rij.lon is not None else None
            if thuis is None:
                self.teller["zonder_woonplaats"] += 1
            punt = thuis or scholen.get(rij.school_id)
            if punt is None or not dagen:
                mist = "stagedagen" if not dagen else "postcode"
                self.onvolledig[rij.pk] = f"Van deze student ontbreken gegevens. Vul de {mist} in en reken opnieuw."
                continue
            nummer = rij.studentnummer
            ids[nummer] = rij.pk
            if thuis is None:
                self.vanaf_school.add(nummer)
            studenten[nummer] = engine.Student(
                student=nummer,
                cluster=rij.cluster.code,
                niveau=rij.opleiding.niveau,
                leerjaar=rij.leerjaar,
                school=rij.school.code,
                lat=punt[0],
                lon=punt[1],
                max_km=float(rij.max_km),
                minderjarig=rij.geboortedatum > grens,
                vog=rij.vog,
                # Who was left over before goes first now (R4.5).
                voorrang=min(HOOGSTE_VOORRANG, rij.voorrang + (rij.pk in eerder)),
                periodes=periodes,
                dagen=dagen,
                geheugen=onthouden.get(rij.pk, 0),
            )
        return studenten, ids

    def _punten_van(self, organisatie_ids: Iterable[int]) -> dict[int, Punt]:
        rijen = Locatie.objects.filter(organisatie_id__in=organisatie_ids, lat__isnull=False, lon__isnull=False)
        return {
            organisatie_id: (lat, lon)
            for organisatie_id, lat, lon in rijen.order_by("-pk").values_list("organisatie_id", "lat", "lon")
        }

    # --- places ---

    def lees_plaatsen(self) -> tuple[dict[str, engine.Plaats], dict[str, int]]:
        ronde = self.ronde
        rijen = list(
            Stageplaats.objects.actief()
            .filter(schooljaar_id=ronde.schooljaar_id)
            .exclude(soort__in=BUITEN_RONDE)
            .met_leerbedrijf()
            .order_by("code")
        )
        organisaties = {rij.afdeling.locatie.organisatie_id for rij in rijen}
        letters = erkende_letters(organisatie_ids=organisaties, begin=ronde.begindatum, eind=ronde.einddatum)
        punten = self._punten_van(organisaties)
        clusters = self._clusters()
        scholen = self._gereserveerd()
        weken = self._weken()
        plaatsen, ids = {}, {}
        for rij in rijen:
            periodes, dagen = _codes(rij.periodes, PERIODES) & self.periodes, _codes(rij.dagen, DAGEN)
            locatie = rij.afdeling.locatie
            if not periodes or not dagen:
                continue
            erkend = letters.get(locatie.organisatie_id, set())
            eigen = frozenset(
                code
                for code, tekst in clusters.get(rij.pk, ())
                if rij.soort in ZONDER_ERKENNING or erkend & set(tekst.split())
            )
            if not eigen:
                self.teller["zonder_erkenning"] += 1
                continue
            punt = (locatie.lat, locatie.lon) if locatie.lat is not None and locatie.lon is not None else None
            punt = punt or punten.get(locatie.organisatie_id)
            if punt is None:
                # A travel limit is a hard rule: without a place on the map nobody can be sent there.
                self.teller["zonder_adres"] += 1
                continue
            ids[rij.code] = rij.pk
            plaatsen[rij.code] = engine.Plaats(
                plaats=rij.code,
                clusters=eigen,
                groep=f"afdeling:{rij.afdeling_id}",
                lat=punt[0],
                lon=punt[1],
                capaciteit=weken.get(rij.pk, rij.capaciteit),
                min_leeftijd=VOLWASSEN if rij.min_leeftijd >= VOLWASSEN else 0,
                vog_vereist=rij.vog_vereist,
                scholen=frozenset(scholen.get(rij.pk, ())),
                periodes=periodes,
                dagen=dagen,
                begeleider_niveau=rij.begeleider_niveau,
                soort=rij.soort,
            )
        return plaatsen, ids

    def _weken(self) -> dict[int, int]:
        """Return the seats of places whose capacity differs during the round: the smallest of its weeks (R5.13)."""
        begin, eind = self.ronde.begindatum, self.ronde.einddatum
        rijen = Weekcapaciteit.objects.filter(
            stageplaats__schooljaar_id=self.ronde.schooljaar_id, begin__lte=eind, eind__gte=begin
        )
        afwijkend: dict[tuple[int, int], list[Stuk]] = {}
        for pk, gewoon, *stuk in rijen.values_list(
            "stageplaats_id", "stageplaats__capaciteit", "begin", "eind", "capaciteit"
        ):
            afwijkend.setdefault((pk, gewoon), []).append(tuple(stuk))
        return {pk: kleinste(stukken(gewoon, delen, begin, eind)) for (pk, gewoon), delen in afwijkend.items()}

    def _clusters(self) -> dict[int, list[tuple[str, str]]]:
        gevonden: dict[int, list[tuple[str, str]]] = {}
        rijen = Stageplaats.clusters.through.objects.filter(stageplaats__schooljaar_id=self.ronde.schooljaar_id)
        for plaats_id, code, letters in rijen.values_list(
            "stageplaats_id", "opleidingscluster__code", "opleidingscluster__letters"
        ):
            gevonden.setdefault(plaats_id, []).append((code, letters))
        return gevonden

    def _gereserveerd(self) -> dict[int, set[str]]:
        gevonden: dict[int, set[str]] = {}
        rijen = Stageplaats.scholen.through.objects.filter(stageplaats__schooljaar_id=self.ronde.schooljaar_id)
        for plaats_id, code in rijen.values_list("stageplaats_id", "organisatie__code"):
            gevonden.setdefault(plaats_id, set()).add(code)
        if self.ronde.verdeling_id is not None:
            # One that was withdrawn no longer holds.
            verdeeld = Verdeelplaats.objects.filter(
                verdeling_id=self.ronde.verdeling_id, verdeling__status=VerdelingStatus.VASTGESTELD
            )
            gevonden |= {
                plaats_id: {code} for plaats_id, code in verdeeld.values_list("stageplaats_id", "school__code")
            }
        return gevonden

    # --- what stands above the places ---

    def lees_groepen(self) -> list[engine.Groep]:
        afdelingen = list(
            Afdeling.objects.filter(stageplaatsen__schooljaar_id=self.ronde.schooljaar_id)
            .distinct()
            .order_by("pk")
            .values_list("pk", "locatie_id", "capaciteit")
        )
        locaties = list(
            Locatie.objects.filter(pk__in={rij[1] for rij in afdelingen})
            .order_by("pk")
            .values_list("pk", "organisatie_id", "capaciteit")
        )
        organisaties = Organisatie.objects.filter(pk__in={rij[1] for rij in locaties}).order_by("pk")
        groepen = []
        for pk, boven, grens in afdelingen:
            groepen.append(engine.Groep(f"afdeling:{pk}", f"locatie:{boven}", grens))
        for pk, boven, grens in locaties:
            groepen.append(engine.Groep(f"locatie:{pk}", f"organisatie:{boven}", grens))
        for pk, grens in organisaties.values_list("pk", "capaciteit"):
            groepen.append(engine.Groep(f"organisatie:{pk}", "", grens))
        return groepen

    # --- agreements, wishes, decisions ---

    def lees_omzettingen(self) -> list[engine.Omzetting]:
        gebruikt = dict(
            Voorstel.objects.filter(
                plaatsing__status__in=BEZET, plaatsing__stageplaats__schooljaar_id=self.ronde.schooljaar_id
            )
            .exclude(omzetting="")
            .order_by()
            .values_list("omzetting")
            .annotate(aantal=Count("pk"))
        )
        rijen = Omzetting.objects.filter(schooljaar_id=self.ronde.schooljaar_id).select_related(
            "van_cluster", "naar_cluster"
        )
        omzettingen = []
        for rij in rijen.order_by("pk"):
            van, naar = rij.van_cluster.code, rij.naar_cluster.code
            over = None if rij.maximum is None else max(0, rij.maximum - gebruikt.get(f"{van}>{naar}", 0))
            omzettingen.append(engine.Omzetting(van, naar, rij.kosten, over))
        return omzettingen

    def lees_voorkeuren(self, studenten: dict[str, Any], plaatsen: dict[str, Any]) -> list[engine.Voorkeur]:
        rijen = Voorkeur.objects.filter(student__school_id__in=self.school_ids).order_by("student_id", "rang", "pk")
        return [
            engine.Voorkeur(nummer, code, min(rang, MAX_VOORKEUR))
            for nummer, code, rang in rijen.values_list("student__studentnummer", "stageplaats__code", "rang")
            if nummer in studenten and code in plaatsen
        ]
