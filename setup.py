"""The native kernels; everything else about the package is in setup.cfg.

Each ``.pyx`` file is one extension of the limited API, so that one build serves
every Python from 3.11 on. Where there is no C compiler they are left out with a
notice, and the plain kernels do the same work more slowly.
"""

from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_ext import build_ext

_FOLDER = Path("index/kernels/native")
_LIMITED_API = 0x030B0000


class _StableWheel(bdist_wheel):
    """A wheel of the limited API, wherever there are extensions in it."""

    def get_tag(self) -> tuple[str, str, str]:
        python, abi, platform = super().get_tag()
        if python.startswith("cp"):
            return "cp311", "abi3", platform
        return python, abi, platform


class _OptionalBuild(build_ext):
    """A build that goes on, with a notice, where there is no compiler."""

    def build_extension(self, ext: Extension) -> None:
        try:
            super().build_extension(ext)
        # What is raised depends on which of several copies of distutils runs.
        except Exception as error:
            self.warn(f"{ext.name} is left out, its plain twin will serve: {error}")


def _extensions() -> list[Extension]:
    return cythonize(
        [
            Extension(
                f"broadsheet.index.kernels.native.{source.stem}",
                [str(source)],
                define_macros=[("Py_LIMITED_API", hex(_LIMITED_API))],
                # Equal to the plain kernels bit for bit: no fused operations.
                extra_compile_args=["-O3", "-ffp-contract=off"],
                py_limited_api=True,
                optional=True,
            )
            for source in sorted(_FOLDER.glob("*.pyx"))
        ],
        build_dir="build/cython",
        compiler_directives={
            "language_level": 3,
            "boundscheck": False,
            "wraparound": False,
            "cdivision": True,
            "initializedcheck": False,
            "embedsignature": True,
        },
    )


setup(
    ext_modules=_extensions(),
    cmdclass={"bdist_wheel": _StableWheel, "build_ext": _OptionalBuild},
)
