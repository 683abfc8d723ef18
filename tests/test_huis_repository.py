"""Tests about the repository itself: what the papers promise is what lies there."""

import ast
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
APPS = [
    "basis",
    "kern",
    "vacatures",
    "vraagaanbod",
    "plaatsingen",
    "matching",
    "begeleiding",
    "evaluaties",
    "stagebureau",
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
MAX_LINES = 400
OTHERS = ("static/vendor/", "assets/", "LICENSE")  # not written by us


def tracked() -> list[str]:
    """Return the files in git, and new ones that git does not ignore."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip("not a git checkout")
    return [name for name in result.stdout.splitlines() if (ROOT / name).is_file()]


def own_text_files() -> list[str]:
    binary = (".woff2", ".ttf", ".png", ".pdf", ".xlsx", ".ods", ".jpg", ".ico", ".zip", ".docx", ".odt")
    return [name for name in tracked() if not name.endswith(binary) and not name.startswith(OTHERS)]


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


# --- portable ---


def test_no_file_names_a_place_on_somebodys_machine():
    place = re.compile(r"(?<![\w.])/(?:work|root|home/(?!stagebureau\b)\w+|Users/\w+)/[\w.]")
    found = [
        f"{name}:{number}"
        for name in own_text_files()
        for number, line in enumerate((ROOT / name).read_text(errors="replace").splitlines(), 1)
        if place.search(line) and name != "tests/test_huis_repository.py"
    ]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "assets/package-lock.json"])
def test_lock_names_no_server(name):
    text = "\n".join(line for line in (ROOT / name).read_text().splitlines() if '"url":' not in line)  # npm: funding
    assert re.findall(r"--(?:extra-)?index-url|--find-links|\bresolved\b|[a-z]+://(?!\S*github)\S+", text) == []


def pins(name: str) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==([^ ;\\]+)", (ROOT / name).read_text(), re.MULTILINE)
    return dict(found)


def test_every_package_in_a_lock_has_a_hash():
    for name in ("requirements.lock", "requirements-dev.lock"):
        entries = re.split(r"^(?=[a-z0-9])", (ROOT / name).read_text(), flags=re.MULTILINE)
        without = [
            entry.split()[0] for entry in entries if "==" in entry.split("\n")[0] and "--hash=sha256:" not in entry
        ]
        assert without == []


def test_dev_lock_holds_the_versions_of_the_runtime_lock():
    runtime, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert len(runtime) > 30
    assert {name: dev.get(name) for name in runtime} == runtime


def dependency_names() -> list[str]:
    lines = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    return [re.match(r"[A-Za-z0-9._-]+", line).group().lower() for line in lines]


def test_every_dependency_is_locked():
    dev = pins("requirements-dev.lock")
    assert [name for name in dependency_names() if name not in dev] == []


def test_every_dependency_has_its_reason():
    reasons = (ROOT / "docs/adr/0002-afhankelijkheden.md").read_text()
    named = {
        name.strip() for row in re.findall(r"^\| ([a-z0-9, -]+) \|", reasons, re.MULTILINE) for name in row.split(",")
    }
    named -= {"package"}
    assert sorted(set(dependency_names()) - named) == []
    assert sorted(named - set(dependency_names())) == []


# --- papers ---


def test_version_is_the_same_everywhere():
    version = PROJECT["project"]["version"]
    assert version == settings.VERSIE
    assert f"softwareVersion: {version}\n" in (ROOT / "publiccode.yml").read_text()
    assert f"${{VERSIE:-{version}}}" in (ROOT / "docker-compose.yml").read_text()
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()


def test_licence_is_the_whole_eupl():
    text = (ROOT / "LICENSE").read_text()
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "Appendix" in text
    assert len(text) > 13_000
    assert PROJECT["project"]["license"] == "EUPL-1.2"


def test_decisions_are_listed_and_short():
    folder = ROOT / "docs/adr"
    files = sorted(path.name for path in folder.glob("0*.md"))
    index = (folder / "README.md").read_text()
    assert re.findall(r"\]\((0\d{3}-[a-z-]+\.md)\)", index) == files
    long = [
        name for name in files if len((folder / name).read_text().splitlines()) > 40 and not name.startswith("0002")
    ]
    assert long == []


def test_links_between_documents_lead_somewhere():
    broken = [
        f"{name}: {target}"
        for name in own_text_files()
        if name.endswith(".md")
        for target in re.findall(r"\]\(([^)#\s]+)", (ROOT / name).read_text())
        if not re.match(r"[a-z]+:", target) and not (ROOT / name).parent.joinpath(target).exists()
    ]
    assert broken == []


def test_compose_asks_only_what_the_example_explains():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text())) - {"VERSIE"}
    explained = set(re.findall(r"^([A-Z_]+)=", (ROOT / "dotenv.example").read_text(), re.MULTILINE))
    assert asked == explained


def test_image_runs_without_root_and_checks_hashes():
    text = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes" in text
    assert text.rindex("\nUSER stagebureau") < text.rindex("\nCMD ")


def test_help_lists_every_make_target():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)
    assert targets == re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE)
    assert set(targets) == set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split())
    assert {"omgeving", "demo", "demo-leeg", "test", "test-snel"} <= set(targets)


# --- scripts ---

SCRIPTS = [*sorted((ROOT / "scripts").glob("*.sh")), ROOT / ".ci/run"]


@pytest.mark.parametrize("script", SCRIPTS, ids=relative)
def test_script_can_be_read_by_bash(script):
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
    if script.name != "gedeeld.sh":
        assert os.access(script, os.X_OK)
        assert re.search(r"^set -e?uo pipefail$", script.read_text(), re.MULTILINE)


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="no shellcheck on this machine")
def test_shellcheck_is_content():
    result = subprocess.run(
        ["shellcheck", "-x", *map(str, SCRIPTS)], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert result.stdout == ""


# --- code ---


def test_no_file_is_a_house_with_too_many_people():
    endings = (".py", ".html", ".css", ".js", ".sh")
    long = {
        name: count
        for name in own_text_files()
        if name.endswith(endings)
        and "/migrations/" not in name
        and (count := len((ROOT / name).read_text().splitlines())) > MAX_LINES
    }
    assert long == {}


def test_every_suppression_has_its_reason():
    bare = re.compile(
        r"# (?:noqa(?!: [A-Z0-9, ]+(?: - |# )\S)|type: ignore(?!\[[a-z-, ]+\]\s+# \S)|pragma: no cover(?! - \S))"
    )
    found = [
        f"{relative(path)}:{number}"
        for path in python_files(*APPS, "scripts", "docker")
        if "/migrations/" not in str(path)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


# Where the moment is not the caller's to give.
CLOCK_READERS = {
    "kern/models/gebruiker.py": "roles hold at the moment of the request; every queryset asks for them",
    "begeleiding/services/waarnemen.py": "who covers today is asked by every queryset of placements",
    "kern/services/taken.py": "work takes time: its end is measured, not handed in",
}
CLOCKS = {"now", "localdate", "localtime", "today", "utcnow"}


def clock_calls(path: Path) -> list[str]:
    return [
        f"{relative(path)}:{node.lineno}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"timezone", "datetime", "date"}
        and not (node.func.attr in {"localdate", "localtime"} and (node.args or node.keywords))
    ]


def test_clock_is_an_argument_below_the_entry_points():
    layers = re.compile(r"/(services|rules|engine|verslagregels|kalender|models|enums)(/|\.py)")
    readers = [path for path in python_files(*APPS) if layers.search(str(path)) and clock_calls(path)]
    found = [call for path in readers if relative(path) not in CLOCK_READERS for call in clock_calls(path)]
    assert found == []


def test_tests_do_not_mock():
    found = [
        relative(path)
        for path in python_files("tests")
        if path.name.startswith("test_")  # a control may take a guard away in a process of its own
        and re.search(r"^\s*(from|import) unittest", path.read_text(), re.MULTILINE)
    ]
    assert found == []


def test_nothing_is_handed_to_the_broker_inside_a_transaction():
    """`.delay()` rings before the row is there; `transaction.on_commit` or `delay_on_commit` ring after."""
    found = []
    for path in python_files(*(name for name in APPS if name != "stagebureau")):  # the clock rings from no transaction
        tree = ast.parse(path.read_text())
        on_commit = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("on_commit")
        ]
        handed_over = {argument.id for call in on_commit for argument in call.args if isinstance(argument, ast.Name)}
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in handed_over]
        inside = {id(node) for root in (*on_commit, *functions) for node in ast.walk(root)}
        found += [
            f"{relative(path)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"delay", "apply_async", "send_task"}
            and id(node) not in inside
        ]
    assert found == []


def test_migrations_import_no_models():
    found = [
        relative(path)
        for path in python_files(*APPS)
        if path.parent.name == "migrations"
        and re.search(rf"^from ({'|'.join(APPS)})\.models", path.read_text(), re.MULTILINE)
    ]
    assert found == []
