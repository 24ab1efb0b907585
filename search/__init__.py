"""What answers a query; the surface is filled when its parts are there."""

__all__: list[str] = []
