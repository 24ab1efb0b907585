"""The native build of the kernels, one extension a file; see ``setup.py``."""
