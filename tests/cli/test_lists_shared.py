"""`tranquille lists` and `report`: tables for people, JSON for programs, one sentence for a mistake."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.call.call_record import CallRecord
from agent.settings.config_file import load_settings
from agent.store.call_log import CallLog
from tests.cli.conftest import CONFIG, Run
from tests.peers.http_peer import HttpPeer
from tests.peers.phoneblock_server import KEY, PhoneBlockServer
from tests.service.a_house import ListServer, a_street
from tests.store.test_callattendant_database import a_database

VCARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Aunt Jo\nTEL:06 12 34 56 78\nEND:VCARD\n"


@pytest.fixture
def street(house: Path) -> Iterator[ListServer]:
    """The house, subscribed to a list of two."""
    pages = ListServer()
    with HttpPeer(pages) as peer:
        (house / "config.toml").write_text(CONFIG + a_street(peer.url("/street.txt")))
        yield pages


def a_call(house: Path, number: str, list_name: str, heard: str = "") -> None:
    log = CallLog(load_settings(house / "config.toml", environment={}).call_log_path)
    at = datetime.now(UTC)
    evidence = (("list", list_name),) if list_name else ()
    log.save(
        CallRecord(
            call_id=f"{number} {at}",
            line="home",
            received_at=at,
            number_e164=number,
            evidence=evidence,
            heard=heard,
        )
    )
    log.close()


def test_the_table_shows_every_list_with_its_age_hits_and_wrong_hits(
    house: Path, street: ListServer, run: Run
) -> None:
    assert run("lists", "sync").code == 0
    a_call(house, "+33472000004", "street")
    a_call(house, "+33472000004", "street")
    a_call(house, "+33472000005", "street")
    run("allow", "+33472000005")
    told = run("lists")
    (row,) = [line.split() for line in told.out.splitlines() if line.startswith("street")]
    assert row[:8] == ["street", "shared", "shared", "2", "0", "min", "3", "1"]
    names = [line.split()[0] for line in told.out.splitlines()[1:]]
    assert {"allow", "deny", "protected", "fr-arcep-telemarketing"} <= set(names)
    rows = {each["name"]: each for each in json.loads(run("lists", "--json").out)}
    assert (rows["street"]["hits"], rows["street"]["wrong"]) == (3, 1)
    assert rows["street"]["report"]["outcome"] == "new"
    assert rows["allow"]["entries"] == 1


def test_a_list_that_was_held_back_says_how_to_accept_it(house: Path, street: ListServer, run: Run) -> None:
    run("lists", "sync")
    street.pages["/street.txt"] = b"".join(b"+33472%06d votes=9\n" % n for n in range(100, 200))
    told = run("lists", "sync", "--now")
    assert told.code == 2
    assert "waits for your word, because it grew from 2 to 100 entries" in told.out
    assert "tranquille lists accept street" in run("lists").out
    assert "100 entries in use" in run("lists", "accept", "street").out
    assert run("lists", "accept", "street").code == 2


def test_a_list_that_was_wrong_too_often_says_how_to_believe_it_again(
    house: Path, street: ListServer, run: Run
) -> None:
    street.pages["/street.txt"] = b"".join(b"+33472%06d votes=9\n" % n for n in range(4, 8))
    run("lists", "sync")
    for number in ("+33472000004", "+33472000005", "+33472000006"):
        a_call(house, number, "street")
        run("allow", number)
    told = run("lists", "sync", "--now")
    assert "street: switched off" in told.out
    told = run("lists")
    (row,) = [line.split() for line in told.out.splitlines() if line.startswith("street ")][:1]
    assert row[2:4] == ["switched", "off"]
    assert "on again: tranquille lists on street" in told.out
    assert "no list knows it" in run("lists", "search", "+33472000007").out
    assert run("lists", "on", "street").out == "street is switched on\n"
    assert run("lists", "on", "street").out == "street is switched on already\n"
    assert "street, shared" in run("lists", "search", "+33472000007").out
    assert run("lists", "off", "street").out == "street is switched off\n"
    assert run("lists", "off", "elsewhere").code == 2


def test_a_search_shows_every_list_that_knows_a_number(house: Path, street: ListServer, run: Run) -> None:
    run("lists", "sync")
    told = run("lists", "search", "04", "72", "00", "00", "05")
    assert "street, shared: +33472000005 votes=2" in told.out
    assert "score 2, not enough (from 4)" in told.out
    found = json.loads(run("lists", "search", "0162000001", "--json").out)
    assert found["number"] == "+33162000001"
    assert [match["list"] for match in found["matches"]] == ["fr-arcep-telemarketing"]
    assert "no list knows it" in run("lists", "search", "0612345678").out


def test_a_file_is_checked_without_being_kept(house: Path, run: Run) -> None:
    (house / "some.txt").write_text("title: Some\n\n+33162000001\n+33*\n112\n")
    told = run("lists", "check", "some.txt", "--json")
    found = json.loads(told.out)
    assert (found["format"], found["entries"], found["left_out_count"]) == ("plain", 1, 2)
    assert "+33* would match" in run("lists", "check", "some.txt").out
    assert sorted(path.name for path in house.iterdir()) == ["config.toml", "password.txt", "some.txt"]


def test_files_become_contacts_denied_numbers_or_a_list(house: Path, run: Run) -> None:
    (house / "jo.vcf").write_text(VCARD)
    assert "1 added" in run("lists", "import", "jo.vcf", "--as", "contacts").out
    assert (
        "1 read, 0 added, 1 there already, 0 refused"
        in run("lists", "import", "jo.vcf", "--as", "contacts").out
    )
    assert json.loads(run("why", "0612345678", "--json").out)["because"].startswith("Aunt Jo is in your")

    (house / "bad.csv").write_text("number,name\n0472000004,solar\n0472000005,\nrubbish,\n")
    told = run("lists", "import", "bad.csv", "--as", "deny")
    assert "2 added" in told.out
    assert "1 left out" in told.err
    assert "+33472000004  # solar" in (house / "deny.txt").read_text()

    (house / "theirs.txt").write_text("+33472000009\n+33612345678\n")
    told = run("lists", "import", "theirs.txt", "--as", "list", "theirs-too")
    assert '  name = "theirs-too"' in told.out
    assert "would match +33612345678, which is protected" in told.err
    assert (house / "theirs-too.txt").read_text() == "title: theirs-too\n\n+33472000009\n"


def test_whom_a_callattendant_permitted_and_blocked_comes_along(house: Path, run: Run) -> None:
    a_database(house / "callattendant.db")
    told = run("lists", "import", "callattendant.db", "--as", "deny")
    assert "1 added" in told.out
    assert "PRIVATE" in told.err
    assert "+33472000004  # SOLAR" in (house / "deny.txt").read_text()
    run("lists", "import", "callattendant.db", "--as", "allow")
    assert "+33612345678" in (house / "allow.txt").read_text()
    told = run("lists", "check", "callattendant.db")
    assert (told.code, "--as deny" in told.err) == (2, True)


def test_lists_go_to_other_programs(house: Path, run: Run) -> None:
    run("deny", "0472000004")
    run("deny", "0472 00 01*")
    told = run("lists", "export", "--format", "csv")
    assert "+33472000004" in told.out
    assert "2 entries written" in told.err
    told = run("lists", "export", "--format", "fritzbox", "--list", "deny", "spam.xml")
    assert told.code == 0
    assert "<number" in (house / "spam.xml").read_text()


@pytest.mark.parametrize(
    "words", [["lists"], ["lists", "export"], ["lists", "merge", "--quorum", "1", "a.txt"]], ids=str
)
def test_a_full_disk_behind_standard_output_is_one_sentence(house: Path, words: list[str]) -> None:
    (house / "a.txt").write_text("+33472000004\n")
    with open("/dev/full", "w") as full:
        told = subprocess.run(
            [sys.executable, "-m", "agent", *words], stdout=full, stderr=subprocess.PIPE, text=True, cwd=house
        )
    assert told.returncode == 2
    assert told.stderr == "tranquille: the answer could not be written: No space left on device\n"


def test_what_a_house_found_is_published_signed_and_merged_with_others(house: Path, run: Run) -> None:
    told = run("lists", "publish", "ours.txt")
    assert told.code == 2
    assert "keygen" in told.err
    public = run("lists", "keygen").out.rpartition('public_key = "')[2].strip().rstrip('"')
    assert "is not replaced" in run("lists", "keygen").err
    run("deny", "0472000004", "--note", "shouted at grandma")
    for _ in range(2):
        a_call(house, "+33472000005", "", "dialer-silence")
        a_call(house, "+33612345678", "", "dialer-silence")
    assert "2 numbers, version 20" in run("lists", "publish", "ours.txt", "--title", "Ours").out
    published = (house / "ours.txt").read_text()
    assert "+33472000004" in published and "+33472000005" in published
    assert "grandma" not in published and "+33612345678" not in published

    # A neighbour takes it with the key, and refuses it without the right one.
    block = f'[[list]]\nname = "ours"\npath = "ours.txt"\npublic_key = "{public}"\n'
    (house / "config.toml").write_text(CONFIG + block)
    assert run("lists", "sync").code == 0
    (house / "ours.txt").write_text(published + "+33472000099\n")
    told = run("lists", "sync", "--now")
    assert told.code == 2
    assert "changed on the way" in told.out

    (house / "theirs.txt").write_text("+33472000005\n+33472000006\n")
    told = run("lists", "merge", "--quorum", "2", "ours.txt", "theirs.txt")
    assert [line for line in told.out.splitlines() if line.startswith("+")] == [
        '+33472000005 votes=2 kind="silent dialer"'
    ]


def test_a_report_is_sent_and_what_came_of_it_is_said(house: Path, run: Run) -> None:
    server = PhoneBlockServer()
    with HttpPeer(server) as peer:
        (house / "config.toml").write_text(
            f'{CONFIG}[[list]]\nname = "phoneblock"\nurl = "{peer.url("/api/blocklist")}"\n'
            f'format = "phoneblock"\nlocal = true\nkey = "{KEY}"\nsend_ratings = true\n'
        )
        told = run("report", "01 62 00 00 09", "--as", "advertising", "--comment", "solar")
        assert told.out == "+33162000009 was reported to phoneblock\n"
        server.busy = True
        found = json.loads(run("report", "0162000008", "--as", "fraud", "--json").out)
        assert (found["number_e164"], found["waiting"]) == ("+33162000008", 1)
    assert [rated["rating"] for rated in server.rated] == ["E_ADVERTISING"]


@pytest.mark.parametrize(
    "words",
    [
        ("lists", "sync", "nobody"),
        ("lists", "check", "gone.txt"),
        ("lists", "import", "config.toml", "--as", "friends"),
        ("lists", "import", "config.toml", "--as", "list"),
        ("lists", "import", "config.toml", "--as", "deny"),
        ("lists", "export", "--format", "fax"),
        ("lists", "export", "--list", "nobody"),
        ("lists", "merge", "--quorum", "3", "config.toml"),
        ("lists", "accept", "nobody"),
        ("lists", "dance"),
        ("report", "0162000001", "--as", "rude"),
        ("report", "0162000001"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(house: Path, run: Run, words: tuple[str, ...]) -> None:
    told = run(*words)
    assert told.code == 2
    assert told.err.count("\n") == 1
    assert told.err.startswith("tranquille: ")
