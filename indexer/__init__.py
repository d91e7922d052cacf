"""Files in, index out. Read `pipeline.py` first: it shows the stations of a document in order."""

import warnings

# Whoosh's sources hold unescaped regular expressions. Python 3.12 and later say so whenever the library is compiled anew,
# which is nothing a user of Lunette could act on.
warnings.filterwarnings("ignore", category=SyntaxWarning, module=r".*[\\/]whoosh[\\/]")

# An index of Lunette's is opened by `whoosh.index.open_dir`, whoever calls it; Whoosh has no other place where a codec could say that it
# is there. It costs nothing: the codec itself is loaded with the first index.
from indexer.codec.index import register  # noqa: E402

register()
