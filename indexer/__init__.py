"""Files in, index out. Read `pipeline.py` first: it shows the stations of a document in order."""

import warnings

# Whoosh's sources hold unescaped regular expressions. Python 3.12 and later say so whenever the library is compiled anew,
# which is nothing a user of Lunette could act on.
warnings.filterwarnings("ignore", category=SyntaxWarning, module=r".*[\\/]whoosh[\\/]")
