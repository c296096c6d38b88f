"""The specs and templates are found in a checkout and in an installed wheel alike."""

import subprocess
import sys
from pathlib import Path

import pytest

from ddd import resources

ROOT = Path(__file__).parent.parent.parent
ASK = "from ddd import resources; print(resources.specs()); print(resources.templates())"


def asked(site: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = [{str(site)!r}]; {ASK}"],
        capture_output=True,
        text=True,
        cwd=site,
    )


@pytest.fixture
def site(tmp_path):
    """A folder of installed packages that holds just enough of ddd."""
    package = tmp_path / "lib" / "python3.11" / "site-packages" / "ddd"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "resources.py").write_bytes(Path(resources.__file__).read_bytes())
    return package.parent


def test_a_checkout_uses_its_own_folders():
    assert resources.specs() == ROOT / "specs"
    assert resources.templates() == ROOT / "templates"
    assert (resources.templates() / "runbooks" / "task.md.j2").is_file()


def test_a_wheel_uses_what_it_carries(site):
    data = site / "ddd" / "_data"
    for name in ("specs", "templates"):
        (data / name).mkdir(parents=True)
    done = asked(site)
    assert done.stdout.split() == [str(data / "specs"), str(data / "templates")], done.stderr


def test_a_checkout_beats_a_stale_copy_beside_the_module(tmp_path):
    module = tmp_path / "src" / "ddd" / "resources.py"
    (module.parent / "_data" / "specs").mkdir(parents=True)
    (tmp_path / "specs").mkdir()
    assert resources._folder("specs", module) == module.parent / "_data" / "specs"
    (tmp_path / "pyproject.toml").touch()
    assert resources._folder("specs", module) == tmp_path / "specs"


def test_an_installation_without_them_says_where_they_were_looked_for(site):
    done = asked(site)
    assert done.returncode == 1
    assert "has no 'specs'" in done.stderr
    assert str(site / "ddd" / "_data" / "specs") in done.stderr


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="has no 'specs'"):
        resources._folder("specs", tmp_path / "src" / "ddd" / "resources.py")
