"""What the engine needs to open a line, from its settings."""

import os
from collections.abc import Mapping

from agent.call.commands import OpenLine
from agent.settings.line import LineSettings
from agent.settings.secret import read_password
from agent.settings.settings import Settings


def open_line(line: LineSettings, settings: Settings, environment: Mapping[str, str]) -> OpenLine:
    """The command that opens it.  Raises UserError when its password cannot be read."""
    return OpenLine(
        line=line.name,
        user=line.user,
        auth_user=line.auth_user,
        password=read_password(line, settings.folder, environment),
        registrar=line.registrar,
        proxy=line.proxy,
        transport=line.transport,
        bind_address=line.bind_address,
        port=line.port,
        trusted_peers=line.trusted_peers,
        expires_seconds=line.expires_seconds,
        # Whoever calls this Contact has it from the registrar: nobody can guess 64 random bits.
        contact_user=f"t{os.urandom(8).hex()}",
        srtp=line.srtp,
        house_phones=settings.house.ring,
        # Who only observes rings nobody, whatever breaks.
        in_front=line.kind == "front" and settings.house.mode != "observe",
    )
