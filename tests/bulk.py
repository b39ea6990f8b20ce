"""A run over many documents that is killed again and again, against one that nobody disturbs.

`make soak-bulk` runs it with 2,000 documents; the tests with few.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from csv import DictReader
from pathlib import Path

from distributed import LocalCluster

from tests.poison import FAULTS, make_folder

INNOCENT, POISONED, KILLS = 1_960, 6, 10
SEED = 20261126


def start_run(folder: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    """Start a run; `more` may be the address of a scheduler."""
    command = [sys.executable, "-c", "from tests.poison import main; main()", str(folder), str(out), *more]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def kill_at_random(folder: Path, out: Path, *, within: float, chance: random.Random) -> bool:
    """Start a run and kill it at a random moment; return whether it was still going on."""
    run = start_run(folder, out)
    try:
        run.wait(chance.uniform(0.0, within))
    except subprocess.TimeoutExpired:
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
    if run.stderr:
        run.stderr.close()
    return run.returncode == -signal.SIGKILL


def finish(folder: Path, out: Path, *more: str) -> tuple[int, str]:
    """Let a run go to its end; return its exit code and its account."""
    run = start_run(folder, out, *more)
    _, said = run.communicate()
    return run.returncode, said.strip().splitlines()[-1]


def finish_on_cluster(folder: Path, out: Path, *, kill_after: float) -> tuple[int, str]:
    """Let a run go to its end on two dask workers, one of which is killed; return its exit code and its account."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:  # type: ignore[no-untyped-call]
        run = start_run(folder, out, cluster.scheduler_address)
        time.sleep(kill_after)
        worker = next(iter(cluster.workers.values()))
        worker.process.process._process.kill()
        _, said = run.communicate()
    return run.returncode, said.strip().splitlines()[-1]


def contents(out: Path) -> dict[str, bytes]:
    """Return the records and tables of a folder: neither run.json nor the notes that runs leave for the next."""
    paths = [path for path in out.rglob("*") if path.is_file() and path.name != "run.json" and path.name[0] != "."]
    return {str(path.relative_to(out)): path.read_bytes() for path in paths}


def find_faults(out: Path) -> Counter[tuple[str, str]]:
    """Return how many inputs of which kind (as they are called) have failed of what."""
    with (out / "failures.csv").open(encoding="utf-8", newline="") as file:
        return Counter((row["source"].split("-")[0], row["code"]) for row in DictReader(file))


def main() -> None:
    """Kill a run KILLS times, let it finish, and compare."""
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as name:
        folder, quiet, killed = (Path(name) / each for each in ("papers", "quiet", "killed"))
        make_folder(folder, innocent=INNOCENT, poisoned=POISONED)
        started = time.monotonic()
        code, account = finish(folder, quiet)
        seconds = time.monotonic() - started
        print(f"{account}\nexit code {code}, {seconds:.0f} s")
        print(f"faults: {dict(find_faults(quiet))}")
        kills = sum(kill_at_random(folder, killed, within=seconds / KILLS, chance=chance) for _ in range(KILLS))
        print(f"killed {kills} times, then: {finish(folder, killed)[1]}")
        clustered = Path(name) / "cluster"
        print(f"on a cluster, a worker killed: {finish_on_cluster(folder, clustered, kill_after=seconds / 3)[1]}")
        same = contents(quiet) == contents(killed) == contents(clustered)
        print(f"records and tables {'are the same' if same else 'DIFFER'} ({len(contents(quiet))} files)")
        wanted = Counter(dict.fromkeys(FAULTS.items(), POISONED))
        sys.exit(0 if same and code == 3 and find_faults(quiet) == wanted else 1)


if __name__ == "__main__":
    main()
