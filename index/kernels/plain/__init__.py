"""The plain build of the kernels: NumPy, one operation after another."""
