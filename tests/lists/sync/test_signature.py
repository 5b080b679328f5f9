"""minisign: published vectors pass, and nothing else than what was signed."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.user_error import UserError
from agent.lists.sync.signature import (
    SignatureRefusedError,
    TrustedComment,
    new_key,
    read_public_key,
    read_secret_key,
    refuse_rollback,
    sign,
    verify,
)

# Published with minisign's verifying libraries: the message is `test`.
KEY = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
LEGACY = """untrusted comment: signature from minisign secret key
RWQf6LRCGA9i59SLOFxz6NxvASXDJeRtuZykwQepbDEGt87ig1BNpWaVWuNrm73YiIiJbq71Wi+dP9eKL8OC351vwIasSSbXxwA=
trusted comment: timestamp:1555779966\tfile:test
QtKMXWyYcwdpZAlPF7tE2ENJkRd1ujvKjlj1m9RtHTBnZPa5WKU5uWRs5GoP5M/VqE81QFuMKI5k/SfNQUaOAA==
"""
PREHASHED = """untrusted comment: signature from minisign secret key
RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=
trusted comment: timestamp:1633700835\tfile:test\tprehashed
wLMDjy9FLAuxZ3q4NlEvkgtyhrr0gtTu6KC4KBJdITbbOeAi1zBIYo0v4iTgt8jJpIidRJnp94ABQkJAgAooBQ==
"""


@pytest.mark.parametrize(("text", "timestamp"), [(LEGACY, 1555779966), (PREHASHED, 1633700835)])
def test_published_signatures_are_good(text: str, timestamp: int) -> None:
    assert verify(io.BytesIO(b"test"), text, read_public_key(KEY)).timestamp == timestamp


@pytest.mark.parametrize("text", [LEGACY, PREHASHED])
@pytest.mark.parametrize(
    ("change", "because"),
    [
        (lambda text: text, "was changed on the way"),  # with another message
        (lambda text: text.replace("file:test", "file:best"), "comment was changed"),
        (lambda text: text.replace("f6LRCGA9i5", "f6LRCGA9i6"), "another key"),
        (lambda text: text[:60], "not one that minisign makes"),
        (lambda text: "", "not one that minisign makes"),
    ],
)
def test_any_change_is_refused(text: str, change: Callable[[str], str], because: str) -> None:
    message = b"test" if change(text) != text else b"best"
    with pytest.raises(SignatureRefusedError, match=because):
        verify(io.BytesIO(message), change(text), read_public_key(KEY))


@given(st.binary(max_size=300))
def test_what_we_sign_is_good_and_one_bit_more_is_not(content: bytes) -> None:
    key = new_key()
    text = sign(io.BytesIO(content), key, version=7, timestamp=1000, file_name="list.txt")
    assert verify(io.BytesIO(content), text, key.public).rank == (7, 1000)
    with pytest.raises(SignatureRefusedError):
        verify(io.BytesIO(content + b"\n"), text, key.public)


@given(st.text())
def test_no_signature_text_raises_anything_else(text: str) -> None:
    with pytest.raises(SignatureRefusedError):
        verify(io.BytesIO(b"test"), text, read_public_key(KEY))


def test_an_older_signed_list_is_refused_and_the_same_one_is_not() -> None:
    refuse_rollback(TrustedComment("", 5, 1000), (5, 1000))
    with pytest.raises(SignatureRefusedError, match=r"older \(version 4\) than the one in use \(version 5\)"):
        refuse_rollback(TrustedComment("", 4, 2000), (5, 1000))
    with pytest.raises(SignatureRefusedError):
        refuse_rollback(TrustedComment("", 0, 999), (0, 1000))


def test_a_secret_key_survives_its_file_and_never_shows_in_a_repr() -> None:
    key = new_key()
    again = read_secret_key(key.text)
    assert again.public == key.public
    assert again.seed.hex() not in repr(again)
    assert read_public_key(f"untrusted comment: x\n{key.public.text}\n") == key.public


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("hello", "not a minisign secret key"),
        (new_key().text.replace("RWQAAEIy", "RWRTY0Iy"), "has a password"),
        (new_key().text[:-20] + "A" * 18 + "\n", "not a minisign secret key|damaged"),
    ],
)
def test_a_key_file_that_cannot_be_used_says_why(text: str, because: str) -> None:
    with pytest.raises(UserError, match=because):
        read_secret_key(text)


def test_a_public_key_that_is_none_says_so() -> None:
    with pytest.raises(UserError, match="begins with RW"):
        read_public_key("ssh-ed25519 AAAA")
