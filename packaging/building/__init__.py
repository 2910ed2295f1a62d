"""The rooms of `packaging/build.py`: what goes in, what is left out, and how each system's packages are put together."""
