"""What people, phones and spreadsheets write around a number and is no part of it.

*31#0162000001                 a code for the network: hide me, use that line
01 62 00 00 01 poste 12        an extension, or digits to send after the answer (`,,12#`, `;ext=12`)
="0162000001"  '0162000001     a spreadsheet's way to keep the 0
33162000001.0  3.3162000001E+10    what became of a number that it took for an amount
"""

import re
import unicodedata

_SERVICE_CODE = re.compile(r"[*#]{1,2}\d{2,4}[#*](?=[\d+(])")
"""As `*31#` (3GPP TS 22.030 §6.5.2), and a FRITZ!Box's `*121#`."""
_EXTENSION = re.compile(
    r"""(?P<number>.*\d\s*\)?)
        (?: \s* (?: (?<![xX]) x (?![xX]) | ext(?:ension|n)?\.? | poste | interno | anexo ) [\s.:=]* \d{1,10}
          | \s* , \s* [\d*\#]{1,6} (?!\d)
          | \s* ,{2,} [\d*\#,;pw\s]*
          | \s* [pw] \d{1,10}
        )
        [\s\#*]* """,
    re.VERBOSE | re.IGNORECASE,
)
_QUOTED = re.compile(r'=?\s*"([^"]*)"')
_WHOLE_AMOUNT = re.compile(r"(\+?\d{5,})[.,]0{1,2}")
_SCIENTIFIC = re.compile(r"\+?(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_LEAST_DIGITS = 5
"""Of the number in front of an extension: a shorter one was a beginning or a short number."""


def without_extras(written: str) -> str:
    """The number itself, as written; the whole text when nothing stands around it."""
    text = written.strip()
    if quoted := _QUOTED.fullmatch(text):
        text = quoted[1].strip()
    elif text.startswith("'") and "'" not in text[1:]:
        text = text[1:].strip()
    text = without_service_code(text)
    if amount := _WHOLE_AMOUNT.fullmatch(text):
        return amount[1]
    if power := _SCIENTIFIC.fullmatch(text):
        # Every digit stands there, or some are lost for good.
        return power[1] + (power[2] or "") if len(power[2] or "") == int(power[3]) else text
    extended = _EXTENSION.fullmatch(text)
    if extended and sum(map(str.isdigit, extended["number"])) >= _LEAST_DIGITS:
        return extended["number"].strip()
    return text


def plain_text(written: str) -> str:
    """Text without marks that nobody sees, odd dashes and full-width digits."""
    visible = "".join(c for c in written if unicodedata.category(c) != "Cf")
    dashes = "".join("-" if unicodedata.category(c) == "Pd" else c for c in visible)
    return unicodedata.normalize("NFKC", dashes).strip()


def without_service_code(text: str) -> str:
    """A number without the code for the network in front of it."""
    code = _SERVICE_CODE.match(text)
    return text[code.end() :] if code else text


def is_rounded(written: str) -> bool:
    """True for `4.93E+10`: a spreadsheet has thrown digits of the number away."""
    text = written.strip()
    return _SCIENTIFIC.fullmatch(text) is not None and without_extras(text) == text
