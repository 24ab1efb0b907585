from ...codec.layout import Postings
from ..plain.places import Numbers

def find_starts(
    postings: Postings, terms: Numbers, slots: Numbers, docs: Numbers
) -> tuple[Numbers, Numbers]: ...
