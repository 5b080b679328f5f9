"""A payload type is what its rtpmap says, else what RFC 3551 says, and otherwise nothing we speak."""

import pytest

from agent.sip.stack.formats import Codec, Formats, format_lines, read_formats
from agent.sip.stack.sdp import Media

A, U = Codec.PCMA, Codec.PCMU


def media(formats: str, *rtpmaps: str) -> Media:
    attributes = tuple(("rtpmap", each) for each in rtpmaps)
    return Media("audio", 4000, "RTP/AVP", tuple(formats.split()), None, attributes)


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        (media("8 0"), Formats(((A, 8), (U, 0)))),
        (media("0 13"), Formats(((U, 0),), None, 13)),
        (media("9 18 3 4"), Formats()),
        (media("0 101", "101 telephone-event/8000"), Formats(((U, 0),), 101)),
        (media("0 101"), Formats(((U, 0),))),
        (media("8 96 97", "96 telephone-event/48000", "97 Telephone-Event/8000/1"), Formats(((A, 8),), 97)),
        (media("107 8", "107 pcmu/8000"), Formats(((U, 107), (A, 8)))),
        (media("97 98", "97 PCMA/16000", "98 PCMA/8000/2"), Formats()),
        (media("8", "8 PCMA"), Formats(((A, 8),))),
        (media("0", "0 iLBC/8000"), Formats()),
        (media("96", "96 PCMA/8000", "96 PCMU/8000"), Formats(((A, 96),))),
        (media("96 13", "96 CN/8000"), Formats((), None, 96)),
        (media("127 0", "127 PCMA/8000"), Formats(((A, 127), (U, 0)))),
        (media("8 8"), Formats(((A, 8), (A, 8)))),
        (media("128 999 -8 08x ² 1234"), Formats()),
        (media("8", "", "8", "x PCMA/8000", "8 /"), Formats()),
    ],
)
def test_what_an_m_line_offers_is_understood(said: Media, understood: Formats) -> None:
    assert read_formats(said) == understood


def test_formats_are_written_so_that_they_are_read_the_same() -> None:
    formats = Formats(((A, 8), (U, 0)), 101, 13)
    numbers, attributes = format_lines(formats)
    assert numbers == ("8", "0", "13", "101")
    assert ("fmtp", "101 0-15") in attributes
    assert read_formats(Media("audio", 1, "RTP/AVP", numbers, None, attributes)) == formats
    assert [codec.usual_type for codec in (A, U)] == [8, 0]
