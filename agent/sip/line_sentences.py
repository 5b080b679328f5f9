"""What the engine says of a line that does not work, for the person who set it up."""

from agent.call.commands import OpenLine
from agent.call.sentence import Sentence, say

SILENT = (0, 408, 503)
"""Statuses by which the stack says itself that nobody answered (RFC 3261 §8.1.3.1)."""


def registered(line: OpenLine) -> Sentence:
    """All is well."""
    return say("registered at {registrar} as {user}", registrar=line.registrar, user=line.user)


def refused(registrar: str, user: str, line: str, sip_status: int, reason: str) -> Sentence:
    """User or password are not what the registrar knows."""
    return say(
        "{registrar} refused user {user!r} ({status} {reason}): check user, auth_user and the password of "
        "line {line!r}",
        registrar=registrar,
        user=user,
        status=sip_status,
        reason=reason,
        line=line,
    )


def unregistered(registrar: str, sip_status: int, reason: str) -> Sentence:
    """The registrar did not take the registration, which will be tried again."""
    if sip_status in SILENT:
        return say("{registrar} does not answer ({reason}); trying again", registrar=registrar, reason=reason)
    return say(
        "{registrar} says {status} {reason}; trying again",
        registrar=registrar,
        status=sip_status,
        reason=reason,
    )


def cannot_open(port: int, reason: str) -> Sentence:
    """The line has no socket of its own."""
    if port and "in use" in reason.lower():
        return say(
            "port {port} is taken by another program: set another `port`, or 0 for any free one", port=port
        )
    if "assign requested address" in reason.lower():
        return say("bind_address is no address of this computer: leave it out, or write another")
    return say("cannot be opened ({reason})", reason=reason)
