"""Reading and checking instance folders, pins, reasons, determinism and the command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command

from matching.engine import (
    Geannuleerd,
    Groep,
    Instance,
    InvoerFout,
    Omzetting,
    Plaats,
    Student,
    Vast,
    Voorkeur,
    read_folder,
    solve,
    write_instance,
    write_result,
)
from matching.engine.generator import Vorm, generate

EXAMPLES = Path(__file__).parent / "instanties"
ROOT = Path(__file__).resolve().parents[3]


def student(code: str, **changes) -> Student:
    base = Student(
        student=code,
        cluster="A",
        niveau=3,
        leerjaar=1,
        school="x",
        lat=53.0,
        lon=6.5,
        max_km=20.0,
        minderjarig=False,
        vog=True,
        voorrang=1,
        periodes=frozenset(("1", "2")),
        dagen=frozenset(("ma", "di")),
    )
    return replace(base, **changes)


def place(code: str, **changes) -> Plaats:
    base = Plaats(
        plaats=code,
        clusters=frozenset(("A",)),
        groep="",
        lat=53.01,
        lon=6.51,
        capaciteit=1,
        min_leeftijd=0,
        vog_vereist=False,
        scholen=frozenset(),
        periodes=frozenset(("1", "2")),
        dagen=frozenset(("ma", "di", "wo")),
        begeleider_niveau=0,
    )
    return replace(base, **changes)


def placed(result) -> dict[str, str]:
    return {row.student: row.plaats for row in result.plaatsingen}


def reasons(result) -> dict[str, str]:
    return {row.student: row.reden for row in result.niet_geplaatst}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "instantie"
    shutil.copytree(EXAMPLES / "klein_stroom", copy)
    return copy


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def errors_of(folder: Path) -> list[str]:
    with pytest.raises(InvoerFout) as caught:
        read_folder(folder)
    return [str(fout) for fout in caught.value.fouten]


def test_reader_accepts_bom_and_semicolons(folder: Path) -> None:
    wanted = read_folder(folder)
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace(",", ";")
        path.write_text("\ufeff" + text, encoding="utf-8")
    assert read_folder(folder) == wanted


def test_reader_reads_back_what_was_written(tmp_path: Path) -> None:
    instance = generate(80, 1, Vorm(weekdagen=True, vast=True, maximum_aandeel=0.1))
    write_instance(instance, tmp_path)
    assert read_folder(tmp_path) == instance


def test_reader_tells_all_errors_at_once(folder: Path) -> None:
    rewrite(folder / "studenten.csv", "s00001,VZ3VP2,4,2,C,52.99242", "s00001,VZ3VP2,vier,2,C,152.9")
    rewrite(folder / "studenten.csv", "s00003,", "s00002,")
    rewrite(folder / "plaatsen.csv", "p00002,VZ3VP2,o0a1,52.93925,6.4331,1,", "p00002,VZ3VP2,o9a9,52.93925,6.4331,-1,")
    rewrite(folder / "voorkeuren.csv", "s00004,p00015,1", "s99999,p00015,1")
    rewrite(folder / "groepen.csv", "o1,,30", "o1,o1a0,30")
    rewrite(folder / "vast.csv", "s00012,p00006,huidig", "s00012,p00006,misschien")
    found = errors_of(folder)
    text = "\n".join(found)
    assert "studenten.csv, rij 3, kolom niveau, waarde 'vier': is geen heel getal." in text
    assert "studenten.csv, rij 3, kolom lat, waarde '152.9'" in text
    assert "studenten.csv, rij 5, kolom student, waarde 's00002': deze code komt vaker voor (ook in rij 4)." in text
    assert "plaatsen.csv, rij 4, kolom capaciteit, waarde '-1': is te klein." in text
    assert "voorkeuren.csv, rij 7, kolom student, waarde 's99999': deze code staat niet in studenten.csv." in text
    assert "groepen.csv, rij 5" in text
    assert "kring" in text
    assert "waarde 'misschien'" in text
    # The refused student s00001 is known all the same: its wishes are no second error.
    assert "s00001': deze code staat niet" not in text


def test_reader_tells_bad_moments_and_missing_files(folder: Path) -> None:
    rewrite(folder / "studenten.csv", "1 2,ma di wo do vr", "1 5,ma zz")
    (folder / "vast.csv").unlink()
    text = "\n".join(errors_of(folder))
    assert "kolom periodes, waarde '1 5': bevat de onbekende code '5'. Kies uit: 1 2 3 4 z." in text
    assert "kolom dagen, waarde 'ma zz': bevat de onbekende code 'zz'." in text
    assert "vast.csv: dit bestand ontbreekt." in text


def test_reader_tells_wrong_width_and_missing_column(folder: Path) -> None:
    rewrite(folder / "groepen.csv", "o0a0,o0,4", "o0a0,o0,4,extra")
    rewrite(folder / "omzettingen.csv", "kosten", "prijs")
    text = "\n".join(errors_of(folder))
    assert "groepen.csv, rij 3: deze rij heeft 4 waarden, de kopregel heeft er 3." in text
    assert "omzettingen.csv, rij 1, kolom kosten" in text


def test_solve_refuses_a_broken_instance_from_a_database() -> None:
    instance = Instance((student("s1"),), (place("p1", capaciteit=-1, groep="weg"),))
    with pytest.raises(InvoerFout) as caught:
        solve(instance)
    assert {fout.kolom for fout in caught.value.fouten} == {"capaciteit", "groep"}


def test_vast_overrides_soft_rules_only() -> None:
    soft = place("p1", scholen=frozenset(("y",)), lat=55.0, begeleider_niveau=2)
    s = student("s1", leerjaar=3)
    other = student("s2", voorrang=9, school="y", lat=55.0)
    result = solve(Instance((s, other), (soft,), vast=(Vast("s1", "p1", "vast"),)))
    assert placed(result) == {"s1": "p1"}
    assert reasons(result) == {"s2": "tekort"}
    assert not result.conflict


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ({"minderjarig": True}, {"min_leeftijd": 18}),
        ({"vog": False}, {"vog_vereist": True}),
        ({"periodes": frozenset(("3",))}, {}),
        ({"dagen": frozenset(("zo",))}, {}),
        ({"cluster": "B"}, {}),
        ({}, {"capaciteit": 0}),
    ],
)
def test_vast_that_breaks_a_hard_rule_places_nobody(who: dict, where: dict) -> None:
    instance = Instance(
        (student("s1", **who), student("s2")), (place("p1", **where), place("p2")), vast=(Vast("s1", "p1", "vast"),)
    )
    result = solve(instance)
    assert result.conflict
    assert not result.plaatsingen
    assert reasons(result) == {"s1": "vast_conflict", "s2": "vast_conflict"}


def test_vast_counts_in_groups_and_conversions() -> None:
    groups = (Groep("o", "", 2), Groep("a", "o", None))
    places = (place("p1", groep="a", capaciteit=3), place("p2", groep="o", capaciteit=3))
    crowd = tuple(student(f"s{i}", voorrang=i) for i in range(1, 5))
    one = solve(Instance(crowd, places, groups, vast=(Vast("s1", "p1", "vast"),)))
    assert sorted(placed(one)) == ["s1", "s4"]
    pins = tuple(Vast(f"s{i}", "p1", "vast") for i in range(1, 4))
    assert solve(Instance(crowd, places, groups, vast=pins)).conflict
    converted = tuple(student(f"c{i}", cluster="B") for i in range(2))
    limit = (Omzetting("A", "B", 1, 1),)
    wide = (place("p1", capaciteit=3),)
    assert len(solve(Instance(converted, wide, (), limit)).plaatsingen) == 1
    both = tuple(Vast(s.student, "p1", "vast") for s in converted)
    assert solve(Instance(converted, wide, (), limit, vast=both)).conflict


def test_verboden_and_huidig() -> None:
    places = (place("p1"), place("p2", lat=53.05))
    two = (student("s1"), student("s2"))
    free = placed(solve(Instance(two, places)))
    kept = solve(Instance(two, places, vast=(Vast("s1", "p2", "huidig"), Vast("s2", "p1", "huidig"))))
    assert placed(kept) == {"s1": "p2", "s2": "p1"}
    assert kept.samenvatting["huidig_behouden"] == 2
    swapped = solve(Instance(two, places, vast=(Vast("s1", free["s1"], "verboden"),)))
    assert placed(swapped)["s1"] != free["s1"]


def test_overlapping_days_share_one_seat() -> None:
    three = (
        student("s1", dagen=frozenset(("ma",))),
        student("s2", dagen=frozenset(("di", "wo"))),
        student("s3", dagen=frozenset(("ma", "di"))),
    )
    result = solve(Instance(three, (place("p1"),)))
    assert placed(result) == {"s1": "p1", "s2": "p1"}
    heavy = (*three[:2], replace(three[2], voorrang=5))
    assert placed(solve(Instance(heavy, (place("p1"),)))) == {"s3": "p1"}


def test_reasons_tell_the_funnel_and_the_shortage() -> None:
    crowd = (student("s1"), student("s2"), student("s3", max_km=0.5), student("s4", cluster="Z"))
    result = solve(Instance(crowd, (place("p1"),)))
    told = {row.student: row for row in result.niet_geplaatst}
    assert told["s3"].reden == told["s4"].reden == "geen_geschikte_plaats"
    assert "geen een binnen 0.5 km" in told["s3"].toelichting
    assert "geen een voor cluster Z" in told["s4"].toelichting
    (short,) = [row for row in result.niet_geplaatst if row.reden == "tekort"]
    assert "1 is zelf vol (p1)" in short.toelichting
    assert "2 studenten vragen samen om dezelfde 1 plek" in short.toelichting
    assert ("plaats", "p1", 1, 1) in [
        (k.soort, k.wie, k.studenten_tegengehouden, k.winst_bij_een_plaats_meer) for k in result.knelpunten
    ]


def test_rank_without_a_wish_is_one_more_than_the_last() -> None:
    wishes = (Voorkeur("s1", "p1", 1), Voorkeur("s1", "p2", 2))
    places = (place("p1", capaciteit=0), place("p2", capaciteit=0), place("p3", capaciteit=2))
    result = solve(Instance((student("s1"), student("s2")), places, voorkeuren=wishes))
    assert {row.student: row.rang for row in result.plaatsingen} == {"s1": 3, "s2": 1}


def test_empty_instances_are_solved() -> None:
    assert solve(Instance((), ())).samenvatting["geplaatst"] == 0
    assert reasons(solve(Instance((student("s1"),), ()))) == {"s1": "geen_geschikte_plaats"}
    assert solve(Instance((), (place("p1"),))).samenvatting["optimaal"] is True


def test_solve_stops_when_cancelled_and_reports_progress() -> None:
    instance = generate(100, 2)
    seen: list[int] = []
    solve(instance, progress=lambda percentage, sentence: seen.append(percentage))
    assert seen == sorted(seen)
    assert seen[-1] == 100
    with pytest.raises(Geannuleerd):
        solve(instance, cancelled=lambda: True)


def test_output_is_equal_byte_for_byte_for_other_hash_seeds_and_row_orders(tmp_path: Path) -> None:
    outputs = []
    for number, name in enumerate(("recht", "omgekeerd")):
        source = tmp_path / name
        shutil.copytree(EXAMPLES / "klein_weekdagen", source)
        if number:
            for path in source.glob("*.csv"):
                head, *rows = path.read_text(encoding="utf-8").splitlines()
                path.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
        target = tmp_path / f"uit-{name}"
        subprocess.run(
            [sys.executable, "-m", "matching.engine", str(source), "--uit", str(target), "--json"],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": str(number + 1)},
            check=True,
            capture_output=True,
        )
        files = {path.name: path.read_bytes() for path in target.iterdir()}
        summary = json.loads(files.pop("samenvatting.json"))
        del summary["seconden"]
        outputs.append((files, summary))
    assert outputs[0] == outputs[1]
    assert set(outputs[0][0]) == {"plaatsingen.csv", "niet_geplaatst.csv", "knelpunten.csv"}


def test_command_matches_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("matchen", str(EXAMPLES / "klein_stroom"), uit=tmp_path / "uit", json=True)
    summary = json.loads(capsys.readouterr().out)
    assert summary["voorrang_som"] == 181
    header = (tmp_path / "uit" / "plaatsingen.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "student,plaats,rang,km,omzetting"


def test_command_tells_wrong_input_and_writes_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(folder / "vast.csv", "s00012,p00006,huidig", "s00012,p99999,huidig")
    with pytest.raises(SystemExit) as stopped:
        call_command("matchen", str(folder), uit=tmp_path / "uit")
    assert stopped.value.code == 1
    assert "vast.csv, rij 3, kolom plaats, waarde 'p99999'" in capsys.readouterr().err
    assert not (tmp_path / "uit").exists()


def test_command_exits_1_when_pins_conflict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    instance = Instance((student("s1"),), (place("p1", capaciteit=0),), vast=(Vast("s1", "p1", "vast"),))
    write_instance(instance, tmp_path / "in")
    with pytest.raises(SystemExit) as stopped:
        call_command("matchen", str(tmp_path / "in"), uit=tmp_path / "uit")
    assert stopped.value.code == 1
    assert "waarde 's1'" in capsys.readouterr().err
    assert "vast_conflict" in (tmp_path / "uit" / "niet_geplaatst.csv").read_text(encoding="utf-8")


def test_write_result_leaves_no_drafts(tmp_path: Path) -> None:
    write_result(solve(generate(20, 1)), tmp_path)
    assert len(list(tmp_path.iterdir())) == 4
