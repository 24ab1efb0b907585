from ..plain.records import read_plain_article, read_plain_record, suspicions

__all__ = ["read_plain_article", "read_plain_record", "suspicions"]
