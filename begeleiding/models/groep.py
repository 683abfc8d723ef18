"""Groups: intervisie, spreekuur, and older students who coach juniors (R7.5)."""

from django.db import models

from begeleiding.enums import Opkomst, ReeksSoort
from kern.models import Organisatie, PublicIdModel, Student, User


class ReeksQuerySet(models.QuerySet):
    """Series of meetings."""

    def visible_to(self, user: User) -> "ReeksQuerySet":
        """The one who leads it, its students, coordinators of the school, the bureau."""
        if user.ziet_hele_regio:
            return self
        delen = models.Q(leider=user) | models.Q(school_id__in=user.organisatie_ids_als("coordinator"))
        delen |= models.Q(pk__in=Reekslid.objects.filter(student__user=user).values("reeks"))
        return self.filter(delen)


class Reeks(PublicIdModel):
    """A series of meetings with one leader: intervisie (fixed group) or spreekuur (slots to book)."""

    soort = models.CharField("soort", max_length=12, choices=ReeksSoort)
    naam = models.CharField("naam", max_length=120)
    school = models.ForeignKey(Organisatie, on_delete=models.PROTECT, null=True, blank=True, related_name="reeksen")
    leider = models.ForeignKey(User, on_delete=models.PROTECT, related_name="geleide_reeksen")
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
            models.CheckConstraint(condition=models.Q(soort__in=ReeksSoort.values), name="begeleiding_reeks_soort")
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


class Bijeenkomst(PublicIdModel):
    """One meeting of a series; of a spreekuur every slot is a `Spreekuurplek`."""

    reeks = models.ForeignKey(Reeks, on_delete=models.CASCADE, related_name="bijeenkomsten")
    begin = models.DateTimeField("begint")
    minuten = models.PositiveSmallIntegerField("duur in minuten", default=60)
    plek = models.CharField("waar", max_length=200, blank=True)
    thema = models.CharField("thema", max_length=200, blank=True)
    afgezegd_op = models.DateTimeField("afgezegd op", null=True, blank=True)
    opkomst_op = models.DateTimeField("opkomst vastgelegd op", null=True, blank=True)

    class Meta:
        verbose_name = "bijeenkomst"
        verbose_name_plural = "bijeenkomsten"
        ordering = ["begin", "pk"]

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
        constraints = [models.UniqueConstraint(fields=["bijeenkomst", "begin"], name="begeleiding_plek_uniek")]

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}"


class Juniorkoppeling(PublicIdModel):
    """An older student who coaches a junior; sees only the own juniors, by name and what they agreed (R7.5)."""

    ouderejaars = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="juniors")
    junior = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="ouderejaars")
    gekoppeld_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    class Meta:
        verbose_name = "koppeling met een ouderejaars"
        verbose_name_plural = "koppelingen met ouderejaars"
        ordering = ["-van", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(ouderejaars=models.F("junior")), name="begeleiding_junior_niet_zichzelf"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ouderejaars} begeleidt {self.junior}"


class Juniorcontact(models.Model):
    """A note that two students had contact: when, and one line both can read."""

    koppeling = models.ForeignKey(Juniorkoppeling, on_delete=models.CASCADE, related_name="contacten")
    datum = models.DateField("datum")
    notitie = models.CharField("waar ging het over", max_length=500, blank=True)
    gemaakt_op = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "contact met een junior"
        verbose_name_plural = "contacten met juniors"
        ordering = ["-datum", "-pk"]

    def __str__(self) -> str:
        return f"{self.datum:%d-%m-%Y}"
