"""Laptops are usually Windows: whatever only POSIX has stays in the modules named here, each with its reason."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.support.sources import PACKAGES, imports, modules, tree

ALLOWED = {
    "wasteledger_cli.counter.posix_keys": "a terminal is told with termios to send every key; Windows has msvcrt",
    "wasteledger.storage.linux_mounts": "Linux says in files which disks it has; elsewhere they are missing",
}
"""Modules that may be POSIX-only, and why."""

POSIX_MODULES = {
    "fcntl",
    "termios",
    "tty",
    "pty",
    "pwd",
    "grp",
    "resource",
    "syslog",
    "posix",
    "crypt",
    "curses",
    "readline",
}
POSIX_NAMES = {
    *("os.fork", "os.forkpty", "os.getuid", "os.geteuid", "os.getgid", "os.getegid", "os.setuid", "os.setgid"),
    *("os.chown", "os.mkfifo", "os.mknod", "os.nice", "os.uname", "os.wait", "os.waitpid", "os.killpg", "os.sync"),
    *("os.getloadavg", "os.sysconf", "os.statvfs", "os.pathconf", "os.openpty", "os.ttyname", "os.setsid"),
    *("signal.SIGKILL", "signal.SIGHUP", "signal.SIGUSR1", "signal.SIGUSR2", "signal.SIGALRM", "signal.alarm"),
    *("signal.SIGPIPE", "signal.pause", "socket.AF_UNIX", "asyncio.add_signal_handler", "time.tzset"),
}
POSIX_PATHS = re.compile(r"/(tmp|dev|proc|etc|usr|var|home|root|bin|opt)(/|$)")

CHECKED = {name: path for name, path in modules(*PACKAGES).items() if name not in ALLOWED}

Offences = dict[str, list[str]]
"""What is wrong, by module."""


def offences(find: Callable[[Path], Iterator[str]]) -> Offences:
    found = {name: sorted(find(path)) for name, path in CHECKED.items()}
    return {name: wrong for name, wrong in found.items() if wrong}


def test_no_module_of_posix_is_imported() -> None:
    assert offences(_modules_imported) == {}


def test_no_name_of_posix_is_used() -> None:
    assert offences(_names_used) == {}


def test_no_path_of_posix_is_written_out() -> None:
    assert offences(_paths_written) == {}


def test_every_text_is_opened_with_an_encoding() -> None:
    """Without one, Windows reads and writes the town's Thai in its own code page."""
    assert offences(_texts_without_encoding) == {}


def test_the_exceptions_are_modules_that_exist() -> None:
    assert ALLOWED.keys() <= modules(*PACKAGES).keys()


def _modules_imported(path: Path) -> Iterator[str]:
    yield from {module.partition(".")[0] for module in imports(path)} & POSIX_MODULES


def _names_used(path: Path) -> Iterator[str]:
    yield from {ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)} & POSIX_NAMES


def _paths_written(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and POSIX_PATHS.match(node.value):
            yield node.value


def _texts_without_encoding(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and _opens_text(node) and not _says_encoding(node):
            yield ast.unparse(node)


def _opens_text(call: ast.Call) -> bool:
    """Whether it is ``open(…)``, ``path.open()``, ``path.open("w")`` or ``path.read_text()``, and not binary."""
    name = ast.unparse(call.func)
    first = call.args[0] if call.args else None
    if name.endswith(".open"):
        return (first is None and not call.keywords) or (
            isinstance(first, ast.Constant) and "b" not in str(first.value)
        )
    modes = [str(node.value) for node in call.args[1:2] if isinstance(node, ast.Constant)]
    return name.endswith(".read_text") or (name in {"open", "os.fdopen"} and "b" not in "".join(modes))


def _says_encoding(call: ast.Call) -> bool:
    return "encoding" in {keyword.arg for keyword in call.keywords}
