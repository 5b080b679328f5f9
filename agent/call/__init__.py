"""The words every room shares: frozen values, standard library only.

In: nothing.  Out: `IncomingCall`, `Caller`, `Match`, `CallFacts`' parts, `RuleName`, `Finding`, `Verdict`,
treatments, what was heard, the engine's events and commands, `CallRecord`, `News` for whoever listens, and
`Sentence`, what a person reads.
To add a word: one file, one frozen dataclass, a docstring under every field whose name does not
say its unit or what None means.  What stands in `Event` or `Command` crosses the wire.
"""
