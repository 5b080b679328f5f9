"""The file behind the page that shows it: what people copy from a code host's address bar."""

import re
from urllib.parse import urlsplit, urlunsplit

_GITHUB = re.compile(r"(/[^/]+/[^/]+)/(?:blob|raw|blame)/(.+)")
_GITLAB = re.compile(r"(/.+)/-/(?:blob|blame)/(.+)")
_GIST = re.compile(r"/[^/]+/[0-9a-f]+/?")


def file_address(url: str) -> str:
    """The address of the file that a page of GitHub or GitLab shows; any other address as it is."""
    try:
        parts = urlsplit(url)
        # Nothing but the name: an address with a password or a port in it is no page to copy.
        host = parts.netloc.lower().removeprefix("www.")
    except ValueError:
        return url
    if parts.scheme != "https":
        return url
    if host == "github.com" and (page := _GITHUB.fullmatch(parts.path)):
        return urlunsplit(("https", "raw.githubusercontent.com", f"{page[1]}/{page[2]}", "", ""))
    if host == "gitlab.com" and (page := _GITLAB.fullmatch(parts.path)):
        return urlunsplit(("https", "gitlab.com", f"{page[1]}/-/raw/{page[2]}", "", ""))
    if host == "gist.github.com" and _GIST.fullmatch(parts.path):
        path = parts.path.rstrip("/")
        return urlunsplit(("https", "gist.githubusercontent.com", f"{path}/raw", "", ""))
    return url
