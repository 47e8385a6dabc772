"""The one command: measures every peer and a Rust program on the model of MODEL.md, and prints one table.

    python3 bench/peers/economy/compare.py              all cases, three rounds
    python3 bench/peers/economy/compare.py --quick      small cases, one round, to see that all works; its times say little
    python3 bench/peers/economy/compare.py --write      all, and the table goes into RESULTS.md beside this file

Makes an environment of its own with what requirements.txt pins, in the target folder, and builds the Rust side.
"""

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent / "target"))
ENVIRONMENT = TARGET / "economy-peers"
RUST = TARGET / "release" / "xpand-peers-economy"
OURS = "rust"

# Name, its row, and what may have no stock and flow of its own.
ROWS = {
    OURS: "**Xpand**, `economy::benchmark`",
    "numpy": "bare numpy, columns",
    "python": "plain Python, dictionaries",
    "radcad": "radCAD 0.14.0, as it comes",
    "radcad-nocopy": "radCAD 0.14.0, no deep copy, no substeps",
    "radcad-columns": "radCAD 0.14.0, the same, numpy columns",
    "cadcad": "cadCAD 0.5.3, as it comes",
    "cadcad-nocopy": "cadCAD 0.5.3, no deep copy",
    "cadcad-columns": "cadCAD 0.5.3, the same, numpy columns",
    "mesa": "Mesa 3.3.1, agents, shuffled, price collected",
    "mesa-columns": "Mesa 3.3.1, numpy columns in the model",
}
NO_FLOW = {"numpy", "radcad-columns", "cadcad-columns", "mesa", "mesa-columns"}
# What would take minutes a run: told as not measured.
SLOW = {("radcad", "10000"), ("cadcad", "10000")}
CASES = [("flow", 1080, 1), ("flow", 1080, 100), ("100", 1080, 1), ("1000", 1080, 1), ("10000", 1080, 1)]
QUICK = [("flow", 100, 1), ("flow", 100, 3), ("100", 100, 1), ("1000", 20, 1)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small cases, one round")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the least CPU time is told")
    parser.add_argument("--only", action="append", choices=sorted(ROWS), help="measure this row only; may be given often")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    args = parser.parse_args()
    prepare()
    names = [name for name in ROWS if not args.only or name in args.only or name == OURS]
    cases, rounds = (QUICK, 1) if args.quick else (CASES, args.rounds)
    found = {}
    for turn in range(rounds):
        for case in cases:
            for name in names:
                if (case[0] == "flow" and name in NO_FLOW) or (name, case[0]) in SLOW:
                    continue
                one = measure(name, case)
                found.setdefault((name, case), []).append(one)
                print(f"round {turn + 1}  {told(case):32} {name:16} {one['cpu_s']:.4f} s", file=sys.stderr, flush=True)
    wrong = differing(found, cases, names)
    text = document(found, cases, names, wrong, rounds)
    print(text)
    if args.write:
        (HERE / "RESULTS.md").write_text(text)
    sys.exit(1 if wrong else 0)


