"""What happens around a placement: kennismaking, documents, pauses, ending early (R4.8, R5.3, R5.8)."""

from django.db import models

from kern.models import Organisatie, PublicIdModel, User
from plaatsingen.enums import (
    Antwoord,
    DocumentSoort,
    DocumentStatus,
    Initiatief,
    Onderbreekreden,
    Startregel,
    Stopreden,
)
from plaatsingen.models.plaatsing import Plaatsing


class Verloopinstelling(models.Model):
    """What a school wants of its placements; without a row the defaults hold. No personal data."""

    school = models.OneToOneField(Organisatie, on_delete=models.CASCADE, related_name="verloopinstelling")
    start = models.CharField(
        "als er iets ontbreekt op de eerste dag", max_length=12, choices=Startregel, default=Startregel.WAARSCHUWEN
    )
    bedenktijd_dagen = models.PositiveSmallIntegerField("dagen bedenktijd na een kennismaking", default=3)
    gewijzigd_op = models.DateTimeField("gewijzigd op")
    gewijzigd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "afspraak over het verloop van stages"
        verbose_name_plural = "afspraken over het verloop van stages"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(bedenktijd_dagen__gte=1, bedenktijd_dagen__lte=14),
                name="plaatsingen_bedenktijd_1_14",
                violation_error_message="De bedenktijd is 1 tot en met 14 dagen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_start_display()}"


class Kennismaking(PublicIdModel):
    """A visit before the placement is final, time to think, and what each says (R4.8). Only the school reads why."""

    plaatsing = models.OneToOneField(Plaatsing, on_delete=models.CASCADE, related_name="kennismaking")
    gepland_op = models.DateTimeField("afgesproken op", null=True, blank=True)
    waar = models.CharField("waar", max_length=200, blank=True)
    geweest_op = models.DateField("geweest op", null=True, blank=True)
    bedenktijd_tot = models.DateTimeField("bedenktijd tot", null=True, blank=True)
    student_antwoord = models.CharField("student zegt", max_length=4, choices=Antwoord, blank=True)
    student_op = models.DateTimeField("student antwoordde op", null=True, blank=True)
    student_woorden = models.TextField("woorden van de student", blank=True)
    leerbedrijf_antwoord = models.CharField("leerbedrijf zegt", max_length=4, choices=Antwoord, blank=True)
    leerbedrijf_op = models.DateTimeField("leerbedrijf antwoordde op", null=True, blank=True)
    leerbedrijf_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    leerbedrijf_woorden = models.TextField("woorden van het leerbedrijf", blank=True)
    gevraagd_op = models.DateTimeField("feedback gevraagd op", null=True, blank=True)
    herinnerd_op = models.DateTimeField("laatst herinnerd op", null=True, blank=True)
    gewijzigd_op = models.DateTimeField("gewijzigd op", null=True, blank=True)
    versie = models.PositiveIntegerField("versie", default=1)

    class Meta:
        verbose_name = "kennismaking"
        verbose_name_plural = "kennismakingen"
        ordering = ["pk"]
        indexes = [models.Index(fields=["gepland_op"], name="plaatsing_kennis_gepland")]

    def __str__(self) -> str:
        return f"kennismaking {self.plaatsing}"


class Documentregel(PublicIdModel):
    """One document of the checklist: asked, seen, until when. The document itself isn't kept (R5.3)."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="documenten")
    soort = models.CharField("document", max_length=15, choices=DocumentSoort)
    verplicht = models.BooleanField("nodig om te starten", default=True)
    status = models.CharField("status", max_length=12, choices=DocumentStatus, default=DocumentStatus.NODIG)
    gevraagd_op = models.DateField("aangevraagd op", null=True, blank=True)
    gezien_op = models.DateField("gezien op", null=True, blank=True)
    gezien_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    geldig_tot = models.DateField("geldig tot en met", null=True, blank=True)
    opmerking = models.CharField("opmerking", max_length=200, blank=True)
    herinnerd_op = models.DateTimeField("laatst herinnerd op", null=True, blank=True)

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documenten"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plaatsing", "soort"], name="plaatsingen_document_uniek"),
            models.CheckConstraint(
                condition=~models.Q(status=DocumentStatus.GEZIEN) | models.Q(gezien_op__isnull=False),
                name="plaatsingen_document_gezien_heeft_dag",
            ),
        ]
        indexes = [models.Index(fields=["status", "geldig_tot"], name="plaatsing_document_geldig")]

    def __str__(self) -> str:
        return f"{self.get_soort_display()}: {self.get_status_display()}"


class Onderbreking(PublicIdModel):
    """A pause of a placement, with a reason of a list; open while `tot` is empty (R5.8)."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="onderbrekingen")
    reden = models.CharField("reden", max_length=15, choices=Onderbreekreden)
    toelichting = models.TextField("toelichting", blank=True)
    van = models.DateField("vanaf")
    verwacht_tot = models.DateField("waarschijnlijk tot en met", null=True, blank=True)
    tot = models.DateField("tot en met", null=True, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("vastgelegd op")

    class Meta:
        verbose_name = "onderbreking"
        verbose_name_plural = "onderbrekingen"
        ordering = ["van", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plaatsing"], condition=models.Q(tot__isnull=True), name="plaatsingen_pauze_een_open"
            ),
            models.CheckConstraint(
                condition=models.Q(tot__isnull=True) | models.Q(tot__gte=models.F("van")),
                name="plaatsingen_pauze_volgorde",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reden_display()} vanaf {self.van}"


class Beeindiging(PublicIdModel):
    """How a placement ended early: reason, who wanted it, the closing talk, what comes next (R5.8)."""

    plaatsing = models.OneToOneField(Plaatsing, on_delete=models.CASCADE, related_name="beeindiging")
    reden = models.CharField("reden", max_length=15, choices=Stopreden)
    initiatief = models.CharField("op initiatief van", max_length=12, choices=Initiatief)
    toelichting = models.TextField("toelichting", blank=True)
    laatste_dag = models.DateField("laatste stagedag")
    gesprek_op = models.DateField("afsluitend gesprek op", null=True, blank=True)
    gesprek_met = models.CharField("wie waren erbij", max_length=200, blank=True)
    gesprek_tekst = models.TextField("wat kwam eruit", blank=True)
    zoekt_verder = models.BooleanField("student zoekt een nieuwe plek", default=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("vastgelegd op")

    class Meta:
        verbose_name = "beëindiging"
        verbose_name_plural = "beëindigingen"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(reden__in=Stopreden.values), name="plaatsingen_einde_reden"),
        ]
        indexes = [models.Index(fields=["laatste_dag"], name="plaatsing_einde_dag")]

    def __str__(self) -> str:
        return f"{self.get_reden_display()}: {self.plaatsing}"
