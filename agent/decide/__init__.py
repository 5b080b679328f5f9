"""From what is known about a call to what the house does with it: `CallFacts` in, `Verdict` out.

Read `house_rules.py` first: the order of the rules, each with its reason; `decide.py` walks through it.

To add a rule: its name in `agent/call/rule_name.py`; one file in `rules/` with a frozen dataclass that keeps
the promise of `rule.py`; a section for it in `agent/settings/rules.py`; one row in `house_rules.py` with the
reason why it stands there; a phrase in `agent/prompts/phrases.py`, which the telephone menu says; a table of
cases in `tests/decide/rules/`.  `tests/call/test_rule_name.py` fails until all of these are there.
A rule sees one thing and says so in a sentence for the person at home; it never chooses what
happens to the call.  If it needs to know more, add a field to `CallFacts`, and where that comes from to
`Source`: rules reach nothing else.
"""
