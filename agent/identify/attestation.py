"""What the network says it verified about the caller's number (STIR/SHAKEN, MAN in France)."""

from collections.abc import Iterable

from agent.identify.name_addr import NameAddr

# 3GPP TS 24.229 §7.2A.20; vendors add the attestation level to `Passed` (-A, -B, -C) and to `Failed`.
_VERSTAT = (
    ("tn-validation-passed", "passed"),
    ("tn-validation-failed", "failed"),
    ("no-tn-validation", "none"),
)
# A level alone: A says that the operator knows the caller may use the number, B and C that it does not
# (RFC 8588 §4).  An `Identity` header says it too, but its signature can be checked only with
# the operators' own certificates, and unchecked it is the caller's word.
_LEVEL_HEADERS = ("attestation-info", "attestation-indicator")
_LEVELS = {"a": "passed", "b": "none", "c": "none"}


def attestation_of(addresses: Iterable[NameAddr], attestation_headers: Iterable[str]) -> str:
    """`passed`, `failed`, `none`, or empty when nobody said.

    `addresses` are the identity headers that are believed, most believed first; a `verstat` in one of them counts
    before any header, on anonymous addresses too.  `attestation_headers` are `Name: value` lines, whole values of
    `verstat` or levels `A`, `B`, `C`.
    """
    for address in addresses:
        if said := _verstat(address.parameter("verstat")):
            return said
    lines = [line.partition(":") for line in attestation_headers]
    values = [(name.strip().lower(), value.strip().strip('"').lower()) for name, _, value in lines]
    for _, value in values:
        if said := _verstat(value.partition("verstat=")[2] or value):
            return said
    for name, value in values:
        if name.endswith(_LEVEL_HEADERS) and (said := _LEVELS.get(value.removeprefix("attest=")[:1], "")):
            return said
    return ""


def _verstat(value: str) -> str:
    return next((said for beginning, said in _VERSTAT if value.lower().startswith(beginning)), "")
