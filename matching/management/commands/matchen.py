"""`manage.py matchen`: the engine alone on an instance folder, without a database."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand

from matching.engine import cli


class Command(BaseCommand):
    """Matches an instance folder (contract section 2 and 3)."""

    help = cli.HELP
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """MAP, --uit and --json."""
        cli.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the engine; the exit code says how it ended."""
        code = cli.run(argparse.Namespace(**options), self.stdout, self.stderr)  # type: ignore[arg-type]  # OutputWrapper writes like a text file
        if code:
            sys.exit(code)
