"""Kernels: the loops over arrays, each in two builds that give the same bytes.

``plain`` is NumPy, always works, and is what ``native`` (Cython, the GIL released)
is compared with. A caller is handed one of them by :func:`load_kernels`.
"""
