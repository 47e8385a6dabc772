"""One measurement in a process of its own: `child.py PEER AGENTS|flow EPOCHS RUNS`. Prints a line of JSON."""

import json
import logging
import resource
import sys
import time
import warnings

# A short case is repeated until it has taken this much CPU time, and the mean is told.
LEAST_S = 0.2


def main():
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    name, size, epochs, runs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    n = None if size == "flow" else int(size)
    from peers import PEERS

    peer = PEERS[name]
    peer(1, n if n is None else min(n, 10), 2)  # what is imported and set up once is not timed
    began, cpu, repeats = time.perf_counter(), time.process_time(), 0
    while repeats == 0 or time.process_time() - cpu < LEAST_S:
        outcomes = [peer(seed, n, epochs) for seed in range(1, runs + 1)]
        repeats += 1
    took, cpu = (time.perf_counter() - began) / repeats, (time.process_time() - cpu) / repeats
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(dict(wall_s=took, cpu_s=cpu, rss_bytes=rss, outcomes=outcomes)))


if __name__ == "__main__":
    main()
