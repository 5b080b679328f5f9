"""From a call to a verdict: identify and decide, with the lists, the history and the hour of now.

In: an `IncomingCall`, an opened number index, the call log, permits.  Out: caller, verdict, and all that was
looked at.  `judge` is what every live call goes through, `explain` asks the same code about a call that
nobody made.
To add something rules may look at: gather it in `call_facts` or `present_hour`, as a field of `decide.facts`.
"""
