"""The checker of histories finds every kind of broken promise that it is there to find."""

from __future__ import annotations

from tests.history import Commit, History, Read, percentile
from tests.pace import USUAL, slowness


def read(
    start: float, version: int, reader: str = "a", machine: str = "m", took: float = 0.01
) -> Read:
    return Read(reader, machine, start, start + took, "website_data", version)


def saying(history: History, version: int, number: int, key: str = "website_data") -> None:
    history.saw(
        "m", version, key, f"{version}-{number}", {"en": {"w0": number}, "ar": {"w0": number}}
    )


def healthy() -> History:
    history = History()
    for number in range(1, 6):
        history.commits.append(Commit("w0", number, float(number)))
        saying(history, number, number)
        saying(history, number, number, "seo_data")
        history.reads.append(read(number + 0.1, number))
        history.reads.append(read(number + 0.3, number, reader="b"))
    return history


def test_it_finds_nothing_where_nothing_is_wrong() -> None:
    history = healthy()
    assert history.gone_back() == []
    assert history.mixed() == []
    lags, late = history.lags(1.0)
    assert late == []
    assert [round(lag, 2) for lag in lags] == [0.31] * 5


def test_a_version_that_goes_back_for_one_reader() -> None:
    history = healthy()
    history.reads.append(read(5.5, 4))
    assert len(history.gone_back()) == 1


def test_a_version_that_goes_back_from_one_reader_to_another() -> None:
    history = healthy()
    history.reads.append(read(5.2, 4, reader="b"))
    assert len(history.gone_back()) == 1


def test_a_document_that_is_behind_what_another_said_before() -> None:
    history = healthy()
    saying(history, 4, 4, "menu_items")
    history.reads.append(Read("a", "m", 5.5, 5.6, "menu_items", 4))
    assert history.gone_back() == [
        "m: a got menu_items at version 4 when 0 had been answered, without w0-5"
    ]


def test_a_document_that_has_not_changed_may_have_an_older_version_than_another() -> None:
    history = healthy()
    saying(history, 4, 5, "menu_items")
    history.reads.append(Read("a", "m", 5.5, 5.6, "menu_items", 4))
    assert history.gone_back() == []


def test_answers_that_overlap_may_be_of_either_version() -> None:
    history = healthy()
    history.reads.append(read(5.05, 4, reader="b", took=1.0))
    assert history.gone_back() == []


def test_another_machine_may_be_behind_for_a_moment() -> None:
    history = healthy()
    history.reads.append(read(5.5, 4, reader="c", machine="n"))
    assert history.gone_back() == []


def test_a_version_whose_documents_disagree() -> None:
    history = healthy()
    history.saw("m", 3, "seo_data:ar", "x", {"ar": {"w0": 4}})
    assert len(history.mixed()) >= 1


def test_a_version_whose_languages_disagree() -> None:
    history = History()
    history.saw("m", 3, "website_data", "x", {"en": {"w0": 4}, "ar": {"w0": 3}})
    assert len(history.mixed()) == 1


def test_a_version_with_two_bodies() -> None:
    history = healthy()
    history.saw("m", 3, "website_data", "other bytes", {"en": {"w0": 3}})
    assert len(history.mixed()) == 1


def test_a_version_that_undoes_another() -> None:
    history = healthy()
    saying(history, 6, 2)
    assert any("undoes" in problem for problem in history.mixed())


def test_a_commit_that_a_reader_does_not_get_in_time() -> None:
    history = healthy()
    history.commits.append(Commit("w0", 6, 5.2))
    history.reads.append(read(6.0, 5))
    assert history.lags(1.0)[1] == []
    history.reads.append(read(6.3, 5, reader="b"))
    assert len(history.lags(1.0)[1]) == 1


def test_the_second_begins_anew_when_postgresql_is_back() -> None:
    history = healthy()
    history.commits.append(Commit("w0", 6, 5.2))
    history.outages.append((5.3, 7.0))
    history.reads.append(read(7.5, 5))
    assert history.lags(1.0)[1] == []
    history.reads.append(read(8.1, 5))
    assert len(history.lags(1.0)[1]) == 1


def test_percentiles() -> None:
    values = [float(n) for n in range(1, 101)]
    assert percentile(values, 0.5) == 51.0
    assert percentile(values, 0.99) == 100.0
    assert percentile([], 0.5) == 0.0


def pace(*seconds: float) -> list[tuple[float, float]]:
    """Fifty pieces of work a second, each of which took so long."""
    return [(number / 50, duration) for number, duration in enumerate(seconds)]


def test_a_machine_that_keeps_up_is_allowed_nothing() -> None:
    assert slowness(pace(*[USUAL / 2] * 200)) == 1.0
    assert slowness([]) == 1.0


def test_a_moment_excuses_nothing() -> None:
    assert slowness(pace(20 * USUAL, *[USUAL / 2] * 200)) == 1.0
    assert slowness(pace(*[USUAL / 2] * 100, 20 * USUAL, *[USUAL / 2] * 100)) == 1.0


def test_a_slow_second_is_allowed_in_proportion() -> None:
    slow = slowness(pace(*[USUAL] * 100, *[3 * USUAL] * 60, *[USUAL] * 100))
    assert 2.9 < slow <= 3.0 + 1e-9
