"""EVC-boek: evidence against the parts of a qualification, judged by an assessor, with exemptions as outcome (R8.5)."""

from django.db import models
from django.db.models import Q

from evaluaties.enums import EvcOordeel, EvcStatus
from evaluaties.models.doel import Bewijsstuk, Bewijsversie
from kern.models import Bestand, Opleiding, PublicIdModel, Student, User
from plaatsingen.models import Plaatsing

OPEN = (EvcStatus.VERZAMELEN, EvcStatus.INGEDIEND, EvcStatus.GESPREK, EvcStatus.BEOORDEELD)


class EvctrajectQuerySet(models.QuerySet):
    """EVC procedures."""

    def visible_to(self, user: User) -> "EvctrajectQuerySet":
        """The candidate, the own school's staff, and the assessor while judging; the bureau knows that there is one."""
        if not user.is_authenticated:
            return self.none()
        if user.rollen == {"coordinator"}:
            eigen = Q(student__school_id__in=user.organisatie_ids_als("coordinator"))
            eigen |= Q(student__user=user) | Q(student__stagedocent=user)
            return self.filter(eigen | (Q(assessor=user) & ~Q(status=EvcStatus.VERZAMELEN)))
        eigen = self.filter(student__in=Student.objects.visible_to(user).values("pk")).order_by().values("pk")
        if not user.heeft_rol("stagedocent", "coordinator"):  # who lost the role judges nothing any more
            return self.filter(pk__in=eigen)
        gevraagd = self.filter(assessor=user).exclude(status=EvcStatus.VERZAMELEN).order_by().values("pk")
        return self.filter(pk__in=eigen.union(gevraagd))

    def open(self) -> "EvctrajectQuerySet":
        """Procedures under way."""
        return self.filter(status__in=OPEN)


class Evctraject(PublicIdModel):
    """One procedure. Purpose: exemptions. Term: 2 years after leaving.

    The assessor judges part by part; somebody of the school decides, with the reasons in `besluit`. Only then there
    are exemptions, and the book (`boek`) is fixed.
    """

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="evctrajecten")
    opleiding = models.ForeignKey(Opleiding, on_delete=models.PROTECT, related_name="+")
    status = models.CharField("status", max_length=12, choices=EvcStatus, default=EvcStatus.VERZAMELEN)
    assessor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="evctrajecten")
    gesprek_op = models.DateTimeField("gesprek op", null=True, blank=True)
    gesprek_waar = models.CharField("waar", max_length=200, blank=True)
    gespreksverslag = models.TextField("verslag van het gesprek", blank=True)
    geopend_op = models.DateTimeField("geopend op")
    geopend_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    ingediend_op = models.DateTimeField("ingediend op", null=True, blank=True)
    teruggelegd_op = models.DateTimeField("terug naar de student op", null=True, blank=True)
    vraag = models.TextField("wat ontbreekt er nog", blank=True)
    beoordeeld_op = models.DateTimeField("beoordeeld op", null=True, blank=True)
    besloten_op = models.DateTimeField("besloten op", null=True, blank=True)
    besloten_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    besluit = models.TextField("besluit", blank=True)
    uren_minder = models.PositiveIntegerField("minder uren", default=0)
    weken_korter = models.PositiveSmallIntegerField("weken korter", default=0)
    boek = models.ForeignKey(Bestand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    boek_hash = models.CharField("hash van de gegevens van het boek", max_length=64, blank=True, db_index=True)

    objects = EvctrajectQuerySet.as_manager()

    class Meta:
        verbose_name = "EVC-traject"
        verbose_name_plural = "EVC-trajecten"
        ordering = ["-geopend_op", "-pk"]
        indexes = [
            models.Index(fields=["-geopend_op", "-id"], name="evaluaties_evc_nieuwst"),
            models.Index(fields=["assessor", "status"], name="evaluaties_evc_assessor"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "opleiding"],
                condition=Q(status__in=OPEN),
                name="evaluaties_evc_een_open",
                violation_error_message="Er loopt al een EVC-traject voor deze opleiding.",
            ),
            models.CheckConstraint(condition=Q(status__in=EvcStatus.values), name="evaluaties_evc_status"),
            models.CheckConstraint(
                condition=~Q(status=EvcStatus.BESLOTEN)
                | (Q(besloten_op__isnull=False, besloten_door__isnull=False) & ~Q(besluit="")),
                name="evaluaties_evc_besluit_van_een_mens",
                violation_error_message="Een besluit heeft een naam en een reden.",
            ),
        ]

    def __str__(self) -> str:
        return f"EVC van {self.student}"

    @property
    def bij_student(self) -> bool:
        """Whether the candidate may still change it."""
        return self.status == EvcStatus.VERZAMELEN

    @property
    def bij_assessor(self) -> bool:
        """Whether it waits for the assessor."""
        return self.status in {EvcStatus.INGEDIEND, EvcStatus.GESPREK}


