"""The errors a person may be shown: one plain sentence each, with the remedy where there is one."""


class NewsreaderError(Exception):
    """Something went wrong that the person at the keyboard can understand and act on.

    ``str(error)`` is a whole sentence for that person.
    """


class ArchiveError(NewsreaderError):
    """The archive cannot be opened, read or written as asked."""


class NotFoundError(NewsreaderError):
    """No article or actor answers to the name or id given."""


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
