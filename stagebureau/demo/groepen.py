"""Intervisie, spreekuren, older students and signals in every state, for the demo accounts; in bulk for a large region.

Nothing here waits for a clock today: reminders are marked as sent, and the daily look at facts as done.
"""

from datetime import datetime, timedelta
from random import Random

from begeleiding.enums import Opkomst, ReeksSoort, ReeksVoor, SignaalBron, SignaalSoort, SignaalStatus
from begeleiding.models import (
    Aanwezigheid,
    Bijeenkomst,
    Juniorcontact,
    Juniorkoppeling,
    Reeks,
    Reekslid,
    Signaal,
    Signaalfeit,
    Signaalinzage,
    Signaalkring,
    Signaalregel,
    Spreekuurplek,
)
from begeleiding.services.signaalfeiten import HARTSLAG
from kern.models import Hartslag, Student, User
from plaatsingen.models import Plaatsing
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.stages import Stages

UUR = 15
S = SignaalSoort


def maak_groepen(wereld: Wereld, loop: Stages, hoofdpersoon: Plaatsing) -> None:
    """Show the demo accounts groups and signals in every state."""
    mensen = {naam: User.objects.get(email=f"{naam}@demo.test") for naam in ("coordinator", "stagedocent")}
    mensen |= {"werkbegeleider": hoofdpersoon.werkbegeleider, "stagebegeleider": hoofdpersoon.stagebegeleider}
    zelfde = [
        rij
        for rij in loop.met_status("lopend")
        if rij.student.stagedocent_id == hoofdpersoon.student.stagedocent_id and rij.pk != hoofdpersoon.pk
    ][:6]
    gemist = _intervisie(wereld, mensen["stagedocent"], hoofdpersoon, zelfde)
    _spreekuren(wereld, mensen, hoofdpersoon, zelfde)
    _ouderejaars(wereld, mensen["stagedocent"], hoofdpersoon.student)
    _signalen(wereld, mensen, hoofdpersoon, zelfde, gemist)


def doe_alsof_gekeken(at: datetime) -> None:
    """Let the daily look at facts have been done, so that starting the portal makes no signals and no mail."""
    Hartslag.objects.update_or_create(naam=HARTSLAG, defaults={"laatst_goed": at, "uitkomst": {}})


def _reeks(  # noqa: PLR0917 - one row has all of this
    wereld: Wereld, soort: str, naam: str, leider: User, student: Student, voor: str
) -> Reeks:
    return Reeks.objects.create(
        public_id=wereld.id(),
        soort=soort,
        naam=naam,
        leider=leider,
        school=student.school if voor != ReeksVoor.EIGEN else None,
        voor=voor,
        plek="Lokaal 2.14",
        uitleg="Neem een vraag mee uit je stage." if soort == ReeksSoort.INTERVISIE else "Voor korte vragen.",
        gemaakt_op=wereld.moment(wereld.dagen_geleden(60)),
    )


def _bij(wereld: Wereld, reeks: Reeks, dagen: int, **velden: object) -> Bijeenkomst:
    """Make a meeting so many days ahead (behind when negative), on a working day."""
    dag = wereld.vandaag + timedelta(days=dagen)
    dag += timedelta(days={5: 2, 6: 1}.get(dag.weekday(), 0) if dagen > 0 else {5: -1, 6: -2}.get(dag.weekday(), 0))
    begin = wereld.moment(dag, UUR)
    return Bijeenkomst.objects.create(
        public_id=wereld.id(), reeks=reeks, begin=begin, minuten=60, herinnerd_op=begin - timedelta(hours=24), **velden
    )


def _intervisie(
    wereld: Wereld, leider: User, hoofdpersoon: Plaatsing, anderen: list[Plaatsing]
) -> tuple[Plaatsing, Aanwezigheid] | None:
    """A fixed group with meetings behind and ahead; returns who stayed away without word."""
    reeks = _reeks(
        wereld, ReeksSoort.INTERVISIE, "Intervisie, vaste groep", leider, hoofdpersoon.student, ReeksVoor.LEDEN
    )
    leden = [hoofdpersoon, *anderen]
    for rij in leden:
        Reekslid.objects.create(reeks=reeks, student=rij.student, vanaf=wereld.dagen_geleden(60))
    gemist = None
    for dagen in (-35, -21):
        toen = _bij(wereld, reeks, dagen, thema="Feedback vragen")
        toen.opkomst_op = toen.begin + timedelta(hours=1)
        toen.save(update_fields=["opkomst_op"])
        for nummer, rij in enumerate(leden):
            opkomst = {1: Opkomst.AFGEMELD, 2: Opkomst.AFWEZIG if dagen == -21 else Opkomst.AANWEZIG}.get(
                nummer, Opkomst.AANWEZIG
            )
            wie = Aanwezigheid.objects.create(
                bijeenkomst=toen,
                student=rij.student,
                opkomst=opkomst,
                reden="Ziek" if opkomst == Opkomst.AFGEMELD else "",
                vastgelegd_door=leider,
                vastgelegd_op=toen.opkomst_op,
            )
            if opkomst == Opkomst.AFWEZIG:
                gemist = (rij, wie)
    _bij(wereld, reeks, -6, thema="Grenzen aangeven")  # nobody wrote down yet who was there
    for dagen in (8, 22, 36):
        _bij(wereld, reeks, dagen)
    return gemist


