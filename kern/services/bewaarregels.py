"""How long the data of this app are kept: links, invitations, access lines, loose files, errors of long work."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, ForeignObjectRel, OuterRef, Q, QuerySet

from kern.enums import TaakStatus
from kern.models import Achtergrondtaak, Bestand, Importbestand, Inzageregel, Toegangslink, Uitnodiging
from kern.services import bestanden, imports
from kern.services.bewaren import Bewaarregel, blok_van, grens, registreer, rijregel, zonder_houvast

NOODZAAK = "AVG artikel 5: niet langer dan nodig."
FOUT_WEG = "Wat er misging, is na de bewaartermijn weggehaald. Is het nog nodig? Vraag het werk dan opnieuw aan."


# Given nothing, the public ids of what is still going on, by purpose of a link.
_bezig: dict[str, Callable[[], QuerySet]] = {}


def houd_ingetrokken_links(doel: str, dingen: Callable[[], QuerySet]) -> None:
    """Keep links that were taken back while the thing goes on: they say which address gets no new one."""
    _bezig[doel] = dingen


def voorbije_links(at: datetime) -> QuerySet[Toegangslink]:
    """Links that opened nothing any more for the whole term."""
    dag = grens("links", at)
    rijen = Toegangslink.objects.filter(Q(geldig_tot__lt=dag) | Q(gebruikt_op__lt=dag) | Q(ingetrokken_op__lt=dag))
    for doel, dingen in _bezig.items():
        rijen = rijen.exclude(doel=doel, ingetrokken_op__isnull=False, object_id__in=dingen())
    return rijen


def voorbije_uitnodigingen(at: datetime) -> QuerySet[Uitnodiging]:
    """Invitations that were used, taken back or expired."""
    dag = grens("uitnodigingen", at)
    return Uitnodiging.objects.filter(Q(geldig_tot__lt=dag) | Q(gebruikt_op__lt=dag) | Q(ingetrokken_op__lt=dag))


def oude_inzage(at: datetime) -> QuerySet[Inzageregel]:
    """Access lines that are old enough; not of a student with an open objection."""
    return zonder_houvast(Inzageregel.objects.filter(at__lt=grens("inzage", at)), "student_id")


def verwijzingen_naar_bestanden() -> list[ForeignObjectRel]:
    """Every relation to a file, also one without a way back (`related_name="+"`): most legal documents are such."""
    velden = Bestand._meta.get_fields(include_hidden=True)
    return [veld for veld in velden if isinstance(veld, ForeignObjectRel)]


def losse_bestanden(at: datetime) -> QuerySet[Bestand]:
    """Files that nothing of the portal names any more."""
    rijen = Bestand.objects.filter(aangemaakt_op__lt=grens("losse_bestanden", at))
    for relatie in verwijzingen_naar_bestanden():
        wie = relatie.related_model._base_manager.filter(**{relatie.field.name: OuterRef("pk")})
        rijen = rijen.filter(~Exists(wie))
    return rijen


def _ruim_losse_bestanden(at: datetime) -> int:
    rijen = Bestand.objects.filter(pk__in=blok_van(losse_bestanden(at)))
    return sum(1 for bestand in rijen if bestanden.gooi_weg(bestand) is None)


def oude_fouten(at: datetime) -> QuerySet[Achtergrondtaak]:
    """Long work that failed long ago and still says why."""
    rijen = Achtergrondtaak.objects.filter(status=TaakStatus.MISLUKT, afgelopen_op__lt=grens("taakfouten", at))
    return rijen.exclude(fout__in=["", FOUT_WEG])


def _wis_fouten(at: datetime) -> int:
    # `resultaat` of work that failed names the students it stumbled over.
    return Achtergrondtaak.objects.filter(pk__in=blok_van(oude_fouten(at))).update(fout=FOUT_WEG, resultaat={})


def onbevestigde_imports(at: datetime) -> QuerySet[Importbestand]:
    """Uploads that nobody confirmed."""
    return Importbestand.objects.filter(bevestigd_op=None, op__lt=grens("imports", at))


registreer(
    rijregel(
        voorbije_links,
        code="links",
        wat="Links per mail zonder account",
        vanaf="de link is gebruikt, ingetrokken of verlopen",
        waarom="Zo lang zegt een oude mail nog waarom de link niet meer werkt. Wie tekende, staat bij het document.",
        bron=NOODZAAK,
    )
)
registreer(
    rijregel(
        voorbije_uitnodigingen,
        code="uitnodigingen",
        wat="Uitnodigingen voor een account",
        vanaf="de uitnodiging is gebruikt, ingetrokken of verlopen",
        waarom="Daarna staat de rol bij de persoon. Het mailadres van wie niet kwam, is niet meer nodig.",
        bron=NOODZAAK,
    )
)
registreer(
    rijregel(
        oude_inzage,
        code="inzage",
        wat="Regels in de lijst Inzage",
        vanaf="iemand iets vertrouwelijks opende",
        waarom="Een student kan twee jaar lang nagaan wie iets opende. Loopt er een bezwaar, dan blijven ze staan.",
        bron="Afspraak van de regio; AVG artikel 5 en 32.",
    )
)
registreer(
    Bewaarregel(
        code="losse_bestanden",
        wat="Bestanden die bij niets meer horen",
        vanaf="het bestand is bewaard",
        waarom="Waar het bij hoorde, is weg. Niemand kan er nog bij.",
        bron=NOODZAAK,
        ruim=_ruim_losse_bestanden,
        tel=lambda at: losse_bestanden(at).count(),
    )
)
registreer(
    Bewaarregel(
        code="wezen",
        wat="Resten van bestanden na een storing",
        vanaf="het bestand is geschreven",
        waarom="Een storing kan een bestand achterlaten dat nergens bij staat.",
        bron=NOODZAAK,
        ruim=lambda at: bestanden.ruim_wezen_op(at=at),
    )
)
registreer(
    Bewaarregel(
        code="taakfouten",
        wat="Foutmeldingen van werk op de achtergrond",
        vanaf="het werk mislukte",
        waarom="Daarna helpt de melding niemand meer. Dat het werk mislukte, blijft staan.",
        bron=NOODZAAK,
        ruim=_wis_fouten,
        tel=lambda at: oude_fouten(at).count(),
    )
)
registreer(
    Bewaarregel(
        code="imports",
        wat="Bestanden om in te lezen waar niemand ja op zei",
        vanaf="het bestand is gekozen",
        waarom="Er staan persoonsgegevens in die niet zijn ingelezen.",
        bron=NOODZAAK,
        ruim=lambda at: imports.ruim_oude_op(at=at),
        tel=lambda at: onbevestigde_imports(at).count(),
    )
)
