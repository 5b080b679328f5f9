"""One thing to see per file: `CallFacts` in, `Finding` or None out.  The order is in `house_rules.py`."""
