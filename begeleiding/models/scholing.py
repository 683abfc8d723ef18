"""Training register of werkbegeleiders: meetings, invitations, certificates (R7.8)."""

from django.db import models

from begeleiding.enums import DeelnameStatus
from kern.models import Bestand, Organisatie, PublicIdModel, User

LEREN = ("werkbegeleider", "praktijkopleider", "stagebegeleider", "stagedocent")  # who can follow a training


class TrainingQuerySet(models.QuerySet):
    """Trainings."""

    def visible_to(self, user: User) -> "TrainingQuerySet":
        """Everybody who supervises sees what is on offer; a cancelled one only who has to do with it."""
        if user.heeft_rol("coordinator", "beheerder"):
            return self
        bij = Deelname.objects.filter(user=user).values("training")
        eigen = models.Q(pk__in=bij) | models.Q(aanbieder_id__in=user.organisatie_ids_als("praktijkopleider"))
        if user.heeft_rol(*LEREN):
            eigen |= models.Q(afgezegd_op__isnull=True)
        return self.filter(eigen)


class Training(PublicIdModel):
    """A training for werkbegeleiders on a day, with a limited number of seats."""

    naam = models.CharField("naam", max_length=120)
    aanbieder = models.ForeignKey(Organisatie, on_delete=models.PROTECT, related_name="trainingen")
    niveau = models.PositiveSmallIntegerField("leidt op tot niveau", null=True, blank=True)
    begin = models.DateTimeField("begint")
    minuten = models.PositiveSmallIntegerField("duur in minuten", default=180)
    plek = models.CharField("waar", max_length=200)
    plekken = models.PositiveSmallIntegerField("aantal plekken", default=20)
    jaren_geldig = models.PositiveSmallIntegerField("certificaat is geldig, in jaren", default=5)
    uitleg = models.TextField("uitleg", blank=True)
    afgezegd_op = models.DateTimeField("afgezegd op", null=True, blank=True)
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = "training"
        verbose_name_plural = "trainingen"
        ordering = ["-begin", "-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(plekken__gt=0), name="begeleiding_training_plekken")]

    def __str__(self) -> str:
        return self.naam


class Deelname(PublicIdModel):
    """One person at a training, from invitation to certificate."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="deelnames")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="trainingen")
    status = models.CharField("status", max_length=12, choices=DeelnameStatus, default=DeelnameStatus.UITGENODIGD)
    uitgenodigd_op = models.DateTimeField("uitgenodigd op")
    geantwoord_op = models.DateTimeField("geantwoord op", null=True, blank=True)

    class Meta:
        verbose_name = "deelname"
        verbose_name_plural = "deelnames"
        ordering = ["user__achternaam", "user__voornaam", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["training", "user"], name="begeleiding_deelname_uniek"),
            models.CheckConstraint(
                condition=models.Q(status__in=DeelnameStatus.values), name="begeleiding_deelname_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_status_display()}"


class BekwaamheidQuerySet(models.QuerySet):
    """What people are trained for."""

    def visible_to(self, user: User) -> "BekwaamheidQuerySet":
        """Oneself, the praktijkopleider of the own house, coordinators and administrators."""
        if user.heeft_rol("coordinator", "beheerder"):
            return self
        collegas = user.collegas_als("praktijkopleider").values("pk")
        return self.filter(models.Q(user=user) | models.Q(user__in=collegas))


class Bekwaamheid(PublicIdModel):
    """That somebody is trained as supervisor: by a training here, or shown with a certificate (R7.8).

    Purpose: quality of supervision. Term: 2 years after it expired.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="bekwaamheden")
    naam = models.CharField("training of diploma", max_length=120)
    niveau = models.PositiveSmallIntegerField("niveau", null=True, blank=True)
    behaald_op = models.DateField("behaald op")
    geldig_tot = models.DateField("geldig tot en met", null=True, blank=True)
    deelname = models.OneToOneField(
        Deelname, on_delete=models.SET_NULL, null=True, blank=True, related_name="bekwaamheid"
    )
    certificaat = models.ForeignKey(Bestand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    vastgelegd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    vastgelegd_op = models.DateTimeField("vastgelegd op")

    objects = BekwaamheidQuerySet.as_manager()

    class Meta:
        verbose_name = "bekwaamheid"
        verbose_name_plural = "bekwaamheden"
        ordering = ["-behaald_op", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(geldig_tot__isnull=True) | models.Q(geldig_tot__gte=models.F("behaald_op")),
                name="begeleiding_bekwaam_volgorde",
                violation_error_message="De laatste dag ligt voor de dag waarop het is behaald.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.naam} van {self.user}"
