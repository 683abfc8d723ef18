"""Names of opleidingsclusters, as regions write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kern.clusternaam import lees
from kern.models import Opleidingscluster


@pytest.mark.django_db
def test_names_of_the_reference_clusters_give_their_own_code_and_fields():
    clusters = list(Opleidingscluster.objects.all())
    assert len(clusters) == 15
    for cluster in clusters:
        naam = lees(cluster.naam)
        gelezen = (naam.code, naam.niveau, naam.leerjaren, naam.letters, naam.intensiteit)
        assert gelezen == (cluster.code, cluster.niveau, cluster.leerjaren, cluster.letters, cluster.intensiteit)


@pytest.mark.parametrize(
    ("naam", "code"),
    [
        ("3 VZ/VP 1e/2e jaars part-time", "VZVP12-PT"),
        ("ZH leerjaar 1 PT", "ZH1-PT"),
        ("HBO U1 voltijd", "U1-FT"),
        ("mbo niveau 4 VP 3e-jaars fulltime", "VP3-FT"),
        ("3 VZ 3e jaars / 4 VP 2e jaars  deeltijd", "VZ3VP2-PT"),
        ("3 MZ 1e jaars parttime", "MZ1-PT"),
    ],
)
def test_other_ways_of_writing_are_read(naam, code):
    assert lees(naam).code == code


@pytest.mark.parametrize(
    ("naam", "deel"),
    [
        ("2 HP 1e jaars", "parttime of fulltime"),
        ("2 HP 1e jaars parttime fulltime", "parttime of fulltime"),
        ("2 HP parttime", "geen leerjaren"),
        ("AG 1e jaars parttime", "geen niveau"),
        ("2 parttime", "geen letters"),
        ("6 HP 1e jaars parttime", "niet te lezen"),
        ("3 VZ 1e jaars (U1) parttime", "U1 is hbo leerjaar 3"),
        ("", "parttime of fulltime"),
    ],
)
def test_name_that_lacks_something_says_what(naam, deel):
    with pytest.raises(ValueError, match=deel.replace("(", r"\(")):
        lees(naam)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_dutch(tekst):
    try:
        naam = lees(tekst)
    except ValueError as fout:
        assert str(fout).endswith((".", "'."))  # noqa: PT017 - both outcomes are good
    else:
        assert 1 <= naam.niveau <= 5
        assert naam.leerjaren
        assert len(naam.code) <= 30
