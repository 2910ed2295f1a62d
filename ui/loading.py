"""What makes the way to the first page short: PySide6's search through every module, and Python's for rubbish, wait."""

import builtins
import gc


def begin() -> None:
    """Begins to load the window; called before the first of its modules is imported, and ended by `end`.

    PySide6 takes the place of `__import__`: it reads the source of every module that is imported after it, to see whether
    that names PySide6, and keeps all its lines. Only programs that write `from __feature__ import …` need that, and this
    one does not. Nothing of what is loaded is rubbish, so nothing is gained by looking for it meanwhile.
    """
    gc.disable()
    import PySide6

    del PySide6
    plain = getattr(builtins, "__orig_import__", None)
    if plain is not None:
        builtins.__import__ = plain


def end() -> None:
    """Ends what `begin` began, and never looks again through what was loaded; without `begin` it does nothing."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
