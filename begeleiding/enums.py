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
    """For whom a next step is (R7.4)."""

    STUDENT = "student", "student"
    WERKBEGELEIDER = "werkbegeleider", "werkbegeleider"
    LEERBEDRIJF = "leerbedrijf", "leerbedrijf"
