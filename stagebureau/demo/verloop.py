"""What happens around placements: pauses, stages that stopped, a kennismaking, documents, two begeleiders and hosts."""

from datetime import timedelta

from kern.models import Lidmaatschap, User
from plaatsingen.enums import DocumentSoort, DocumentStatus, Initiatief, Stopreden
from plaatsingen.models import Beeindiging, Documentregel, Kennismaking, Onderbreking, Plaatsing, Stagedeel
from plaatsingen.services.documenten import gevraagd_voor
from plaatsingen.services.status import wijzig_status
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.stages import Stages

REDENEN = (
    (Stopreden.BEROEP, Initiatief.STUDENT),
    (Stopreden.BEROEP, Initiatief.STUDENT),
    (Stopreden.PLEK, Initiatief.SAMEN),
    (Stopreden.GEZONDHEID, Initiatief.STUDENT),
    (Stopreden.OPLEIDING, Initiatief.SCHOOL),
    (Stopreden.BEGELEIDING, Initiatief.STUDENT),
)


def maak_verloop(wereld: Wereld, stages: Stages, hoofdpersoon: Plaatsing) -> None:
    """Give the demo every interesting turn; the stage of the demo student itself only gets a second begeleider."""
    school = hoofdpersoon.student.school_id
    by = User.objects.get(email="coordinator@demo.test")
    lopend = [rij for rij in stages.met_status("lopend") if rij.pk != hoofdpersoon.pk]
    eigen = [rij for rij in lopend if rij.student.school_id == school]
    wereld_over = iter(eigen or lopend)
    _pauzeer(wereld, next(wereld_over, None), by)
    _stop(wereld, list(wereld_over), by)
    _kennismaking(wereld, stages, school)
    _documenten(wereld, stages, hoofdpersoon, by)
    _tweede_begeleider(wereld, hoofdpersoon)
    _tweede_huis(wereld, [rij for rij in eigen if rij.status == "lopend"])


def _pauzeer(wereld: Wereld, plaatsing: Plaatsing | None, by: User) -> None:
    if plaatsing is None:
        return
    van = max(plaatsing.begindatum, wereld.dagen_geleden(6))
    plaatsing.urendagen.filter(datum__gte=van).delete()
    at = wereld.moment(wereld.dagen_geleden(5), 9)
    Onderbreking.objects.create(
        public_id=wereld.id(), plaatsing=plaatsing, reden="ziekte", van=van,
        verwacht_tot=wereld.vandaag + timedelta(days=15), door=by, at=at,
    )  # fmt: skip
    wijzig_status(plaatsing=plaatsing, naar="onderbroken", by=by, at=at, reden="Ziekte.", dag=van)
    plaatsing.status = "onderbroken"


