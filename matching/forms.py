"""Forms of rounds, decisions by hand and preferences."""

from django import forms
from django.db.models import Q

from basis.filterkeuze import beperk
from kern.enums import PeriodeCode
from kern.models import Opleidingscluster, Organisatie, Schooljaar, Student, User
from matching.enums import PinSoort
from matching.models import Ronde
from vacatures.models import Stageplaats
from vraagaanbod.models import Omzetting


class RondeForm(forms.ModelForm):
    """A round; a coordinator of a school chooses from own schools."""

    periodes = forms.MultipleChoiceField(
        label="Welke periodes?",
        choices=PeriodeCode.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Studenten met stage in een van deze periodes doen mee.",
    )
    scholen = forms.ModelMultipleChoiceField(
        label="Welke scholen?",
        queryset=Organisatie.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="De studenten van deze scholen zoeken een plaats in deze ronde.",
    )

    class Meta:
        model = Ronde
        fields = ["naam", "schooljaar", "periodes", "scholen", "begindatum", "einddatum"]
        labels = {"naam": "Naam van de ronde"}
        help_texts = {"naam": "Bijvoorbeeld: Voorjaar, eerste ronde."}
        widgets = {
            "begindatum": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "einddatum": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        scholen = Organisatie.objects.scholen()
        if not (user.is_beheerder or user.regio_coordinator):
            scholen = scholen.filter(pk__in=user.organisatie_ids_als("coordinator"))
        self.fields["scholen"].queryset = scholen
        self.fields["schooljaar"].queryset = Schooljaar.objects.order_by("-begin")
        self.fields["schooljaar"].empty_label = "Kies een schooljaar"
        if self.instance.pk:
            self.initial["periodes"] = self.instance.periodes.split()


class PinForm(forms.Form):
    """A decision by hand about one student."""

    soort = forms.ChoiceField(
        label="Wat wilt u?",
        choices=[
            (PinSoort.VAST.value, "Zet de student vast op deze plaats"),
            (PinSoort.VERBODEN.value, "Deze plaats niet voor deze student"),
        ],
        widget=forms.RadioSelect,
        initial=PinSoort.VAST.value,
    )
    stageplaats = forms.ModelChoiceField(
        label="Stageplaats", queryset=Stageplaats.objects.none(), empty_label="Kies een stageplaats"
    )
    reden = forms.CharField(
        label="Waarom?", max_length=300, help_text="Wie de ronde beheert leest dit. Schrijf geen medische gegevens op."
    )

    def __init__(self, *args, ronde: Ronde, student: Student, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        van = Omzetting.objects.filter(schooljaar_id=ronde.schooljaar_id, naar_cluster_id=student.cluster_id)
        passend = Q(clusters=student.cluster_id) | Q(clusters__in=van.values("van_cluster_id"))
        ids = Stageplaats.objects.filter(passend, schooljaar_id=ronde.schooljaar_id).values("pk")
        veld = self.fields["stageplaats"]
        veld.queryset = (
            Stageplaats.objects.actief()
            .filter(pk__in=ids)
            .met_leerbedrijf()
            .order_by("afdeling__locatie__organisatie__naam", "naam")
        )
        veld.label_from_instance = lambda plaats: f"{plaats.leerbedrijf} – {plaats.volle_naam}"


class UitslagFilter(forms.Form):
    """Filters above the result of a round."""

    deel = forms.CharField(widget=forms.HiddenInput, required=False)
    q = forms.CharField(label="Zoek op student of leerbedrijf", required=False)
    school = forms.ModelChoiceField(
        label="School", queryset=Organisatie.objects.none(), required=False, empty_label="Alle scholen"
    )
    cluster = forms.ModelChoiceField(
        label="Cluster", queryset=Opleidingscluster.objects.all(), required=False, empty_label="Alle clusters"
    )
    leerbedrijf = forms.ModelChoiceField(
        label="Leerbedrijf",
        queryset=Organisatie.objects.leerbedrijven(),
        required=False,
        empty_label="Alle leerbedrijven",
    )
    reden = forms.ChoiceField(label="Reden", required=False)

    def __init__(self, *args, deel: str, scholen, redenen: list[tuple[str, str]], **kwargs) -> None:  # noqa: ANN001 - a queryset or a list of schools
        super().__init__(*args, **kwargs)
        beperk(self.fields, self.data, school=scholen, leerbedrijf=self.fields["leerbedrijf"].queryset)
        self.fields["reden"].choices = [("", "Alle redenen"), *redenen]
        self.fields.pop("reden" if deel == "geplaatst" else "leerbedrijf", None)


class PlaatsZoekForm(forms.Form):
    """Search among the places that a student may choose."""

    q = forms.CharField(label="Zoek op naam of plaats", required=False)
    volgorde = forms.ChoiceField(
        label="Zet bovenaan",
        choices=[("", "wat het dichtstbij is"), ("rustig", "wat weinig vraag heeft"), ("naam", "op naam van A tot Z")],
        required=False,
    )
