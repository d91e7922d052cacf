"""`python -m indexer`: the index commands without the service."""

from indexer.cli import main

main()
