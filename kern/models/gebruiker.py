"""People who can log in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from kern.models.abstract import PublicIdModel


class UserQuerySet(models.QuerySet):
    """People, with the questions others ask about them."""

    def visible_to(self, user: "User") -> "UserQuerySet":
        """People whom `user` may look up: oneself and colleagues; a beheerder sees everybody."""
        if user.is_beheerder:
            return self
        return self.filter(
            models.Q(pk=user.pk) | models.Q(lidmaatschappen__organisatie_id__in=user.organisatie_ids)
        ).distinct()

    def actief(self) -> "UserQuerySet":
        """People who may log in."""
        return self.filter(is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Makes people; the e-mail address is the login name."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra: object) -> "User":
        """Make a person with a normalised e-mail address; without a password nobody can log in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: object) -> "User":
        """Make a person with every Django permission; the portal itself asks for the role beheerder."""
        return self.create_user(email, password, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str) -> "User":
        """Find by e-mail address, whatever its capitals."""
        return self.get(email__iexact=username)


class User(PublicIdModel, AbstractBaseUser, PermissionsMixin):
    """A person. Purpose: access and contact. Term: with the last membership plus the retention term."""

    email = models.EmailField("e-mailadres", unique=True)
    voornaam = models.CharField("voornaam", max_length=80, blank=True)
    tussenvoegsel = models.CharField("tussenvoegsel", max_length=20, blank=True)
    achternaam = models.CharField("achternaam", max_length=120, blank=True)
    telefoon = models.CharField("telefoonnummer", max_length=30, blank=True)
    is_active = models.BooleanField("mag inloggen", default=True)
    date_joined = models.DateTimeField("toegevoegd op", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"
        ordering = ["achternaam", "voornaam", "pk"]
        # Lists of people begin at the letter A: their first page needn't sort everybody.
        indexes = [models.Index(fields=["achternaam", "voornaam"], name="kern_user_naam")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="kern_user_email_ci_uniek",
                violation_error_message="Dit e-mailadres is al in gebruik.",
            )
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def naam(self) -> str:
        """Full name, or the e-mail address when no name is known."""
        delen = [self.voornaam, self.tussenvoegsel, self.achternaam]
        return " ".join(deel for deel in delen if deel) or self.email

    @property
    def initialen(self) -> str:
        """Two letters for a person chip."""
        return ((self.voornaam[:1] + self.achternaam[:1]) or self.email[:2]).upper()

    def get_full_name(self) -> str:
        """Name, as Django and allauth ask for it."""
        return self.naam

    def get_short_name(self) -> str:
        """First name, or the e-mail address."""
        return self.voornaam or self.email

    @property
    def is_staff(self) -> bool:
        """Whether the Django admin opens: only for a beheerder."""
        return self.is_active and self.is_beheerder

    # --- roles: read once per request ---
    @property
    def lidmaatschappen_nu(self) -> "list":
        """Memberships that hold today, with their organisation; cached on this object."""
        if not hasattr(self, "_lidmaatschappen_nu"):
            self._lidmaatschappen_nu = list(
                self.lidmaatschappen.geldig_op(timezone.localdate()).select_related("organisatie").order_by("pk")
            )
        return self._lidmaatschappen_nu

    @property
    def rollen(self) -> frozenset[str]:
        """Roles of today."""
        return frozenset(lidmaatschap.rol for lidmaatschap in self.lidmaatschappen_nu)

    def heeft_rol(self, *rollen: str) -> bool:
        """Whether the person has one of these roles today."""
        return bool(self.rollen & set(rollen))

    @property
    def is_beheerder(self) -> bool:
        """Whether the person administers the portal."""
        return self.heeft_rol("beheerder")

    @property
    def regio_coordinator(self) -> bool:
        """Whether the person coordinates for the whole region: coordinator at the bureau."""
        return any(item.rol == "coordinator" and item.organisatie.soort == "bureau" for item in self.lidmaatschappen_nu)

    @property
    def ziet_hele_regio(self) -> bool:
        """Whether the person follows every student of the region: a beheerder, or a coordinator of the bureau."""
        return self.is_beheerder or self.regio_coordinator

    @property
    def organisatie_ids(self) -> set[int]:
        """Organisations the person belongs to today."""
        return {lidmaatschap.organisatie_id for lidmaatschap in self.lidmaatschappen_nu}

    def organisatie_ids_als(self, *rollen: str) -> set[int]:
        """Organisations where the person has one of these roles today."""
        return {item.organisatie_id for item in self.lidmaatschappen_nu if item.rol in rollen}

    def afdeling_ids_als(self, *rollen: str) -> set[int]:
        """Departments to which the person is tied in one of these roles today."""
        return {item.afdeling_id for item in self.lidmaatschappen_nu if item.rol in rollen and item.afdeling_id}

    def collegas_als(self, *rollen: str) -> UserQuerySet:
        """People who belong today to the organisations where the person has one of these roles today."""
        leden = self.lidmaatschappen.model.objects.geldig_op(timezone.localdate())
        leden = leden.filter(organisatie__in=self.organisatie_ids_als(*rollen))
        return type(self).objects.filter(pk__in=leden.values("user"))
