"""When somebody held an office, and whether it is over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Extraction

CASES = {  # text -> property, its time, whether it is over
    "Anna Blix was chancellor of Norway from 1998 to 2005.": ("formerRoleIn", "1998/2005", True),
    "Anna Blix, chancellor of Norway from 1998 to 2005, wrote a book.": ("formerRoleIn", "1998/2005", True),
    "Anna Blix served as finance minister of Norway between 2001 and 2004.": ("formerRoleIn", "2001/2004", True),
    "Anna Blix, who led Telnor Energy until 2019, was arrested.": ("leads", "../2019", True),
    "Anna Blix worked for Telnor Energy from 2010 to 2014.": ("worksFor", "2010/2014", True),
    "Anna Blix has been head of Telnor Energy since 2012.": ("leads", "2012/..", False),
    "Anna Blix took office as president of Norway in 2019.": ("headOfState", "2019", False),
    "Anna Blix became president of Norway in 2019.": ("headOfState", "2019", False),
}


@pytest.mark.model
@pytest.mark.parametrize("text", CASES)
def test_the_time_of_an_office_is_told_and_whether_it_is_over(
    text: str, read_text: Callable[[str], Extraction]
) -> None:
    found = [each for each in read_text(text).relations if each.asserted]
    assert CASES[text] in [(each.predicate, each.time, each.former) for each in found]
    assert not [each for each in found if CASES[text][2] and not each.former]


@pytest.mark.model
def test_what_will_end_is_not_over(read_text: Callable[[str], Extraction]) -> None:
    extraction = read_text("Anna Blix leads Telnor Energy until 2027.")
    assert [each.former for each in extraction.relations if each.predicate == "leads"] == [False]
