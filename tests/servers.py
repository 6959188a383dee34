"""A real PostgreSQL for the tests: Debian's own binaries, a throw-away cluster on loopback."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


def postgres_binaries() -> Path | None:
    """Return the newest installed server's folder of programs."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3])
    )
    return found[-1].parent if found else None


def quick_folder(prefix: str) -> Path:
    """Return a new folder, in memory where the machine has such a place."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK)
    return Path(tempfile.mkdtemp(prefix=prefix, dir=memory if roomy else None))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgres() -> Iterator[str]:
    """Run a cluster; yield ``postgresql+psycopg://`` address without the database's name."""
    programs = postgres_binaries()
    assert programs, "Install Debian's postgresql package."
    folder = quick_folder("placewell-pg-")
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    data, port = folder / "data", free_port()

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd="/")

    run(f"{programs}/initdb", "-D", str(data), "-U", "placewell", "--auth=trust", "-E", "UTF8",
        "--locale=C.UTF-8", "--no-sync")  # fmt: skip
    settings = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
    )
    control = f"{programs}/pg_ctl"
    run(control, "-D", str(data), "-l", str(folder / "log"), "-w", "-o", settings, "start")
    try:
        yield f"postgresql+psycopg://placewell@127.0.0.1:{port}"
    finally:
        run(control, "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def administer(server: str, *statements: str) -> None:
    """Run statements that need no transaction, on the cluster's own database."""
    plain = server.replace("+psycopg", "")
    for attempt in range(20):
        try:
            with psycopg.connect(f"{plain}/postgres", autocommit=True) as connection:
                for statement in statements:
                    connection.execute(statement.encode())
            return
        except psycopg.errors.ObjectInUse:  # a closing connection still holds the template
            if attempt == 19:
                raise
            time.sleep(0.1)


CLAMD = Path("/usr/sbin/clamd")


@contextmanager
def clamd() -> Iterator[str]:
    """Run Debian's ClamAV daemon with one signature of our own, EICAR's; yield its address."""
    folder = quick_folder("placewell-clam-")
    port = free_port()
    signatures = folder / "signatures"
    signatures.mkdir()
    eicar = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE".hex()
    (signatures / "own.ndb").write_text(f"Eicar-Test:0:*:{eicar}\n")
    settings = folder / "clamd.conf"
    settings.write_text(
        f"DatabaseDirectory {signatures}\nTCPSocket {port}\nTCPAddr 127.0.0.1\n"
        "Foreground yes\nStreamMaxLength 5M\nLogFile /dev/null\n"
        f"User {'root' if os.geteuid() == 0 else os.environ.get('USER', 'nobody')}\n"
    )
    command = [str(CLAMD), "--config-file", str(settings)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as daemon:
        try:
            for _ in range(600):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"tcp://127.0.0.1:{port}"
        finally:
            daemon.terminate()
            daemon.wait()
            shutil.rmtree(folder, ignore_errors=True)
