"""The base of commands that people type: help in Dutch, results on stdout, errors on stderr, fixed exit codes."""

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from django.core.management.base import BaseCommand, CommandParser, DjangoHelpFormatter

from basis.errors import DomainError

FOUT = 1
VERKEERD_GEBRUIK = 2
_OPTIES = {
    "help": "laat deze uitleg zien en stop",
    "version": "laat de versie van Django zien en stop",
    "verbosity": "hoeveel het commando vertelt: 0, 1, 2 of 3",
    "settings": "Python-pad van de instellingen",
    "pythonpath": "map die bij het Python-pad komt",
    "traceback": "laat bij een fout de hele herkomst zien",
    "no_color": "geen kleuren",
    "force_color": "altijd kleuren",
    "skip_checks": "sla de controles vooraf over",
}


class _NederlandseOpmaak(DjangoHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, prefix or "gebruik: ")


class _Ontleder(CommandParser):
    """Says in Dutch what is wrong with the arguments, and ends with exit code 2."""

    def error(self, message: str) -> NoReturn:
        if self.called_from_command_line:
            self.print_usage(sys.stderr)
            self.exit(VERKEERD_GEBRUIK, f"{self.prog}: dit kan niet: {vertaal(message)}\n")
        super().error(message)


def vertaal(melding: str) -> str:
    """Return what argparse says in Dutch, as far as it says the usual things."""
    for engels, nederlands in (
        ("the following arguments are required:", "hier ontbreekt:"),
        ("unrecognized arguments:", "dit is onbekend:"),
        ("expected one argument", "hier hoort een waarde bij"),
        ("invalid choice:", "deze keuze bestaat niet:"),
        ("(choose from", "(kies uit"),
        ("argument ", "bij "),
    ):
        melding = melding.replace(engels, nederlands)
    return melding


class Opdracht(BaseCommand):
    """A command without the system checks, whose warnings would mix with its errors.

    Subclasses fill `argumenten` and `voer_uit`, which returns the exit code (None = 0).
    """

    requires_system_checks: ClassVar[list] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Return the parser, with Dutch headings and explanations."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = _Ontleder
        parser.formatter_class = _NederlandseOpmaak
        for groep in parser._action_groups:  # noqa: SLF001 - argparse has no public way to translate its headings
            namen = {"positional arguments": "argumenten", "options": "opties", "optional arguments": "opties"}
            groep.title = namen.get(groep.title or "", groep.title)
        for actie in parser._actions:  # noqa: SLF001 - as above
            if actie.dest in _OPTIES:
                actie.help = _OPTIES[actie.dest]
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """Leave the arguments to `argumenten`."""
        self.argumenten(parser)

    def argumenten(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments of this command."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; a DomainError is told on stderr and gives exit code 1."""
        try:
            code = self.voer_uit(**options)
        except DomainError as fout:
            self.fouten([fout.message])
            code = FOUT
        if code:
            sys.exit(code)

    def voer_uit(self, **opties: Any) -> int | None:
        """Do the work and return the exit code."""
        raise NotImplementedError

    def toon(self, tekst: str) -> None:
        """Print a result on stdout."""
        self.stdout.write(tekst)

    def toon_json(self, inhoud: Any) -> None:
        """Print one JSON object on stdout."""
        self.stdout.write(json.dumps(inhoud, ensure_ascii=False, indent=2))

    def fouten(self, regels: Iterable[str]) -> None:
        """Print errors on stderr, one a line."""
        for regel in regels:
            self.stderr.write(regel, style_func=str)
