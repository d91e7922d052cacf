"""The command `lunette`, and how it is started and ended: without looking for garbage among what is loaded and what is left."""

import atexit
import gc


def main() -> None:
    """Run `lunette`."""
    # What is loaded stays: to look through it again and again takes a tenth of the time that it takes to load it, and later as much again.
    gc.disable()
    try:
        from service.cli import main as run  # noqa: PLC0415 — see above
    finally:
        gc.freeze()
        gc.enable()
    # Before it ends Python would look through all that there is once more: a twelfth of an update of 100,000 articles.
    atexit.register(gc.freeze)
    run()


if __name__ == "__main__":
    main()