def prepare():
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    install = [python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"]
    subprocess.run(install, check=True, stdout=sys.stderr)
    build = ["cargo", "build", "--release", "--manifest-path", HERE / "Cargo.toml", "--target-dir", TARGET]
    subprocess.run(build, check=True, stdout=sys.stderr)


def measure(name, case):
    """One process; in it, a short case is repeated for a fifth of a second, or its time would be noise."""
    command = [RUST] if name == OURS else [ENVIRONMENT / "bin" / "python", HERE / "child.py", name]
    size, epochs, runs = case
    words = subprocess.run([*command, size, str(epochs), str(runs)], check=True, capture_output=True, text=True)
    return json.loads(words.stdout.splitlines()[-1])


def told(case):
    size, epochs, runs = case
    what = "stock and flow" if size == "flow" else f"{int(size):,} agents"
    return f"{what}, {epochs:,} epochs" + (f", {runs} runs" if runs > 1 else "")


def least(found, name, case):
    measured = found.get((name, case))
    return min(one["cpu_s"] for one in measured) if measured else None


def differing(found, cases, names):
    """Rows whose runs did not end where ours did, to the last digit."""
    wrong = set()
    for case in cases:
        ours = found[OURS, case][0]["outcomes"]
        for name in names:
            if any(one["outcomes"] != ours for one in found.get((name, case), [])):
                wrong.add((name, case))
    return wrong


def document(found, cases, names, wrong, rounds):
    lines = [
        "# The economy beside its peers",
        "",
        *(f"- {line}" for line in machine()),
        "",
        f"CPU time of a run in seconds, the least of {rounds} rounds (median): the machine is shared, and the least is what was disturbed least.",
        "Every measurement is a process of its own; imports and a first short run are not timed, and short cases are repeated for a fifth of a second. Rounds are interleaved. The model,",
        "its draws and its arithmetic are those of [MODEL.md](MODEL.md); the draws count in every row, and Python peers take them from numpy.",
        "`same` says whether price, minted, burned, supply, replaced operators, held tokens and ages end at the same bits as ours.",
        "",
        "    python3 bench/peers/economy/compare.py --write",
        "",
    ]
    for case in cases:
        lines += table(found, case, names, wrong)
    return "\n".join(lines + verdict(found, cases, names)) + "\n"


def table(found, case, names, wrong):
    size, epochs, runs = case
    steps = epochs * runs * (1 if size == "flow" else int(size))
    unit = "epochs/s" if size == "flow" else "agent-epochs/s"
    lines = [f"## {told(case)}", "", f"| | CPU s | {unit} | times ours | peak RSS MB | same |", "|---|---:|---:|---:|---:|---|"]
    ours = least(found, OURS, case)
    for name in names:
        measured = found.get((name, case))
        if measured is None:
            if (name, size) in SLOW:
                lines.append(f"| {ROWS[name]} | not measured: minutes | | | | |")
            continue
        cpu = least(found, name, case)
        median = statistics.median(one["cpu_s"] for one in measured)
        rss = max(one["rss_bytes"] for one in measured) / 1e6
        same = "no" if (name, case) in wrong else "yes"
        lines.append(
            f"| {ROWS[name]} | {figure(cpu)} ({figure(median)}) | {figure(steps / cpu)} | {figure(cpu / ours)} | {rss:.0f} | {same} |"
        )
    return lines + [""]


def figure(value):
    if value >= 1e9:
        return f"{value / 1e9:.3g} G"
    if value >= 1e6:
        return f"{value / 1e6:.3g} M"
    if value >= 1e3:
        return f"{value / 1e3:.3g} k"
    return f"{value:.3g}"


def verdict(found, cases, names):
    """Where peers win, in so many words."""
    lines = ["## Where peers win", ""]
    faster = []
    for case in cases:
        ours = least(found, OURS, case)
        for name in names:
            cpu = least(found, name, case)
            if name != OURS and cpu is not None and cpu < ours:
                faster.append(f"- {told(case)}: {ROWS[name]} takes {figure(cpu / ours)} of our CPU time")
    lines += faster or ["No peer takes less CPU time in any case measured."]
    lines += ["", "The nearest peer of each case:", ""]
    for case in cases:
        others = [(least(found, name, case), name) for name in names if name != OURS and (name, case) in found]
        if others:
            cpu, name = min(others)
            lines.append(f"- {told(case)}: {ROWS[name]}, {figure(cpu / least(found, OURS, case))} times our CPU time")
    return lines


def machine():
    lines = []
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            lines.append(f"CPU: {line.split(':', 1)[1].strip()}, {os.cpu_count()} cores; every peer on one thread")
            break
    for line in open("/proc/meminfo"):
        if line.startswith("MemTotal"):
            lines.append(f"Memory: {int(line.split()[1]) >> 20} GiB")
    lines.append(f"System: {platform.system()}, kernel {platform.release()}")
    lines.append(f"Load over the last 15 minutes: {os.getloadavg()[2]:.1f} processes, this benchmark among them")
    lines.append(subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.strip())
    version = subprocess.run([ENVIRONMENT / "bin" / "python", "--version"], capture_output=True, text=True).stdout.strip()
    pins = [line.strip() for line in open(HERE / "requirements.txt") if "==" in line]
    lines.append(f"{version}; {', '.join(pins)}")
    lines.append(f"Measured on {subprocess.run(['date', '-u', '+%F'], capture_output=True, text=True).stdout.strip()}")
    return lines


if __name__ == "__main__":
    main()
