"""The codec: how a segment stands on disk, and how Whoosh reads it."""
