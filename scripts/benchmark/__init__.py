"""The benchmark behind ``scripts/bench``: this project beside other engines."""
