"""Copies the named front-end files out of node_modules/ and writes down what they are.

Run after `npm ci --ignore-scripts` (see README.md):

    python assets/vendor.py            # copy, then write static/vendor/vendor.json
    python assets/vendor.py --check    # compare the committed files with vendor.json (offline)

Only the standard library is used, so that any Python 3.11+ can run it. The result is committed:
running or testing the portal needs no node.
"""

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
STATIC = Path("static/vendor")
TEST_DATA = Path("tests/data")
MANIFEST = ROOT / STATIC / "vendor.json"

# package -> (folder without its version, licence file, {file in the package: file in our folder})
FILES: dict[str, tuple[Path, str, dict[str, str]]] = {
    "bootstrap": (
        STATIC / "bootstrap",
        "LICENSE",
        {
            "dist/css/bootstrap.min.css": "bootstrap.min.css",
            "dist/css/bootstrap.min.css.map": "bootstrap.min.css.map",
            "dist/js/bootstrap.bundle.min.js": "bootstrap.bundle.min.js",
            "dist/js/bootstrap.bundle.min.js.map": "bootstrap.bundle.min.js.map",
        },
    ),
    "htmx.org": (STATIC / "htmx", "LICENSE", {"dist/htmx.min.js": "htmx.min.js"}),
    "@fontsource-variable/source-sans-3": (
        STATIC / "source-sans-3-variable",
        "LICENSE",
        {
            f"files/source-sans-3-{part}-wght-{style}.woff2": f"source-sans-3-{part}-wght-{style}.woff2"
            for part in ("latin", "latin-ext")
            for style in ("normal", "italic")
        },
    ),
    "source-sans": (
        STATIC / "source-sans-3",
        "LICENSE.md",
        {f"TTF/SourceSans3-{cut}.ttf": f"SourceSans3-{cut}.ttf" for cut in ("Regular", "It", "Semibold", "Bold")},
    ),
    "axe-core": (TEST_DATA / "axe-core", "LICENSE", {"axe.min.js": "axe.min.js"}),
}


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def remove_old() -> None:
    """Deletes the folders that the manifest of the previous run lists."""
    if MANIFEST.is_file():
        for entry in json.loads(MANIFEST.read_text(encoding="utf-8"))["packages"]:
            shutil.rmtree(ROOT / entry["folder"], ignore_errors=True)


def copy_all(modules: Path) -> dict:
    """Replaces the vendored folders by the files now in `modules`; returns the manifest."""
    remove_old()
    manifest: dict = {"packages": []}
    for package, (folder, licence_file, names) in FILES.items():
        source = modules / package
        about = json.loads((source / "package.json").read_text(encoding="utf-8"))
        # The version in the path makes every update a new address, so no browser keeps an old copy.
        target = folder.with_name(f"{folder.name}-{about['version']}")
        (ROOT / target).mkdir(parents=True)
        hashes = {}
        for original, name in {**names, licence_file: "LICENSE.txt"}.items():
            shutil.copyfile(source / original, ROOT / target / name)
            hashes[name] = sha256(ROOT / target / name)
        manifest["packages"].append(
            {
                "name": package,
                "version": about["version"],
                "licence": about["license"],
                "folder": target.as_posix(),
                "sha256": dict(sorted(hashes.items())),
            }
        )
    manifest["packages"].sort(key=lambda entry: entry["name"])
    return manifest


def differences(manifest: dict) -> list[str]:
    """What is missing, changed or unlisted in the vendored folders, one sentence each."""
    found = []
    listed = set()
    for entry in manifest["packages"]:
        folder = ROOT / entry["folder"]
        for name, expected in entry["sha256"].items():
            path = folder / name
            listed.add(path)
            if not path.is_file():
                found.append(f"{entry['folder']}/{name} is missing")
            elif sha256(path) != expected:
                found.append(f"{entry['folder']}/{name} has been changed")
    present = {path for path in (ROOT / STATIC).rglob("*") if path.is_file() and path != MANIFEST}
    return found + [f"{path.relative_to(ROOT).as_posix()} is not in vendor.json" for path in sorted(present - listed)]


def main() -> int:
    """0 when all is well, 1 when files differ or are missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only, copy nothing")
    args = parser.parse_args()
    if not args.check:
        modules = HERE / "node_modules"
        if not modules.is_dir():
            print("assets/node_modules is missing: run `npm ci --ignore-scripts` in assets/ first", file=sys.stderr)
            return 1
        MANIFEST.parent.mkdir(parents=True, exist_ok=True)
        MANIFEST.write_text(json.dumps(copy_all(modules), indent=2) + "\n", encoding="utf-8")
    problems = differences(json.loads(MANIFEST.read_text(encoding="utf-8")))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
