"""Who we believe is calling."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What the headers of a call come to: a number, a name or nothing, and how far to trust it."""

    number_e164: str | None = None
    """`+33140000001`, or None when the number was withheld, short, internal or unreadable: what stands
    here may be shown, stored and shared."""
    hidden_number_e164: str = ""
    """The number behind a call whose caller asked for privacy, when our own network told it to us
    (RFC 3325 §9.3).  To judge the call by the house's own lists, so that a friend who hides still rings;
    never to be shown, stored, notified or shared.  Empty unless `withheld`."""
    other_number_e164: str = ""
    """A second number the same call showed: the one in brackets at a FRITZ!Box (CLIP no screening), or
    that of a less believed header; else empty.  May be shown; a list may know either number."""
    short_number: str = ""
    """A short number such as `3950` or `112`, which has no E.164 form; else empty."""
    as_written: str = ""
    """The user part we believed, as the caller's network wrote it: what the call record shows of a caller
    without a number."""
    display_name: str = ""
    """The name shown, cleaned of control characters; empty when it only repeats the number."""
    name_from_box: bool = False
    """True when our own box chose the name, from its phone book; callers can write any name."""
    withheld: bool = False
    """True when the caller asked for privacy (RFC 3323), not when we failed to parse."""
    internal: str = ""
    """The internal user part (`**622`) when the call never came from outside; else empty."""
    possible: bool = True
    """False when the number is in no numbering plan that we know."""
    own_number: bool = False
    """True when the caller shows one of our own numbers: nobody calls themselves."""
    country: str = ""
    """ISO 3166-1 alpha-2 country of the number, or empty."""
    region_fr: str = ""
    region_en: str = ""
    """Where the number lives, for people: `Paris`, `Guadeloupe`, `Germany`."""
    line_type: str = ""
    """`fixed-line`, `mobile`, `voip`, `premium-rate` …, or empty when unknown."""
    carrier: str = ""
    """Operator the number's block was given to (numbers move: a hint, not a fact)."""
    attestation: str = ""
    """`passed`, `failed`, `none` or empty when nobody said (RFC 8224, 3GPP TS 24.229 verstat)."""
    diverted_from: str = ""
    """The number the call was first made to, when it was forwarded to us."""
    believed_because: str = ""
    """Which header we believed and why, as a sentence."""
