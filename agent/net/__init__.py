"""The only way out of the house: one HTTP client with its limits, and what several rooms ask of a server.

In: an address a person wrote, and limits of time and size.  Out: bytes, or one sentence why not.
`client` connects to public addresses only and resolves each name once; `fetch` brings one file, `api_request`
asks one question, `unpacking` takes a download apart without filling the machine, `retry_after` reads how long a
server wants to be left alone.  Nobody else imports httpx.  `local_socket` is for programs of this computer only.
"""
