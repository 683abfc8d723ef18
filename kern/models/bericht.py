"""The outbox and, once sent, the ledger of what left the house; and how people want their mail."""

from django.db import models

from kern.enums import BerichtStatus, Mailgroep, Mailwijze
from kern.models.abstract import PublicIdModel
from kern.models.gebruiker import User


class Bericht(PublicIdModel):
    """One mail. Written in the transaction of what it tells; sent by the relay; kept as sent.

    `sleutel` is the natural key: the same news makes the same key, so it is never queued twice.
    `controle` names a check (registered with `kern.services.berichten`) that is asked just before sending.
    What waits at the same moment for the same person with the same `bundel` goes out as one mail, `onderdeel_van`.
    `agenda` is an iCalendar invitation that goes along.
    """

    sleutel = models.CharField("sleutel", max_length=200, unique=True)
    soort = models.CharField("soort", max_length=60, db_index=True)
    ontvanger = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="berichten")
    aan = models.EmailField("aan")
    onderwerp = models.CharField("onderwerp", max_length=200)
    tekst = models.TextField("tekst")
    html = models.TextField("html", blank=True)
    agenda = models.TextField("uitnodiging voor de agenda", blank=True)
    pad = models.CharField("adres in het portaal", max_length=300, blank=True)
    controle = models.CharField("controle voor verzending", max_length=80, blank=True)
    controle_gegevens = models.JSONField("gegevens voor de controle", default=dict, blank=True)
    bundel = models.CharField("samen met", max_length=20, blank=True)
    onderdeel_van = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="delen", verbose_name="verzonden in"
    )
    gevoelig = models.BooleanField("bevat een inloglink", default=False)
    status = models.CharField("status", max_length=12, choices=BerichtStatus, default=BerichtStatus.WACHT)
    aangemaakt_op = models.DateTimeField("aangemaakt op")
    niet_voor = models.DateTimeField("niet verzenden voor", db_index=True)
    pogingen = models.PositiveSmallIntegerField("pogingen", default=0)
    huur_tot = models.DateTimeField("in behandeling tot", null=True, blank=True)
    laatste_fout = models.TextField("laatste fout", blank=True)
    verzonden_op = models.DateTimeField("verzonden op", null=True, blank=True)
    message_id = models.CharField("Message-ID", max_length=200)
    inhoud_hash = models.CharField("hash van de inhoud", max_length=64)
    gelezen_op = models.DateTimeField("in het portaal gelezen op", null=True, blank=True)

    class Meta:
        verbose_name = "bericht"
        verbose_name_plural = "berichten"
        ordering = ["-aangemaakt_op", "-pk"]
        indexes = [
            models.Index(fields=["status", "niet_voor"], name="kern_bericht_status"),
            models.Index(fields=["ontvanger", "gelezen_op"], name="kern_bericht_bel"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=BerichtStatus.values), name="kern_bericht_status_ok"),
            models.CheckConstraint(
                condition=~models.Q(status="verzonden") | models.Q(verzonden_op__isnull=False),
                name="kern_bericht_verzonden_heeft_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.onderwerp


class Mailvoorkeur(models.Model):
    """How a person wants one group of mails; without a row: at once. Purpose: service. Term: with the person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mailvoorkeuren")
    groep = models.CharField("soort mail", max_length=12, choices=Mailgroep)
    wijze = models.CharField("hoe", max_length=10, choices=Mailwijze)

    class Meta:
        verbose_name = "mailvoorkeur"
        verbose_name_plural = "mailvoorkeuren"
        ordering = ["user", "groep"]
        constraints = [
            models.UniqueConstraint(fields=["user", "groep"], name="kern_mailvoorkeur_uniek"),
            models.CheckConstraint(
                condition=models.Q(groep__in=Mailgroep.values, wijze__in=Mailwijze.values), name="kern_mailvoorkeur_ok"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_groep_display()}: {self.get_wijze_display()}"


class Agendasleutel(models.Model):
    """The secret address of a person's calendar; a new one makes the old one worthless. Term: with the person.

    The secret itself is not kept: it is derived from `zaad` and the key of the portal, and found by its hash.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="agendasleutel")
    zaad = models.CharField("zaad", max_length=64)
    hash = models.CharField("hash", max_length=64, unique=True)
    gemaakt_op = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "agenda-adres"
        verbose_name_plural = "agenda-adressen"
        ordering = ["user"]

    def __str__(self) -> str:
        return f"agenda-adres van {self.user}"
