"""Searching, native; the contract stands in ``plain/search.py``."""

cimport cython

import numpy as np

from ..plain.counting import INSIDE, PARTLY, WITHOUT

include "blocks.pxi"
include "documents.pxi"
include "lookup.pxi"
include "nearness.pxi"
include "periods.pxi"
include "segments.pxi"
include "lists.pxi"
include "uniting.pxi"
include "terms.pxi"
include "slots.pxi"
include "within.pxi"
include "neighbours.pxi"
include "nearby.pxi"
include "phrases.pxi"
include "norms.pxi"
include "scoring.pxi"
include "bounds.pxi"
include "best.pxi"
include "ranking.pxi"
include "selection.pxi"
include "counting.pxi"
