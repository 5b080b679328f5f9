"""Two sounds at once are their sum, and no sum wraps around into noise."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from agent.sip.media.g711_frames import SILENT_PCM
from agent.sip.media.mixer import mix

samples = st.lists(st.integers(-32768, 32767), min_size=160, max_size=160)


@given(samples, samples)
def test_a_mix_is_the_sum_as_far_as_16_bits_go(one: list[int], other: list[int]) -> None:
    mixed = struct.unpack("<160h", mix(struct.pack("<160h", *one), struct.pack("<160h", *other)))
    assert list(mixed) == [max(-32768, min(32767, a + b)) for a, b in zip(one, other, strict=True)]


def test_with_silence_a_sound_stays_what_it_is() -> None:
    sound = b"\x12\x34" * 160
    assert mix(sound, SILENT_PCM) == mix(SILENT_PCM, sound) == sound
