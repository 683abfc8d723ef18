"""Import of stageplaatsen, by code."""

import re
from collections.abc import Sequence
from typing import Any

from basis.inlezen import Kolom, Rij, RijFout, RijPlan, Soort, Status, Wijziging, normaliseer
from kern.enums import OrganisatieSoort, PeriodeCode
from kern.imports.basis import (
    Namenboek,
    RegioImporteur,
    dagen,
    gevuld,
    maak,
    moet_bestaan,
    op_code,
    periodes,
    plan_velden,
    werk_bij,
    zoek,
)
from kern.imports.clusters import Clusterboek, bewaar_cluster
from kern.imports.schooljaren import Jarenboek
from kern.kalender import DAGEN
from kern.models import Afdeling, Opleidingscluster, Organisatie
from vacatures.enums import PlaatsSoort
from vacatures.models import Stageplaats

KAAL = (
    *("naam", "capaciteit", "min_leeftijd", "vog_vereist", "begeleider_niveau", "soort", "toelichting"),
    *("vaccinatie_gevraagd", "overige_eisen"),
)
VELDEN = (*KAAL, "afdeling", "schooljaar", "periodes", "dagen")


class StageplaatsenImporteur(RegioImporteur):
    """One place a row; clusters and schools are lists that replace the former list."""

    titel = "Stageplaatsen"
    uitleg = "Een stageplaats per rij. Lees eerst de organisaties in: een stageplaats hoort bij een afdeling."
    kolommen = (
        Kolom(
            "code",
            verplicht=True,
            maximum=80,
            patroon=r"[0-9A-Za-z._-]+",
            ook=("plaats",),
            patroon_uitleg="Gebruik alleen letters, cijfers, punt en streepje.",
            uitleg="Vaste code van de stageplaats.",
        ),
        Kolom("naam", verplicht=True, maximum=200, uitleg="Naam van de stageplaats."),
        Kolom("afdeling", verplicht=True, maximum=80, ook=("afdeling_code",), uitleg="Code van de afdeling."),
        Kolom("schooljaar", verplicht=True, maximum=20, uitleg="Schooljaar, zoals 2026/2027."),
        Kolom(
            "clusters",
            verplicht=True,
            ook=("cluster",),
            uitleg="Codes van de opleidingsclusters met een spatie ertussen, of namen met een puntkomma ertussen.",
        ),
        Kolom(
            "capaciteit",
            verplicht=True,
            soort=Soort.GETAL,
            minimum=0,
            maximum=10_000,
            uitleg="Aantal studenten tegelijk.",
        ),
        Kolom(
            "periodes",
            soort=Soort.LIJST,
            keuzes=PeriodeCode.choices,
            uitleg="Periodes met een spatie ertussen; leeg betekent 1 2 3 4.",
        ),
        Kolom(
            "dagen",
            soort=Soort.LIJST,
            keuzes=DAGEN,
            uitleg="Dagen met een spatie ertussen; leeg betekent ma di wo do vr.",
        ),
        Kolom("min_leeftijd", soort=Soort.GETAL, minimum=0, maximum=99, uitleg="Minimumleeftijd: 0 of 18."),
        Kolom("vog_vereist", soort=Soort.JA_NEE, ook=("vog",), uitleg="Is een VOG nodig: ja of nee."),
        Kolom(
            "begeleider_niveau",
            soort=Soort.GETAL,
            minimum=0,
            maximum=5,
            uitleg="Niveau van de begeleider; 0 is elk niveau.",
        ),
        Kolom("soort", soort=Soort.KEUZE, keuzes=PlaatsSoort.choices, uitleg="Soort plaats; leeg betekent regulier."),
        Kolom(
            "scholen", maximum=1000, uitleg="Codes van de scholen met een spatie ertussen; leeg betekent alle scholen."
        ),
        Kolom("toelichting", maximum=5000, meerregelig=True, uitleg="Wat een student moet weten."),
        Kolom("vaccinatie_gevraagd", soort=Soort.JA_NEE, uitleg="Wordt naar vaccinatie gevraagd: ja of nee."),
        Kolom("overige_eisen", maximum=300, uitleg="Andere eisen, in een zin."),
    )
    voorbeeld = {
        "code": "PL-0001",
        "naam": "Somatiek, De Linde",
        "afdeling": "LB0001-1-1",
        "schooljaar": "2026/2027",
        "clusters": "VZVP12-FT VP34-FT",
        "capaciteit": "2",
        "periodes": "1 2 3 4",
        "dagen": "ma di wo do vr",
        "min_leeftijd": "0",
        "vog_vereist": "ja",
        "begeleider_niveau": "4",
        "soort": "regulier",
    }
    sleutel = ("code",)

    def laad(self, rijen: Sequence[Rij]) -> None:
        self._plaatsen = op_code(Stageplaats.objects.all(), (rij["code"] for rij in rijen))
        ids = [plaats.pk for plaats in self._plaatsen.values()]
        self._door_clusters = self._koppelingen(Stageplaats.clusters.through, "opleidingscluster_id", ids)
        self._door_scholen = self._koppelingen(Stageplaats.scholen.through, "organisatie_id", ids)
        self._afdelingen = op_code(Afdeling.objects.all(), (rij["afdeling"] for rij in rijen))
        self._jaren = Jarenboek(self.inlezing)
        self._clusters = Clusterboek(self.inlezing)
        scholen = Organisatie.objects.filter(soort=OrganisatieSoort.SCHOOL)
        self._scholen = Namenboek(scholen if any(rij["scholen"] for rij in rijen) else (), "school")
        self._codes = dict(Opleidingscluster.objects.values_list("pk", "code"))
        self._schoolcodes = dict(scholen.values_list("pk", "code"))

    @staticmethod
    def _koppelingen(through: Any, kolom: str, ids: list[int]) -> dict[int, set[int]]:
        uit: dict[int, set[int]] = {}
        for plaats, ander in zoek(through.objects.values_list("stageplaats_id", kolom), "stageplaats_id", ids):
            uit.setdefault(plaats, set()).add(ander)
        return uit

    def vergelijk(self, rij: Rij) -> RijPlan:
        plaats = self._plaatsen.get(rij["code"])
        jaar = self._jaren.zoek(rij["schooljaar"], rij.nummer)
        afdeling = moet_bestaan(
            self._afdelingen,
            rij["afdeling"],
            "afdeling",
            "Deze afdeling is onbekend.",
            "Lees eerst de organisaties in.",
        )
        velden = gevuld(rij, KAAL)
        if rij["periodes"]:
            velden["periodes"] = periodes(rij["periodes"])
        if rij["dagen"]:
            velden["dagen"] = dagen(rij["dagen"])
        clusters = self._lees_clusters(rij)
        scholen = [self._scholen.zoek(deel, "scholen") for deel in self._deel_op(rij["scholen"], self._scholen_is)]
        erbij = self._verschillen(plaats, afdeling, jaar, clusters, scholen) if plaats else []
        extra = (jaar, afdeling, velden, clusters, scholen)
        return plan_velden(
            rij, nieuw=velden, bestaand=plaats, omschrijving=f"{rij['naam']} ({rij['code']})", extra=extra, erbij=erbij
        )

    def _scholen_is(self, tekst: str) -> bool:
        try:
            self._scholen.zoek(tekst, "scholen")
        except RijFout:
            return False
        return True

    def _lees_clusters(self, rij: Rij) -> list[Opleidingscluster]:
        def is_cluster(tekst: str) -> bool:
            try:
                self._clusters.zoek(tekst, rij.nummer, "clusters")
            except RijFout:
                return False
            return True

        delen = self._deel_op(rij["clusters"], is_cluster)
        gevonden = {
            normaliseer(c.code): c for c in (self._clusters.zoek(deel, rij.nummer, "clusters") for deel in delen)
        }
        return list(gevonden.values())

    @staticmethod
    def _deel_op(tekst: str, bestaat: Any) -> list[str]:
        """Cut a list of codes or names: at ; | or a comma if there is one; else a whole name, else at spaces."""
        if re.search(r"[;|,]", tekst):
            return [deel.strip() for deel in re.split(r"[;|,]", tekst) if deel.strip()]
        if not tekst or " " not in tekst or bestaat(tekst):
            return [tekst] if tekst else []
        return tekst.split()

    def _verschillen(
        self,
        plaats: Stageplaats,
        afdeling: Afdeling,
        jaar: str,
        clusters: list[Opleidingscluster],
        scholen: list[Organisatie],
    ) -> list[Wijziging]:
        anders = []
        if plaats.afdeling_id != afdeling.pk:
            anders.append(Wijziging("afdeling", "", afdeling.code))
        schooljaar = self._jaren.jaar(jaar)
        if schooljaar is None or plaats.schooljaar_id != schooljaar.pk:
            anders.append(Wijziging("schooljaar", "", jaar))
        nu = self._door_clusters.get(plaats.pk, set())
        if {cluster.pk for cluster in clusters} != nu:
            oud = " ".join(sorted(self._codes[pk] for pk in nu))
            anders.append(Wijziging("clusters", oud, " ".join(sorted(cluster.code for cluster in clusters))))
        if scholen and {school.pk for school in scholen} != self._door_scholen.get(plaats.pk, set()):
            oud = " ".join(sorted(self._schoolcodes[pk] for pk in self._door_scholen.get(plaats.pk, set())))
            anders.append(Wijziging("scholen", oud, " ".join(sorted(school.code for school in scholen))))
        return anders

    def schrijf_rijen(self, plannen: Sequence[RijPlan], *, by: Any, at: Any) -> None:
        nieuw, gewijzigd = [], []
        for plan in plannen:
            jaar, afdeling, velden, clusters, _ = plan.extra
            velden = {**velden, "afdeling": afdeling, "schooljaar": self._jaren.bewaar(jaar, by=by, at=at)}
            for cluster in clusters:
                bewaar_cluster(cluster, by=by, at=at)
            if plan.status == Status.NIEUW:
                nieuw.append(Stageplaats(code=plan.rij["code"], **velden))
            else:
                for veld, waarde in velden.items():
                    setattr(plan.bestaand, veld, waarde)
                gewijzigd.append(plan.bestaand)
        gemaakt = {plaats.code: plaats for plaats in maak(Stageplaats, nieuw)}
        werk_bij(Stageplaats, gewijzigd, VELDEN)
        clusters_van, scholen_van = {}, {}
        for plan in plannen:
            plaats = plan.bestaand or gemaakt[plan.rij["code"]]
            clusters_van[plaats.pk] = {cluster.pk for cluster in plan.extra[3]}
            if plan.extra[4]:
                scholen_van[plaats.pk] = {school.pk for school in plan.extra[4]}
        self._koppel(Stageplaats.clusters.through, "opleidingscluster_id", clusters_van, self._door_clusters)
        self._koppel(Stageplaats.scholen.through, "organisatie_id", scholen_van, self._door_scholen)

    @staticmethod
    def _koppel(through: Any, kolom: str, wens: dict[int, set[int]], nu: dict[int, set[int]]) -> None:
        """Make the links as wished, touching only what differs."""
        weg = [plaats for plaats, ids in wens.items() if nu.get(plaats, set()) - ids]
        for rij in list(zoek(through.objects.all(), "stageplaats_id", weg)):
            if getattr(rij, kolom) not in wens[rij.stageplaats_id]:
                rij.delete()
        nieuw = [
            through(**{"stageplaats_id": plaats, kolom: ander})
            for plaats, ids in wens.items()
            for ander in sorted(ids - nu.get(plaats, set()))
        ]
        maak(through, nieuw)
