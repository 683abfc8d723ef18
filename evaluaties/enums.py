"""Choices of reports, the ladder and evaluations."""

from django.db import models


class VerslagSoort(models.TextChoices):
    """Kinds of report (R6.1, R6.2); the values are the kinds of obligation of the ladder."""

    MAAND = "monthly", "reflectieverslag"
    KENNISMAKING = "kennismaking", "kennismakingsverslag"
    TUSSENEVALUATIE = "tussenevaluatie", "verslag van de tussenevaluatie"


class VerslagStatus(models.TextChoices):
    """Where a report stands."""

    CONCEPT = "concept", "nog niet ingeleverd"
    INGELEVERD = "ingeleverd", "ingeleverd"
    TERUG = "terug", "terug voor verbetering"
    BESPROKEN = "besproken", "gelezen, met feedback"


class OpdrachtStatus(models.TextChoices):
    """Where a replacement assignment stands."""

    CONCEPT = "concept", "nog niet ingeleverd"
    INGELEVERD = "ingeleverd", "ingeleverd"


class FeitSoort(models.TextChoices):
    """Append-only facts of the ladder; the values are those of the scenarios (verslagregels.md, section 4)."""

    SUBMISSION = "submission", "verslag ontvangen"
    REPLACEMENT = "replacement", "vervangende opdracht ontvangen"
    MEETING = "meeting", "gesprek gehouden"
    EXCUSE = "excuse", "vrijgesteld"
    EXTENSION = "extension", "uitstel"
    PAUSE = "pause", "pauze"
    END_CHANGED = "end_changed", "einddatum gewijzigd"
    DECISION = "decision", "besluit op voorstel"
    CLOSED = "closed", "plaatsing gesloten"


class EvaluatieMoment(models.TextChoices):
    """The main moments (R8.1); of a flexstage weeks 10 and 20 stand before the end."""

    WEEK10 = "week10", "evaluatie week 10"
    WEEK20 = "week20", "evaluatie week 20"
    TUSSEN = "tussen", "tussenevaluatie"
    EIND = "eind", "eindbeoordeling"


class InvulRol(models.TextChoices):
    """Who fills in a form."""

    STUDENT = "student", "student"
    WERKBEGELEIDER = "werkbegeleider", "werkbegeleider"


class InvullingStatus(models.TextChoices):
    """Where a filled-in form stands."""

    CONCEPT = "concept", "concept"
    INGEDIEND = "ingediend", "ingediend"


class Regeling(models.TextChoices):
    """What school arranges about the reports of a placement (R6.7)."""

    VRIJSTELLEN = "vrijstellen", "Een verslag vrijstellen"
    UITSTEL = "uitstel", "Uitstel geven"
    PAUZE = "pauze", "De stage pauzeren"
    HERVATTEN = "hervatten", "Een pauze laten eindigen"
    PER_MAIL = "per_mail", "Een verslag vastleggen dat per mail kwam"
    OPDRACHT = "opdracht", "De vervangende opdracht is ontvangen"


class Zelfstandigheid(models.TextChoices):
    """How a student does an act on stage (R5.6), from seeing it to doing it alone."""

    GEZIEN = "gezien", "gezien"
    BEGELEID = "begeleid", "gedaan onder begeleiding"
    ZELFSTANDIG = "zelfstandig", "zelfstandig gedaan"


class MagStand(models.TextChoices):
    """Whether a student may do an act on stage now (R5.6)."""

    WEL = "wel", "Mag wel"
    LET_OP = "let_op", "Mag wel, maar liever later"
    NIET = "niet", "Mag nog niet"


class ExamenSoort(models.TextChoices):
    """What an exam belongs to (R5.7)."""

    MODULE = "module", "module"
    KEUZEDEEL = "keuzedeel", "keuzedeel"


class GoKant(models.TextChoices):
    """The two sides that must both say GO before an exam (R5.7)."""

    SCHOOL = "school", "school"
    STAGE = "stage", "stage"


class Examenuitslag(models.TextChoices):
    """How an exam went."""

    BEHAALD = "behaald", "behaald"
    NIET_BEHAALD = "niet_behaald", "niet behaald"
    NIET_GEKOMEN = "niet_gekomen", "niet gekomen"


