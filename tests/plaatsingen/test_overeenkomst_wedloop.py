"""Two at once on one agreement: sent once, sealed once, never both sent and withdrawn (betrouwbaarheid C1-C3)."""

import pytest

from kern.models import Bestand, User
from plaatsingen.models import Overeenkomst, Overeenkomsttekst
from plaatsingen.services.overeenkomst import stel_op, trek_in, verstuur
from plaatsingen.services.overeenkomst_teksten import geldende_tekst, schrijf_versie
from plaatsingen.services.zegel import verzegel_wachtende
from tests.factories import NU, persoon
from tests.plaatsingen.overeenkomst_hulp import (
    AFSPRAKEN,
    concept,
    coordinator_van,
    klare_plaatsing,
    teken_alles,
    verstuurd,
)
from tests.plaatsingen.wedloop import tegelijk

pytestmark = [pytest.mark.pg, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def lees(model: type, pk: int) -> object:
    """Return a row of one's own, as another process would."""
    return model.objects.get(pk=pk)


def test_composed_at_once_is_one_concept():
    plaatsing = klare_plaatsing()
    by = coordinator_van(plaatsing)
    fouten = tegelijk([lambda: stel_op(plaatsing=plaatsing, by=lees(User, by.pk), at=NU, afspraken=AFSPRAKEN)] * 4)
    assert fouten == []
    assert Overeenkomst.objects.count() == 1


def test_sent_at_once_is_sent_once():
    pk = concept().pk
    by = coordinator_van(Overeenkomst.objects.get().plaatsing)
    fouten = tegelijk([lambda: verstuur(overeenkomst=lees(Overeenkomst, pk), by=lees(User, by.pk), at=NU)] * 4)
    assert fouten == []
    assert Overeenkomst.objects.get().partijen.count() == 3
    assert Bestand.objects.filter(soort="overeenkomst").count() == 1


def test_sent_and_withdrawn_at_once_ends_withdrawn_without_a_party_left_to_ask():
    pk = concept().pk
    by = coordinator_van(Overeenkomst.objects.get().plaatsing)
    tegelijk(
        [
            lambda: verstuur(overeenkomst=lees(Overeenkomst, pk), by=lees(User, by.pk), at=NU),
            lambda: trek_in(overeenkomst=lees(Overeenkomst, pk), reden="Nee.", by=lees(User, by.pk), at=NU),
        ]
    )
    assert Overeenkomst.objects.get().status == "vervallen"


def test_sealed_at_once_is_one_seal():
    teken_alles(verstuurd())
    assert tegelijk([lambda: verzegel_wachtende(at=NU)] * 3) == []
    assert Bestand.objects.filter(soort="overeenkomst").count() == 2
    assert Overeenkomst.objects.get().zegel_hash


def test_two_writers_of_a_text_give_one_version():
    bureau = persoon("beheerder")
    tekst = geldende_tekst(school=None, soort="pok", op=NU.date()).tekst

    def schrijf() -> None:
        schrijf_versie(
            school=None,
            soort="pok",
            tekst=tekst,
            volgorde="",
            toelichting="x",
            geldig_van=NU.date(),
            na_versie=1,
            by=lees(User, bureau.pk),
            at=NU,
        )

    assert tegelijk([schrijf] * 3) == ["DomainError"] * 2
    assert Overeenkomsttekst.objects.filter(soort="pok").count() == 2
