"""Names of files: metadata, never a path."""

import pytest

from apps.documents import filenames, sniffing


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ann\\letter.pdf", "letter.pdf"),
        ("/absolute/..", "document"),
        ("..", "document"),
        ("", "document"),
        (" \t ", "document"),
        ("a/b\\", "document"),
        ("a\x00b\r\nc\x1b.pdf", "abc.pdf"),
        ("letter\u202efdp.exe", "letterfdp.exe"),
        ("line\u2028break", "linebreak"),
        ("  cafe\u0301.pdf ", "caf\u00e9.pdf"),
        ("名前.pdf", "名前.pdf"),
        ("a" * 255, "a" * 255),
        ("a" * 256, "a" * 255),
        ("a" * 300 + ".pdf", "a" * 251 + ".pdf"),
        ("a." + "b" * 300, "a." + "b" * 253),
    ],
)
def test_what_is_kept_of_a_name(given, kept):
    assert filenames.cleaned(given) == kept


@pytest.mark.parametrize(
    ("name", "content_type", "shown"),
    [
        ("letter.pdf", sniffing.PDF, "letter.pdf"),
        ("LETTER.PDF", sniffing.PDF, "LETTER.PDF"),
        ("letter.exe", sniffing.PDF, "letter.exe.pdf"),
        ("photo.jpeg", sniffing.JPEG, "photo.jpeg"),
        ("photo", sniffing.JPEG, "photo.jpg"),
    ],
)
def test_a_download_ends_as_its_content_does(name, content_type, shown):
    assert filenames.for_download(name, content_type) == shown
