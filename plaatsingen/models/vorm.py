"""Programme templates of a stage by configuration, such as flexstage (R5.5), and a student's steps through them."""

from django.db import models

from kern.models import Opleiding, PublicIdModel, User
from plaatsingen.models.plaatsing import Plaatsing


class Stagevorm(PublicIdModel):
    """A template: hours, weeks, days, stretches with their hours a week, phases. Reference data, no personal data."""

    code = models.SlugField("code", max_length=40, unique=True)
    naam = models.CharField("naam", max_length=120)
    uitleg = models.TextField("uitleg", blank=True)
    uren = models.PositiveIntegerField("uren in totaal")
    weken = models.PositiveSmallIntegerField("weken")
    dagen = models.CharField("dagen", max_length=25, default="ma di")
    opleidingen = models.ManyToManyField(Opleiding, blank=True, related_name="stagevormen")
    vervallen_op = models.DateField("niet meer te kiezen vanaf", null=True, blank=True)

    class Meta:
        verbose_name = "stagevorm"
        verbose_name_plural = "stagevormen"
        ordering = ["naam", "pk"]

    def __str__(self) -> str:
        return self.naam


class Vormblok(models.Model):
    """A stretch of weeks with so many hours and dagdelen a week."""

    vorm = models.ForeignKey(Stagevorm, on_delete=models.CASCADE, related_name="blokken")
    naam = models.CharField("naam", max_length=80)
    van_week = models.PositiveSmallIntegerField("vanaf stageweek")
    tot_week = models.PositiveSmallIntegerField("tot en met stageweek")
    uren_per_week = models.DecimalField("uren per week", max_digits=4, decimal_places=1)
    dagdelen = models.PositiveSmallIntegerField("dagdelen per week")

    class Meta:
        verbose_name = "blok van een stagevorm"
        verbose_name_plural = "blokken van een stagevorm"
        ordering = ["vorm", "van_week"]
        constraints = [
            models.UniqueConstraint(fields=["vorm", "van_week"], name="plaatsingen_vormblok_uniek"),
            models.CheckConstraint(
                condition=models.Q(tot_week__gte=models.F("van_week")), name="plaatsingen_vormblok_volgorde"
            ),
        ]

    def __str__(self) -> str:
        return self.naam


class Vormfase(models.Model):
    """A phase in what the student does; `samen`: begins when the student says so and both begeleiders agree."""

    vorm = models.ForeignKey(Stagevorm, on_delete=models.CASCADE, related_name="fasen")
    naam = models.CharField("naam", max_length=80)
    uitleg = models.TextField("uitleg", blank=True)
    van_week = models.PositiveSmallIntegerField("op zijn vroegst in stageweek")
    samen = models.BooleanField("student stelt voor, docent en werkbegeleider stemmen in", default=False)

    class Meta:
        verbose_name = "fase van een stagevorm"
        verbose_name_plural = "fasen van een stagevorm"
        ordering = ["vorm", "van_week"]
        constraints = [models.UniqueConstraint(fields=["vorm", "van_week"], name="plaatsingen_vormfase_uniek")]

    def __str__(self) -> str:
        return self.naam


class Fasestap(PublicIdModel):
    """A student's step to a phase: asked, agreed by both, or not yet with a reason."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="fasestappen")
    fase = models.ForeignKey(Vormfase, on_delete=models.PROTECT, related_name="stappen")
    gevraagd_op = models.DateTimeField("voorgesteld op")
    woorden = models.TextField("waarom de student eraan toe is", blank=True)
    docent_op = models.DateTimeField("akkoord van de docent op", null=True, blank=True)
    docent = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    werkbegeleider_op = models.DateTimeField("akkoord van de werkbegeleider op", null=True, blank=True)
    werkbegeleider = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    afgewezen_op = models.DateTimeField("nog niet op", null=True, blank=True)
    afgewezen_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reden = models.TextField("waarom nog niet", blank=True)

    class Meta:
        verbose_name = "stap naar een fase"
        verbose_name_plural = "stappen naar een fase"
        ordering = ["gevraagd_op", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plaatsing", "fase"],
                condition=models.Q(afgewezen_op__isnull=True),
                name="plaatsingen_fasestap_een_open",
                violation_error_message="Deze stap is al voorgesteld.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plaatsing}: {self.fase}"
