"""The front-end files: vendored as published, reachable, without anything inline, with enough contrast."""

import importlib.util
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if not {"mail", "pdf"} & set(path.relative_to(ROOT / "templates").parts)]
STYLES = sorted((ROOT / "static/css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))


def name(path):
    return path.relative_to(ROOT).as_posix()


def without_comments(path):
    return re.sub(
        r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )


# --- vendored ---


@pytest.fixture(scope="module")
def vendor():
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "assets/vendor.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_vendored_files_are_as_published(vendor):
    manifest = json.loads((ROOT / "static/vendor/vendor.json").read_text())
    assert vendor.differences(manifest) == []


def test_vendored_packages_have_the_versions_that_are_asked_and_a_licence():
    asked = json.loads((ROOT / "assets/package.json").read_text())
    asked = asked["dependencies"] | asked["devDependencies"]
    manifest = json.loads((ROOT / "static/vendor/vendor.json").read_text())
    assert {entry["name"]: entry["version"] for entry in manifest["packages"]} == asked
    assert all(entry["licence"] and "LICENSE.txt" in entry["sha256"] for entry in manifest["packages"])


def test_changed_vendored_file_is_noticed(vendor, tmp_path, monkeypatch):
    folder = tmp_path / "static/vendor/pakket-1.0"
    folder.mkdir(parents=True)
    (folder / "a.js").write_text("anders")
    (folder / "b.js").write_text("niet genoemd")
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    monkeypatch.setattr(vendor, "MANIFEST", tmp_path / "static/vendor/vendor.json")
    entry = {"folder": "static/vendor/pakket-1.0", "sha256": {"a.js": "0" * 64, "c.js": "0" * 64}}
    assert vendor.differences({"packages": [entry]}) == [
        "static/vendor/pakket-1.0/a.js has been changed",
        "static/vendor/pakket-1.0/c.js is missing",
        "static/vendor/pakket-1.0/b.js is not in vendor.json",
    ]


# --- reachable ---


def test_static_files_that_templates_name_exist():
    missing = [
        f"{name(path)}: {target}"
        for path in TEMPLATES
        for target in re.findall(r"""\{% static ["']([^"']+)["'] %\}""", path.read_text(encoding="utf-8"))
        if finders.find(target) is None
    ]
    assert missing == []


def test_files_that_styles_name_exist():
    missing = [
        f"{name(path)}: {target}"
        for path in STYLES
        for target in re.findall(r"""url\(["']?([^"')]+)["']?\)""", path.read_text(encoding="utf-8"))
        if not target.startswith("data:") and not (path.parent / target).is_file()
    ]
    assert missing == []


def test_icons_that_templates_name_exist():
    from basis.iconen import PATHS, SHAPES  # noqa: PLC0415 - after Django is set up

    used = {
        icon
        for path in TEMPLATES
        for icon in re.findall(r"""(?:\{% icoon |icoon=)["']([^"']+)["']""", path.read_text(encoding="utf-8"))
    }
    assert used - set(PATHS) == set()
    assert "klaar" in SHAPES


# --- nothing inline (the policy would block it) ---

INLINE = {
    "style attribute": r"<[^>]*\sstyle\s*=",
    "style element": r"<style[\s>]",
    "event attribute": r"<[^>]*\son[a-z]+\s*=",
    "script without src": r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>",
    "script address": r"""(?:href|action)\s*=\s*["']javascript:""",
    "evaluated htmx": r"hx-on|hx-vars|js:\{|hx-trigger=\"[^\"]*\[",
    "foreign address": r"""(?:src|srcset)\s*=\s*["'](?:https?:)?//""",
}


@pytest.mark.parametrize("what", sorted(INLINE))
def test_pages_have_nothing_that_the_policy_forbids(what):
    found = [name(path) for path in PAGES if re.search(INLINE[what], without_comments(path), re.IGNORECASE)]
    assert found == []


def test_scripts_evaluate_nothing_and_write_no_html():
    # With a dot: "outerHTML" alone is how htmx names a way to swap in what the server sends.
    forbidden = re.compile(r"\beval\(|new Function|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write")
    assert [name(path) for path in SCRIPTS if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_pages_use_no_colour_class_without_a_dark_theme():
    colours = re.compile(
        r"\b(?:text-bg|bg|text|border|alert|table|badge)-"
        r"(?:primary|secondary|success|danger|warning|info|light|dark|white|muted)\b"
    )
    found = [name(path) for path in PAGES if any(map(colours.search, re.findall(r'class="([^"]*)"', path.read_text())))]
    assert found == []


# --- contrast ---

TEXT_ON = {
    "tekst": ("grond", "vlak", "vlak-2", "vlak-3", "merk-tint", "let-op-tint", "fout-tint", "klaar-tint", "wacht-tint"),
    "tekst-2": ("grond", "vlak", "vlak-2", "vlak-3"),
    "merk": ("grond", "vlak", "vlak-2", "merk-tint"),
    "merk-op": ("grond", "vlak", "merk-tint", "merk-tint-2"),
    "op-merk": ("merk", "merk-op"),
    "let-op": ("vlak", "grond", "let-op-tint"),
    "fout": ("vlak", "grond", "fout-tint"),
    "klaar": ("vlak", "grond", "klaar-tint"),
    "wacht": ("vlak", "grond", "wacht-tint"),
    "op-hitte": ("hitte-1", "hitte-2"),
    "op-hitte-4": ("hitte-4",),
}
SHAPE_ON = {
    "lijn-2": ("vlak", "grond"),
    "let-op-vol": ("vlak",),
    "fout-vol": ("vlak",),
    "klaar-vol": ("vlak",),
    "wacht-vol": ("vlak",),
    "merk-licht": ("vlak",),
}


def themes():
    css = (ROOT / "static/css/thema.css").read_text()
    light, dark = re.split(r"@media \(prefers-color-scheme: dark\)", css, maxsplit=1)
    read = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})\s*;")
    light = dict(read.findall(light))
    return {"light": light, "dark": light | dict(read.findall(dark.split("/* Bootstrap listens")[0]))}


def luminance(colour):
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT_ON, 4.5), (SHAPE_ON, 3.0)], ids=["text", "shapes"])
def test_colours_have_enough_contrast(theme, pairs, least):
    colours = themes()[theme]
    weak = {
        f"{front} on {back}": round(contrast(colours[front], colours[back]), 2)
        for front, backs in pairs.items()
        for back in backs
        if contrast(colours[front], colours[back]) < least
    }
    assert weak == {}


def test_theme_sends_little():
    import gzip  # noqa: PLC0415 - one test

    files = [
        *STYLES,
        *SCRIPTS,
        *(ROOT / "static/vendor").glob("*/*.min.css"),
        *(ROOT / "static/vendor").glob("*/*.min.js"),
    ]
    packed = sum(len(gzip.compress(path.read_bytes())) for path in files)
    fonts = sum(
        path.stat().st_size for path in (ROOT / "static/vendor").glob("*/source-sans-3-latin-wght-normal.woff2")
    )
    assert packed + fonts < 150_000
