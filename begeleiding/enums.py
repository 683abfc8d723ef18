"""Choices of supervision."""

from django.db import models


class GesprekSoort(models.TextChoices):
    """Kinds of talk (R7.4)."""

    KENNISMAKING = "kennismaking", "kennismaking"
    VOORTGANG = "voortgang", "voortgang"
    TUSSENEVALUATIE = "tussenevaluatie", "tussenevaluatie"
    EINDEVALUATIE = "eindevaluatie", "eindevaluatie"
    INTERVISIE = "intervisie", "intervisie"


class GesprekVorm(models.TextChoices):
    """How people met."""

    OP_LOCATIE = "op_locatie", "op locatie"
    TELEFONISCH = "telefonisch", "telefonisch"
    ONLINE = "online", "online"


class Partij(models.TextChoices):
    """For whom a next step is (R7.4); of school as well, so that what a visitor promises is kept track of."""

    STUDENT = "student", "student"
    WERKBEGELEIDER = "werkbegeleider", "werkbegeleider"
    LEERBEDRIJF = "leerbedrijf", "leerbedrijf"
    SCHOOL = "school", "begeleider van school"


class StudentOordeel(models.TextChoices):
    """What the student says of the report of a talk (R7.4)."""

    KLOPT = "klopt", "klopt"
    KLOPT_NIET = "klopt_niet", "klopt niet"


class AfspraakStatus(models.TextChoices):
    """Where a planned talk stands."""

    GEPLAND = "gepland", "gepland"
    GEHOUDEN = "gehouden", "gehouden"
    AFGEZEGD = "afgezegd", "afgezegd"


class Dienstverband(models.TextChoices):
    """How somebody came into the poule (R7.1)."""

    INGEHUURD = "ingehuurd", "ingehuurd"
    GEDETACHEERD = "gedetacheerd", "gedetacheerd"
    UITGELEEND = "uitgeleend", "uitgeleend door een leerbedrijf of school"


class CursusStatus(models.TextChoices):
    """Where the short course 'praktijkbegeleider' stands; nobody starts before it is done (R7.1)."""

    NIET_BEGONNEN = "niet_begonnen", "nog niet begonnen"
    BEZIG = "bezig", "bezig"
    KLAAR = "klaar", "klaar"


class InzetSoort(models.TextChoices):
    """What hours of the poule are booked on; anything but supervision is refused or warned about (R7.2)."""

    BEGELEIDING = "begeleiding", "begeleiding"
    REIZEN = "reizen", "reizen"
    ANDERS = "anders", "andere taak"


class Afwezigheidsreden(models.TextChoices):
    """Why somebody is away; never more than this is kept."""

    VERLOF = "verlof", "verlof"
    ZIEK = "ziek", "ziek"
    SCHOLING = "scholing", "scholing"
    ANDERS = "anders", "anders"


class RondeStatus(models.TextChoices):
    """Where a division of students over supervisors stands (R7.3)."""

    BEREKENEN = "berekenen", "wordt berekend"
    VOORSTEL = "voorstel", "voorstel"
    VASTGESTELD = "vastgesteld", "vastgesteld"
    VERVALLEN = "vervallen", "vervallen"


class Rondesoort(models.TextChoices):
    """What a division is for (R7.3)."""

    VERDELING = "verdeling", "studenten verdelen"
    WAARNEMING = "waarneming", "waarnemen bij afwezigheid"


class Verdeelwijze(models.TextChoices):
    """What happens to who has a supervisor already."""

    BEHOUDEN = "behouden", "zo veel mogelijk houden"
    NIEUW = "nieuw", "alleen studenten zonder begeleider"
    VRIJ = "vrij", "alles opnieuw, ook wie al een begeleider heeft"


class ReeksSoort(models.TextChoices):
    """Kinds of group (R7.5)."""

    INTERVISIE = "intervisie", "intervisie"
    SPREEKUUR = "spreekuur", "spreekuur"


class ReeksVoor(models.TextChoices):
    """Who may come to, or book at, the meetings of a series."""

    LEDEN = "leden", "alleen de gekozen studenten"
    EIGEN = "eigen", "studenten die de begeleider begeleidt"
    SCHOOL = "school", "alle studenten van de school"


class Opkomst(models.TextChoices):
    """Whether a student was at a meeting (R7.5)."""

    AANWEZIG = "aanwezig", "was er"
    AFGEMELD = "afgemeld", "had afgezegd"
    AFWEZIG = "afwezig", "was er niet"


class SignaalSoort(models.TextChoices):
    """Kinds of signal (R7.7)."""

    MOTIVATIE = "motivatie", "weinig motivatie"
    PERSOONLIJK = "persoonlijk", "persoonlijke problemen"
    ROOSTER = "rooster", "rooster veranderd"
    ONVEILIG = "onveilig", "onveilige situatie"
    AFWEZIG = "afwezig", "vaak afwezig"
    UREN = "uren", "achter met uren"
    VERSLAGEN = "verslagen", "verslagen te laat"
    CONTACT = "contact", "lang geen contact"
    EVALUATIE = "evaluatie", "lage evaluatie"
    INTERVISIE = "intervisie", "intervisie gemist"
    ANDERS = "anders", "anders"


class SignaalBron(models.TextChoices):
    """Where a signal came from."""

    MENS = "mens", "door een begeleider"
    FEIT = "feit", "uit de gegevens"
    MELDING = "melding", "veilige melding van de student"


class SignaalStatus(models.TextChoices):
    """Where a signal stands; every signal ends (R7.7)."""

    OPEN = "open", "open"
    BEZIG = "bezig", "in behandeling"
    AFGEROND = "afgerond", "afgerond"


class SignaalAfloop(models.TextChoices):
    """How a signal ended; of use to see how often early signs were right (R8.4)."""

    OPGELOST = "opgelost", "opgelost"
    TERECHT_GESTOPT = "gestopt", "de stage is gestopt"
    VALS = "vals", "er was niets aan de hand"
    DOORVERWEZEN = "doorverwezen", "doorverwezen"


class DeelnameStatus(models.TextChoices):
    """Where somebody's place at a training stands (R7.8)."""

    UITGENODIGD = "uitgenodigd", "uitgenodigd"
    AANGEMELD = "aangemeld", "aangemeld"
    AFGEMELD = "afgemeld", "afgemeld"
    AFGEROND = "afgerond", "afgerond"
    NIET_GEKOMEN = "niet_gekomen", "niet gekomen"
