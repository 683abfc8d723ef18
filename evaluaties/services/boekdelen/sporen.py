"""What stands at the end of the book: all signatures together, and where everything came from."""

from typing import Any

from evaluaties.services.boekdelen.bundel import kort

Regel = dict[str, Any]


def handtekeningen(stages: list[dict[str, Any]]) -> list[Regel]:
    """Return every signature in the book in order of time: on what, by whom, how, and the mark of what was signed."""
    rijen: list[Regel] = []
    for stage in stages:
        waar = stage["leerbedrijf"]
        for stuk in stage.get("overeenkomsten", []):
            rijen += [
                {
                    "op": partij["op"],
                    "wat": f"{stuk['naam']}, versie {stuk['versie']}",
                    "waar": waar,
                    "wie": partij["door"] or partij["rol"],
                    "als": partij["rol"],
                    "wijze": partij["wijze"],
                    "kenmerk": kort(stuk["kenmerk"]),
                }
                for partij in stuk["partijen"]
                if partij["op"]
            ]
        rijen += [
            {
                "op": tekening["op"],
                "wat": f"{evaluatie['titel']}, versie {evaluatie['resultaat']['versie']}",
                "waar": waar,
                "wie": tekening["naam"],
                "als": tekening["rol"],
                "wijze": "zonder handtekening" if tekening.get("zonder") else tekening["wijze"],
                "kenmerk": kort(evaluatie["resultaat"]["kenmerk"]),
            }
            for evaluatie in stage["evaluaties"]
            if "resultaat" in evaluatie
            for tekening in evaluatie["resultaat"]["handtekeningen"]
        ]
    return sorted(rijen, key=lambda rij: (rij["op"], rij["wat"], rij["als"]))


def bronnen(inhoud: dict[str, Any]) -> list[Regel]:
    """Return every piece that the book was made from: what, of when, and its mark (the first 16 digits of SHA-256)."""
    rijen: list[Regel] = []
    for stage in inhoud["stages"]:
        rijen += _van_stage(stage)
    for stuk in inhoud.get("portfolio", []):
        if bestand := stuk.get("bestand"):
            rijen.append(_bron("bestand in het portfolio", bestand["naam"], stuk["op"], bestand["sha256"]))
    return rijen


def _van_stage(stage: dict[str, Any]) -> list[Regel]:
    waar = stage["leerbedrijf"]
    rijen = [
        _bron("overeenkomst", f"{stuk['naam']}, versie {stuk['versie']}", stuk["verstuurd"], stuk["kenmerk"])
        for stuk in stage.get("overeenkomsten", [])
    ]
    for verslag in stage["verslagen"]:
        rijen.append(_bron("verslag", verslag["titel"], verslag["ontvangen"], verslag["kenmerk"]))
        rijen += [
            _bron("bijlage bij een verslag", bijlage["naam"], verslag["ontvangen"], bijlage["sha256"])
            for bijlage in verslag.get("bijlagen", [])
        ]
    for evaluatie in stage["evaluaties"]:
        if resultaat := evaluatie.get("resultaat"):
            wat = f"{evaluatie['titel']}, versie {resultaat['versie']}"
            rijen.append(_bron("uitkomst van een evaluatie", wat, resultaat["vast"], resultaat["kenmerk"]))
    return [rij | {"waar": waar} for rij in rijen]


def _bron(soort: str, wat: str, op: Any, digest: str) -> Regel:
    return {"soort": soort, "wat": wat, "waar": "", "op": op, "kenmerk": kort(digest)}


def waarom_concept(stages: list[dict[str, Any]]) -> list[str]:
    """Return why the book isn't final, a sentence each; none when every stage is over and everything is fixed."""
    zinnen: list[str] = []
    for stage in stages:
        waar = f"de stage bij {stage['leerbedrijf']}"
        if not stage["voorbij"]:
            zinnen.append(f"{waar[0].upper()}{waar[1:]} is nog niet afgelopen.")
            continue
        if stage["gestopt"]:
            continue
        los = [e["titel"] for e in stage["evaluaties"] if e["vast"] is None]
        zinnen += [f"De {titel} van {waar} ligt nog niet vast." for titel in los]
        if not stage["eindbeoordeeld"]:
            zinnen.append(f"Er is nog geen eindbeoordeling van {waar} die vastligt.")
        open_uren = stage["uren"]["totaal"] - stage["uren"]["bevestigd"]
        if open_uren > 0:
            zinnen.append(f"Van {waar} zijn nog niet alle uren bevestigd.")
    return list(dict.fromkeys(zinnen))
