"""What no list may do, however it got here: touch protected people, or sweep up whole countries."""

import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from agent.call.list_entry import ListEntry
from agent.call.sentence import say
from agent.identify.phone_number import same_subscriber_forms

_ONE_DIGIT_CODES = ("1", "7")
_TWO_DIGIT_CODES = frozenset(
    # By first digit, as ITU-T E.164 numbers the world's zones; all other codes have three digits.
    first + second
    for first, seconds in {
        "2": "07",
        "3": "0123469",
        "4": "013456789",
        "5": "12345678",
        "6": "0123456",
        "8": "1246",
        "9": "0123458",
    }.items()
    for second in seconds
)
_NATIONAL_DIGITS_OF_A_RANGE: dict[str, int] = {
    # As few digits after the country code as still name a range and not a region or a network.
    "1": 6,  # area code and exchange
    "33": 3,  # 01 62 and its like, a million numbers
    "262": 3,
    "590": 3,
    "594": 3,
    "596": 3,
    "34": 4,  # three are a province: 921 is Segovia
    "39": 5,  # four may be a district: 0161 is Vercelli
    "44": 4,
    "49": 5,  # Berlin alone is 30, and its numbers have up to 11 digits
}
_NATIONAL_DIGITS_ELSEWHERE = 4
_KEPT_FOR_SALES = ("+34400", "+390844")
"""Ranges that a regulator keeps for sales calls and that are wide on purpose; `blocklists/` has the texts."""


@dataclass(frozen=True, slots=True)
class Protected:
    """Numbers that no list may match: emergency services, helplines, this house, its contacts."""

    numbers: tuple[str, ...] = ()
    """Whole numbers in E.164, sorted."""
    whole: frozenset[str] = frozenset()
    """The whole numbers as a set, to find one quickly."""
    ranges: tuple[str, ...] = ()
    """Beginnings of protected numbers, sorted."""
    short_numbers: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, entries: Iterable[ListEntry] = (), numbers: Iterable[str] = (), *, countries: Iterable[str] = ()
    ) -> "Protected":
        """Gather what is protected: entries of a protected list, and whole numbers in E.164.

        A short number that means this in one country counts when that is among `countries`, or when none
        are given.
        Each number counts in every form in which its subscriber may call.
        """
        whole = {form for number in numbers for form in same_subscriber_forms(number)}
        ranges: set[str] = set()
        short: set[str] = set()
        everywhere = {"", *countries}
        for entry in entries:
            if entry.kind == "exact" and not entry.value.startswith("+"):
                if len(everywhere) == 1 or entry.region in everywhere:
                    short.add(entry.value)
            elif entry.kind == "exact":
                whole.update(same_subscriber_forms(entry.value))
            elif entry.kind in ("prefix", "pattern"):
                ranges.add(entry.value.rstrip("#"))
        return cls(tuple(sorted(whole)), frozenset(whole), tuple(sorted(ranges)), frozenset(short))

    def touched_by(self, entry: ListEntry) -> str:
        """The protected number that an entry would match, or an empty string."""
        value = entry.value
        if not value.startswith("+"):
            return value if value in self.short_numbers else ""
        if entry.kind == "exact":
            return value if value in self.whole else self._range_around(value)
        start = value.rstrip("#")
        length = len(value) if entry.kind == "pattern" else 0
        for number in _beginning_with(self.numbers, start):
            if length in (0, len(number)):
                return number
        for protected_range in _beginning_with(self.ranges, start):
            return protected_range + "*"
        return self._range_around(start)

    def _range_around(self, start: str) -> str:
        if not self.ranges:
            return ""
        beginnings = (start[:length] for length in range(2, len(start) + 1))
        return next((f"{part}*" for part in beginnings if _holds(self.ranges, part)), "")


@dataclass(frozen=True, slots=True)
class Sieve:
    """Says of each entry of a shared list whether it may stay."""

    protected: Protected = field(default_factory=Protected)
    wanted: bool = False
    """True for lists of wanted callers, whose entries cannot hurt a protected number."""

    def objection(self, entry: ListEntry) -> str:
        """Why an entry is left out, or an empty string when it may stay."""
        if entry.kind not in ("exact", "prefix", "pattern"):
            return say("a list from elsewhere may not name callers by their display name")
        if entry.kind != "exact" and (because := too_wide(entry.value.rstrip("#"))):
            return because
        if not self.wanted and (touched := self.protected.touched_by(entry)):
            return say(
                "{entry} would match {touched}, which is protected", entry=shown_entry(entry), touched=touched
            )
        return ""