def _stop(wereld: Wereld, plaatsingen: list[Plaatsing], by: User) -> None:
    """End a few stages lately, so that the figures tell something; half of the students look on."""
    for nummer, (plaatsing, (reden, initiatief)) in enumerate(
        zip(plaatsingen[len(plaatsingen) // 2 :], REDENEN, strict=False)
    ):
        dag = wereld.dagen_geleden(2 + nummer)
        at = wereld.moment(dag, 15)
        plaatsing.urendagen.filter(datum__gt=dag).delete()
        plaatsing.gesprekken.filter(datum__gt=dag).delete()
        plaatsing.verslagfeiten.filter(recorded_at__gt=at).delete()
        plaatsing.verslagen.filter(laatste_inlevering__gt=at).delete()
        Beeindiging.objects.create(
            public_id=wereld.id(), plaatsing=plaatsing, reden=reden, initiatief=initiatief, laatste_dag=dag,
            gesprek_op=dag if nummer % 2 else None, gesprek_met="student, werkbegeleider" if nummer % 2 else "",
            gesprek_tekst="We hebben rustig besproken wat er nu nodig is." if nummer % 2 else "",
            zoekt_verder=not nummer % 2, door=by, at=at,
        )  # fmt: skip
        wijzig_status(plaatsing=plaatsing, naar="gestopt", by=by, at=at, reden="In overleg met school.")
        plaatsing.status = "gestopt"


def _kennismaking(wereld: Wereld, stages: Stages, school: int) -> None:
    """Let one student of the school think about a visit of yesterday, and another look forward to one."""
    aanbod = [rij for rij in stages.met_status("aangeboden") if rij.student.school_id == school]
    for plaatsing, dagen in zip(aanbod[:2], (-1, 3), strict=False):
        op = wereld.moment(wereld.vandaag + timedelta(days=dagen), 14)
        geweest = dagen < 0
        Kennismaking.objects.create(
            public_id=wereld.id(),
            plaatsing=plaatsing,
            gepland_op=op,
            waar=f"Bij de balie van {plaatsing.stageplaats.afdeling.naam}",
            geweest_op=op.date() if geweest else None,
            gevraagd_op=op + timedelta(hours=2) if geweest else None,
            bedenktijd_tot=op + timedelta(days=3) if geweest else None,
            gewijzigd_op=wereld.moment(wereld.dagen_geleden(4)),
        )


def _documenten(wereld: Wereld, stages: Stages, hoofdpersoon: Plaatsing, by: User) -> None:
    """Make the lists of who is to begin and of the demo student, in several states."""
    rijen: list[Documentregel] = []
    school = hoofdpersoon.student.school_id
    bijna = [rij for rij in stages.met_status("geaccepteerd") if rij.student.school_id == school][:2]
    for plaatsing in bijna:
        plaatsing.begindatum = wereld.vandaag + timedelta(days=9)
        plaatsing.save(update_fields=["begindatum"])
    for plaatsing in [hoofdpersoon, *stages.met_status("geaccepteerd")[:60]]:
        klaar = plaatsing.pk == hoofdpersoon.pk or (wereld.kans(0.5) and plaatsing not in bijna)
        for rij in gevraagd_voor(plaatsing):
            rij.public_id = wereld.id()
            if rij.soort == DocumentSoort.OVEREENKOMST and not klaar:
                rijen.append(rij)
                continue
            if klaar or wereld.kans(0.4):
                rij.status, rij.gezien_op, rij.gezien_door = DocumentStatus.GEZIEN, wereld.dagen_geleden(20), by
                if rij.soort == DocumentSoort.VOG:
                    rij.geldig_tot = wereld.vandaag + timedelta(days=25)
            elif rij.status == DocumentStatus.GEVRAAGD:
                rij.gevraagd_op = wereld.dagen_geleden(12)
            rijen.append(rij)
    schrijf(Documentregel, rijen)


def _tweede_begeleider(wereld: Wereld, plaatsing: Plaatsing) -> None:
    huis = plaatsing.stageplaats.afdeling.locatie.organisatie_id
    leden = Lidmaatschap.objects.geldig_op(wereld.vandaag).filter(organisatie=huis, rol="werkbegeleider")
    tweede = leden.exclude(user=plaatsing.werkbegeleider_id).order_by("pk").first()
    if tweede is not None:
        Plaatsing.objects.filter(pk=plaatsing.pk).update(tweede_begeleider=tweede.user_id)


def _tweede_huis(wereld: Wereld, plaatsingen: list[Plaatsing]) -> None:
    """Let one student do the last day of the week at another leerbedrijf, where that day is free."""
    for plaatsing in plaatsingen:
        dagen = plaatsing.dagen.split()
        if len(dagen) < 2 or plaatsing.uren_norm < 100:
            continue
        ander = next((rij for rij in plaatsingen if _past(rij, plaatsing, dagen[-1])), None)
        if ander is None:
            continue
        Stagedeel.objects.create(
            public_id=wereld.id(),
            plaatsing=plaatsing,
            stageplaats=ander.stageplaats,
            dagen=dagen[-1],
            uren_norm=plaatsing.uren_norm // len(dagen),
            werkbegeleider=ander.stageplaats.begeleider,
            toegevoegd_op=wereld.moment(plaatsing.begindatum),
        )
        Plaatsing.objects.filter(pk=plaatsing.pk).update(dagen=" ".join(dagen[:-1]))
        return


def _past(ander: Plaatsing, plaatsing: Plaatsing, dag: str) -> bool:
    """Whether the place of another student at another leerbedrijf is open and free on this day."""
    huis = plaatsing.stageplaats.afdeling.locatie.organisatie_id
    plaats = ander.stageplaats
    return (
        plaats.afdeling.locatie.organisatie_id != huis
        and dag in plaats.dagen.split()
        and dag not in ander.dagen.split()
        and plaats.capaciteit > 0
        and plaats.plaatsingen.count() == 1
    )
