"""What `tranquille run` says first: what this is, which lines it keeps and which lists it holds."""

from agent import __version__
from agent.call.sentence import joined, say
from agent.service.judging.judge import Judge
from agent.service.judging.permits import Permits
from agent.settings.line import LineSettings
from agent.settings.settings import Settings


def first_lines(settings: Settings, judge: Judge, permits: Permits) -> list[str]:
    """A sentence each."""
    watching = say(", only watching") if settings.house.mode == "observe" else ""
    return [
        say(
            "Tranquille {version}, a doorkeeper for your telephone{watching}",
            version=__version__,
            watching=watching,
        ),
        say(
            "settings: {path}; call log: {call_log}",
            path=settings.config_file or say("defaults"),
            call_log=settings.call_log_path,
        ),
        say("lines: {lines}", lines=joined(", ", map(_line, settings.lines))),
        *judge.describe(),
        *(
            say("quiet hours: {name} {hours}", name=name, hours=hours)
            for name, hours in settings.quiet_hours.written()
        ),
        *permits.state(),
    ]


def _line(line: LineSettings) -> str:
    where = line.registrar or say("trusted peers only")
    if line.kind == "front":
        return say("{name} (in front of the phones, {where})", name=line.name, where=where)
    return say("{name} (beside the box, {where})", name=line.name, where=where)
