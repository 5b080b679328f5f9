"""Shows what became of an entry that the household put on one of its lists."""

from agent.call.list_entry import Match
from agent.call.sentence import joined, say
from agent.cli.terminal import console, print_json, remark, styled
from agent.service.desk.numbers import Placed

MEANINGS = {"allow": say("always rings"), "deny": say("never rings again")}


def show_placed(placed: Placed, still: str, as_json: bool) -> None:
    """Tell where the entry stands now, and `still`: what keeps it from doing what was meant, or nothing."""
    if as_json:
        print_json(
            {
                "entry": match_as_plain_values(placed.match),
                "already_there": placed.already_there,
                "taken_off": [match_as_plain_values(match) for match in placed.taken_off],
                "still": still,
            }
        )
        return
    out = console()
    entry, where = placed.match.entry.as_written, placed.match.where
    meaning = MEANINGS[placed.match.role]
    told = say("{entry}  now stands in {where}: {meaning}", entry=entry, where=where, meaning=meaning)
    if placed.already_there:
        told = say("{entry}  already stands in {where}: {meaning}", entry=entry, where=where, meaning=meaning)
    out.print(styled(told), soft_wrap=True)
    for match in placed.taken_off:
        out.print(
            styled(say("taken off the other list: {entry}", entry=entry_and_place(match))), soft_wrap=True
        )
    if still:
        remark(say("but such a call meets {still}", still=still))


def entry_and_place(match: Match) -> str:
    """`01 62*, deny.txt line 3`."""
    return joined(", ", (match.entry.as_written, match.where))


def match_as_plain_values(match: Match) -> dict[str, object]:
    """An entry for a program."""
    return {
        "list": match.list_name,
        "kind": match.entry.kind,
        "value": match.entry.value,
        "as_written": match.entry.as_written,
        "file": match.file,
        "line_number": match.entry.line_number,
    }
