"""One SQLite file that many kernels write at once: opening it, waiting, and what can go wrong.

Nothing here knows what the tables mean. Every failure is a StoreError with a sentence to show.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from kabook.errors import StoreError

_SECONDS_TO_WAIT = 10.0
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_SENTENCES = {
    sqlite3.SQLITE_FULL: "磁盘满了，刚才的内容没有存下。",
    sqlite3.SQLITE_BUSY: "同时写入的人太多，刚才的内容没有存下；过几秒再试一次。",
    sqlite3.SQLITE_LOCKED: "同时写入的人太多，刚才的内容没有存下；过几秒再试一次。",
    sqlite3.SQLITE_READONLY: "记录文件不让写（没有权限，或磁盘是只读的），刚才的内容没有存下。",
    sqlite3.SQLITE_CANTOPEN: "记录文件打不开（没有权限，或文件夹不在了），刚才的内容没有存下。",
    sqlite3.SQLITE_IOERR: "读写磁盘时出错，刚才的内容没有存下。",
}


class Database:
    """``schema`` is an SQL script that creates version ``version``, or finds it created."""

    def __init__(self, path: Path, schema: Path, version: int) -> None:
        self.path = path
        self._schema = schema
        self._version = version
        # Callbacks of one kernel may arrive on several threads; they share one connection.
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._opened: tuple[int, int, int] | None = None
        self._inherited: sqlite3.Connection | None = None
        self._written = 0

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and on disk when the block has ended without an exception."""
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
            self._written += 1

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """The rows of one SELECT."""
        with self._connected() as connection:
            return connection.execute(sql, values).fetchall()

    def revision(self) -> tuple[int, int]:
        """Changes whenever anybody, this process included, has written."""
        with self._connected() as connection:
            return connection.execute("PRAGMA data_version").fetchone()[0], self._written

    def wipe_journal(self) -> None:
        """Take deleted content off the disk (pages are zeroed as rows go; the journal is not)."""
        with self._connected() as connection:
            if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise StoreError(
                    "记录已经删除，但还有页面开着，磁盘上的旧页没有清干净；关掉页面再运行一次。"
                )

    def close(self) -> None:
        """Close the connection; the next operation opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._current()
            except sqlite3.Error as error:
                raise self._explained(error) from error
            except OSError as error:
                raise StoreError(f"记录文件打不开（{error.strerror}）。") from error

    def _current(self) -> sqlite3.Connection:
        if self._connection is not None and self._identity() == self._opened:
            return self._connection
        if self._opened is not None and self._opened[0] != os.getpid():
            # After a fork the connection is the parent's: closing it here would drop its locks.
            self._inherited, self._connection = self._connection, None
        self.close()
        self._connection = self._open()
        self._opened = self._identity()
        return self._connection

    def _identity(self) -> tuple[int, int, int] | None:
        """Process and inode: a connection to a file that was moved away would write into it."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return os.getpid(), found.st_dev, found.st_ino

    def _open(self) -> sqlite3.Connection:
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(
            self.path, timeout=_SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False
        )
        try:
            connection.row_factory = sqlite3.Row
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found > self._version:
                raise StoreError(
                    f"这份记录由更新版本的练习册写成（格式 {found}，这里只认得 {self._version}）；"
                    "请更新练习册。记录没有改动。"
                )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            if found < self._version:
                connection.executescript(self._schema.read_text(encoding="utf-8"))
        except BaseException:
            connection.close()
            raise
        return connection

    def _explained(self, error: sqlite3.Error) -> StoreError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _DAMAGED:
            return self._rescued()
        return StoreError(_SENTENCES.get(code, "记录出了意外的错，刚才的内容没有存下。"))

    def _rescued(self) -> StoreError:
        """Move the damaged file aside and let the next operation start a new one."""
        self.close()
        with Path(f"{self.path}.lock").open("w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Another process may have been here first: a sound file must stay where it is.
            if _is_damaged(self.path):
                aside = _free_name(self.path)
                # The journal goes first: left beside a new file it would be replayed into it.
                for suffix in ("-wal", "-shm", ""):
                    with suppress(FileNotFoundError):
                        Path(f"{self.path}{suffix}").rename(f"{aside}{suffix}")
                return StoreError(
                    f"记录文件损坏，已原样移到 {aside.name}，请交给管理员；"
                    "重新载入本页就会开始一份新的记录。"
                )
        return StoreError("记录文件刚刚出过错，现在可以读了；请重新载入本页。")


def _is_damaged(path: Path) -> bool:
    with closing(sqlite3.connect(path, timeout=_SECONDS_TO_WAIT)) as connection:
        try:
            return bool(connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok")
        except sqlite3.DatabaseError as error:
            return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _free_name(path: Path) -> Path:
    stamp = datetime.now().astimezone().strftime("%Y%m%dT%H%M%S")
    names = (
        f"{path}.corrupt-{stamp}{suffix}" for suffix in ("", *map("-{}".format, range(2, 100)))
    )
    return next(Path(name) for name in names if not Path(name).exists())
