"""Special kinds of stage: ZIC, leerwerkgilde, zomerstage, oriëntatie, buitenregionaal (R5.9, R5.11-R5.13)."""

from django.db import models

from kern.models import PublicIdModel, User
from plaatsingen.enums import Dagdeelkeuze, Gildestand
from plaatsingen.models.plaatsing import Plaatsing
from vacatures.models import Stageplaats


class Leerkoppel(PublicIdModel):
    """An older student of a ZIC supervises a younger one, from a day to a day (R5.12). Term: with the placement."""

    oudere = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="begeleidt_jongeren")
    jongere = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="begeleid_door_ouderen")
    van = models.DateField("vanaf")
    tot = models.DateField("tot en met", null=True, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("vastgelegd op")

    class Meta:
        verbose_name = "koppel van studenten"
        verbose_name_plural = "koppels van studenten"
        ordering = ["van", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(oudere=models.F("jongere")),
                name="plaatsingen_koppel_twee",
                violation_error_message="Kies twee verschillende studenten.",
            ),
            models.UniqueConstraint(
                fields=["jongere"],
                condition=models.Q(tot__isnull=True),
                name="plaatsingen_koppel_een_open",
                violation_error_message="Deze student wordt al begeleid door een oudere student.",
            ),
            models.CheckConstraint(
                condition=models.Q(tot__isnull=True) | models.Q(tot__gte=models.F("van")),
                name="plaatsingen_koppel_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.oudere_id} > {self.jongere_id}"


class Afdelingsles(PublicIdModel):
    """A lesson on the ward of a ZIC: when, how long, about what, by whom (R5.12). Term: with the place."""

    stageplaats = models.ForeignKey(Stageplaats, on_delete=models.CASCADE, related_name="lessen")
    datum = models.DateField("datum")
    uren = models.DecimalField("uren", max_digits=3, decimal_places=1)
    onderwerp = models.CharField("onderwerp", max_length=120)
    docent = models.CharField("docent", max_length=120)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("vastgelegd op")

    class Meta:
        verbose_name = "les op de afdeling"
        verbose_name_plural = "lessen op de afdeling"
        ordering = ["-datum", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(uren__gt=0, uren__lte=12),
                name="plaatsingen_les_uren",
                violation_error_message="Een les duurt meer dan 0 en hoogstens 12 uur.",
            ),
        ]
        indexes = [models.Index(fields=["stageplaats", "datum"], name="plaatsingen_les_datum")]

    def __str__(self) -> str:
        return f"{self.onderwerp} op {self.datum}"


class Lesaanwezigheid(models.Model):
    """Whether a student was at a lesson."""

    les = models.ForeignKey(Afdelingsles, on_delete=models.CASCADE, related_name="aanwezigheid")
    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="lessen")
    aanwezig = models.BooleanField("aanwezig")

    class Meta:
        verbose_name = "aanwezigheid bij een les"
        verbose_name_plural = "aanwezigheid bij lessen"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["les", "plaatsing"], name="plaatsingen_les_aanwezig_uniek")]

    def __str__(self) -> str:
        return f"{self.plaatsing_id}: {self.aanwezig}"


