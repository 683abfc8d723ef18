"""What the tests of the plan share: figures and measures in few words."""

from django.utils import timezone

from kern.models import Opleidingscluster
from tests.factories import NU, OrganisatieFactory, SchooljaarFactory, persoon
from vraagaanbod.models import Maatregel, Opgave


def cluster(code):
    return Opleidingscluster.objects.get(code=code)


def cijfers(jaar=None, **standen):
    """State regional figures: `cijfers(HP1_PT=(vraag, aanbod))`; returns the school year."""
    jaar = jaar or SchooljaarFactory()
    for code, (vraag, aanbod) in standen.items():
        for soort, aantal in (("vraag", vraag), ("aanbod", aanbod)):
            Opgave.objects.create(
                schooljaar=jaar, cluster=cluster(code.replace("_", "-")), soort=soort, aantal=aantal, op=timezone.now()
            )
    return jaar


def velden(**extra):
    """Fields of a measure: 10 places from outside for HP1-PT unless told."""
    standaard = {
        "soort": "stagegezin",
        "titel": "Tien gezinnen",
        "van_cluster": None,
        "naar_cluster": cluster("HP1-PT"),
        "plaatsen_van": 0,
        "plaatsen_naar": 10,
        "kosten_vast": 0,
        "kosten_per_plaats": 100,
        "eigenaar": "Bureau",
    }
    return standaard | extra


def maatregel(jaar, **extra):
    """Make a measure in the database as it is, without a service."""
    return Maatregel.objects.create(schooljaar=jaar, aangemaakt_op=NU, **velden(**extra))


def bureau():
    """A coordinator of the regional bureau."""
    return persoon("coordinator", OrganisatieFactory(bureau=True))
