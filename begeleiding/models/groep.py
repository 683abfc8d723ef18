"""Groups: intervisie, spreekuur, and older students who coach juniors (R7.5)."""

from django.db import models

from begeleiding.enums import Opkomst, ReeksSoort, ReeksVoor
from kern.models import Organisatie, PublicIdModel, Student, User
from plaatsingen.models import Plaatsing

LEIDERS = ("coordinator", "stagedocent", "stagebegeleider")


class ReeksQuerySet(models.QuerySet):
    """Series of meetings."""

    def visible_to(self, user: User) -> "ReeksQuerySet":
        """Who leads it, its students and who may book, coordinators of the school, the bureau."""
        if not user.is_authenticated:
            return self.none()
        if user.ziet_hele_regio:
            return self
        alle = self.model._default_manager.order_by()
        delen = [alle.filter(school_id__in=user.organisatie_ids_als("coordinator"))]
        if user.heeft_rol(*LEIDERS):
            delen.append(alle.filter(leider=user))
        if user.heeft_rol("student"):
            delen += [alle.filter(deel) for deel in _voor_student(user)]
        eerste, *rest = [deel.values("pk") for deel in delen]
        return self.filter(pk__in=eerste.union(*rest))

    def van_student(self, user: User) -> "ReeksQuerySet":
        """Series that this student belongs to or may book at."""
        eerste, *rest = [
            self.model._default_manager.order_by().filter(deel).values("pk") for deel in _voor_student(user)
        ]
        return self.filter(pk__in=eerste.union(*rest))


def _voor_student(user: User) -> list[models.Q]:
    """Return the conditions under which a student comes to a series, or may book at it."""
    lid = Reekslid.objects.filter(student__user=user, tot__isnull=True)
    eigen = models.Q(voor=ReeksVoor.EIGEN, gestopt_op__isnull=True)
    begeleiders = Plaatsing.objects.actief().filter(student__user=user).order_by().values("stagebegeleider")
    return [
        models.Q(pk__in=lid.values("reeks")),
        eigen & models.Q(leider__in=Student.objects.filter(user=user).order_by().values("stagedocent")),
        eigen & models.Q(leider__in=begeleiders),
        models.Q(
            voor=ReeksVoor.SCHOOL,
            gestopt_op__isnull=True,
            school__in=Student.objects.filter(user=user).order_by().values("school"),
        ),
    ]


class Reeks(PublicIdModel):
    """A series of meetings with one leader: intervisie (fixed group) or spreekuur (slots to book)."""

    soort = models.CharField("soort", max_length=12, choices=ReeksSoort)
    naam = models.CharField("naam", max_length=120)
    school = models.ForeignKey(Organisatie, on_delete=models.PROTECT, null=True, blank=True, related_name="reeksen")
    leider = models.ForeignKey(User, on_delete=models.PROTECT, related_name="geleide_reeksen")
    voor = models.CharField("voor wie", max_length=8, choices=ReeksVoor, default=ReeksVoor.LEDEN)
    plek = models.CharField("waar", max_length=200, blank=True)
    uitleg = models.TextField("uitleg voor de studenten", blank=True)
    gestopt_op = models.DateTimeField("gestopt op", null=True, blank=True)
    gemaakt_op = models.DateTimeField("gemaakt op")

    objects = ReeksQuerySet.as_manager()

    class Meta:
        verbose_name = "reeks bijeenkomsten"
        verbose_name_plural = "reeksen bijeenkomsten"
        ordering = ["naam", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(soort__in=ReeksSoort.values), name="begeleiding_reeks_soort"),
            models.CheckConstraint(condition=models.Q(voor__in=ReeksVoor.values), name="begeleiding_reeks_voor"),
        ]

    def __str__(self) -> str:
        return self.naam


class Reekslid(models.Model):
    """A student in a series."""

    reeks = models.ForeignKey(Reeks, on_delete=models.CASCADE, related_name="leden")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="reeksen")
    vanaf = models.DateField("vanaf")
    tot = models.DateField("tot en met", null=True, blank=True)

    class Meta:
        verbose_name = "lid van een reeks"
        verbose_name_plural = "leden van een reeks"
        ordering = ["student__user__achternaam", "student__user__voornaam", "pk"]
        constraints = [models.UniqueConstraint(fields=["reeks", "student"], name="begeleiding_reekslid_uniek")]

    def __str__(self) -> str:
        return f"{self.student} in {self.reeks}"


class BijeenkomstQuerySet(models.QuerySet):
    """Meetings."""

    def visible_to(self, user: User) -> "BijeenkomstQuerySet":
        """Whoever sees the series."""
        return self.filter(reeks__in=Reeks.objects.visible_to(user))


