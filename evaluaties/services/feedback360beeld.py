"""Reading 360 feedback: the sum of a closed round, with its spread, and what others may know of it (R8.2).

The only door to answers and texts: whoever shows feedback (page, table, BPV-boek) asks here.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluaties.enums import FeedbackRol, Moderatie, VraagSoort
from evaluaties.models import Feedbackformulier, Feedbackronde, Feedbacktekst, Feedbackuitnodiging
from evaluaties.rules_feedback import Gegeven, Somregel, groepeer_teksten, tel_op
from evaluaties.vragen.feedback import KOPPEN
from kern.models import User

SAMEN = "Wat mensen schrijven"


@dataclass(frozen=True, slots=True)
class Tekstblok:
    """Texts under a heading; each row has `tekst`, `public_id` and, on name, `uitnodiging`."""

    kop: str
    teksten: list[Feedbacktekst]


@dataclass(frozen=True, slots=True)
class Samenvatting:
    """The sum of a closed round as its reader sees it; empty lines when there were too few answers."""

    ronde: Feedbackronde
    antwoorden: int
    regels: list[tuple[str, Somregel]] = field(default_factory=list)  # heading and line
    teksten: list[Tekstblok] = field(default_factory=list)
    wachten: int = 0  # texts that somebody looks at first
    rollen: list[tuple[str, int]] = field(default_factory=list)  # on name: who answered, per role

    @property
    def genoeg(self) -> bool:
        """Whether there are enough answers to show."""
        return self.antwoorden >= self.ronde.minstens and self.antwoorden > 0

    @property
    def zichtbaar(self) -> list[tuple[str, Somregel]]:
        """Lines with a total."""
        return [(kop, regel) for kop, regel in self.regels if regel.totaal is not None]


def _vragen(formulieren: QuerySet[Feedbackformulier]) -> tuple[dict[str, str], list[str]]:
    """Return {code of a score question: heading} and the codes of open questions, in the order of the forms."""
    scores: dict[str, str] = {}
    teksten: dict[str, str] = {}
    for formulier in formulieren:
        for vraag in formulier.vragen:
            doel = scores if vraag["soort"] == VraagSoort.SCORE else teksten
            doel.setdefault(vraag["code"], vraag["kop"])
    volgorde = list(KOPPEN)
    rang = {code: volgorde.index(code) if code in volgorde else len(volgorde) for code in [*scores, *teksten]}
    gesorteerd = dict(sorted(scores.items(), key=lambda paar: rang[paar[0]]))
    return gesorteerd | teksten, sorted(teksten, key=rang.__getitem__)


def samenvatting(ronde: Feedbackronde) -> Samenvatting:
    """Return the sum of `ronde`; of one that is open still, nothing. Four queries."""
    if ronde.gesloten_op is None:
        return Samenvatting(ronde, 0)
    antwoorden = [Gegeven(rij.rol, rij.scores) for rij in ronde.antwoorden.all()]
    leeg = Samenvatting(ronde, len(antwoorden))
    if not leeg.genoeg:
        return leeg
    formulieren = Feedbackformulier.objects.filter(pk__in=ronde.antwoorden.order_by().values("formulier"))
    koppen, open_codes = _vragen(formulieren)
    codes = [code for code in koppen if code not in open_codes]
    regels = tel_op(antwoorden, codes, minstens=ronde.minstens, zelf=ronde.zelf)
    teksten = list(ronde.teksten.select_related("uitnodiging"))
    groepen = groepeer_teksten(teksten, open_codes, antwoorden=len(antwoorden), minstens=ronde.minstens)
    blokken = [
        Tekstblok(koppen.get(groep.code, SAMEN), [rij for rij in groep.teksten if rij.moderatie == Moderatie.TONEN])
        for groep in groepen
    ]
    per_rol = Counter(gegeven.rol for gegeven in antwoorden)
    namen = dict(FeedbackRol.choices)
    return Samenvatting(
        ronde,
        len(antwoorden),
        [(koppen[regel.code], regel) for regel in regels],
        [blok for blok in blokken if blok.teksten],
        sum(rij.moderatie == Moderatie.WACHT for rij in teksten) if groepen else 0,
        [] if ronde.anoniem else [(namen[rol], aantal) for rol, aantal in sorted(per_rol.items())],
    )


def te_modereren(user: User) -> QuerySet[Feedbacktekst]:
    """Return texts that wait for a coordinator of the student's school, oldest round first; without whose they are."""
    scholen = user.organisatie_ids_als("coordinator")
    rijen = Feedbacktekst.objects.filter(moderatie=Moderatie.WACHT, ronde__gesloten_op__isnull=False)
    return rijen.filter(ronde__student__school_id__in=scholen).order_by("ronde__gesloten_op", "public_id")


def rondes_met_stand(user: User) -> QuerySet[Feedbackronde]:
    """Return rounds that this person may see, newest first, with how many were asked (never how many answered)."""
    rijen = Feedbackronde.objects.visible_to(user).select_related(
        "student__user", "plaatsing__stageplaats__afdeling__locatie__organisatie"
    )
    gevraagd = Feedbackuitnodiging.objects.filter(ronde=OuterRef("pk")).order_by().values("ronde")
    aantal = Coalesce(Subquery(gevraagd.annotate(aantal=Count("pk")).values("aantal")), 0)
    return rijen.annotate(gevraagd=aantal).order_by("-geopend_op", "-pk")
