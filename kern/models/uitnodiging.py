"""Invitations by link and uploads that wait for a yes."""

from django.db import models

from kern.enums import Rol
from kern.models.abstract import PublicIdModel
from kern.models.gebruiker import User
from kern.models.organisatie import Afdeling, Organisatie
from kern.models.taak import Bestand


class Uitnodiging(PublicIdModel):
    """An invitation to take a role at an organisation; the link holds a token of which only the hash is kept."""

    email = models.EmailField("e-mailadres")
    rol = models.CharField("rol", max_length=20, choices=Rol)
    organisatie = models.ForeignKey(Organisatie, on_delete=models.CASCADE, related_name="uitnodigingen")
    afdeling = models.ForeignKey(Afdeling, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    uitgenodigd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    uitgenodigd_op = models.DateTimeField("uitgenodigd op")
    geldig_tot = models.DateTimeField("geldig tot")
    gebruikt_op = models.DateTimeField("gebruikt op", null=True, blank=True)
    ingetrokken_op = models.DateTimeField("ingetrokken op", null=True, blank=True)

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        ordering = ["-uitgenodigd_op", "-pk"]

    def __str__(self) -> str:
        return f"{self.email} als {self.get_rol_display()}"


class Importbestand(PublicIdModel):
    """An uploaded import with its preview; nothing is written until it is confirmed."""

    soort = models.CharField("soort", max_length=40)
    bestand = models.ForeignKey(Bestand, on_delete=models.CASCADE, related_name="imports")
    voorbeeld = models.JSONField("voorbeeld", null=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    op = models.DateTimeField("geüpload op")
    bevestigd_op = models.DateTimeField("bevestigd op", null=True, blank=True)
    resultaat = models.JSONField("resultaat", null=True)

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ["-op", "-pk"]

    def __str__(self) -> str:
        return f"{self.soort}: {self.bestand}"
