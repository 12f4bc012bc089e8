"""The queue of corrections: written when one is sent and not before, beside the store; and its page."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from page_fakes import html_of
from streamlit.testing.v1 import AppTest

from core.errors import DirectoryError, QueryError
from pages.parts import directory
from services.corrections import LONGEST, Correction, Corrections, State, corrections_file

SENT = datetime(2026, 11, 28, 14, 5, tzinfo=UTC)
WRONG = Correction("marlbrook", "1", "Kin <Club>", "Phone", " The number is 01632 960001 & not 2. ")


@pytest.fixture
def queue(tmp_path: Path) -> Corrections:
    return Corrections(tmp_path / "store")


def test_queue_stands_beside_the_store_and_is_made_by_sending_alone(queue: Corrections, tmp_path: Path) -> None:
    assert queue.all() == ()
    assert list(tmp_path.iterdir()) == []
    assert queue.send(WRONG, SENT) == 1
    assert corrections_file(tmp_path / "store") == tmp_path / "corrections.sqlite"
    assert [path.name for path in tmp_path.iterdir()] == ["corrections.sqlite"]


def test_corrections_come_the_newest_first_as_they_were_sent(queue: Corrections) -> None:
    queue.send(WRONG, SENT)
    queue.send(Correction("marlbrook", "2", "Other", "Cost", "It is £2."), SENT)
    newest, oldest = queue.all()
    assert (newest.number, newest.correction.says, newest.state) == (2, "It is £2.", State.WAITING)
    assert oldest.correction.says == WRONG.says.strip()
    assert oldest.sent_at == SENT


def test_settled_correction_stays_in_the_queue(queue: Corrections) -> None:
    queue.settle(queue.send(WRONG, SENT), State.DONE)
    assert [one.state for one in queue.all()] == [State.DONE]


@pytest.mark.parametrize("says", ["", "  \n", "x" * (LONGEST + 1)])
def test_correction_that_says_nothing_or_too_much_is_not_kept(queue: Corrections, says: str) -> None:
    with pytest.raises(QueryError, match=r"nothing was sent\."):
        queue.send(Correction("marlbrook", "1", "Kin", "Phone", says), SENT)
    assert queue.all() == ()


def test_queue_is_read_after_a_process_was_killed_while_it_wrote(queue: Corrections, tmp_path: Path) -> None:
    queue.send(WRONG, SENT)
    path, killed = corrections_file(tmp_path / "store"), Corrections(tmp_path / "killed" / "store")
    (tmp_path / "killed").mkdir()
    with closing(sqlite3.connect(path)) as writing:
        writing.execute("pragma cache_size = 1")
        writing.execute("begin")
        writing.execute("create table spilled as select hex(randomblob(200000)) as words")
        writing.execute("update corrections set says = 'half written'")
        for left in (path, path.with_name(f"{path.name}-journal")):
            shutil.copy(left, tmp_path / "killed" / left.name)
        writing.rollback()
    assert (tmp_path / "killed" / f"{path.name}-journal").stat().st_size > 0
    assert [one.correction.says for one in killed.all()] == [WRONG.says.strip()]


def test_file_that_is_no_queue_is_told_of_and_kept(queue: Corrections, tmp_path: Path) -> None:
    corrections_file(tmp_path / "store").write_text("no database, though it has a good many letters in it")
    with pytest.raises(DirectoryError, match=r"corrections\.sqlite cannot be used"):
        queue.send(WRONG, SENT)
    assert corrections_file(tmp_path / "store").read_text().startswith("no database")


def draw() -> None:
    import pages.corrections

    pages.corrections.draw()


@pytest.fixture
def page(queue: Corrections, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(directory, "open_corrections", lambda: queue)
    return AppTest.from_function(draw)


def test_page_says_that_nothing_waits(page: AppTest) -> None:
    assert "Nothing waits." in html_of(page.run())


def test_page_lists_what_waits_and_settles_it(page: AppTest, queue: Corrections) -> None:
    queue.send(WRONG, SENT)
    html = html_of(page.run())
    for words in ("Kin &lt;Club&gt;", "Phone", "sent 28 November 2026 at 14:05", "960001 &amp; not 2."):
        assert words in html
    page.button(key="settle_done_1").click().run()
    assert not page.exception
    assert queue.all()[0].state is State.DONE
    assert [one.label for one in page.expander] == ["Settled: 1"]
    assert not page.button