class FormulierStatus(models.TextChoices):
    """Where a form stands; a published one never changes."""

    CONCEPT = "concept", "concept"
    GEPUBLICEERD = "gepubliceerd", "gepubliceerd"
    INGETROKKEN = "ingetrokken", "niet meer gebruikt"


class EvaluatieStatus(models.TextChoices):
    """Where an evaluation stands (R8.1): filled in side by side, the talk, signing, fixed."""

    INVULLEN = "invullen", "wordt ingevuld"
    GESPREK = "gesprek", "klaar voor het gesprek"
    TEKENEN = "tekenen", "wordt ondertekend"
    VAST = "vast", "ligt vast"


class TekenRol(models.TextChoices):
    """As what somebody signs an evaluation."""

    STUDENT = "student", "student"
    WERKBEGELEIDER = "werkbegeleider", "werkbegeleider"
    SCHOOL = "school", "school"
    TWEEDE = "tweede", "tweede beoordelaar"


class FeedbackRol(models.TextChoices):
    """Who is asked for 360 feedback (R8.2)."""

    COLLEGA = "collega", "collega"
    CLIENT = "client", "cliënt of familie"
    MEDESTUDENT = "medestudent", "medestudent"
    DOCENT = "docent", "docent"


class FeedbackStatus(models.TextChoices):
    """Where one request for feedback stands."""

    WACHT = "wacht", "wacht op akkoord van school"
    AFGEWEZEN = "afgewezen", "niet goedgekeurd door school"
    GEVRAAGD = "gevraagd", "gevraagd"
    GEGEVEN = "gegeven", "gegeven"
    GEWEIGERD = "geweigerd", "wil niet"
    INGETROKKEN = "ingetrokken", "ingetrokken"


class Herkomst(models.TextChoices):
    """What the portal knows of an address on the day that somebody is asked for feedback (R8.2)."""

    HUIS = "huis", "account bij het leerbedrijf"
    SCHOOL = "school", "account bij de school"
    PORTAAL = "portaal", "ander account in dit portaal"
    DOMEIN = "domein", "mailadres van het leerbedrijf of de school, zonder account"
    GRATIS = "gratis", "gratis mailadres, zonder account"
    ANDERS = "anders", "ander mailadres, zonder account"


class Moderatie(models.TextChoices):
    """Whether a text may be read (ankers: public, private, deleted)."""

    WACHT = "wacht", "nog niet bekeken"
    TONEN = "tonen", "mag getoond worden"
    VERBERGEN = "verbergen", "wordt niet getoond"


class VraagSoort(models.TextChoices):
    """Kinds of question in 360 feedback."""

    SCORE = "score", "score van 1 tot en met 5"
    OPEN = "open", "open vraag"


class BewijsZicht(models.TextChoices):
    """Who sees a piece of the portfolio, besides who got it by a link; the student chooses (R8.3)."""

    ZELF = "zelf", "alleen ik"
    SCHOOL = "school", "mijn school, stagebegeleider en coach"
    ALLEN = "allen", "ook mijn leerbedrijf"


class VerwijsSoort(models.TextChoices):
    """What can be about a goal: the thread of R8.3."""

    VERSLAG = "verslag", "verslag"
    GESPREK = "gesprek", "gesprek"
    EVALUATIE = "evaluatie", "evaluatie"
    FEEDBACK = "feedback", "360 feedback"


class BewijsSoort(models.TextChoices):
    """Kinds of evidence (R8.3, R8.5)."""

    DIPLOMA = "diploma", "diploma of certificaat"
    WERK = "werk", "werkstuk of verslag"
    FEEDBACK = "feedback", "beoordeling of feedback"
    FOTO = "foto", "foto"
    ANDERS = "anders", "anders"


class EvcStatus(models.TextChoices):
    """Where an EVC procedure stands (R8.5)."""

    VERZAMELEN = "verzamelen", "bewijs verzamelen"
    INGEDIEND = "ingediend", "ingediend"
    GESPREK = "gesprek", "gesprek gepland"
    BEOORDEELD = "beoordeeld", "beoordeeld, wacht op besluit"
    BESLOTEN = "besloten", "besloten"
    GESTOPT = "gestopt", "gestopt"


class EvcOordeel(models.TextChoices):
    """What the assessor decides of one part."""

    ERKEND = "erkend", "erkend"
    DEELS = "deels", "deels erkend"
    NIET = "niet", "niet erkend"
