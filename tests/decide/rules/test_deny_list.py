"""The deny list speaks in its author's words; who wins against allow is in `test_allow_list.py`."""

from agent.decide.rules.deny_list import DenyList
from tests.decide.some_facts import a_match, facts


def test_the_sentence_names_entry_file_and_line() -> None:
    match = a_match("deny", "+33162", "prefix", line=3, written="01 62*  # fake bank", note="fake bank")
    finding = DenyList().look_at(facts(matches=(match,)))
    assert finding is not None
    assert finding.because == 'on your deny list: "01 62*  # fake bank" (deny.txt line 3)'
    assert dict(finding.evidence) == {
        "list": "deny",
        "entry": "01 62*  # fake bank",
        "file": "/etc/deny.txt",
        "line": "3",
    }


def test_a_name_entry_is_not_quoted_twice() -> None:
    match = a_match("deny", "spam*", "name", line=1, written='"Spam*"')
    finding = DenyList().look_at(facts(matches=(match,)))
    assert finding is not None and finding.because == 'on your deny list: "Spam*" (deny.txt line 1)'


def test_a_long_entry_is_cut_in_the_sentence_but_whole_in_the_evidence() -> None:
    written = "0162000001  # " + "what they wanted " * 20
    finding = DenyList().look_at(facts(matches=(a_match("deny", "+33162000001", written=written),)))
    assert finding is not None
    assert len(finding.because) < 140 and "…" in finding.because
    assert dict(finding.evidence)["entry"] == written


def test_a_caller_on_no_list_is_not_denied() -> None:
    assert DenyList().look_at(facts()) is None
