"""The checker of histories finds every kind of broken promise that it is there to find."""

from __future__ import annotations

from tests.history import Commit, History, Read, percentile


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
    assert any("undoes" in one for one in history.mixed())


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
