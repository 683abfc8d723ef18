"""From statements to one figure per cluster, so that nothing counts twice."""

from hypothesis import given
from hypothesis import strategies as st

from vraagaanbod.rules import Cijfer, OpNaam, figuur, tel, vraag_per_school

SOORTEN = ("vraag", "aanbod")
cijfers = st.lists(
    st.builds(
        Cijfer,
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(SOORTEN),
        st.sampled_from([None, 1, 2]),
        st.sampled_from(["", "1", "2", "z"]),
        st.integers(0, 500),
    ),
    unique_by=lambda c: (c.cluster, c.soort, c.organisatie, c.periode),
    max_size=30,
)


def stand(*rijen, periode=""):
    return tel([Cijfer("A", *rij) for rij in rijen], periode).get("A")


def test_year_figure_comes_before_period_figures():
    assert figuur({"": 100, "1": 40, "2": 70}) == 100
    assert figuur({"1": 40, "2": 70}) == 70
    assert figuur({}) is None


def test_a_period_has_its_own_figure_or_that_of_the_year():
    assert figuur({"": 100, "1": 40}, "1") == 40
    assert figuur({"": 100, "1": 40}, "2") == 100
    assert figuur({"1": 40}, "2") is None


def test_figures_of_organisations_replace_the_prognosis():
    uit = stand(("vraag", None, "", 130), ("vraag", 1, "", 60), ("vraag", 2, "1", 30), ("vraag", 2, "2", 50))
    assert (uit.vraag.waarde, uit.vraag.organisaties, uit.vraag.prognose, uit.vraag.vervangt_prognose) == (
        110,
        2,
        130,
        True,
    )


def test_prognosis_of_one_kind_stays_when_only_the_other_is_stated():
    uit = stand(("vraag", None, "", 130), ("aanbod", None, "", 28), ("aanbod", 1, "", 10))
    assert (uit.vraag.waarde, uit.aanbod.waarde, uit.tekort, uit.overschot) == (130, 10, 120, 0)


def test_shortage_in_one_cluster_is_not_covered_by_another():
    uit = tel([Cijfer("A", "vraag", None, "", 10), Cijfer("B", "aanbod", None, "", 10)])
    assert (uit["A"].tekort, uit["B"].overschot, uit["B"].tekort) == (10, 10, 0)


def test_zero_is_a_statement_and_nothing_is_none():
    assert stand(("vraag", None, "", 5), ("vraag", 1, "", 0)).vraag.waarde == 0
    assert stand(("vraag", None, "1", 5), periode="2") is None


@given(cijfers, st.sampled_from(["", "1", "2", "z"]))
def test_state_holds_together_for_any_statements(rijen, periode):
    for cluster, uit in tel(rijen, periode).items():
        assert uit.tekort - uit.overschot == uit.vraag.waarde - uit.aanbod.waarde
        assert min(uit.tekort, uit.overschot) == 0
        for soort in SOORTEN:
            alles = sum(c.aantal for c in rijen if c.cluster == cluster and c.soort == soort)
            assert 0 <= getattr(uit, soort).waarde <= alles


@given(cijfers, st.randoms())
def test_order_of_statements_does_not_matter(rijen, kans):
    anders = list(rijen)
    kans.shuffle(anders)
    een, twee = tel(rijen), tel(anders)
    assert {k: (v.vraag.waarde, v.aanbod.waarde) for k, v in een.items()} == {
        k: (v.vraag.waarde, v.aanbod.waarde) for k, v in twee.items()
    }


namen = st.lists(
    st.builds(
        OpNaam,
        st.sampled_from(["A", "B", "D"]),
        st.sampled_from([1, 2]),
        st.sampled_from(["1 2", "3 4", "1 2 3 4"]),
        st.integers(1, 50),
    ),
    max_size=10,
)


@given(cijfers, namen, st.sampled_from(["", "1", "2", "z"]))
def test_named_students_count_once_and_only_instead_of_their_own_school(rijen, op_naam, periode):
    met, zonder = tel(rijen, periode, op_naam=op_naam), tel(rijen, periode)
    for cluster in met:
        hier = [rij for rij in op_naam if rij.cluster == cluster]
        telt = sum(rij.aantal for rij in hier if not periode or periode in rij.periodes.split())
        assert met[cluster].vraag.op_naam == telt
        if not hier:
            assert met[cluster] == zonder[cluster]
        if cluster in zonder:
            assert met[cluster].aanbod == zonder[cluster].aanbod
    # Per school the same figures: together they are the demand wherever schools stated it or named students.
    per_school = vraag_per_school(rijen, periode, op_naam=op_naam)
    for cluster, stand in met.items():
        if stand.vraag.organisaties:
            assert sum(n for (c, _), n in per_school.items() if c == cluster) == stand.vraag.waarde
