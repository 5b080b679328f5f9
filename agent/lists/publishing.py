"""Giving back: a household's own findings as a signed list, and many such lists made into one.

A published number is one the household denied by its own word, or one that twice or more fell
silent like a dialer.  Contacts, allowed and withheld callers are never published, nor ranges, nor
a mobile number for silence alone: those are too often borrowed from somebody innocent.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from agent.call.list_entry import ListEntry
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.disk.whole_file import new_file, whole_file
from agent.lists.formats import plain
from agent.lists.sync.hygiene import Protected
from agent.lists.sync.signature import SecretKey, new_key, read_secret_key, sign

LEAST_SILENCES = 2
PUBLISHED_FOR = timedelta(days=180)
"""Numbers change hands: a published list is to be believed for this long."""
MERGED_LABEL = "several households"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was published."""

    path: Path
    signature_path: Path
    count: int
    version: int
    public_key: str
    """What subscribers check it with."""


def findings(
    deny_entries: Iterable[ListEntry],
    silent_callers: Mapping[str, int],
    *,
    protected: Protected,
    is_mobile: Callable[[str], bool],
) -> Iterator[ListEntry]:
    """Yield what a household may publish, each number once, without its private notes.

    `silent_callers` counts dialer silences by E.164 number.  No votes: one household has one word, and who
    subscribes to it has chosen to believe that word.
    """
    seen: set[str] = set()
    for entry in deny_entries:
        if entry.kind == "exact" and entry.value.startswith("+") and entry.value not in seen:
            published = ListEntry(kind="exact", value=entry.value, label=entry.label or "unwanted")
            if not protected.touched_by(published):
                seen.add(entry.value)
                yield published
    for number, silences in sorted(silent_callers.items()):
        published = ListEntry(kind="exact", value=number, label="silent dialer")
        allowed = silences >= LEAST_SILENCES and number not in seen and not is_mobile(number)
        if allowed and not protected.touched_by(published):
            yield published


def publish(
    entries: Iterable[ListEntry],
    path: Path,
    key: SecretKey,
    *,
    title: str,
    now: datetime,
    licence: str = "CC0-1.0",
    last_version: int = 0,
) -> Published:
    """Write a signed list beside its `.minisig`, for any static server.

    The version is the day's date and always more than `last_version`, so that subscribers
    refuse an older list.
    """
    version = max(int(now.astimezone(UTC).strftime("%Y%m%d00")), last_version + 1)
    header = plain.ListHeader(
        title=title, licence=licence, updated=now.date(), expires=(now + PUBLISHED_FOR).date()
    )
    count = 0
    with whole_file(path) as out:
        for line in plain.write((), header):
            out.write(line.encode() + b"\n")
        for entry in sorted(entries, key=lambda entry: entry.value):
            out.write(plain.write_entry(entry).encode() + b"\n")
            count += 1
    signature_path = path.with_name(path.name + ".minisig")
    with path.open("rb") as content:
        text = sign(content, key, version=version, timestamp=int(now.timestamp()), file_name=path.name)
    with whole_file(signature_path) as out:
        out.write(text.encode())
    return Published(
        path=path, signature_path=signature_path, count=count, version=version, public_key=key.public.text
    )


def merge_lists(lists: Iterable[Iterable[ListEntry]], quorum: int) -> Iterator[ListEntry]:
    """Yield the numbers that at least `quorum` lists hold, with one vote for each list.

    A list that repeats a number still counts once.
    """
    if quorum < 1:
        raise UserError(
            say("a quorum of {quorum} makes no sense; 2 is the least that protects anybody", quorum=quorum)
        )
    votes: Counter[str] = Counter()
    last: dict[str, date] = {}
    labels: dict[str, Counter[str]] = {}
    for entries in lists:
        seen: set[str] = set()
        for entry in entries:
            if entry.kind != "exact" or entry.value in seen:
                continue
            seen.add(entry.value)
            votes[entry.value] += 1
            labels.setdefault(entry.value, Counter())[entry.label] += 1
            if entry.last_reported_on and entry.last_reported_on > last.get(entry.value, date.min):
                last[entry.value] = entry.last_reported_on
    for number in sorted(votes):
        if votes[number] >= quorum:
            yield ListEntry(
                kind="exact",
                value=number,
                votes=votes[number],
                label=labels[number].most_common(1)[0][0] or MERGED_LABEL,
                last_reported_on=last.get(number),
            )


def make_key(secret_path: Path) -> SecretKey:
    """Make a key pair: the secret half in a file only its owner can read, the public half beside it."""
    key = new_key()
    try:
        new_file(secret_path, key.text.encode(), mode=0o600)
    except FileExistsError:
        raise UserError(
            say(
                "{path} exists; a lost key cannot be made again, so it is not replaced: choose another file "
                "with --key",
                path=secret_path,
            )
        ) from None
    except OSError as error:
        raise UserError(
            say("{path} cannot be written ({error})", path=secret_path, error=error.strerror)
        ) from error
    public_path = secret_path.with_name(secret_path.name + ".pub")
    with whole_file(public_path) as public:
        public.write(f"untrusted comment: minisign public key\n{key.public.text}\n".encode())
    return key


def read_key_file(secret_path: Path) -> SecretKey:
    """Read a secret key file; UserError says what is wrong with it."""
    try:
        return read_secret_key(secret_path.read_text(encoding="utf-8", errors="replace"))
    except OSError as error:
        raise UserError(
            say(
                "{path} cannot be read ({error}); make one with keygen",
                path=secret_path,
                error=error.strerror,
            )
        ) from error
