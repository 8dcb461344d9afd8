"""What the tests of the command line share."""

from tests.surface.conftest import run

__all__ = ["run"]
