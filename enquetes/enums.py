"""Choices of questionnaires."""

from django.db import models


class EnqueteSoort(models.TextChoices):
    """Whom a questionnaire is for (R8.7, R8.8)."""

    STUDENT = "student", "studenten over hun stage"
    WERKVELD = "werkveld", "leerbedrijven over het stagebureau"


class VraagSoort(models.TextChoices):
    """Kinds of question."""

    SCHAAL = "schaal", "cijfer van 1 tot en met 5"
    JA_NEE = "ja_nee", "ja of nee"
    KEUZE = "keuze", "een keuze"
    OPEN = "open", "open vraag"


class MetingStatus(models.TextChoices):
    """Where one round of a questionnaire stands."""

    CONCEPT = "concept", "concept"
    OPEN = "open", "open"
    GESLOTEN = "gesloten", "gesloten"


class TekstOordeel(models.TextChoices):
    """Whether an open answer may be read."""

    WACHT = "wacht", "nog niet bekeken"
    TONEN = "tonen", "mag getoond worden"
    VERBERGEN = "verbergen", "wordt niet getoond"