class Bijeenkomst(PublicIdModel):
    """One meeting of a series; of a spreekuur every slot is a `Spreekuurplek`."""

    reeks = models.ForeignKey(Reeks, on_delete=models.CASCADE, related_name="bijeenkomsten")
    begin = models.DateTimeField("begint")
    minuten = models.PositiveSmallIntegerField("duur in minuten", default=60)
    plek = models.CharField("waar", max_length=200, blank=True)
    thema = models.CharField("thema", max_length=200, blank=True)
    afgezegd_op = models.DateTimeField("afgezegd op", null=True, blank=True)
    opkomst_op = models.DateTimeField("opkomst vastgelegd op", null=True, blank=True)
    herinnerd_op = models.DateTimeField("herinnering gestuurd op", null=True, blank=True)
    bewerking = models.PositiveIntegerField("bewerking", default=0)

    objects = BijeenkomstQuerySet.as_manager()

    class Meta:
        verbose_name = "bijeenkomst"
        verbose_name_plural = "bijeenkomsten"
        ordering = ["begin", "pk"]
        indexes = [models.Index(fields=["begin"], name="begeleiding_bijeenkomst_begin")]
        constraints = [
            models.UniqueConstraint(
                fields=["reeks", "begin"],
                name="begeleiding_bijeenkomst_uniek",
                violation_error_message="Op dit moment is er al een bijeenkomst.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reeks} {self.begin:%d-%m-%Y}"


class Aanwezigheid(models.Model):
    """Whether a student was there; a no-show without word makes a signal (R7.5)."""

    bijeenkomst = models.ForeignKey(Bijeenkomst, on_delete=models.CASCADE, related_name="aanwezigheden")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="aanwezigheden")
    opkomst = models.CharField("opkomst", max_length=10, choices=Opkomst)
    reden = models.CharField("reden", max_length=200, blank=True)
    vastgelegd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    vastgelegd_op = models.DateTimeField("vastgelegd op")

    class Meta:
        verbose_name = "aanwezigheid"
        verbose_name_plural = "aanwezigheid"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bijeenkomst", "student"], name="begeleiding_aanwezigheid_uniek"),
            models.CheckConstraint(
                condition=models.Q(opkomst__in=Opkomst.values), name="begeleiding_aanwezigheid_soort"
            ),
        ]
        indexes = [models.Index(fields=["student", "opkomst"], name="begeleiding_aanwezig_student")]

    def __str__(self) -> str:
        return f"{self.student}: {self.get_opkomst_display()}"


class Spreekuurplek(PublicIdModel):
    """A slot of a spreekuur, free or taken by one student."""

    bijeenkomst = models.ForeignKey(Bijeenkomst, on_delete=models.CASCADE, related_name="plekken")
    begin = models.DateTimeField("begint")
    minuten = models.PositiveSmallIntegerField("duur in minuten", default=15)
    student = models.ForeignKey(Student, on_delete=models.SET_NULL, null=True, blank=True, related_name="spreekuren")
    vraag = models.CharField("waarover", max_length=300, blank=True)
    geboekt_op = models.DateTimeField("geboekt op", null=True, blank=True)

    class Meta:
        verbose_name = "plek op een spreekuur"
        verbose_name_plural = "plekken op een spreekuur"
        ordering = ["begin", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["bijeenkomst", "begin"], name="begeleiding_plek_uniek"),
            models.UniqueConstraint(
                fields=["bijeenkomst", "student"],
                condition=models.Q(student__isnull=False),
                name="begeleiding_plek_een_per_student",
                violation_error_message="Je hebt op dit spreekuur al een tijd.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}"


class JuniorkoppelingQuerySet(models.QuerySet):
    """Pairs of an older student and a junior."""

    def visible_to(self, user: User) -> "JuniorkoppelingQuerySet":
        """The two of them while it lasts; the teacher of the junior, coordinators of the school, the bureau."""
        if not user.is_authenticated:
            return self.none()
        if user.ziet_hele_regio:
            return self
        delen = models.Q(junior__school_id__in=user.organisatie_ids_als("coordinator"))
        if user.heeft_rol("stagedocent"):
            delen |= models.Q(junior__stagedocent=user)
        if user.heeft_rol("student"):
            loopt = models.Q(tot__isnull=True)
            delen |= loopt & (models.Q(ouderejaars__user=user) | models.Q(junior__user=user))
        return self.filter(delen)


class Juniorkoppeling(PublicIdModel):
    """An older student who coaches a junior; sees only the own juniors, by name and what they agreed (R7.5)."""

    ouderejaars = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="juniors")
    junior = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="ouderejaars")
    gekoppeld_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = JuniorkoppelingQuerySet.as_manager()

    class Meta:
        verbose_name = "koppeling met een ouderejaars"
        verbose_name_plural = "koppelingen met ouderejaars"
        ordering = ["-van", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(ouderejaars=models.F("junior")), name="begeleiding_junior_niet_zichzelf"
            ),
            models.CheckConstraint(
                condition=models.Q(tot__isnull=True) | models.Q(tot__gte=models.F("van")),
                name="begeleiding_junior_volgorde",
            ),
            models.UniqueConstraint(
                fields=["junior"],
                condition=models.Q(tot__isnull=True),
                name="begeleiding_junior_een_tegelijk",
                violation_error_message="Deze student heeft al een ouderejaars.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ouderejaars} begeleidt {self.junior}"


class Juniorcontact(models.Model):
    """A note that two students had contact: when, and one line both can read."""

    koppeling = models.ForeignKey(Juniorkoppeling, on_delete=models.CASCADE, related_name="contacten")
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    datum = models.DateField("datum")
    notitie = models.CharField("waar ging het over", max_length=500, blank=True)
    gemaakt_op = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "contact met een junior"
        verbose_name_plural = "contacten met juniors"
        ordering = ["-datum", "-pk"]

    def __str__(self) -> str:
        return f"{self.datum:%d-%m-%Y}"