def shown_entry(entry: ListEntry) -> str:
    """An entry's number as people write it."""
    return entry.value + "*" if entry.kind == "prefix" else entry.value


def country_code_of(number: str) -> str:
    """The country code at the beginning of `+…` (ITU-T E.164 annex), as far as it goes."""
    digits = number.lstrip("+")
    if digits[:1] in _ONE_DIGIT_CODES:
        return digits[:1]
    return digits[:2] if digits[:2] in _TWO_DIGIT_CODES else digits[:3]


def too_wide(prefix: str) -> str:
    """Why a prefix matches too many people, or an empty string."""
    code = country_code_of(prefix)
    least = _NATIONAL_DIGITS_OF_A_RANGE.get(code, _NATIONAL_DIGITS_ELSEWHERE)
    national = len(prefix) - 1 - len(code)
    if national >= least or prefix.startswith(_KEPT_FOR_SALES):
        return ""
    if national <= 0:
        return say(
            "{prefix}* would match every number of a country; a range needs {least} digits after +{code}",
            prefix=prefix,
            least=least,
            code=code,
        )
    return say(
        "{prefix}* would match a whole region or network; a range needs {least} digits after +{code}",
        prefix=prefix,
        least=least,
        code=code,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListShape:
    """A list in numbers, to compare it with itself a day later."""

    entries: int = 0
    ranges: int = 0
    """How many of the entries are prefixes or patterns."""


_FEW = 20
"""Changes of this few entries are never a reason to wait."""


def reason_to_wait(
    before: ListShape | None, after: ListShape, *, bad_lines: int, change_share: float, bad_share: float
) -> str:
    """Why a new list should wait for a person's word, or an empty string.

    `before` is None when there is no list in use yet.
    """
    read = after.entries + bad_lines
    if bad_lines > read * bad_share and bad_lines >= 5:
        return say("{bad} of its {read} entries cannot be used", bad=bad_lines, read=read)
    if after.entries == 0 and (before is None or before.entries > 0):
        return say("it is empty")
    if before is None or before.entries == 0:
        return ""
    for what, old, new in (
        (say("entries"), before.entries, after.entries),
        (say("ranges"), before.ranges, after.ranges),
    ):
        change = new - old
        if abs(change) > max(old * change_share, _FEW):
            did = say("it grew from {old} to {new}", old=old, new=new)
            did = did if change > 0 else say("it shrank from {old} to {new}", old=old, new=new)
            return say(
                "{did} {what}, more than the {share:.0%} you allow", did=did, what=what, share=change_share
            )
    return ""


def is_expired(expires: date | None, today: date, built: date = date(2026, 1, 1)) -> bool:
    """Tell whether a list is past its day; never with a clock that stands before this program was made."""
    return expires is not None and today > expires and today >= built


LEAST_NUMBERS_IN_TEN = 4
LEAST_TENS_IN_HUNDRED = 3


def ranges_of(numbers: Iterable[tuple[str, int]]) -> Iterator[ListEntry]:
    """Yield the blocks that whole numbers with votes give away, as PhoneBlock finds them.

    4 numbers of a block of 10 make that block; 3 such blocks of a block of 100 make the larger.
    A block's votes are its numbers' together; blocks of 100 also count their lone numbers.
    """
    tens: dict[str, list[int]] = {}
    for number, votes in numbers:
        ten = tens.setdefault(number[:-1], [0, 0])
        ten[0] += 1
        ten[1] += votes
    hundreds: dict[str, list[int]] = {}
    for start, (count, votes) in tens.items():
        hundred = hundreds.setdefault(start[:-1], [0, 0])
        hundred[0] += count >= LEAST_NUMBERS_IN_TEN
        hundred[1] += votes
        if count >= LEAST_NUMBERS_IN_TEN:
            yield _block(start, 1, votes, f"{count} numbers of this block of 10 were reported")
    for start, (count, votes) in hundreds.items():
        if count >= LEAST_TENS_IN_HUNDRED:
            yield _block(start, 2, votes, f"{count} blocks of 10 of this block of 100 were reported")


def _block(start: str, free_digits: int, votes: int, note: str) -> ListEntry:
    value = start + "#" * free_digits
    return ListEntry(kind="pattern", value=value, as_written=value, votes=votes, note=note)


def _beginning_with(numbers: tuple[str, ...], start: str) -> Iterator[str]:
    for index in range(bisect.bisect_left(numbers, start), len(numbers)):
        if not numbers[index].startswith(start):
            return
        yield numbers[index]


def _holds(numbers: tuple[str, ...], number: str) -> bool:
    index = bisect.bisect_left(numbers, number)
    return index < len(numbers) and numbers[index] == number
