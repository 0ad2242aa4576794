"""Commits and merges of the index: small ones stay small, large ones happen elsewhere, nothing is lost."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.search import index_contents, index_merging, index_writing
from index.search.engine import IndexDamagedError, IndexDocument
from index.search.index_contents import SegmentEntry, open_segment, read_contents
from index.search.index_lock import MERGE_LOCK, WRITE_LOCK, locked, sweep
from index.search.index_merging import merge_all
from index.search.index_writing import IndexWriter
from index.search.mapped_memory import resident_bytes, spare_memory
from index.search.merge_policy import is_due, small_ones, to_merge


class Started:
    """Stands in for the process that merges: remembers being asked for, and merges when it is told to."""

    def __init__(self):
        self.times = 0

    def __call__(self, folder):
        self.times += 1
        return self

    def poll(self):
        return 0


@pytest.fixture
def started():
    return Started()


@pytest.fixture
def writer(tmp_path, started):
    writer = IndexWriter(tmp_path, wait=5, merge=started)
    writer.create()
    return writer


def rain(rows):
    return [IndexDocument(row, "", f"rain number{row}") for row in rows]


def rows(folder):
    found = []
    for entry in read_contents(folder).segments:
        segment = open_segment(folder, entry)
        living = segment.rows if segment.deleted is None else segment.rows[~segment.deleted]
        found.extend(living.tolist())
    return sorted(found)


def sizes(folder):
    return [entry.count for entry in read_contents(folder).segments]


def entries(*counts, deleted=0):
    return [SegmentEntry(f"s{n}", c + deleted, 1, bytes(4 * deleted)) for n, c in enumerate(counts)]


# -- what is merged when


def test_small_commits_make_few_segments(writer, tmp_path, started):
    for row in range(40):
        writer.write(rain([row]))
    assert len(sizes(tmp_path)) < 8
    assert started.times == 0


def test_a_small_commit_never_merges_a_large_segment(writer, tmp_path):
    writer.write(rain(range(3000)))
    (large,) = read_contents(tmp_path).segments
    for row in range(3000, 3050):
        writer.write(rain([row]))
        assert large in read_contents(tmp_path).segments


def test_many_larger_segments_call_for_a_process(writer, tmp_path, started):
    for first in range(0, 7700, 1100):
        assert started.times == 0
        writer.write(rain(range(first, first + 1100)))
    assert started.times == 1
    merge_all(tmp_path)
    assert sizes(tmp_path) == [7700]
    assert rows(tmp_path) == list(range(7700))


def test_a_process_is_not_asked_for_while_one_is_at_work(writer, started, monkeypatch):
    monkeypatch.setattr(started, "poll", lambda: None)
    for first in range(0, 9900, 1100):
        writer.write(rain(range(first, first + 1100)))
    assert started.times == 1


def test_segments_left_by_merging_each_have_twice_as_many_stories_as_all_smaller_ones():
    assert to_merge(entries(1000, 300, 100)) == ()
    assert len(to_merge(entries(1000, 300, 150))) == 2
    assert len(to_merge(entries(100_000, 1000, 400, 100))) == 3
    assert to_merge(entries(5)) == ()
    assert to_merge([]) == ()


def test_a_segment_of_which_much_is_deleted_is_written_anew():
    worn = entries(2000, deleted=1500)
    assert is_due(worn)
    assert to_merge(worn) == tuple(worn)
    assert not is_due(entries(2000, deleted=500))


def test_commits_merge_only_what_is_small():
    assert small_ones(entries(*[1] * 7)) == ()
    assert len(small_ones(entries(*[1] * 8, 5000))) == 8
    assert small_ones(entries(*[500] * 20)) == ()


def test_commits_help_out_where_no_process_ever_merges():
    assert 2 <= len(small_ones(entries(*[3000] * 70))) < 10


# -- merging beside others


def test_what_is_deleted_or_replaced_during_a_merge_stays_so(writer, tmp_path, monkeypatch):
    writer.write(rain(range(1000)))
    writer.write(rain(range(1000, 2000)))
    merge = index_merging.merge

    def merge_beside_a_writer(*arguments):
        merged = merge(*arguments)
        writer.write([IndexDocument(5, "", "snow"), IndexDocument(3000, "", "snow")], [1, 1001])
        return merged

    monkeypatch.setattr(index_merging, "merge", merge_beside_a_writer)
    assert merge_all(tmp_path) == 1
    wanted = [row for row in range(2000) if row not in (1, 1001)]
    assert rows(tmp_path) == [*wanted, 3000]
    (snow, merged) = sorted(read_contents(tmp_path).segments, key=lambda entry: entry.count)
    assert (snow.count, merged.count) == (2, 1997)


def test_what_a_writer_merged_meanwhile_is_not_there_twice(writer, tmp_path, monkeypatch):
    for row in range(7):
        writer.write(rain([row]))
    writer.write(rain(range(100, 1300)))
    merge = index_merging.merge

    def merge_beside_a_writer(*arguments):
        merged = merge(*arguments)
        monkeypatch.undo()
        writer.write(rain([7]))
        return merged

    monkeypatch.setattr(index_merging, "merge", merge_beside_a_writer)
    merge_all(tmp_path, lambda segments: tuple(segments) if len(segments) > 2 else ())
    assert rows(tmp_path) == [*range(8), *range(100, 1300)]


def test_a_merge_of_an_index_that_was_made_anew_is_thrown_away(writer, tmp_path, monkeypatch):
    writer.write(rain(range(1000)))
    writer.write(rain(range(1000, 2000)))
    merge = index_merging.merge

    def merge_beside_a_rebuild(*arguments):
        merged = merge(*arguments)
        index_merging.build(tmp_path / "beside", rain([1]))
        for path in tmp_path.glob("*newsreader*"):
            path.unlink()
        for path in (tmp_path / "beside").iterdir():
            path.rename(tmp_path / path.name)
        return merged

    monkeypatch.setattr(index_merging, "merge", merge_beside_a_rebuild)
    assert merge_all(tmp_path) == 0
    assert rows(tmp_path) == [1]


def test_two_processes_do_not_merge_at_once(writer, tmp_path):
    writer.write(rain(range(10)))
    writer.write(rain(range(10, 20)))
    with locked(tmp_path / MERGE_LOCK, wait=0) as held:
        assert held
        assert merge_all(tmp_path) == 0
    assert merge_all(tmp_path) == 1


def test_the_file_of_a_living_merge_is_left_alone_and_that_of_a_dead_one_removed(writer, tmp_path):
    being_written = tmp_path / f"{index_contents.SEGMENT_OF_MERGING}00.seg"
    with locked(tmp_path / MERGE_LOCK, wait=0):
        being_written.write_bytes(b"half")
        writer.write(rain([1]))
        assert being_written.exists()
    writer.write(rain([2]))
    assert not being_written.exists()


def wait_until(condition):
    give_up = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def test_the_process_merges_without_loading_whoosh_and_ends(tmp_path):
    writer = IndexWriter(tmp_path, wait=5)
    writer.create()
    for first in range(0, 7700, 1100):
        writer.write(rain(range(first, first + 1100)))
    wait_until(lambda: len(sizes(tmp_path)) == 1)
    with locked(tmp_path / MERGE_LOCK, wait=30) as ended:
        assert ended
    assert rows(tmp_path) == list(range(7700))
    code = "import sys, index.search.index_merging; sys.exit('whoosh' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


MERGE_SLOWLY = """
import sys, time
from pathlib import Path
from index.search import index_merging
merge = index_merging.merge
def slowly(*arguments):
    merged = merge(*arguments)
    print("merged", flush=True)
    time.sleep(60)
    return merged