class Evconderdeel(PublicIdModel):
    """One part of the qualification: what the candidate says, which evidence, what the assessor decides and why.

    `versies` are the versions of the evidence as they were handed in: what is changed later isn't judged.
    """

    traject = models.ForeignKey(Evctraject, on_delete=models.CASCADE, related_name="onderdelen")
    code = models.CharField("code", max_length=30)
    titel = models.CharField("onderdeel", max_length=200)
    kerntaak = models.CharField("kerntaak", max_length=200, blank=True)
    toelichting = models.TextField("waarom ik dit al kan", blank=True)
    bewijsstukken = models.ManyToManyField(Bewijsstuk, blank=True, related_name="evconderdelen")
    versies = models.ManyToManyField(Bewijsversie, blank=True, related_name="evconderdelen")
    gevraagd = models.BooleanField("ik vraag vrijstelling voor dit onderdeel", default=False)
    oordeel = models.CharField("oordeel", max_length=12, choices=EvcOordeel, blank=True)
    motivering = models.TextField("motivering", blank=True)
    uren_minder = models.PositiveIntegerField("minder uren", default=0)

    class Meta:
        verbose_name = "onderdeel van EVC"
        verbose_name_plural = "onderdelen van EVC"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["traject", "code"], name="evaluaties_evconderdeel_uniek"),
            models.CheckConstraint(
                condition=Q(oordeel__in=["", *EvcOordeel.values]), name="evaluaties_evconderdeel_oordeel"
            ),
            models.CheckConstraint(
                condition=Q(oordeel="") | ~Q(motivering=""),
                name="evaluaties_evconderdeel_oordeel_heeft_reden",
                violation_error_message="Een oordeel heeft een motivering.",
            ),
            models.CheckConstraint(
                condition=~Q(oordeel=EvcOordeel.NIET) | Q(uren_minder=0),
                name="evaluaties_evconderdeel_niet_is_nul_uren",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.titel}"


class Evctoepassing(models.Model):
    """Exempted hours and weeks that went to one placement: at once, or as an amendment that all must sign."""

    traject = models.ForeignKey(Evctraject, on_delete=models.CASCADE, related_name="toepassingen")
    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="evctoepassingen")
    uren = models.PositiveIntegerField("minder uren", default=0)
    einddatum = models.DateField("nieuwe laatste dag", null=True, blank=True)
    met_aanvulling = models.BooleanField("met een aanvulling op de overeenkomst", default=False)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    op = models.DateTimeField("toegepast op")

    class Meta:
        verbose_name = "toepassing van EVC"
        verbose_name_plural = "toepassingen van EVC"
        ordering = ["op", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["traject", "plaatsing"],
                name="evaluaties_evctoepassing_uniek",
                violation_error_message="Dit besluit is al toegepast op deze stage.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.uren} uur minder bij {self.plaatsing}"
