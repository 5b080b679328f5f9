"""Shows what the household asked for a while, and whether anybody is there to do it."""

from datetime import UTC, datetime

from agent.call.sentence import say
from agent.cli.terminal import console, print_json, remark, styled
from agent.service.desk.permits import Permit, Permits, open_permits
from agent.settings.settings import Settings


def open_for_wishes(settings: Settings) -> Permits:
    """The permits, to change them."""
    return open_permits(settings, _now)


def show_wish(permits: Permits, permit: Permit, settings: Settings, as_json: bool) -> None:
    """What holds now, what stands in its way, and whether anybody is there to follow it."""
    in_the_way = permits.in_the_way(permit)
    if as_json:
        print_json({**as_plain_values(permit), "in_the_way": in_the_way, "house_runs": permits.was_watched})
        return
    console().print(styled(permits.told(permit)), soft_wrap=True)
    if in_the_way:
        remark(say("but {sentence}", sentence=in_the_way))
    if not permits.was_watched:
        remark(
            say(
                "no Tranquille is running with {path}: this counts as soon as one does (as the same user and "
                "with the same settings)",
                path=settings.call_log_path,
            )
        )


def show_in_force(settings: Settings, as_json: bool) -> None:
    """Everything that holds now; leaves no trace."""
    permits = open_permits(settings, _now, read_only=True)
    if as_json:
        held = permits.in_force(_now())
        print_json({"in_force": [as_plain_values(each) for each in held.permits], "trouble": held.trouble})
        return
    said = permits.state() or (say("nothing is permitted or paused: calls are screened as ever"),)
    for sentence in said:
        console().print(styled(sentence), soft_wrap=True)


def remark_on_the_rest(permits: Permits) -> None:
    """What still lets calls through, on stderr."""
    for sentence in permits.state():
        remark(say("still in force: {sentence}", sentence=sentence))


def as_plain_values(permit: Permit) -> dict[str, object]:
    """A permit for a program; times are UTC."""
    return {
        "kind": permit.kind,
        "number_e164": permit.number or None,
        "asked_at": permit.asked_at.isoformat(timespec="seconds"),
        "until": permit.until.isoformat(timespec="seconds"),
        "note": permit.because,
    }


def _now() -> datetime:
    return datetime.now(UTC)