index_merging.merge = slowly
index_merging.merge_all(Path(sys.argv[1]))
"""


def test_a_killed_merge_leaves_nothing_behind_for_long(writer, tmp_path):
    for first in range(0, 2000, 500):
        writer.write(rain(range(first, first + 500)))
    child = subprocess.Popen(
        [sys.executable, "-c", MERGE_SLOWLY, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "merged\n"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert len(list(tmp_path.glob("*.seg"))) == 5
    assert rows(tmp_path) == list(range(2000))
    sweep(tmp_path)
    assert len(list(tmp_path.glob("*.seg"))) == 4
    assert merge_all(tmp_path) == 1
    assert rows(tmp_path) == list(range(2000))


def test_merging_waits_for_no_writer_but_the_end(writer, tmp_path, monkeypatch):
    writer.write(rain(range(10)))
    writer.write(rain(range(10, 20)))
    monkeypatch.setattr(index_merging, "_WAIT_FOR_WRITER", 0)
    with locked(tmp_path / WRITE_LOCK, wait=0):
        assert merge_all(tmp_path) == 0
    assert len(list(tmp_path.glob("*.seg"))) == 2


# -- what is on the disk


def test_files_are_durable_before_the_table_of_contents_names_them(writer, tmp_path, monkeypatch):
    order = []
    fsync, write_contents = os.fsync, index_writing.write_contents

    def remembered(descriptor):
        order.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def noted(folder, contents):
        order.append("contents")
        write_contents(folder, contents)

    monkeypatch.setattr(os, "fsync", remembered)
    monkeypatch.setattr(index_writing, "write_contents", noted)
    writer.write(rain([1]))
    (segment,) = tmp_path.glob("*.seg")
    (contents,) = tmp_path.glob("*.toc")
    inodes = [path.stat().st_ino for path in (segment, contents, tmp_path)]
    assert order == [inodes[0], "contents", *inodes[1:]]


@pytest.mark.parametrize("harm", ["shorter", "longer", "gone"])
def test_a_segment_of_another_size_is_damage_to_a_writer_too(tmp_path, harm):
    IndexWriter(tmp_path, wait=5).create()
    IndexWriter(tmp_path, wait=5).write(rain(range(300)))
    (segment,) = tmp_path.glob("*.seg")
    content = segment.read_bytes()
    segment.unlink()
    if harm != "gone":
        segment.write_bytes(content[:-1] if harm == "shorter" else content + b"x")
    with pytest.raises(IndexDamagedError):
        IndexWriter(tmp_path, wait=5).write(rain([5]))


def test_a_failed_commit_leaves_no_files(writer, tmp_path, monkeypatch):
    writer.write(rain([1]))
    before = sorted(path.name for path in tmp_path.iterdir())

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(index_writing, "write_contents", full)
    with pytest.raises(index_writing.ArchiveError, match="No space left"):
        writer.write(rain([2]))
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_table_of_contents_cannot_name_anything_but_segments(writer, tmp_path):
    writer.write(rain([1]))
    (path,) = tmp_path.glob("*.toc")
    content = path.read_bytes()
    at = content.rindex(pickle.dumps([])[:2])

    class Evil:
        def __reduce__(self):
            return Path.touch, (tmp_path / "touched",)

    path.write_bytes(content[:at] + pickle.dumps([Evil()]))
    with pytest.raises(ValueError, match="names"):
        read_contents(tmp_path)
    assert not (tmp_path / "touched").exists()


@pytest.mark.skipif(not resident_bytes(), reason="the system does not tell")
def test_memory_of_mapped_files_is_given_back(writer, tmp_path):
    writer.write(IndexDocument(row, "", f"rain {row} " * 150) for row in range(1500))
    (entry,) = read_contents(tmp_path).segments
    segment = open_segment(tmp_path, entry)
    before = resident_bytes()
    body = segment.field("body")
    assert body.all_positions.sum()
    assert resident_bytes() > before + 500_000
    spare_memory([segment], most=2**40)
    assert resident_bytes() > before + 500_000
    spare_memory([segment], most=0)
    assert resident_bytes() < before + 250_000
    assert body.find(b"rain") > 0
