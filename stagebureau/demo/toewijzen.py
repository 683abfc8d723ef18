"""A proposal to divide students over the poule, and cover for who is ill. With a random source of its own."""

import uuid
from datetime import timedelta
from random import Random

from begeleiding.enums import Afwezigheidsreden, RondeStatus
from begeleiding.models import Afwezigheid, Poulebegeleider, Toewijzing, Toewijzingsronde, Waarneming
from begeleiding.services.poule_stand import met_rooster
from begeleiding.services.toewijzen import maak_rijen, vat_samen
from begeleiding.services.toewijzen_invoer import lees, waarom_niet
from begeleiding.services.toewijzen_kind import los_op
from kern.models import User
from plaatsingen.models import Plaatsing
from stagebureau.demo.basis import Wereld, schrijf

ZONDER = 12  # one running stage in so many has nobody yet
WAARGENOMEN = 2
MEEST = 5_000
REKENT = 10_000  # students; of a larger region nothing is calculated here, there is a long proposal in bulk


def maak_verdeling(wereld: Wereld) -> None:
    """Let some students wait for a supervisor, propose who gets them, and cover for a sick colleague."""
    rng = Random(f"{wereld.seed} verdeling")
    beheerder = User.objects.filter(email="beheerder@demo.test").first()
    _laat_wachten(rng)
    _neem_waar(wereld, rng, beheerder)
    if wereld.aantal <= REKENT:
        _voorstel(wereld, rng, beheerder)


def _nummer(rng: Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def _laat_wachten(rng: Random) -> None:
    """Students without a supervisor; never one of the people of the demo accounts."""
    rijen = Plaatsing.objects.filter(stagebegeleider__isnull=False, status__in=["lopend", "geaccepteerd"])
    rijen = rijen.exclude(student__user__email__endswith="@demo.test")
    rijen = rijen.exclude(stagebegeleider__email__endswith="@demo.test").order_by("pk")
    ids = [pk for pk in rijen.values_list("pk", flat=True) if rng.random() < 1 / ZONDER]
    Plaatsing.objects.filter(pk__in=ids).update(stagebegeleider=None)


def _neem_waar(wereld: Wereld, rng: Random, bureau: User | None) -> None:
    ziek = Afwezigheid.objects.filter(reden=Afwezigheidsreden.ZIEK, van__lte=wereld.vandaag).order_by("pk").first()
    if ziek is None or ziek.tot is None:
        return
    ander = next(
        (
            rij
            for rij in met_rooster(Poulebegeleider.objects.order_by("pk"), vanaf=wereld.vandaag)
            if rij.pk != ziek.begeleider_id and not waarom_niet(rij, wereld.vandaag, kort=True)
        ),
        None,
    )
    stages = Plaatsing.objects.filter(stagebegeleider=ziek.begeleider.user_id, status="lopend").order_by("pk")
    if ander is None:
        return
    schrijf(
        Waarneming,
        [
            Waarneming(
                public_id=_nummer(rng), plaatsing=stage, voor_id=ziek.begeleider.user_id, door_id=ander.user_id,
                van=ziek.van, tot=ziek.tot, gemaakt_door=bureau, gemaakt_op=wereld.moment(ziek.van),
            )
            for stage in stages[:WAARGENOMEN]
        ],
    )  # fmt: skip


def _voorstel(wereld: Wereld, rng: Random, bureau: User | None) -> None:
    ronde = Toewijzingsronde.objects.create(
        public_id=_nummer(rng), peildatum=wereld.vandaag, tot=wereld.vandaag + timedelta(weeks=8),
        gemaakt_door=bureau, gemaakt_op=wereld.moment(wereld.vandaag),
    )  # fmt: skip
    invoer = lees(ronde)
    if not invoer.vrij:
        ronde.delete()
        return
    uitkomst = los_op(invoer.opgave, meld=lambda _procent, _stap: None)
    uitkomst.seconden = uitkomst.cpu_seconden = 0.0  # the same region every time
    rijen = maak_rijen(ronde, invoer, uitkomst, {})
    for rij in rijen:
        rij.public_id = _nummer(rng)
    schrijf(Toewijzing, rijen)
    ronde.status, ronde.invoer_hash, ronde.uitkomst = (
        RondeStatus.VOORSTEL, invoer.opgave.hash(), vat_samen(invoer, uitkomst),
    )  # fmt: skip
    ronde.save()


def maak_in_bulk(wereld: Wereld) -> None:
    """A long proposal, for the figures of long lists: everybody keeps who they have. Nothing is calculated."""
    rng = Random(f"{wereld.seed} lange verdeling")
    poule = dict(Poulebegeleider.objects.values_list("user_id", "pk"))
    stages = Plaatsing.objects.filter(stagebegeleider__in=poule, status="lopend").order_by("pk")
    paren = list(stages.values_list("pk", "stagebegeleider")[:MEEST])
    uitkomst = {
        "doelen": {"begeleid": len(paren), "behouden": len(paren), "sector": 0, "reis": 0},
        "grens": {"begeleid": len(paren)}, "optimaal": True, "adressen": 0, "adressen_bewezen": False,
        "bezoek_km": 0.0, "studenten": len(paren), "zonder": 0, "buiten": 0,
        "begeleiders": {str(pk): {"minuten": 1200, "elders": 0, "reden": ""} for pk in poule.values()},
    }  # fmt: skip
    ronde = Toewijzingsronde.objects.create(
        public_id=_nummer(rng), peildatum=wereld.vandaag, tot=wereld.vandaag + timedelta(weeks=8),
        gemaakt_op=wereld.moment(wereld.vandaag), status=RondeStatus.VERVALLEN, uitkomst=uitkomst,
    )  # fmt: skip
    schrijf(
        Toewijzing,
        [
            Toewijzing(
                public_id=_nummer(rng), ronde=ronde, plaatsing_id=plaatsing, begeleider_id=poule[user],
                vorige_id=poule[user], uitleg={"km": 5.0, "behouden": True, "past": 1},
            )
            for plaatsing, user in paren
        ],
    )  # fmt: skip
