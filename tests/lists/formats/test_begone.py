"""Begone's property lists."""

from tests.lists.formats.lists_for_tests import bad_lines, detected, entries, read

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
)


def a_dictionary(number: str, title: str) -> str:
    return (
        "<dict><key>addNational</key><string>true</string><key>category</key><string>0</string>"
        f"<key>number</key><string>{number}</string><key>title</key><string>{title}</string></dict>\n"
    )


def test_numbers_and_titles_are_read() -> None:
    body = a_dictionary("+33162######", "Démarchage") + a_dictionary("0199001001", "Essai")
    text = f'{HEAD}<plist version="1.0"><array>\n{body}</array></plist>'
    assert detected(text) == "begone"
    assert [(one.kind, one.value, one.label, one.line_number) for one in entries(read("begone", text))] == [
        ("pattern", "+33162######", "Démarchage", 4),
        ("exact", "+33199001001", "Essai", 5),
    ]


def test_what_is_no_number_or_cut_off_is_named() -> None:
    text = f"<plist><array>{a_dictionary('robot', 'x')}{a_dictionary('0199001001', 'y')}"
    found = read("begone", text)
    assert [one.value for one in entries(found)] == ["+33199001001"]
    assert [line.cut_short for line in bad_lines(found)] == [False, True]


def test_entities_are_refused() -> None:
    text = (
        '<!DOCTYPE plist [<!ENTITY a "b">]><plist><dict><key>number</key><string>&a;</string></dict></plist>'
    )
    assert "declares entities" in bad_lines(read("begone", text))[-1].because
