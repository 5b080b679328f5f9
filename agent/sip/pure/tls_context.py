"""How a TLS connection to a registrar is checked: by the authorities this computer trusts, or by one certificate
that the household has put down (RFC 5922; SNI: RFC 6066 §3)."""

import ssl
from pathlib import Path


def tls_context(pinned: Path | None = None) -> ssl.SSLContext:
    """For connections of ours.  `pinned`: a PEM file of the box's own certificate, or of who signed it.

    Raises OSError (ssl.SSLError among them) when that file is none.
    """
    context = ssl.create_default_context(cafile=str(pinned) if pinned is not None else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if pinned is not None:
        # A box signs its own, for a name that nobody can look up: the file says who it is, not the name in it.
        context.check_hostname = False
        # The certificate itself counts as an authority, even where it says that it is none.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context
