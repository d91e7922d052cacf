"""What can go wrong while indexing, each with a sentence that a person can act on."""


class IndexerError(Exception):
    """Base of every error that the indexer raises on purpose; its text is meant for the user."""


class SettingsError(IndexerError):
    """A `LUNETTE_*` variable is unknown or holds something unusable."""


class SourceError(IndexerError):
    """A source given on the command line cannot be read at all."""


class AuthorityError(IndexerError):
    """An authority file breaks its own rules; the text names the file, the line or entry, and the rule."""


class DecisionsError(IndexerError):
    """A file of decisions breaks its own rules; the text names the file, the line, and the rule."""


class LexiconError(IndexerError):
    """A file of the lexicon breaks its own rules; the text names the file, the line and the rule."""


class ModelError(IndexerError):
    """A spaCy model cannot be used; the text names it and says why."""


class IndexMissing(IndexerError):
    """There is no published generation at this place."""


class IndexForeign(IndexerError):
    """The directory holds something that Lunette did not write."""


class IndexIncompatible(IndexerError):
    """The generation was written with another schema or another analysis, so searching it would give wrong answers."""


class IndexDamaged(IndexerError):
    """A file of the generation is missing, truncated or changed; the text names it."""


class IndexBusy(IndexerError):
    """Another process is writing; the text names it."""


class NothingToIndex(IndexerError):
    """No document of the given sources could be used, so nothing was published."""


class WorkerLost(IndexerError):
    """A process that read articles was killed, so nothing was published."""


class GateClosed(IndexerError):
    """The searches that a new generation had to answer as it should did not, so it was not published."""


class EncoderMissing(IndexerError):
    """What turns texts into vectors is not installed, or is not what was reviewed."""
