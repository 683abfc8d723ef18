"""The logs in words: whom a line is about and what changed, as a person reads it.

Words that only a higher app knows come in through `registreer_waarde`, at start-up.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from basis.nederlands import clock_time, short_date
from kern.enums import Rol
from kern.models import AuditRegel, Organisatie, Student, User

# The page of an object; an administrator may open these.
PAGINAS = {
    "kern.User": "beheer:persoon",
    "kern.Bericht": "beheer:post_bericht",
    "kern.Achtergrondtaak": "taken:detail",
    "vacatures.Stageplaats": "vacatures:detail",
    "vacatures.Vacature": "vacature:detail",
    "plaatsingen.Plaatsing": "plaatsingen:detail",
    "matching.Ronde": "matching:ronde",
    "vraagaanbod.Verdeling": "vraagaanbod:verdeling",
}
WOORDEN = {
    "sha256": "controlegetal",
    "inlevering": "controlegetal",
    "plicht": "verslag",
    "bytes": "grootte in bytes",
    "waarde": "wat",
    "terug_tot": "verbeteren tot en met",
    "seed": "startgetal",
}
VIA = ("verslag", "opdracht")  # what goes with a confidential text is as confidential: also the name of a file
DATUM = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
HASH = re.compile(r"[0-9a-f]{64}")
_waarden: dict[str, Callable[[str], str]] = {}


def registreer_waarde(naam: str, functie: Callable[[str], str]) -> None:
    """Let values of the field `naam` be said by `functie`; called from `AppConfig.ready()`."""
    _waarden[naam] = functie


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label) if label else None
    except (LookupError, ValueError):
        return None


def soortnaam(label: str) -> str:
    """Return "plaatsingen.Plaatsing" as "plaatsing"; of a model that is gone the last part, in lower case."""
    model = _model(label)
    return str(model._meta.verbose_name) if model else label.rpartition(".")[2].lower()


def soortkeuzes(labels: Iterable[str]) -> list[tuple[str, str]]:
    """Return (label, name) of kinds of objects, by name."""
    return sorted(((label, soortnaam(label)) for label in labels if label), key=lambda keuze: keuze[1])


def rolnamen(rollen: str) -> str:
    """Return "beheerder, coordinator" as the roles are called on screen."""
    namen = dict(Rol.choices)
    return ", ".join(str(namen.get(rol.strip(), rol.strip())) for rol in rollen.split(",") if rol.strip())


def objecten(regels: Iterable[Any]) -> dict[tuple[str, str], dict[str, str]]:
    """Return (object_soort, object_id) to {naam, url} for what still exists; one query per kind of object."""
    per_soort: dict[str, set[str]] = {}
    for regel in regels:
        if regel.object_id:
            per_soort.setdefault(regel.object_soort, set()).add(regel.object_id)
    uit: dict[tuple[str, str], dict[str, str]] = {}
    for label, ids in per_soort.items():
        model = _model(label)
        if model is None:
            continue
        sleutel = "public_id" if hasattr(model, "public_id") else "pk"
        for obj in model._default_manager.filter(**{f"{sleutel}__in": ids}).select_related(*_mee(model)):
            uit[label, str(getattr(obj, sleutel))] = {"naam": _naam(obj), "url": _url(label, obj)}
    return uit


def _velden(model: type[models.Model]) -> set[str]:
    return {veld.name for veld in model._meta.get_fields() if veld.concrete}


def _mee(model: type[models.Model]) -> list[str]:
    velden = _velden(model)
    paden = ["plaatsing__student__user"] if "plaatsing" in velden else []
    paden += ["student__user"] if "student" in velden else []
    paden += [f"{naam}__plaatsing__student__user" for naam in VIA if naam in velden]
    paden += ["user"] if model is Student else []
    return paden + (["stageplaats"] if "stageplaats" in velden else [])


def _naam(obj: Any) -> str:
    """Return the name of an object; of what is confidential only whose it is."""
    velden = _velden(type(obj))
    if "plaatsing" in velden:
        return f"van {obj.plaatsing.student}"
    if "student" in velden and "stageplaats" not in velden:
        return f"van {obj.student}"
    tekst = next((getattr(obj, naam) for naam in VIA if naam in velden and getattr(obj, naam)), None)
    return _naam(tekst) if tekst is not None else str(obj)


def _url(label: str, obj: Any) -> str:
    if isinstance(obj, Student):
        label, obj = "kern.User", obj.user
    try:
        return reverse(PAGINAS[label], args=[obj.public_id]) if label in PAGINAS else ""
    except NoReverseMatch:
        return ""


class Veranderingen:
    """Says what changed in lines of the audit log; reads the names that they refer to by number, at once."""

    def __init__(self, regels: Iterable[AuditRegel]) -> None:
        regels = list(regels)
        paren = [
            (regel.object_soort, naam, waarde)
            for regel in regels
            for gegevens in (regel.voor, regel.na)
            for naam, waarde in (gegevens or {}).items()
        ]
        self._namen: dict[tuple[type[models.Model], Any], str] = {}
        self._zoek(User, "pk", {w for s, n, w in paren if self._verwijst(s, n) is User and isinstance(w, int)})
        self._zoek(Student, "public_id", {w for _, n, w in paren if n == "student" and isinstance(w, str)})
        self._zoek(Organisatie, "code", {w for _, n, w in paren if n == "organisatie" and isinstance(w, str)})

    def _zoek(self, model: type[models.Model], sleutel: str, waarden: set) -> None:
        if waarden:
            rijen = model._default_manager.filter(**{f"{sleutel}__in": waarden}).select_related(*_mee(model))
            self._namen |= {(model, str(getattr(rij, sleutel))): str(rij) for rij in rijen}

    @staticmethod
    def _veld(soort: str, naam: str) -> models.Field | None:
        model = _model(soort)
        try:
            return model._meta.get_field(naam) if model else None
        except FieldDoesNotExist:
            return None

    def _verwijst(self, soort: str, naam: str) -> type[models.Model] | None:
        return getattr(self._veld(soort, naam), "related_model", None)

    def van(self, regel: AuditRegel) -> list[dict[str, str]]:
        """Return {naam, voor, na} for each field that a line is about, in words."""
        voor, na = regel.voor or {}, regel.na or {}
        return [
            {
                "naam": self._veldnaam(regel.object_soort, naam),
                "voor": self._waarde(regel.object_soort, naam, voor.get(naam)),
                "na": self._waarde(regel.object_soort, naam, na.get(naam)),
            }
            for naam in dict.fromkeys([*voor, *na])
        ]

    def _veldnaam(self, soort: str, naam: str) -> str:
        veld = self._veld(soort, naam)
        return WOORDEN.get(naam) or str(getattr(veld, "verbose_name", "") or naam.replace("_", " "))

    def _waarde(self, soort: str, naam: str, waarde: Any) -> str:
        if waarde is None or waarde in ("", []):
            return ""
        if isinstance(waarde, bool):
            return "ja" if waarde else "nee"
        if isinstance(waarde, Mapping):
            return ", ".join(f"{sub.replace('_', ' ')}: {self._waarde('', sub, deel)}" for sub, deel in waarde.items())
        if isinstance(waarde, list):
            return ", ".join(self._waarde(soort, naam, deel) for deel in waarde)
        verwijst = self._verwijst(soort, naam) or {"student": Student, "organisatie": Organisatie}.get(naam)
        if (verwijst, str(waarde)) in self._namen:
            return self._namen[verwijst, str(waarde)]
        keuzes = dict(getattr(self._veld(soort, naam), "flatchoices", ()) or ())
        if naam == "rol":
            keuzes = dict(Rol.choices)
        return str(keuzes.get(waarde) or _tekst(naam, str(waarde)))


def _tekst(naam: str, tekst: str) -> str:
    if naam in _waarden:
        return _waarden[naam](tekst)
    if MOMENT.match(tekst):
        moment = timezone.localtime(datetime.fromisoformat(tekst))
        return f"{short_date(moment)}, {clock_time(moment)}"
    if DATUM.fullmatch(tekst):
        return short_date(date.fromisoformat(tekst))
    return f"{tekst[:12]}…" if HASH.fullmatch(tekst) else tekst
