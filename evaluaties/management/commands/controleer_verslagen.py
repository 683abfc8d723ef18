"""Command: one sweep, as Celery beat rings it."""

import json
from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from basis.errors import DomainError
from evaluaties.tasks import controleer_verslagen

WOORDEN = {
    "bekeken": "plaatsingen bekeken",
    "gebeurtenissen": "nieuwe stappen op de ladder",
    "berichten": "berichten klaargezet",
    "fouten": "plaatsingen met een fout",
}


class Command(BaseCommand):
    help = "Controleert één keer alle verslagen, net als de achtergronddienst elk kwartier doet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--op",
            metavar="TIJDSTIP",
            help="Doe alsof het dit tijdstip is, zoals 2026-10-02T07:00:00+02:00. Alleen in de demo en in tests.",
        )
        parser.add_argument("--json", action="store_true", help="Geef de uitkomst als één JSON-object.")

    def handle(self, *args: object, op: str | None, json: bool, **options: object) -> None:
        if op is not None:
            self._keur(op)
        try:
            uitkomst = controleer_verslagen(op)
        except DomainError as fout:
            raise CommandError(fout.message) from fout
        self.stdout.write(_als_json(uitkomst) if json else _als_tekst(uitkomst))

    def _keur(self, op: str) -> None:
        if not settings.DEMO:
            raise CommandError("--op kan alleen in de demo en in tests.", returncode=2)
        try:
            moment = datetime.fromisoformat(op)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise CommandError(
                f"'{op}' is geen tijdstip met tijdzone. Schrijf bijvoorbeeld 2026-10-02T07:00:00+02:00.", returncode=2
            )


def _als_json(uitkomst: dict[str, int]) -> str:
    return json.dumps(uitkomst)


def _als_tekst(uitkomst: dict[str, int]) -> str:
    return "\n".join(f"{uitkomst[naam]:>6}  {woorden}" for naam, woorden in WOORDEN.items())
