"""Choices of places."""

from django.db import models


class PlaatsSoort(models.TextChoices):
    """Kinds of placement (R5.9); the values are those of the matcher's instance folder."""

    REGULIER = "regulier", "regulier"
    STAGEGEZIN = "stagegezin", "stagegezin"
    GILDE = "gilde", "leerwerkgilde"
    ZIC = "zic", "zorginnovatiecentrum"
    ZOMER = "zomer", "zomerstage"
    BUITENREGIONAAL = "buitenregionaal", "buitenregionaal"
    INFORMELE_ZORG = "informele-zorg", "informele zorg"
    ORIENTATIE = "orientatie", "oriëntatie"
    KENNISMAKING = "kennismakingsproject", "kennismakingsproject"
    KETEN = "keten", "ketenstage"


class VacatureStatus(models.TextChoices):
    """Where a vacature stands; that it is over its last day follows from `verloopt_op`."""

    CONCEPT = "concept", "concept"
    GEPUBLICEERD = "gepubliceerd", "gepubliceerd"
    INGETROKKEN = "ingetrokken", "ingetrokken"
    VERLOPEN = "verlopen", "verlopen"
    VERBORGEN = "verborgen", "verborgen na een melding"
    GEEN_ERKENNING = "geen_erkenning", "niet zichtbaar: geen erkenning"


# Students don't see it for now; applications wait as they are (a text for who looks at one).
STIL = {
    VacatureStatus.VERBORGEN: "Deze vacature wordt nagekeken. Tot die tijd staat de sollicitatie stil.",
    VacatureStatus.GEEN_ERKENNING: "De erkenning van het leerbedrijf voor deze plek wordt nagekeken. "
    "Tot die tijd staat de sollicitatie stil. Je hoeft niets te doen.",
}


class MeldingReden(models.TextChoices):
    """Why somebody reports a vacature."""

    KLOPT_NIET = "klopt_niet", "De gegevens kloppen niet"
    BESTAAT_NIET = "bestaat_niet", "Deze plek bestaat niet meer"
    WERK = "werk", "Dit is gewoon werk en geen stage"
    DISCRIMINATIE = "discriminatie", "De vacature sluit mensen uit"
    ANDERS = "anders", "Iets anders"


class SollicitatieStatus(models.TextChoices):
    """Where an application stands, and so who is to act (R4.2)."""

    CONCEPT = "concept", "nog niet verstuurd"
    BIJ_REGISSEUR = "bij_regisseur", "bij je stagedocent"
    TERUG = "terug", "terug met advies"
    BIJ_LEERBEDRIJF = "bij_leerbedrijf", "bij het leerbedrijf"
    UITGENODIGD = "uitgenodigd", "uitgenodigd voor een gesprek"
    GEACCEPTEERD = "geaccepteerd", "aangenomen"
    AFGEWEZEN_SCHOOL = "afgewezen_school", "niet doorgestuurd"
    AFGEWEZEN = "afgewezen", "afgewezen"
    INGETROKKEN = "ingetrokken", "ingetrokken"
    VERVALLEN = "vervallen", "vervallen"


class Afwijsreden(models.TextChoices):
    """Objective reasons to decline; personal traits are none of them (Stagepact)."""

    GEEN_PLEK = "geen_plek", "Er is geen plek meer"
    DAGEN = "dagen", "De dagen of de periode passen niet"
    NIVEAU = "niveau", "Opleiding, niveau of leerjaar past niet"
    EISEN = "eisen", "Er ontbreekt een eis uit de vacature"
    MOTIVATIE = "motivatie", "De motivatie past niet bij deze plek"
    BEGELEIDING = "begeleiding", "Wij kunnen nu geen begeleiding geven"
    REISAFSTAND = "reisafstand", "De reis is te ver"
    ANDERS = "anders", "Een andere reden"


class EigenPlekStatus(models.TextChoices):
    """Where a place that a student found stands."""

    VOORGESTELD = "voorgesteld", "voorgesteld"
    IN_CONTROLE = "in_controle", "wordt nagekeken"
    ERKENNING = "erkenning", "wacht op erkenning"
    GOEDGEKEURD = "goedgekeurd", "goedgekeurd"
    AFGEWEZEN = "afgewezen", "niet goedgekeurd"
    INGETROKKEN = "ingetrokken", "ingetrokken"


class StagegezinStatus(models.TextChoices):
    """Where a family that wants to be a stagegezin stands (R5.10)."""

    AANGEMELD = "aangemeld", "aangemeld"
    BEZOEK = "bezoek", "huisbezoek afgesproken"
    BEZOCHT = "bezocht", "bezocht"
    VOORWAARDEN = "voorwaarden", "voorwaarden afgesproken"
    GOEDGEKEURD = "goedgekeurd", "goedgekeurd"
    AFGEWEZEN = "afgewezen", "niet goedgekeurd"
    GESTOPT = "gestopt", "gestopt"