def _spreekuren(wereld: Wereld, mensen: dict[str, User], hoofdpersoon: Plaatsing, anderen: list[Plaatsing]) -> None:
    for naam, wie, voor in (
        ("Spreekuur stage", mensen["stagedocent"], ReeksVoor.SCHOOL),
        ("Spreekuur bij je stagebegeleider", mensen["stagebegeleider"], ReeksVoor.EIGEN),
    ):
        if wie is None:
            continue
        reeks = _reeks(wereld, ReeksSoort.SPREEKUUR, naam, wie, hoofdpersoon.student, voor)
        bij = _bij(wereld, reeks, 9)
        for nummer in range(4):
            bezet = anderen[nummer] if voor == ReeksVoor.SCHOOL and nummer < min(2, len(anderen)) else None
            Spreekuurplek.objects.create(
                public_id=wereld.id(),
                bijeenkomst=bij,
                begin=bij.begin + nummer * timedelta(minutes=15),
                student=bezet.student if bezet else None,
                vraag="Mijn rooster past niet bij school." if bezet else "",
                geboekt_op=wereld.moment(wereld.dagen_geleden(1)) if bezet else None,
            )


def _ouderejaars(wereld: Wereld, door: User, student: Student) -> None:
    """Tie the demo student to a junior, or else to an older student."""
    zelfde = Student.objects.filter(school=student.school, vertrokken_op=None).exclude(pk=student.pk)
    jonger = zelfde.filter(leerjaar__lt=student.leerjaar).order_by("pk").first()
    ouder = zelfde.filter(leerjaar__gt=student.leerjaar).order_by("pk").first()
    paar = (student, jonger) if jonger else (ouder, student) if ouder else None
    if paar is None:
        return
    rij = Juniorkoppeling.objects.create(
        public_id=wereld.id(), ouderejaars=paar[0], junior=paar[1], gekoppeld_door=door, van=wereld.dagen_geleden(30)
    )
    Juniorcontact.objects.create(
        koppeling=rij,
        door=paar[0].user,
        datum=wereld.dagen_geleden(12),
        notitie="Samen het rooster bekeken.",
        gemaakt_op=wereld.moment(wereld.dagen_geleden(12)),
    )


def _signaal(wereld: Wereld, rij: Plaatsing, dagen: int, eigenaar: User, **velden: object) -> Signaal:
    """Make a signal of so many days ago with its first line."""
    at = wereld.moment(wereld.dagen_geleden(dagen), 10)
    velden = {"status": SignaalStatus.OPEN, "wacht_vanaf": wereld.dagen_geleden(dagen), "trede": 3} | velden
    signaal = Signaal.objects.create(
        public_id=wereld.id(),
        student=rij.student,
        plaatsing=rij,
        eigenaar=eigenaar,
        gemeld_op=at,
        **velden,
    )
    regel(wereld, signaal, f"Signaal gekomen, voor {eigenaar.naam}", at, voor_melder=True)
    return signaal


def regel(wereld: Wereld, signaal: Signaal, wat: str, at: datetime, **velden: object) -> None:
    """Add a line; its salt comes from the generator, so that a seed gives the same region."""
    zout = f"{wereld.rng.getrandbits(128):032x}"
    Signaalregel.objects.create(signaal=signaal, wat=wat, at=at, zout=zout, **velden)


