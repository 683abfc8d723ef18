"""The matcher: students and places in, the best assignment with reasons out. Plain Python, no Django.

`solve(instance)` is the whole interface; `read_folder` and `write_result` serve the command line.
"""

from .errors import Fout, Geannuleerd, InvoerFout
from .instance import Groep, Instance, Omzetting, Plaats, Student, Vast, Voorkeur
from .options import Opties
from .reading import read_folder
from .result import Knelpunt, NietGeplaatst, Result, Toewijzing
from .solving import solve
from .validation import check_instance
from .writing import write_instance, write_result

__all__ = [
    "Fout",
    "Geannuleerd",
    "Groep",
    "Instance",
    "InvoerFout",
    "Knelpunt",
    "NietGeplaatst",
    "Omzetting",
    "Opties",
    "Plaats",
    "Result",
    "Student",
    "Toewijzing",
    "Vast",
    "Voorkeur",
    "check_instance",
    "read_folder",
    "solve",
    "write_instance",
    "write_result",
]