class Gildeafspraak(models.Model):
    """What a leerwerkgilde agreed for one student: the school day on site, and the two diplomas (R5.11)."""

    plaatsing = models.OneToOneField(Plaatsing, on_delete=models.CASCADE, related_name="gilde")
    schooldag = models.CharField("schooldag op de werkplek", max_length=2)
    diploma_een = models.CharField("eerste diploma", max_length=120)
    diploma_twee = models.CharField("tweede diploma", max_length=120, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("vastgelegd op")

    class Meta:
        verbose_name = "afspraak van een leerwerkgilde"
        verbose_name_plural = "afspraken van leerwerkgilden"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.diploma_een


class Gildetrede(PublicIdModel):
    """A rung of the ladder that a student reached: when, said by whom, why (R5.11). Append-only."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="gildetreden")
    trede = models.CharField("trede", max_length=10, choices=Gildestand)
    sinds = models.DateField("sinds")
    waarom = models.TextField("waarom")
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("vastgelegd op")

    class Meta:
        verbose_name = "trede in een leerwerkgilde"
        verbose_name_plural = "treden in een leerwerkgilde"
        ordering = ["sinds", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plaatsing", "trede"], name="plaatsingen_gildetrede_uniek"),
            models.CheckConstraint(condition=models.Q(trede__in=Gildestand.values), name="plaatsingen_gildetrede"),
        ]

    def __str__(self) -> str:
        return self.get_trede_display()


class ZomerdocentQuerySet(models.QuerySet):
    """Teachers in the summer."""

    def er_nog(self) -> "ZomerdocentQuerySet":
        """Those who still work with the portal: who left is there for nobody."""
        return self.filter(docent__is_active=True)


class Zomerdocent(PublicIdModel):
    """A teacher who is there in weeks of the summer for the students of a place (R5.13)."""

    stageplaats = models.ForeignKey(Stageplaats, on_delete=models.CASCADE, related_name="zomerdocenten")
    docent = models.ForeignKey(User, on_delete=models.CASCADE, related_name="zomerweken")
    van = models.DateField("vanaf")
    tot = models.DateField("tot en met")
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("vastgelegd op")

    objects = ZomerdocentQuerySet.as_manager()

    class Meta:
        verbose_name = "docent in de zomer"
        verbose_name_plural = "docenten in de zomer"
        ordering = ["van", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tot__gte=models.F("van")),
                name="plaatsingen_zomerdocent_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
        ]
        indexes = [models.Index(fields=["stageplaats", "van"], name="plaatsing_zomerdocent_van")]

    def __str__(self) -> str:
        return f"{self.docent} {self.van} - {self.tot}"


class Zomervergoeding(models.Model):
    """What a student of a summer place gets a month (R5.13). No personal data."""

    stageplaats = models.OneToOneField(Stageplaats, on_delete=models.CASCADE, related_name="zomervergoeding")
    bedrag = models.DecimalField("vergoeding per maand", max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = "zomervergoeding"
        verbose_name_plural = "zomervergoedingen"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.bedrag}"


class Dagdeel(PublicIdModel):
    """A morning or afternoon of an orientation, and whether the pupil was there (R5.9)."""

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.CASCADE, related_name="dagdelen")
    datum = models.DateField("datum")
    deel = models.CharField("dagdeel", max_length=7, choices=Dagdeelkeuze)
    aanwezig = models.BooleanField("aanwezig", null=True, blank=True)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("vastgelegd op")

    class Meta:
        verbose_name = "dagdeel"
        verbose_name_plural = "dagdelen"
        ordering = ["datum", "-deel", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plaatsing", "datum", "deel"],
                name="plaatsingen_dagdeel_uniek",
                violation_error_message="Dit dagdeel staat er al.",
            ),
            models.CheckConstraint(condition=models.Q(deel__in=Dagdeelkeuze.values), name="plaatsingen_dagdeel"),
        ]

    def __str__(self) -> str:
        return f"{self.datum}, {self.get_deel_display()}"


class Buitenverblijf(models.Model):
    """A stage elsewhere: whom to call, where the student stays, how to get there, and what is arranged (R5.9)."""

    plaatsing = models.OneToOneField(Plaatsing, on_delete=models.CASCADE, related_name="buitenverblijf")
    land = models.CharField("land", max_length=60)
    regio = models.CharField("stad of regio", max_length=100)
    contact_naam = models.CharField("contactpersoon daar", max_length=120)
    contact_telefoon = models.CharField("telefoonnummer daar", max_length=30)
    noodnummer = models.CharField("noodnummer, dag en nacht", max_length=30)
    verblijf = models.TextField("waar je slaapt", blank=True)
    reis = models.TextField("hoe je reist", blank=True)
    verzekerd = models.BooleanField("verzekering geregeld", default=False)
    reispapieren = models.BooleanField("paspoort of visum in orde", default=False)
    thuis_bekend = models.BooleanField("thuis weet waar de student is", default=False)
    besproken = models.BooleanField("reis en verblijf besproken met school", default=False)
    door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("vastgelegd op")

    class Meta:
        verbose_name = "verblijf buiten de regio"
        verbose_name_plural = "verblijven buiten de regio"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.regio}, {self.land}"
