"""Adds up the JUnit reports of the parts of the suite and prints one closing line in the words of pytest."""

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path


def main(seconds: str, folder: str) -> None:
    """Print the line for all `*.xml` in `folder`; nothing when no test ran."""
    total: Counter[str] = Counter()
    for report in sorted(Path(folder).glob("*.xml")):
        for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 - made by our own pytest a moment ago
            for key in ("tests", "failures", "errors", "skipped"):
                total[key] += int(suite.get(key, 0))
    if not total["tests"]:
        return
    passed = total["tests"] - total["failures"] - total["errors"] - total["skipped"]
    parts = [
        (total["failures"], "failed"),
        (passed, "passed"),
        (total["skipped"], "skipped"),
        (total["errors"], "error"),
    ]
    words = ", ".join(f"{number} {word}" for number, word in parts if number or word == "passed")
    print(f"===== {words} in {float(seconds):.2f}s =====")


if __name__ == "__main__":
    main(*sys.argv[1:])
