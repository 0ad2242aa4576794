"""The errors a person may be shown: one plain sentence each, with the remedy where there is one."""


class NewsreaderError(Exception):
    """Something went wrong that the person at the keyboard can understand and act on.

    ``str(error)`` is a whole sentence for that person.
    """


class ArchiveError(NewsreaderError):
    """The archive cannot be opened, read or written as asked."""


class ReadOnlyError(ArchiveError):
    """The archive in ``folder`` cannot be written here, for ``reason`` where one is known."""

    def __init__(self, folder: object, reason: str = "") -> None:
        why = f": {reason}" if reason else ""
        super().__init__(f"The archive {folder} is read-only here{why}. Nothing was changed.")


class NotFoundError(NewsreaderError):
    """No article or actor answers to the name or id given."""


class AmbiguousNameError(NotFoundError):
    """Several actors may be meant by a name, and what was asked for is to be done to one.

    ``name`` is the name; ``Archive.bearers`` tells who they are.
    """

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class ImportFailureError(NewsreaderError):
    """One file, or one record in it, cannot be turned into an article; the others can."""


class QueryError(NewsreaderError):
    """A query cannot be read.

    ``position`` is the offset of the trouble in the query, in code points from 0.
    """

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position


class SettingsError(NewsreaderError):
    """A settings file holds something newsreader cannot use; the message names file, line and key."""
