"""The public check of a BPV-boek: is it of this portal, unchanged, and is there a later one? Without a name (R8.6)."""

from django.utils import timezone

from evaluaties.models import BpvBoek
from evaluaties.pdf import KENMERK
from evaluaties.services.boeklezer import WOORDEN
from plaatsingen.services.controle import Documentsoort, Uitslag, registreer_soort


def registreer() -> None:
    """Let the page for checking documents know books."""
    registreer_soort("bpv-boek", Documentsoort(per_bestand, per_kenmerk, is_van_ons))


def per_bestand(sha256: str) -> Uitslag | None:
    """Judge a file by its hash."""
    boek = BpvBoek.objects.filter(sha256=sha256).first()
    if boek is None:
        return None
    if not boek.definitief:
        tekst = "Dit BPV-boek is precies zo door dit portaal gemaakt. Het was toen nog een concept."
        return Uitslag("let_op", "Echt en onveranderd, nog een concept", tekst, feiten=_feiten(boek))
    tekst = "Dit BPV-boek is precies zo door dit portaal gemaakt, en het is definitief."
    return Uitslag("klaar", "Echt, compleet en onveranderd", tekst, feiten=_feiten(boek))


def per_kenmerk(kenmerk: str) -> Uitslag | None:
    """Judge a code from a page: the book exists; only the file itself can be said to be unchanged."""
    if len(kenmerk) == 64 and (uitslag := per_bestand(kenmerk)):
        return uitslag
    boek = BpvBoek.objects.filter(inhoud_hash__startswith=kenmerk).order_by("-versie").first()
    if boek is None:
        return None
    tekst = "Bij dit kenmerk hoort een BPV-boek van dit portaal. Kies het bestand om te zien of het onveranderd is."
    return Uitslag("klaar", "Dit kenmerk bestaat", tekst, feiten=_feiten(boek))


def is_van_ons(kenmerk: str) -> bool:
    """Whether a file that names itself so was once made here."""
    digest = kenmerk.removeprefix(KENMERK)
    return digest != kenmerk and len(digest) == 32 and BpvBoek.objects.filter(inhoud_hash__startswith=digest).exists()


def _feiten(boek: BpvBoek) -> tuple[tuple[str, str], ...]:
    nieuwer = BpvBoek.objects.filter(
        student=boek.student_id, lezer=boek.lezer, bereik=boek.bereik, versie__gt=boek.versie
    ).exists()
    feiten = [
        ("Soort", f"BPV-boek, versie {boek.versie}"),
        ("Stand", "definitief" if boek.definitief else "concept"),
        ("Gemaakt voor", WOORDEN.get(boek.lezer, boek.lezer)),
        ("Gemaakt op", f"{timezone.localtime(boek.gemaakt_op):%d-%m-%Y om %H:%M} uur"),
        ("Bladzijden", str(boek.paginas) if boek.paginas else "niet bekend"),
        ("Later gemaakt", "Er is een nieuwere versie." if nieuwer else "Dit is de nieuwste versie."),
        ("Kenmerk van de inhoud", boek.inhoud_hash),
    ]
    return tuple(feiten)
