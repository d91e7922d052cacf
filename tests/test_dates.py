"""Dates at the precision that is known, and the days they span."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.dates import span


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", 20210101, 20211231),
        ("2021-12", 20211201, 20211231),
        ("2021-02", 20210201, 20210228),
        ("2024-02", 20240201, 20240229),
        ("1900-02", 19000201, 19000228),
        ("2000-02-29", 20000229, 20000229),
        ("2021-12-09", 20211209, 20211209),
        ("0001", 10101, 11231),
        ("9999-12-31", 99991231, 99991231),
    ],
)
def test_a_date_spans_all_of_its_days(text: str, first: int, last: int) -> None:
    assert span(text) == (first, last)


@given(st.dates())
def test_a_day_lies_in_its_month_and_its_month_in_its_year(day: date) -> None:
    year, month, exact = (span(day.isoformat()[:length]) for length in (4, 7, 10))
    assert exact == (int(f"{day:%Y%m%d}"),) * 2
    assert year[0] <= month[0] <= exact[0] <= month[1] <= year[1]


@given(st.dates(max_value=date(9999, 11, 30)))
def test_after_the_last_day_of_a_month_comes_the_first_of_the_next(day: date) -> None:
    last = span(day.isoformat()[:7])[1]
    following = date(last // 10000, last // 100 % 100, last % 100) + timedelta(days=1)
    assert following.day == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2021-02-30", "“2021-02-30”: February 2021 has 28 days"),
        ("2021-12-00", "“2021-12-00”: December 2021 has 31 days"),
        ("2021-13", "“2021-13”: there is no month 13"),
        ("2021-00-10", "“2021-00-10”: there is no month 00"),
        ("0000", "there is no year 0000"),
    ],
)
def test_a_day_that_never_was_is_refused_by_name_and_not_widened(text: str, message: str) -> None:
    with pytest.raises(ValueError, match="^" + message + "$"):
        span(text)


@pytest.mark.parametrize(
    "text", ["", "21", "2021-1", "2021-1-1", "09/12/2021", "2021-12-09T10:00", " 2021", "2021\n", "٢٠٢١", "２０２１", "-2021", "x" * 99]
)
def test_what_is_no_iso_date_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=r"write 2021, 2021-12 or 2021-12-09\Z") as refused:
        span(text)
    assert len(str(refused.value)) < 120, "a long value should be cut in the message"
