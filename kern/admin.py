"""Django admin: reference tables, for beheerders only, behind the portal's own login."""

from django.contrib import admin
from django.db.models import Model, QuerySet, URLField
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from kern import models
from kern.services.audit import leg_vast
from kern.signals import erkenningen_gewijzigd

admin.site.site_header = "Stagebureau: basistabellen"
admin.site.site_title = "Basistabellen"
admin.site.index_title = "Gegevens waarop de rest steunt"


def _mag_erin(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_authenticated and request.user.is_beheerder


admin.site.has_permission = _mag_erin
# Accounts, second steps and tokens have pages of their own with rules of their own; here they would have none.
for _model in list(admin.site._registry):  # noqa: SLF001 - the admin has no public list of what is registered
    admin.site.unregister(_model)


class Basistabel(admin.ModelAdmin):
    """A reference table that a beheerder may edit."""

    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Only beheerders."""
        return _mag_erin(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Only beheerders."""
        return _mag_erin(request)

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save, and write down who changed which fields from what to what."""
        velden = [naam for naam in form.changed_data if naam in form.cleaned_data]
        super().save_model(request, obj, form, change)
        leg_vast(
            actie="basistabel gewijzigd" if change else "basistabel aangevuld",
            obj=obj,
            by=request.user,
            at=timezone.now(),
            voor={naam: str(form.initial.get(naam, "")) for naam in velden} if change else None,
            na={naam: str(form.cleaned_data[naam]) for naam in velden},
        )

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Delete, and write down who and what."""
        leg_vast(
            actie="uit basistabel verwijderd", obj=obj, by=request.user, at=timezone.now(), voor={"naam": str(obj)}
        )
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete one by one, so that each is written down."""
        for obj in queryset:
            self.delete_model(request, obj)


@admin.register(models.Opleiding)
class OpleidingAdmin(Basistabel):
    """Programmes."""

    list_display = ["naam", "code", "letters", "niveau", "leerweg", "jaren"]
    search_fields = ["naam", "code"]


@admin.register(models.Opleidingscluster)
class ClusterAdmin(Basistabel):
    """Clusters."""

    list_display = ["naam", "code", "niveau", "leerjaren", "intensiteit", "volgorde"]
    search_fields = ["naam", "code"]


@admin.register(models.Urennorm)
class UrennormAdmin(Basistabel):
    """Hour norms."""

    list_display = ["leerweg", "jaren", "uren", "per_jaar", "geldig_van", "geldig_tot", "bron"]


class PeriodeInline(admin.TabularInline):
    """Periods of a school year."""

    model = models.Periode
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Only beheerders."""
        return _mag_erin(request)

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission


@admin.register(models.Schooljaar)
class SchooljaarAdmin(Basistabel):
    """School years."""

    list_display = ["naam", "begin", "eind"]
    inlines = [PeriodeInline]


@admin.register(models.Vrijedag)
class VrijedagAdmin(Basistabel):
    """Extra free days."""

    list_display = ["datum", "naam"]


@admin.register(models.Schoolvakantie)
class SchoolvakantieAdmin(Basistabel):
    """School holidays."""

    list_display = ["naam", "begin", "eind", "regio"]


class LocatieInline(admin.TabularInline):
    """Locations of an organisation."""

    model = models.Locatie
    extra = 0
    fields = ["code", "naam", "adres", "postcode", "plaats", "lat", "lon", "capaciteit"]

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Only beheerders."""
        return _mag_erin(request)

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Not here: departments and places hang on it."""
        return False


@admin.register(models.Organisatie)
class OrganisatieAdmin(Basistabel):
    """Organisations."""

    list_display = ["naam", "soort", "code", "sector", "capaciteit"]
    list_filter = ["soort"]
    search_fields = ["naam", "code"]
    inlines = [LocatieInline]


@admin.register(models.Erkenning)
class ErkenningAdmin(Basistabel):
    """Recognitions."""

    list_display = ["organisatie", "opleiding", "geldig_van", "geldig_tot", "gecontroleerd_op"]
    search_fields = ["organisatie__naam", "opleiding__naam"]
    autocomplete_fields = ["organisatie", "opleiding"]

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save, and tell which houses; also the one that lost it to another."""
        super().save_model(request, obj, form, change)
        huizen = {obj.organisatie_id, form.initial["organisatie"]} if change else {obj.organisatie_id}
        erkenningen_gewijzigd.send(models.Erkenning, organisaties=huizen, at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Delete, and tell which house."""
        super().delete_model(request, obj)
        erkenningen_gewijzigd.send(models.Erkenning, organisaties={obj.organisatie_id}, at=timezone.now())
