"""Opleidingsclusters as files name them: by code or by name; a new one is made when its name can be read."""

import difflib
from dataclasses import dataclass, field
from datetime import datetime

from basis.inlezen import Inlezing, RijFout, normaliseer
from kern import clusternaam
from kern.models import Opleidingscluster, User
from kern.services.audit import leg_vast


@dataclass
class Clusterboek:
    """All clusters, looked up by what people write. Read once for a whole import."""

    inlezing: Inlezing
    _tekst: dict[str, Opleidingscluster] = field(default_factory=dict)
    _vorm: dict[tuple, Opleidingscluster] = field(default_factory=dict)
    _codes: set[str] = field(default_factory=set)
    _fouten: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for cluster in Opleidingscluster.objects.all():
            self._neem_op(cluster)

    def zoek(self, tekst: str, rij: int, kolom: str = "cluster") -> Opleidingscluster:
        """Return the cluster that `tekst` names; an unsaved one when it is new. RijFout when it can't be read."""
        sleutel = normaliseer(tekst)
        if sleutel in self._tekst:
            return self._tekst[sleutel]
        if sleutel not in self._fouten:
            cluster = self._lees(tekst, sleutel)
            if cluster is not None:
                if cluster.pk is None:
                    wat = f"Dit opleidingscluster is nieuw. Het krijgt de code {cluster.code}."
                    self.inlezing.melding(rij, kolom, tekst, wat, "Kijk of de naam klopt.")
                return cluster
        raise RijFout(kolom, *self._fouten[sleutel])

    def _lees(self, tekst: str, sleutel: str) -> Opleidingscluster | None:
        try:
            naam = clusternaam.lees(tekst)
        except ValueError as fout:
            self._fouten[sleutel] = ("Dit opleidingscluster is onbekend.", self._tip(tekst) or str(fout))
            return None
        bestaand = self._vorm.get((naam.delen, naam.intensiteit))
        if bestaand is not None:
            self._tekst[sleutel] = bestaand
            return bestaand
        cluster = Opleidingscluster(
            code=self._vrije_code(naam),
            naam=" ".join(tekst.split())[:120],
            niveau=naam.niveau,
            leerjaren=naam.leerjaren,
            letters=naam.letters[:40],
            intensiteit=naam.intensiteit,
        )
        self._neem_op(cluster)
        return cluster

    def _neem_op(self, cluster: Opleidingscluster) -> None:
        self._codes.add(cluster.code)
        self._tekst[normaliseer(cluster.naam)] = cluster
        self._tekst[normaliseer(cluster.code)] = cluster
        try:
            naam = clusternaam.lees(cluster.naam)
        except ValueError:
            return  # a region may give its clusters any name; such a one is found by code or exact name only
        self._vorm.setdefault((naam.delen, naam.intensiteit), cluster)

    def _vrije_code(self, naam: clusternaam.Clusternaam) -> str:
        for code in (naam.code, f"N{naam.niveau}-{naam.code}", *(f"{naam.code}-{i}" for i in range(2, 100))):
            if code not in self._codes:
                return code
        raise RijFout(
            "cluster", "Voor dit opleidingscluster is geen code meer vrij.", "Schrijf de code van het cluster."
        )

    def _tip(self, tekst: str) -> str:
        namen = {normaliseer(cluster.naam): cluster.naam for cluster in self._tekst.values()}
        buren = difflib.get_close_matches(normaliseer(tekst), namen, n=1, cutoff=0.75)
        return f"Bedoelt u '{namen[buren[0]]}'?" if buren else ""


def bewaar_cluster(cluster: Opleidingscluster, *, by: User | None, at: datetime) -> Opleidingscluster:
    """Save a cluster that an import made up from its name; one that has an id is left alone."""
    if cluster.pk is None:
        cluster.save(force_insert=True)
        leg_vast(
            actie="opleidingscluster gemaakt",
            obj=cluster,
            by=by,
            at=at,
            na={"code": cluster.code, "naam": cluster.naam},
        )
    return cluster
