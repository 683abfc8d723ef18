"""Forms of rounds, decisions by hand and preferences."""

from django import forms
from django.db.models import Q

from basis.filterkeuze import beperk
from kern.enums import PeriodeCode
from kern.models import Opleidingscluster, Organisatie, Schooljaar, Student, User
from matching.engine.options import CONTRACT, STABIEL, VAST, VRIJ
from matching.enums import Methode, PinSoort, Reactie, Voorrangskeuze
from matching.models import Ronde
from matching.services.instellingen import MEESTE_KM, Instellingen
from vacatures.models import Stageplaats
from vraagaanbod.enums import VerdelingStatus
from vraagaanbod.models import Omzetting, Verdeling

MOMENT = "%Y-%m-%dT%H:%M"


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
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Ronde
        fields = [
            "naam",
            "schooljaar",
            "periodes",
            "scholen",
            "begindatum",
            "einddatum",
            "voorkeuren_tot",
            "verdeling",
            "eerlijkheid",
            "reactie_dagen",
        ]
        labels = {
            "naam": "Naam van de ronde",
            "voorkeuren_tot": "Tot wanneer kiezen studenten?",
            "verdeling": "Verdeling van de plekken over de scholen",
            "eerlijkheid": "Wie eerder pech had, gaat voor bij gelijke kansen",
            "reactie_dagen": "Hoeveel werkdagen om te antwoorden?",
        }
        help_texts = {
            "naam": "Bijvoorbeeld: Voorjaar, eerste ronde.",
            "voorkeuren_tot": "Daarna staan de voorkeuren vast. Leeg: tot u de ronde bevriest.",
            "verdeling": "Leeg: elke plek is voor alle scholen.",
            "eerlijkheid": "Pech: in een eerdere ronde geen plaats, een lage voorkeur of ver reizen.",
            "reactie_dagen": "Na het publiceren. In die tijd zegt een student ja of nee, of maakt bezwaar.",
        }
        widgets = {
            "begindatum": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "einddatum": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "voorkeuren_tot": forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        }

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        scholen = Organisatie.objects.scholen()
        if not (user.is_beheerder or user.regio_coordinator):
            scholen = scholen.filter(pk__in=user.organisatie_ids_als("coordinator"))
        self.fields["scholen"].queryset = scholen
        self.fields["schooljaar"].queryset = Schooljaar.objects.order_by("-begin")
        self.fields["schooljaar"].empty_label = "Kies een schooljaar"
        verdelingen = Verdeling.objects.exclude(status=VerdelingStatus.INGETROKKEN)
        self.fields["verdeling"].queryset = verdelingen.select_related("schooljaar")
        self.fields["verdeling"].empty_label = "Geen verdeling"
        self.fields["verdeling"].label_from_instance = lambda verdeling: f"{verdeling.naam} ({verdeling.schooljaar})"
        self.fields["reactie_dagen"].required = False
        if self.instance.pk:
            self.initial |= {"periodes": self.instance.periodes.split(), "versie": self.instance.versie}

    def clean_reactie_dagen(self) -> int:
        """Return the usual term when nothing was filled in."""
        return self.cleaned_data["reactie_dagen"] or Ronde._meta.get_field("reactie_dagen").default


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


class VariantForm(forms.Form):
    """The settings of one variant."""

    naam = forms.CharField(
        label="Naam van de variant",
        max_length=80,
        required=False,
        help_text="Leeg: het portaal bedenkt een naam.",
    )
    methode = forms.ChoiceField(
        label="Hoe wordt er verdeeld?", choices=Methode.choices, initial=Methode.BESTE, widget=forms.RadioSelect
    )
    modus = forms.ChoiceField(
        label="Wie al een plaats heeft in het voorstel",
        choices=[
            (CONTRACT, "blijft als het voor anderen niets uitmaakt"),
            (STABIEL, "verhuist alleen als daardoor meer studenten een plaats krijgen"),
            (VAST, "blijft altijd; de anderen worden erbij gezocht"),
            (VRIJ, "begint opnieuw, alsof er nog geen voorstel was"),
        ],
        initial=CONTRACT,
    )
    omzettingen = forms.BooleanField(label="Afgesproken omzettingen gebruiken", required=False, initial=True)
    eerlijkheid = forms.BooleanField(label="Wie eerder pech had, gaat voor bij gelijke kansen", required=False)
    extra_km = forms.IntegerField(
        label="Hoeveel km verder mag het zijn?",
        min_value=0,
        max_value=MEESTE_KM,
        initial=0,
        help_text="Komt boven op de reisafstand die een student heeft opgegeven.",
    )
    voorrang = forms.ChoiceField(label="Voorrang", choices=Voorrangskeuze.choices, initial=Voorrangskeuze.INGEVULD)

    def __init__(self, *args, ronde: Ronde, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._ronde = ronde
        self.fields["eerlijkheid"].initial = ronde.eerlijkheid

    def instellingen(self) -> Instellingen:
        """Return the chosen settings."""
        waarden = {naam: waarde for naam, waarde in self.cleaned_data.items() if naam != "naam"}
        return Instellingen.lees(waarden, ronde=self._ronde)


class KlaarzetForm(forms.Form):
    """When a round will be published."""

    publiceren_op = forms.DateTimeField(
        label="Wanneer publiceren?",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        help_text="Het portaal publiceert dan vanzelf. Tot dat moment kunt u het terughalen.",
    )


class SluitForm(forms.Form):
    """Why a round is closed while students haven't answered."""

    reden = forms.CharField(
        label="Waarom sluit u de ronde nu?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text="Nodig als studenten geen antwoord gaven. Schrijf geen namen of medische gegevens op.",
    )


class BezwaarForm(forms.Form):
    """A student objects."""

    tekst = forms.CharField(
        label="Waarom ben je het niet eens met de uitkomst?",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=3000,
        help_text="Je stagecoördinator leest dit. Het leerbedrijf niet.",
    )


class BezwaarAntwoordForm(forms.Form):
    """A coordinator answers an objection."""

    besluit = forms.ChoiceField(
        label="Wat besluit u?",
        choices=[
            ("toewijzen", "Toewijzen: de plek komt vrij en de student doet mee in de volgende ronde"),
            ("afwijzen", "Afwijzen: het aanbod blijft staan"),
        ],
        widget=forms.RadioSelect,
    )
    antwoord = forms.CharField(
        label="Uw antwoord",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=3000,
        help_text="De student leest dit. Schrijf in gewone woorden.",
    )


class ReactieFilter(forms.Form):
    """Filters above the answers of students."""

    stand = forms.ChoiceField(label="Antwoord", choices=[("", "Alle antwoorden"), *Reactie.choices], required=False)
    school = forms.ModelChoiceField(
        label="School", queryset=Organisatie.objects.none(), required=False, empty_label="Alle scholen"
    )

    def __init__(self, *args, scholen, **kwargs) -> None:  # noqa: ANN001 - a queryset or a list of schools
        super().__init__(*args, **kwargs)
        beperk(self.fields, self.data, school=scholen)
