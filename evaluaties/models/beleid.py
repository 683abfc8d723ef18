"""The policy of the ladder as schools set it: per school and programme, from a day on, with its history."""

from datetime import date, time

from django.db import models

from kern.models import Opleiding, Organisatie, PublicIdModel, User


def vooraf_waarschuwen() -> list[int]:
    """Days before a due date on which a student is told that it comes, unless a school chooses others (R6.8)."""
    return [7, 1]


class VerslagbeleidQuerySet(models.QuerySet):
    """Versions of the policy."""

    def visible_to(self, user: User) -> "VerslagbeleidQuerySet":
        """Who looks after the rules: a beheerder sees all, a coordinator those that hold for the own school."""
        if not user.is_authenticated:
            return self.none()
        if user.is_beheerder:
            return self
        scholen = user.organisatie_ids_als("coordinator")
        return self.filter(models.Q(school__in=scholen) | models.Q(school__isnull=True)) if scholen else self.none()


class Verslagbeleid(PublicIdModel):
    """One version of the figures of the ladder (verslagregels.md, section 1). Append-only: a change is a new row.

    An empty school holds for all schools, an empty programme for all programmes; the most precise row that holds on a
    day counts, and of equal ones the row that was recorded last. No personal data but who recorded it.
    """

    school = models.ForeignKey(
        Organisatie, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="school"
    )
    opleiding = models.ForeignKey(
        Opleiding, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="opleiding"
    )
    vanaf = models.DateField("geldt vanaf")
    check_time = models.TimeField("controle om", default=time(7))
    min_active_days = models.PositiveSmallIntegerField("dagen stage in een maand", default=14)
    grace_days = models.PositiveSmallIntegerField("dagen na een herinnering", default=3)
    replacement_days = models.PositiveSmallIntegerField("dagen voor een vervangende opdracht", default=14)
    meeting_report_days = models.PositiveSmallIntegerField("dagen na een gesprek", default=7)
    extra_nonworking = models.JSONField("extra vrije dagen", default=list, blank=True)
    nudge_days = models.JSONField("dagen vooraf waarschuwen", default=vooraf_waarschuwen, blank=True)
    reden = models.CharField("waarom", max_length=500)
    vastgelegd_door = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    vastgelegd_op = models.DateTimeField("vastgelegd op")

    objects = VerslagbeleidQuerySet.as_manager()

    class Meta:
        verbose_name = "verslagbeleid"
        verbose_name_plural = "verslagbeleid"
        ordering = ["vanaf", "vastgelegd_op", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    min_active_days__gte=1,
                    min_active_days__lte=31,
                    grace_days__gte=1,
                    grace_days__lte=60,
                    replacement_days__gte=1,
                    replacement_days__lte=120,
                    meeting_report_days__gte=1,
                    meeting_report_days__lte=60,
                ),
                name="evaluaties_beleid_dagen",
                violation_error_message="Een aantal dagen is 1 of meer, en niet groter dan de regels toelaten.",
            ),
        ]

    def __str__(self) -> str:
        return f"verslagbeleid vanaf {self.vanaf:%d-%m-%Y}"

    @property
    def vrije_dagen(self) -> list[date]:
        """Extra free days of this version, in order."""
        return sorted(date.fromisoformat(dag) for dag in self.extra_nonworking)

    @property
    def precisie(self) -> int:
        """The more precise row goes first: a programme of a school, a school, a programme, everybody."""
        return 2 * (self.school_id is not None) + (self.opleiding_id is not None)


class VervallenVrijedag(models.Model):
    """A day taken out of the regional table of free days, and when: dates told before that stay. Append-only."""

    datum = models.DateField("datum")
    vastgelegd_op = models.DateTimeField("vastgelegd op")

    class Meta:
        verbose_name = "vervallen vrije dag"
        verbose_name_plural = "vervallen vrije dagen"
        ordering = ["vastgelegd_op", "pk"]

    def __str__(self) -> str:
        return f"{self.datum:%d-%m-%Y}"
