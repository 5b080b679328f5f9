"""From what is known about a call to what the house does with it: `CallFacts` in, `Verdict` out.

Read `house_rules.py` first: the order of the rules, each with its reason, and `decide`.

To add a rule: one file in `rules/` with a frozen dataclass that has a `name` and
`look_at(facts) -> Finding | None`; a section for it in `agent/settings/rules.py`; one row in
`house_rules.py` with the reason why it stands there; a table of cases in `tests/decide/rules/`.
A rule sees one thing and says so in a sentence for the person at home; it never chooses what
happens to the call.  If it needs to know more, add a field to `CallFacts`: rules reach nothing else.
"""
