"""Choices of the matching rounds."""

from django.db import models


class RondeStatus(models.TextChoices):
    """Life of a round (R4.3): every step can be undone until publication."""

    VOORBEREIDING = "voorbereiding", "in voorbereiding"
    BEVROREN = "bevroren", "bevroren"
    BEREKEND = "berekend", "voorstel berekend"
    KLAARGEZET = "klaargezet", "klaar om te publiceren"
    GEPUBLICEERD = "gepubliceerd", "gepubliceerd"
    GESLOTEN = "gesloten", "gesloten"


class PinSoort(models.TextChoices):
    """By hand: this student must, may never, or now sits on this place (contract, instance folder)."""

    VAST = "vast", "vastgezet"
    VERBODEN = "verboden", "niet toegestaan"
    HUIDIG = "huidig", "huidige plaats"


class Reden(models.TextChoices):
    """Why a student has no place."""

    GEEN_GESCHIKTE_PLAATS = "geen_geschikte_plaats", "geen geschikte plaats"
    TEKORT = "tekort", "te weinig plaatsen"
    VAST_CONFLICT = "vast_conflict", "vastgezette plaats kan niet"
    MET_HAND = "met_hand", "met de hand weggehaald"


class ZetSoort(models.TextChoices):
    """What somebody did on the review board."""

    PLAATSEN = "plaatsen", "geplaatst"
    WEGHALEN = "weghalen", "plaats weggehaald"
    RUILEN = "ruilen", "geruild"
    VASTZETTEN = "vastzetten", "vastgezet"
    VERBIEDEN = "verbieden", "plaats niet toegestaan"
    LOSLATEN = "loslaten", "losgelaten"
    NOTITIE = "notitie", "notitie"


class BezwaarStatus(models.TextChoices):
    """What became of an objection."""

    OPEN = "open", "nog te behandelen"
    TOEGEWEZEN = "toegewezen", "toegewezen"
    AFGEWEZEN = "afgewezen", "afgewezen"
    INGETROKKEN = "ingetrokken", "ingetrokken"


class Methode(models.TextChoices):
    """How one variant is worked out."""

    BESTE = "beste", "beste verdeling"
    WENS = "wens", "wie het hoogst staat kiest, stabiel"
    GULZIG = "gulzig", "op volgorde, zonder terug te komen"


class Voorrangskeuze(models.TextChoices):
    """Whose priority counts in one variant."""

    INGEVULD = "ingevuld", "voorrang zoals ingevuld"
    EERSTEJAARS = "eerstejaars", "eerstejaars extra voorrang"
    GELIJK = "gelijk", "iedereen gelijke voorrang"


class Reactie(models.TextChoices):
    """What became of a published proposal."""

    GEEN_ANTWOORD = "geen_antwoord", "nog geen antwoord"
    BEVESTIGD = "bevestigd", "bevestigd"
    BEZWAAR = "bezwaar", "bezwaar"
    TOEGEWEZEN = "toegewezen", "bezwaar toegewezen"
    VERVALLEN = "vervallen", "nee gezegd of geannuleerd"
    ZONDER_PLAATS = "zonder_plaats", "geen plaats"
