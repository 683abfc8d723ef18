"""Calling the import command, for the tests of imports."""

from pathlib import Path

from django.core.management import call_command

TABEL = Path(__file__).resolve().parents[2] / "stagebureau" / "demo" / "data" / "vraag_aanbod_2009_2010.csv"


def draai(capsys, *argumenten):
    """Run a command; return (exit code, stdout, stderr)."""
    code = 0
    try:
        call_command(*[str(deel) for deel in argumenten])
    except SystemExit as einde:
        code = einde.code
    uit, fout = capsys.readouterr()
    return code, uit, fout
