"""Django admin: the dated tables of hours, for beheerders only."""

from django.contrib import admin

from kern.admin import Basistabel
from plaatsingen import models


@admin.register(models.Urengrens)
class UrengrensAdmin(Basistabel):
    """Limits of working times; a new limit is a new row with a later first day."""

    list_display = ["soort", "minderjarig", "waarde", "geldig_van", "geldig_tot", "bron"]
    list_filter = ["soort", "minderjarig"]


@admin.register(models.Stagefondsnorm)
class StagefondsnormAdmin(Basistabel):
    """What a whole place is for the Stagefonds."""

    list_display = ["leerweg", "uren", "deel", "geldig_van", "geldig_tot", "bron"]
