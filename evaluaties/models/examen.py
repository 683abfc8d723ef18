"""Exams: four modules and the keuzedeel, each with a GO from school and a GO from the stage (R5.7)."""

from datetime import date

from django.db import models
from django.db.models import Q

from evaluaties.enums import ExamenSoort, Examenuitslag, GoKant
from kern.models import Opleiding, PublicIdModel, User
from plaatsingen.models import Plaatsing


class ExamenQuerySet(models.QuerySet):
    """Exams."""

    def geldig_op(self, dag: date) -> "ExamenQuerySet":
        """Exams that can be taken on this day."""
        return self.filter(Q(vervallen_op__isnull=True) | Q(vervallen_op__gt=dag))


class Examen(models.Model):
    """A module with its exam, or the keuzedeel. Reference data, no personal data."""

    code = models.SlugField("code", max_length=40, unique=True)
    naam = models.CharField("naam", max_length=120)
    soort = models.CharField("soort", max_length=10, choices=ExamenSoort, default=ExamenSoort.MODULE)
    uitleg = models.TextField("waar het over gaat", blank=True)
    opleidingen = models.ManyToManyField(Opleiding, blank=True, related_name="examens")
    volgorde = models.PositiveSmallIntegerField("volgorde", default=1000)
    vervallen_op = models.DateField("niet meer af te leggen vanaf", null=True, blank=True)

    objects = ExamenQuerySet.as_manager()

    class Meta:
        verbose_name = "examen"
        verbose_name_plural = "examens"
        ordering = ["volgorde", "naam", "pk"]

    def __str__(self) -> str:
        return self.naam


class ExamengangQuerySet(models.QuerySet):
    """Exams that students work towards."""

    def visible_to(self, user: User) -> "ExamengangQuerySet":
        """Whoever may see the placement."""
        return self.filter(plaatsing__in=Plaatsing.objects.visible_to(user).values("pk"))

    def wacht_op_go(self, kant: str) -> "ExamengangQuerySet":
        """Those without a word of this side, and without a result."""
        antwoord = ExamenGo.objects.filter(gang=models.OuterRef("pk"), kant=kant, vervallen_op__isnull=True)
        return self.filter(~models.Exists(antwoord), uitslag="")


class Examengang(PublicIdModel):
    """A student on the way to one exam during a placement: GO of both sides, then a day, then the result."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="examengangen")
    examen = models.ForeignKey(Examen, on_delete=models.PROTECT, related_name="gangen")
    poging = models.PositiveSmallIntegerField("poging", default=1)
    aangevraagd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    aangevraagd_op = models.DateTimeField("aangevraagd op")
    datum = models.DateField("examendag", null=True, blank=True)
    datum_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    uitslag = models.CharField("uitslag", max_length=12, choices=Examenuitslag, blank=True)
    uitslag_op = models.DateTimeField("uitslag vastgelegd op", null=True, blank=True)
    uitslag_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ExamengangQuerySet.as_manager()

    class Meta:
        verbose_name = "weg naar een examen"
        verbose_name_plural = "wegen naar examens"
        ordering = ["examen", "poging", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plaatsing", "examen", "poging"], name="evaluaties_examengang_uniek"),
            models.UniqueConstraint(
                fields=["plaatsing", "examen"], condition=Q(uitslag=""), name="evaluaties_examengang_een_open"
            ),
            models.CheckConstraint(
                condition=Q(uitslag__in=["", *Examenuitslag.values]), name="evaluaties_examengang_uitslag"
            ),
            models.CheckConstraint(
                condition=Q(uitslag="") | Q(datum__isnull=False, uitslag_op__isnull=False),
                name="evaluaties_examengang_uitslag_na_dag",
                violation_error_message="Een uitslag hoort bij een examendag.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.examen}: {self.plaatsing.student}"


class ExamenGo(models.Model):
    """What one side says of an exam: GO, or not yet with the reason. A new word or taking back ends the former."""

    gang = models.ForeignKey(Examengang, on_delete=models.CASCADE, related_name="gos")
    kant = models.CharField("namens", max_length=10, choices=GoKant)
    go = models.BooleanField("GO")
    woorden = models.CharField("toelichting", max_length=500, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("gegeven op")
    vervallen_op = models.DateTimeField("vervallen op", null=True, blank=True)
    vervallen_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    vervalreden = models.CharField("waarom ingetrokken", max_length=500, blank=True)

    class Meta:
        verbose_name = "GO voor een examen"
        verbose_name_plural = "GO's voor examens"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gang", "kant"],
                condition=Q(vervallen_op__isnull=True),
                name="evaluaties_examengo_een_geldig",
                violation_error_message="Deze kant heeft al iets gezegd.",
            ),
            models.CheckConstraint(condition=Q(kant__in=GoKant.values), name="evaluaties_examengo_kant"),
            models.CheckConstraint(condition=Q(go=True) | ~Q(woorden=""), name="evaluaties_examengo_nee_heeft_reden"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kant_display()}: {'GO' if self.go else 'nog niet'}"
