"""Doors for people without an account: mailed links, and who may speak for a minor."""

from django.db import models

from kern.enums import Linkdoel
from kern.models.abstract import PublicIdModel
from kern.models.gebruiker import User
from kern.models.student import Student


class Toegangslink(PublicIdModel):
    """A mailed link to one thing for one person: it expires, can be taken back, and opens nothing else.

    Only the hash of the secret is kept. `object_id` is the public id of what `doel` names. A code, sent apart,
    may be asked before something weighty; it too is kept as a hash and counts its wrong tries.
    Purpose: taking part without an account. Term: with the thing it opens.
    """

    doel = models.CharField("doel", max_length=20, choices=Linkdoel)
    object_id = models.UUIDField("opent", db_index=True)
    naam = models.CharField("naam", max_length=200, blank=True)
    email = models.EmailField("e-mailadres")
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_tot = models.DateTimeField("code geldig tot", null=True, blank=True)
    code_pogingen = models.PositiveSmallIntegerField("foute codes", default=0)
    codes = models.PositiveSmallIntegerField("codes gestuurd", default=0)
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")
    geldig_tot = models.DateTimeField("geldig tot")
    geopend_op = models.DateTimeField("eerst geopend op", null=True, blank=True)
    gebruikt_op = models.DateTimeField("gebruikt op", null=True, blank=True)
    ingetrokken_op = models.DateTimeField("ingetrokken op", null=True, blank=True)

    class Meta:
        verbose_name = "link zonder account"
        verbose_name_plural = "links zonder account"
        ordering = ["-gemaakt_op", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(doel__in=Linkdoel.values), name="kern_toegangslink_doel"),
        ]

    def __str__(self) -> str:
        return f"{self.get_doel_display()} voor {self.email}"


class VertegenwoordigerQuerySet(models.QuerySet):
    """Parents and guardians."""

    def visible_to(self, user: User) -> "VertegenwoordigerQuerySet":
        """The student and the school; never the leerbedrijf."""
        return self.filter(student__in=Student.objects.visible_to(user))


class Vertegenwoordiger(PublicIdModel):
    """A parent or guardian who signs along for a minor (R5.2). Purpose: signing. Term: until the student is 18."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="vertegenwoordigers")
    naam = models.CharField("naam", max_length=200)
    relatie = models.CharField("relatie", max_length=60, help_text="Zoals moeder, vader of voogd.")
    email = models.EmailField("e-mailadres", blank=True)
    telefoon = models.CharField("telefoonnummer", max_length=30, blank=True)
    vervallen_op = models.DateTimeField("vervallen op", null=True, blank=True)

    objects = VertegenwoordigerQuerySet.as_manager()

    class Meta:
        verbose_name = "ouder of voogd"
        verbose_name_plural = "ouders en voogden"
        ordering = ["naam", "pk"]

    def __str__(self) -> str:
        return f"{self.naam} ({self.relatie})"
