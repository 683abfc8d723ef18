"""A place that a student found, to be approved."""

from django.db import models

from kern.models import Organisatie, PublicIdModel, Student, User
from vacatures.enums import EigenPlekStatus
from vacatures.models.stageplaats import Stageplaats


class EigenPlekQuerySet(models.QuerySet):
    """Places that students found."""

    def visible_to(self, user: User) -> "EigenPlekQuerySet":
        """The student, and the school of the student; the bureau sees all."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(student__in=Student.objects.visible_to(user))

    def open(self) -> "EigenPlekQuerySet":
        """Not yet decided."""
        return self.filter(status__in=OPEN)

    def met_student(self) -> "EigenPlekQuerySet":
        """With all that a row or the page shows, in the same query."""
        return self.select_related(
            "student__user",
            "student__school",
            "student__opleiding",
            "student__cluster",
            "student__stagedocent",
            "organisatie",
            "stageplaats",
        )


S = EigenPlekStatus
OPEN = frozenset({S.VOORGESTELD, S.IN_CONTROLE, S.ERKENNING})
BIJ_SCHOOL = frozenset({S.IN_CONTROLE, S.ERKENNING})


class EigenPlek(PublicIdModel):
    """A student proposes a leerbedrijf: proposed, checked, recognised or not. Term: with the student."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="eigen_plekken")
    organisatie_naam = models.CharField("naam van de organisatie", max_length=200)
    afdeling_naam = models.CharField("afdeling", max_length=200, blank=True)
    adres = models.CharField("adres", max_length=200, blank=True)
    postcode = models.CharField("postcode", max_length=7, blank=True)
    plaats = models.CharField("plaats", max_length=100)
    contact_naam = models.CharField("contactpersoon", max_length=120)
    contact_email = models.EmailField("e-mailadres van de contactpersoon")
    contact_telefoon = models.CharField("telefoonnummer van de contactpersoon", max_length=30, blank=True)
    omschrijving = models.TextField("wat ga je er doen?", blank=True)
    begindatum = models.DateField("eerste dag")
    einddatum = models.DateField("laatste dag")
    dagen = models.CharField("dagen", max_length=25)
    status = models.CharField("status", max_length=15, choices=EigenPlekStatus, default=EigenPlekStatus.VOORGESTELD)
    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.SET_NULL, null=True, blank=True, related_name="eigen_plekken"
    )
    stageplaats = models.ForeignKey(
        Stageplaats, on_delete=models.SET_NULL, null=True, blank=True, related_name="eigen_plekken"
    )
    leerbedrijf_code = models.CharField("leerbedrijf-ID", max_length=40, blank=True)
    uren_per_week = models.PositiveSmallIntegerField("uren per week", null=True, blank=True)
    wacht_sinds = models.DateTimeField("wacht sinds", null=True, blank=True, db_index=True)
    herinneringen = models.PositiveSmallIntegerField("herinneringen", default=0)
    contact_bevestigd_op = models.DateTimeField("leerbedrijf bevestigde op", null=True, blank=True)
    gemaakt_op = models.DateTimeField("voorgesteld op")
    versie = models.PositiveIntegerField("versie", default=1)

    objects = EigenPlekQuerySet.as_manager()

    class Meta:
        verbose_name = "zelf gevonden plek"
        verbose_name_plural = "zelf gevonden plekken"
        ordering = ["-gemaakt_op", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=EigenPlekStatus.values), name="vacatures_eigenplek_status"
            ),
            models.CheckConstraint(
                condition=models.Q(einddatum__gte=models.F("begindatum")),
                name="vacatures_eigenplek_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.organisatie_naam}"


class EigenPlekStap(models.Model):
    """One step: who, when, what, why. Append-only."""

    eigen_plek = models.ForeignKey(EigenPlek, on_delete=models.CASCADE, related_name="stappen")
    van = models.CharField("van", max_length=15, blank=True)
    naar = models.CharField("naar", max_length=15, choices=EigenPlekStatus)
    at = models.DateTimeField("wanneer")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    by_naam = models.CharField("door", max_length=200, blank=True)
    tekst = models.TextField("toelichting", blank=True)

    class Meta:
        verbose_name = "stap van een zelf gevonden plek"
        verbose_name_plural = "stappen van een zelf gevonden plek"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.van} > {self.naar}"
