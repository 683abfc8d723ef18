"""Filters of trainings and of the register of certificates."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from basis.zoekwoorden import op_naam
from begeleiding.models import Bekwaamheid, Deelname, Training
from begeleiding.services.bekwaamheden import geldig_op, verloopt_bijna
from kern.models import Lidmaatschap, Organisatie


class TrainingFilter(django_filters.FilterSet):
    """Words, and when."""

    q = django_filters.CharFilter(method="zoek", label="Zoek op training, plaats of aanbieder")
    wanneer = django_filters.ChoiceFilter(
        method="bij_wanneer",
        label="Wanneer",
        empty_label="Wat nog komt",
        choices=[("geweest", "wat geweest is"), ("mijn", "waar ik bij hoor")],
    )

    class Meta:
        model = Training
        fields = ["q", "wanneer"]

    @property
    def qs(self) -> QuerySet:
        """Without a choice what is to come, the first on top."""
        rijen = super().qs
        if self.form.is_valid() and self.form.cleaned_data.get("wanneer"):
            return rijen.order_by("-begin", "-pk")
        return rijen.filter(begin__gte=timezone.now()).order_by("begin", "pk")

    def zoek(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """All of it occurs somewhere."""
        return rijen.filter(
            Q(naam__icontains=waarde) | Q(plek__icontains=waarde) | Q(aanbieder__naam__icontains=waarde)
        )

    def bij_wanneer(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """What is over, or what one is in."""
        if waarde == "geweest":
            return rijen.filter(begin__lt=timezone.now())
        return rijen.filter(pk__in=Deelname.objects.filter(user=self.request.user).values("training"))


class RegisterFilter(django_filters.FilterSet):
    """Name, niveau, whether it still holds, leerbedrijf by name, and one's own."""

    q = django_filters.CharFilter(method="zoek", label="Zoek op naam of training")
    huis = django_filters.CharFilter(method="bij_huis", label="Leerbedrijf of school")
    stand = django_filters.ChoiceFilter(
        method="bij_stand",
        label="Geldig",
        empty_label="Alles",
        choices=[("geldig", "nu geldig"), ("bijna", "verloopt binnen drie maanden"), ("verlopen", "verlopen")],
    )
    wie = django_filters.ChoiceFilter(
        method="bij_wie", label="Van wie", empty_label="Iedereen", choices=[("ik", "van mij")]
    )

    class Meta:
        model = Bekwaamheid
        fields = ["q", "huis", "stand", "wie"]

    def zoek(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Every word in the name of the person, or all of it in that of the training."""
        op_mens = op_naam(Bekwaamheid.objects.all(), waarde).values("pk")
        return rijen.filter(Q(pk__in=op_mens) | Q(naam__icontains=waarde))

    def bij_huis(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """People who have a role now at an organisation with this in its name."""
        huizen = Organisatie.objects.filter(naam__icontains=waarde)
        leden = Lidmaatschap.objects.geldig_op(timezone.localdate()).filter(organisatie__in=huizen.values("pk"))
        return rijen.filter(user__in=leden.values("user"))

    def bij_stand(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """What holds, what ends soon, what is over."""
        vandaag = timezone.localdate()
        if waarde == "geldig":
            return geldig_op(rijen, vandaag)
        return verloopt_bijna(rijen, vandaag) if waarde == "bijna" else rijen.filter(geldig_tot__lt=vandaag)

    def bij_wie(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """One's own."""
        return rijen.filter(user=self.request.user)
