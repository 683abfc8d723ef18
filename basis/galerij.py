"""Example data for the component gallery (templates/beheer/stijl.html); fictitious people and places."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from basis.iconen import PATHS, SHAPES

CHART_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 210" role="img" aria-label="Tekort per cluster">'
    "<title>Tekort per cluster</title>{bars}</svg>"
)
TEKORTEN = [
    ("3 VZ 1e jaars parttime", 346),
    ("4 VP 2e jaars parttime", 148),
    ("2 HP 1e jaars", 91),
    ("U1 fulltime", 42),
]


class VoorbeeldFilter(forms.Form):
    """A filter form as a list page has it."""

    q = forms.CharField(label="Zoekwoord", required=False)
    cluster = forms.ChoiceField(
        label="Cluster",
        required=False,
        choices=[("", "Alle clusters"), ("vz3", "3 VZ 1e jaars"), ("vp4", "4 VP 2e jaars")],
    )
    stand = forms.ChoiceField(
        label="Stand", required=False, choices=[("", "Alles"), ("vrij", "Nog vrij"), ("vol", "Vol")]
    )
    vrij = forms.BooleanField(label="Alleen met vrije plekken", required=False)


class VoorbeeldForm(forms.Form):
    """One of every kind of field."""

    naam = forms.CharField(label="Naam van de stageplaats", help_text="Zo zien studenten de plek in de lijst.")
    cluster = forms.ChoiceField(
        label="Voor welke opleiding?",
        choices=[("", "Kies een opleiding"), ("vz", "Verzorgende IG"), ("vp", "Verpleegkundige")],
    )
    begindatum = forms.DateField(label="Begindatum", widget=forms.DateInput(attrs={"type": "date"}))
    soort = forms.ChoiceField(
        label="Soort plek",
        choices=[("regulier", "Gewone stage"), ("gilde", "Leerwerkgilde"), ("gezin", "Stagegezin")],
        widget=forms.RadioSelect,
    )
    dagen = forms.MultipleChoiceField(
        label="Op welke dagen?",
        help_text="Kies alle dagen waarop een student kan komen.",
        required=False,
        choices=[("ma", "Maandag"), ("di", "Dinsdag"), ("wo", "Woensdag")],
        widget=forms.CheckboxSelectMultiple,
    )
    taken = forms.CharField(label="Wat gaat de student doen?", widget=forms.Textarea(attrs={"rows": 4}))
    folder = forms.FileField(label="Folder van de afdeling", required=False, help_text="PDF, ten hoogste 5 MB.")
    akkoord = forms.BooleanField(label="De praktijkopleider gaat hiermee akkoord")


def _chart() -> SafeString:
    bars = []
    for index, (label, value) in enumerate(TEKORTEN):
        y = 12 + index * 50
        bars.append(
            f'<text x="0" y="{y + 22}" font-size="15" fill="#1c2330">{label}</text>'
            f'<rect x="200" y="{y}" width="{value}" height="32" rx="3" fill="#c98510"/>'
            f'<text x="{208 + value}" y="{y + 22}" font-size="15" fill="#505967">{value}</text>'
        )
    return mark_safe(CHART_SVG.format(bars="".join(bars)))  # noqa: S308 - own constants only


def _matches() -> list[dict[str, Any]]:
    return [
        {
            "student": "Sam de Vries",
            "student_toelichting": "Verzorgende IG, leerjaar 2",
            "url": "#matches",
            "plaats": "De Zonnehof, afdeling Linde",
            "plaats_toelichting": "Leerbedrijf in Groningen, maandag en dinsdag",
            "status": "Voorstel",
            "soort": "loopt",
            "feiten": [("Voorkeur", "1e keus"), ("Afstand", "4,2 km"), ("Reistijd", "18 minuten")],
            "redenen": [
                {"tekst": "Dit is de eerste keus van Sam.", "soort": "klaar"},
                {"tekst": "De begeleider heeft niveau 4, dat is hoger dan niveau 3.", "soort": "klaar"},
                {"tekst": "Er is hierna nog één plek vrij in deze weken.", "soort": "let_op"},
            ],
            "acties": [
                {"label": "Zet vast", "url": "#matches", "naam": "pin", "waarde": "1"},
                {"label": "Verbied", "url": "#matches", "naam": "verbied", "waarde": "1"},
            ],
        },
        {
            "student": "Ayşe Yıldız",
            "student_toelichting": "Verpleegkundige, leerjaar 3",
            "url": "#matches",
            "plaats": "Ziekenhuis Noorderpoort, Interne",
            "plaats_toelichting": "Vier dagen per week",
            "status": "Voorstel",
            "soort": "loopt",
            "vast": True,
            "redenen": [
                {"tekst": "De coördinator heeft deze plek vastgezet.", "soort": "neutraal"},
                {"tekst": "De reis is langer dan Ayşe wil (32 km).", "soort": "fout"},
            ],
        },
    ]


def _jobs() -> list[dict[str, Any]]:
    job = {"url": "", "stop_url": "#klussen", "procent": None, "stap": "", "rest": "", "fout": ""}
    return [
        job | {"id": "een", "titel": "BPV-boeken van klas VZ2B", "stand": "wacht", "stap": "Nog 1 taak ervoor"},
        job
        | {"id": "twee", "titel": "Matching periode 3", "stand": "loopt", "procent": 62}
        | {"stap": "412 van 664 studenten gelezen", "rest": "ongeveer 1 minuut"},
        job
        | {"id": "drie", "titel": "Import van stageplaatsen", "stand": "klaar", "stap": "120 plekken ingelezen."}
        | {"resultaat_url": "#klussen", "resultaat_label": "Bekijk de plekken"},
        job
        | {"id": "vier", "titel": "Export voor het Stagefonds", "stand": "mislukt"}
        | {"fout": "De schijf is vol. Maak ruimte en start de export opnieuw."},
    ]


def _timeline(today: date) -> list[dict[str, Any]]:
    def at(days: int) -> date:
        return today + timedelta(days=days)

    return [
        {"moment": at(-60), "titel": "Stage begonnen", "soort": "loopt", "wie": "De Zonnehof"},
        {"moment": at(-31), "titel": "Verslag van oktober ingeleverd", "soort": "klaar", "wie": "Sam de Vries"},
        {
            "moment": at(-3),
            "titel": "Verslag van november vergeten (1e keer)",
            "soort": "fout",
            "tekst": "Inleveren kan nog 3 dagen. Daarna komt er een vervangende opdracht bij.",
        },
        {"moment": at(0), "titel": "Herinnering gestuurd", "soort": "let_op", "wie": "Stagebureau"},
        {"moment": at(12), "titel": "Tussenevaluatie", "soort": "wacht", "toekomst": True},
        {"moment": at(140), "titel": "Eindbeoordeling", "soort": "neutraal", "toekomst": True},
    ]


def _weeks() -> list[dict[str, Any]]:
    linde = [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4), (5, 4), (4, 4), (0, 0), (2, 4), (1, 4)]
    kastanje = [(6, 8), (6, 8), (8, 8), (8, 8), (8, 8), (7, 8), (4, 8), None, (3, 8), (2, 8)]
    zomer = [(taken, 30) for taken in (30, 28, 22, 12, 0, 31, 15, 8, 7, 6)]
    return [
        {"label": "Linde", "url": "#beelden", "cellen": linde},
        {"label": "Kastanje", "cellen": kastanje},
        {"label": "Zomerweken", "cellen": zomer},
    ]


def _rows() -> list[dict[str, Any]]:
    rows = [
        ("Sam de Vries", "De Zonnehof, Linde", 212, ("Loopt", "loopt")),
        ("Ayşe Yıldız", "Noorderpoort, Interne", 96.5, ("Verslag te laat", "fout")),
        ("Łukasz Kowalski", "Thuiszorg Wold en Wad", 450, ("Afgerond", "klaar")),
        ("Fenna Hofstra", "Stagegezin Bakker", 0, ("Wacht op handtekening", "wacht")),
    ]
    return [dict(zip(("student", "plek", "uren", "status"), row, strict=True)) for row in rows]


def galerij_context(request: HttpRequest, *, at: datetime) -> dict[str, Any]:
    """All that templates/beheer/stijl.html shows, as it would look at the moment `at`."""
    today = timezone.localtime(at).date()
    wrong = {"fout-cluster": "vz", "fout-dagen": ["ma"]}
    page = Paginator(list(range(1, 241)), 20).get_page(request.GET.get("pagina", 4))
    return {
        "vandaag": today,
        "gisteren": today - timedelta(days=1),
        "overmorgen": today + timedelta(days=2),
        "volgende_maand": today + timedelta(days=33),
        "nu": at,
        "rondleiding": [
            {"titel": "Begin bij Vandaag", "tekst": "Daar staat wat er nu moet gebeuren.", "url": "", "knop": ""},
            {"titel": "Zoek met /", "tekst": "Typ een naam of plaats.", "url": "/zoeken/", "knop": "Naar zoeken"},
        ],
        "iconen": sorted(PATHS),
        "soorten": list(SHAPES),
        "filter": VoorbeeldFilter(request.GET or None),
        "formulier": VoorbeeldForm(initial={"soort": "regulier"}),
        "formulier_fout": VoorbeeldForm(wrong, prefix="fout"),
        "pagina": page,
        "stappen": [("Wie", "#stappen"), ("Waar en wanneer", "#stappen"), "Doelen", "Controleren"],
        "tijdlijn": _timeline(today),
        "matches": _matches(),
        "klussen": _jobs(),
        "weken": [f"{week}" for week in range(36, 46)],
        "weekrijen": _weeks(),
        "grafiek_svg": _chart(),
        "grafiek_kolommen": ["Cluster", "Tekort"],
        "grafiek_rijen": [list(row) for row in TEKORTEN],
        "rijen": _rows(),
    }