def _signalen(
    wereld: Wereld,
    mensen: dict[str, User],
    hoofdpersoon: Plaatsing,
    anderen: list[Plaatsing],
    gemist: tuple[Plaatsing, Aanwezigheid] | None,
) -> None:
    """One of every kind and state; the demo student's own report is answered and ended."""
    docent, coordinator = mensen["stagedocent"], mensen["coordinator"]
    if gemist is not None:
        rij, wie = gemist
        tekst = "Niet bij de intervisie, zonder bericht. Dat is 1 keer in deze stage."
        uit_feit = _signaal(
            wereld, rij, 3, docent, soort=S.INTERVISIE, bron=SignaalBron.FEIT, omschrijving=tekst, trede=1
        )
        Signaalfeit.objects.create(sleutel=f"{S.INTERVISIE}:{rij.pk}:{wie.pk}", signaal=uit_feit, at=uit_feit.gemeld_op)
    if len(anderen) > 1:
        bezig = _signaal(
            wereld, anderen[0], 12, docent, soort=S.ROOSTER, bron=SignaalBron.MENS, gemeld_door=coordinator,
            omschrijving="Het rooster is veranderd en past niet meer bij de lesdagen.", status=SignaalStatus.BEZIG,
            actie="Bellen met de afdeling", actie_voor=wereld.vandaag + timedelta(days=4),
            wacht_vanaf=wereld.vandaag + timedelta(days=4), trede=0,
        )  # fmt: skip
        Signaalkring.objects.create(
            signaal=bezig, user=coordinator, toegevoegd_door=coordinator, toegevoegd_op=bezig.gemeld_op
        )
        _signaal(
            wereld, anderen[1], 1, coordinator, soort=S.ONVEILIG, bron=SignaalBron.MENS, gemeld_door=docent,
            omschrijving="De student werd uitgescholden en durft er niet alleen heen.", spoed=True, trede=1,
        )  # fmt: skip
        _signaal(
            wereld, anderen[-1], 40, docent, soort=S.VERSLAGEN, bron=SignaalBron.FEIT,
            omschrijving="Verslagen die te laat zijn en meetellen: 2.", **_einde(wereld, "opgelost", 30),
        )  # fmt: skip
        _signaal(
            wereld, anderen[-1], 25, docent, soort=S.CONTACT, bron=SignaalBron.FEIT,
            omschrijving="Al 4 weken geen gesprek.", **_einde(wereld, "vals", 20),
        )  # fmt: skip
    eigen = _signaal(
        wereld, hoofdpersoon, 20, coordinator, soort=S.ANDERS, bron=SignaalBron.MELDING, vertrouwelijk=True,
        gemeld_door=hoofdpersoon.student.user, omschrijving="Ik krijg taken die ik nog niet mag doen.",
        bereikbaar="App me na 16.00 uur.", **_einde(wereld, "opgelost", 14),
    )  # fmt: skip
    toen = wereld.moment(wereld.dagen_geleden(14), 11)
    Signaalinzage.objects.create(signaal=eigen, user=coordinator, at=toen - timedelta(days=3))
    antwoord = "We hebben het samen besproken. Je doet alleen wat in je boekje staat."
    regel(wereld, eigen, "Antwoord bij het afronden", toen, by=coordinator, tekst=antwoord, voor_melder=True)


def _einde(wereld: Wereld, afloop: str, dagen: int) -> dict[str, object]:
    """Return the fields of a signal that ended so many days ago."""
    return {
        "status": SignaalStatus.AFGEROND,
        "afloop": afloop,
        "besluit": "Met de student gesproken.",
        "afgerond_op": wereld.moment(wereld.dagen_geleden(dagen), 11),
        "wacht_vanaf": None,
        "trede": 0,
    }


def maak_in_bulk(wereld: Wereld, loop: Stages) -> None:
    """Give every stagedocent of a large region a group with meetings and signals, so that long lists are long."""
    rng = Random(wereld.seed + 41)
    per_docent: dict[int, list[Plaatsing]] = {}
    for rij in loop.met_status("lopend"):
        if rij.student.stagedocent_id:
            per_docent.setdefault(rij.student.stagedocent_id, []).append(rij)
    at = wereld.moment(wereld.dagen_geleden(20))
    reeksen = [
        Reeks(
            public_id=wereld.id(), soort=ReeksSoort.INTERVISIE, naam=f"Intervisie {docent}-{deel}", leider_id=docent,
            school_id=rijen[0].student.school_id, gemaakt_op=at,
        )
        for docent, rijen in per_docent.items()
        for deel in range(1, 1 + max(1, len(rijen) // 8))
    ]  # fmt: skip
    reeksen = schrijf(Reeks, reeksen)
    leden, bijeenkomsten = [], []
    for reeks in reeksen:
        leden += [
            Reekslid(reeks=reeks, student_id=rij.student_id, vanaf=wereld.dagen_geleden(20))
            for rij in per_docent[reeks.leider_id][:8]
        ]
        for dagen in range(7, 70, 14):
            begin = wereld.moment(wereld.vandaag + timedelta(days=dagen), UUR)
            bijeenkomsten.append(Bijeenkomst(public_id=wereld.id(), reeks=reeks, begin=begin, herinnerd_op=at))
    schrijf(Reekslid, leden)
    schrijf(Bijeenkomst, bijeenkomsten)
    signalen = [
        Signaal(
            public_id=wereld.id(), student_id=rij.student_id, plaatsing=rij, soort=rng.choice([S.UREN, S.CONTACT]),
            bron=SignaalBron.FEIT, omschrijving="Uit de gegevens.", eigenaar_id=docent, gemeld_op=at,
            wacht_vanaf=wereld.dagen_geleden(20), trede=3,
        )
        for docent, rijen in per_docent.items()
        for rij in rijen[:: max(1, len(rijen) // 4)]
    ]  # fmt: skip
    signalen = schrijf(Signaal, signalen)
    schrijf(
        Signaalregel,
        [
            Signaalregel(signaal=rij, at=at, wat="Signaal gekomen", zout=f"{rng.getrandbits(128):032x}")
            for rij in signalen
        ],
    )
