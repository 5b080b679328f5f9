"""What people copy from the address bar of a code host leads to the file itself."""

import pytest

from agent.lists.sync.file_address import file_address


@pytest.mark.parametrize(
    ("page", "file"),
    [
        (
            "https://github.com/a/b/blob/main/x/list.txt",
            "https://raw.githubusercontent.com/a/b/main/x/list.txt",
        ),
        (
            "https://www.github.com/a/b/blob/main/l.csv?plain=1#L3",
            "https://raw.githubusercontent.com/a/b/main/l.csv",
        ),
        ("https://github.com/a/b/raw/v1.2/list.txt", "https://raw.githubusercontent.com/a/b/v1.2/list.txt"),
        ("https://gitlab.com/g/a/b/-/blob/main/list.txt", "https://gitlab.com/g/a/b/-/raw/main/list.txt"),
        ("https://gist.github.com/a/0123abcd", "https://gist.githubusercontent.com/a/0123abcd/raw"),
    ],
)
def test_a_page_that_shows_a_file_is_followed_to_it(page: str, file: str) -> None:
    assert file_address(page) == file


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://github.com/a/b",
        "https://github.com/a/b/releases/download/v1/list.txt",
        "https://raw.githubusercontent.com/a/b/main/list.txt",
        "https://github.com.evil.example/a/b/blob/main/list.txt",
        "https://me:secret@github.com/a/b/blob/main/list.txt",
        "http://github.com/a/b/blob/main/list.txt",
        "https://[::1/a/b/blob/main/x",
    ],
)
def test_any_other_address_stays_as_it_is(url: str) -> None:
    assert file_address(url) == url
