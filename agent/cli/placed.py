"""Shows what became of an entry that the household put on one of its lists."""

from agent.call.list_entry import Match
from agent.cli.terminal import console, print_json, remark, styled
from agent.service.numbers import Placed

MEANINGS = {"allow": "always rings", "deny": "never rings again"}


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
    stands = "already stands" if placed.already_there else "now stands"
    entry, where = placed.match.entry.as_written, placed.match.where
    out.print(styled(f"{entry}  {stands} in {where}: {MEANINGS[placed.match.role]}"), soft_wrap=True)
    for match in placed.taken_off:
        out.print(styled(f"taken off the other list: {entry_and_place(match)}"), soft_wrap=True)
    if still:
        remark(f"but such a call meets {still}")


def entry_and_place(match: Match) -> str:
    """`01 62*, deny.txt line 3`."""
    return f"{match.entry.as_written}, {match.where}"


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
