"""Import files of an invented region: 3 schools, 600 students, 60 leerbedrijven; the same on every run."""

import csv
import random
from pathlib import Path

SCHOLEN = ("E2E-A", "E2E-B", "E2E-C")
# cluster, crebo, leerjaar, stage days, born in, level, students
GROEPEN = (
    ("HP1-PT", "25498", 1, "ma di", 2009, 2, 160),
    ("HP2-PT", "25498", 2, "wo do", 2008, 2, 160),
    ("VZVP12-PT", "25656", 1, "ma di", 2008, 3, 160),
    ("VP34-FT", "25655", 3, "ma di wo do vr", 2005, 4, 120),
)
STUDENTEN = sum(groep[-1] for groep in GROEPEN)


def _schrijf(map_: Path, naam: str, rijen: list[dict]) -> Path:
    bestand = map_ / f"{naam}.csv"
    with bestand.open("w", newline="", encoding="utf-8") as uit:
        schrijver = csv.DictWriter(uit, list(dict.fromkeys(kolom for rij in rijen for kolom in rij)))
        schrijver.writeheader()
        schrijver.writerows(rijen)
    return bestand


def _plek(dobbel: random.Random) -> tuple[str, str]:
    return f"{52.85 + dobbel.random() * 0.4:.5f}", f"{6.4 + dobbel.random() * 0.6:.5f}"


def _organisaties(dobbel: random.Random) -> list[dict]:
    rijen = []
    for nummer, code in enumerate(SCHOLEN):
        lat, lon = _plek(dobbel)
        rijen.append(
            {"soort": "school", "code": code, "naam": f"Proefschool {nummer + 1}", "locatie_code": f"{code}-1",
             "locatie": "Hoofdgebouw", "plaats": "Proefstad", "lat": lat, "lon": lon}
        )  # fmt: skip
    for nummer in range(60):
        lat, lon = _plek(dobbel)
        code = f"E2E-LB{nummer:02d}"
        rijen += [
            {"soort": "leerbedrijf", "code": code, "naam": f"Proefhuis {nummer:02d}", "locatie_code": f"{code}-1",
             "locatie": "De Proef", "plaats": f"Proefdorp {nummer % 12}", "lat": lat, "lon": lon,
             "afdeling_code": f"{code}-1-{afdeling}", "afdeling": f"Afdeling {afdeling}", "afdeling_capaciteit": 8,
             "erkend_voor": "25498 25656 25655", "erkend_van": "2020-08-01"}
            for afdeling in (1, 2)
        ]  # fmt: skip
    return rijen


def _plaatsen(dobbel: random.Random, schooljaar: str) -> list[dict]:
    rijen = []
    for nummer in range(60):
        for afdeling in (1, 2):
            for soort in range(2):
                cluster, _, _, dagen, *_ = GROEPEN[(nummer + 2 * afdeling + soort) % len(GROEPEN)]
                rijen.append(
                    {"code": f"E2E-P{nummer:02d}{afdeling}{soort}", "naam": f"Plek {nummer:02d}.{afdeling}.{soort}",
                     "afdeling": f"E2E-LB{nummer:02d}-1-{afdeling}", "schooljaar": schooljaar, "clusters": cluster,
                     "capaciteit": dobbel.choice((1, 2, 3)), "periodes": "3 4", "dagen": dagen}
                )  # fmt: skip
    return rijen


def _opleiders() -> list[dict]:
    return [
        {"rol": "praktijkopleider", "email": f"opleider{nummer:02d}@demo.test", "voornaam": "Opleider",
         "achternaam": f"Proefhuis {nummer:02d}", "organisatie": f"E2E-LB{nummer:02d}"}
        for nummer in range(60)
    ]  # fmt: skip


def _studenten(dobbel: random.Random) -> list[dict]:
    rijen: list[dict] = []
    for cluster, crebo, leerjaar, dagen, geboren, _, aantal in GROEPEN:
        for _ in range(aantal):
            nummer = len(rijen)
            lat, lon = _plek(dobbel)
            rijen.append(
                {"rol": "student", "email": f"e2e{nummer:03d}@demo.test", "voornaam": f"Proef{nummer:03d}",
                 "achternaam": "Voorbeeldsma", "organisatie": SCHOLEN[nummer % 3], "studentnummer": f"E2E{nummer:03d}",
                 "opleiding": crebo, "cluster": cluster, "leerjaar": leerjaar, "geboortedatum": f"{geboren}-03-01",
                 "lat": lat, "lon": lon, "max_km": 25, "vog": "ja", "periodes": "3 4", "dagen": dagen}
            )  # fmt: skip
    return rijen


def _voorkeuren(dobbel: random.Random, studenten: list[dict], plaatsen: list[dict]) -> list[dict]:
    rijen = []
    for student in studenten:
        passend = [plaats["code"] for plaats in plaatsen if plaats["clusters"] == student["cluster"]]
        for rang, code in enumerate(dobbel.sample(passend, 3), start=1):
            rijen.append({"studentnummer": student["studentnummer"], "stageplaats": code, "rang": rang})
    return rijen


def schrijf_regio(map_: Path, *, schooljaar: str) -> dict[str, Path]:
    """Write the four files into `map_` and return them by kind of import, in the order in which they are read."""
    dobbel = random.Random(600)
    organisaties, plaatsen, studenten = _organisaties(dobbel), _plaatsen(dobbel, schooljaar), _studenten(dobbel)
    rijen = {
        "organisaties": organisaties,
        "personen": studenten + _opleiders(),
        "stageplaatsen": plaatsen,
        "voorkeuren": _voorkeuren(dobbel, studenten, plaatsen),
    }
    return {soort: _schrijf(map_, soort, inhoud) for soort, inhoud in rijen.items()}
