"""What stands behind a conclusion, in pairs of name and value for the call's record."""

from agent.call.sentence import word
from agent.listen.conclusion import Signs


def evidence_of(
    signs: Signs,
    *,
    first_sound_at: float | None,
    longest_silence_seconds: float,
    packets: str,
    voice_dbov: float,
    floor_dbov: float,
    murmur_seconds: float,
) -> tuple[tuple[str, str], ...]:
    """The same nine pairs for every call, so that calls can be compared."""
    ignored_us = signs.talked_on + signs.talked_over
    tested = signs.stopped_for_us + ignored_us
    barge_in = f"stopped {signs.stopped_for_us}, talked on {ignored_us}"
    return (
        (word("first sound"), word("none") if first_sound_at is None else f"{first_sound_at:.1f} s"),
        (word("longest silence"), f"{longest_silence_seconds:.1f} s"),
        (word("longest monologue"), f"{signs.longest_monologue_seconds:.1f} s"),
        (word("when we spoke"), barge_in if tested else word("not tested")),
        (word("tones"), ", ".join(signs.tones) or word("none")),
        (word("RTP packets"), packets),
        (word("level"), word("no voice") if signs.first_voice_at is None else f"{voice_dbov:.0f} dBov"),
        (word("noise floor"), f"{floor_dbov:.0f} dBov"),
        (word("murmur of many voices"), f"{murmur_seconds:.1f} s"),
    )
