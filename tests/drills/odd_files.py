"""Files of every format with odd numbers in them, some damaged, and what may never come of reading one."""

import base64
import io
import json
from collections.abc import Callable
from random import Random

from agent.call.list_entry import BadLine, DroppedEntry, ListEntry
from agent.identify.phone_number import same_subscriber_forms
from agent.lists.formats.number_reader import number_reader
from agent.lists.formats.registry import FORMATS, HEAD_BYTES, detect
from tests.drills.odd_numbers import CODES, PLANS, odd_number, written_digits

_KINDS = ("exact", "prefix", "pattern", "name")
_CHARSETS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be")
_NOISE = (
    b"\0",
    b"\xff\xfe",
    b'"',
    b"\n",
    b"=",
    b"<",
    b"&x;",
    b"{",
    b"]",
    b"\\",
    b"::",
    b"END:VCARD",
    b",",
    b"'",
)


def _lines(numbers: list[str]) -> str:
    return "\n".join(numbers)


def _table(numbers: list[str]) -> str:
    cells = ['"' + number.replace('"', '""') + '"' for number in numbers]
    return "Name;Phone 1 - Value;Téléphone\n" + "\n".join(f'"a\nb";{cell};{cell}' for cell in cells)


def _cards(numbers: list[str]) -> str:
    cards = (f"BEGIN:VCARD\nVERSION:3.0\nFN:a\nTEL;TYPE=CELL:{number}\nEND:VCARD" for number in numbers)
    return "\n".join(cards)


def _old_cards(numbers: list[str]) -> str:
    label = "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4D=\n=61"
    return "\n".join(f"BEGIN:VCARD\nVERSION:2.1\n{label}\nTEL;CELL:{number}\nEND:VCARD" for number in numbers)


def _records(numbers: list[str]) -> str:
    encoded = (base64.b64encode(number.encode("utf-8", "replace")).decode() for number in numbers)
    return "\n\n".join(f"dn: cn=a\ncn: a\ntelephoneNumber:: {number}" for number in encoded)


def _phone_book(numbers: list[str]) -> str:
    entries = "".join(f"<contact><number>{number}</number></contact>" for number in numbers)
    return f"<phonebooks><phonebook>{entries}</phonebook></phonebooks>"


def _begone(numbers: list[str]) -> str:
    entries = "".join(f"<dict><key>number</key><string>{number}</string></dict>" for number in numbers)
    return f'<plist version="1.0"><array>{entries}</array></plist>'


def _called(shape: Callable[[list[str]], object]) -> Callable[[list[str]], str]:
    return lambda numbers: json.dumps(shape(numbers))


_SHAPES: tuple[Callable[[list[str]], str], ...] = (
    _lines,
    _table,
    _cards,
    _old_cards,
    _records,
    _phone_book,
    _begone,
    _called(lambda numbers: {"numbers": {key: {"reports": 1} for key in numbers}}),
    _called(lambda numbers: numbers),
    _called(lambda numbers: {"entries": [{"number": number} for number in numbers]}),
    _called(lambda numbers: {"patterns": [{"pattern": number} for number in numbers]}),
    _called(lambda numbers: {"numbers": [{"phone": number, "votes": 1} for number in numbers]}),
    lambda numbers: "number,description\n" + "".join(f"{number},x\n" for number in numbers),
    lambda numbers: "PhoneNo,Name,Reason\n" + "".join(f"{number},x,y\n" for number in numbers),
    lambda numbers: "callNumber,nature,type\n" + "".join(f"{one},x,incomingBlackList\n" for one in numbers),
    lambda numbers: "Score;Anruftyp;Land;Nummer\n" + "".join(f"8;x;49;{number}\n" for number in numbers),
    lambda numbers: "company_phone_number,subject\n" + "".join(f"{number},x\n" for number in numbers),
    lambda numbers: "blocknumbers:\n" + "".join(f'  "^{number}": "x"\n' for number in numbers),
    lambda numbers: "".join(f"^{number} #= x\n" for number in numbers),
    lambda numbers: "".join(f"/blacklist/{number}   : 1\n" for number in numbers),
    lambda numbers: "".join(f"database put blacklist {number} 1\n" for number in numbers),
    lambda numbers: (
        "id(int,auto) tprefix(string) tvalue(string)\n" + "".join(f"1:{one}:1\n" for one in numbers)
    ),
    lambda numbers: "title: x\n\n" + "".join(f"{number} votes=3  # note\n" for number in numbers),
)


def odd_file(random: Random) -> bytes:
    """A file in some format, in some charset, now and then damaged."""
    numbers = [odd_number(random) for _ in range(random.randint(0, 4))]
    raw = random.choice(_SHAPES)(numbers).encode(random.choice(_CHARSETS), "replace")
    if random.random() < 0.3:
        at = random.randint(0, len(raw))
        raw = raw[:at] + random.choice(_NOISE) + raw[at + random.randint(0, 5) :]
    return raw[: random.randint(0, len(raw))] if random.random() < 0.1 else raw


def what_is_wrong_in(raw: bytes, random: Random) -> str:
    """What may never happen to a file and did, or an empty string."""
    plan = random.choice(PLANS)
    numbers = number_reader(plan)
    found = detect(raw[:HEAD_BYTES], "file")
    for known in {found, random.choice(FORMATS)}:
        if known is None:
            continue
        for one in known.parse(io.BytesIO(raw), numbers):
            if isinstance(one, BadLine) and not str(one.because):
                return f"{known.name}: a line is refused without a word"
            if isinstance(one, ListEntry | DroppedEntry) and (
                wrong := _wrong_entry(one.kind, one.value, one.as_written, CODES[plan.country])
            ):
                return f"{known.name}, {plan.country}: {wrong} out of {one.as_written!r}"
    return ""


def _wrong_entry(kind: str, value: str, as_written: str, code: str) -> str:
    if kind not in _KINDS:
        return f"{kind} is no kind"
    if kind == "name":
        return ""
    digits = value.strip("+#")
    if not (digits.isascii() and digits.isdigit()):
        return f"{value} is no number"
    shortest = min(len(form.strip("+#")) for form in same_subscriber_forms(value))
    # Up to three digits of a country code and five of an area code may be added.
    if shortest > len(written_digits(as_written)) + 5 and not value.startswith("+3780549"):
        return f"{value} has more digits than were written"
    if kind != "exact" and digits == code + written_digits(as_written) and digits.startswith(code * 2):
        return f"{value} has its country code twice"
    return ""
