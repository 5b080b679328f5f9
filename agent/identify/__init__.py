"""Who is calling: a call's headers go in, the caller we believe comes out.

In: `IncomingCall`, raw, and the line's `DialPlan`.  Out: `Caller`, with the sentence that says which header
was believed and why.  Start at `identify`; it asks, in this order:

    identity_headers   which header to believe, who asked for privacy, who forwarded the call
    name_addr          what a header says: `"Name" <sip:user;parameters@host>`, however badly written
    written_number     digits out of what a person or a network wrote
    number_extras      what stands around a number and is no part of it
    phone_number       those digits as one number of the world, read the way this line dials
    subscriber         one subscriber, several international numbers: who compares numbers asks here
    french_overseas    the part of it that France wrote: its territories
    short_number       numbers that exist in one country only
    listed_number      one number, a beginning or a pattern, as people type them and files hold them
    number_pattern     the placeholders of those patterns
    display_name       the name shown, made safe to show
    attestation        what the network says it verified (STIR/SHAKEN)
    regions            where a number lives and whose it was, from a table somebody else opened
    region_rows        what goes into that table
    region_names       the same names for one question, before there is a table

To add a header: read it in `identity_headers` and say in `believed_because` why it counts.
To add a way of hiding a number: one word in the tables of `withheld`.
To add a country's habit: a row in the tests of `phone_number`, then the smallest rule that makes it true.
"""
