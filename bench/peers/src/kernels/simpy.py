"""SimPy 4 with callbacks on timeouts, which is its quickest way. Reads what to do from its standard input.

Prints `outcome CPU_NS HASH BYTES`, as the Rust program does."""

import json
import sys
import time

import simpy

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
BEAT_NS = 1_000_000_000


def mix(word):
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB & MASK
    return word ^ (word >> 31)


def resident_bytes(key):
    try:
        with open("/proc/self/status") as status:
            lines = [line.split()[1] for line in status if line.startswith(key + ":")]
        return int(lines[0]) * 1024
    except (OSError, IndexError):
        return None


def rotate(word, bits):
    return (word << bits | word >> (64 - bits)) & MASK


def main():
    start_bytes = resident_bytes("VmRSS")
    case = json.load(sys.stdin)
    count, points, warm = case["lps"], case["points"], case["warm"]
    total, phold, shift = warm + case["events"], case["phold"], case["shift"]
    low_bits = (1 << 32) - 1
    streams = [mix(me ^ GOLDEN) for me in range(count)]
    hashes, sent, received = [0] * count, [0] * count, [0] * count
    env = simpy.Environment()
    done, clock, cpu_ns = 0, 0, 0
    stop = env.event()

    def delay(word):
        cell = word >> shift
        low = points[cell]
        return low + ((points[cell + 1] - low) * (word >> (shift - 32) & low_bits) >> 32)

    def send(after, target, token):
        timeout = env.timeout(after, (target, token))
        timeout.callbacks.append(arrive)

    def arrive(event):
        nonlocal done, clock, cpu_ns
        if done >= total:
            return
        me, token = event._value
        seen = mix(hashes[me] ^ (env.now * GOLDEN & MASK) ^ token)
        hashes[me] = seen
        received[me] += 1
        if token == 0 or phold:
            stream = streams[me]
            when = stream + GOLDEN & MASK
            whom = when + GOLDEN & MASK
            streams[me] = whom
            send(delay(mix(when)), (mix(whom) >> 32) * count >> 32, seen | 1)
            sent[me] += 1
        if token == 0:
            send(BEAT_NS, me, 0)
            sent[me] += 1
        done += 1
        if done == warm:
            clock = time.process_time_ns()
        elif done == total:
            cpu_ns = time.process_time_ns() - clock
            stop.succeed()

    for me in range(count):
        streams[me] = streams[me] + GOLDEN & MASK
        word = mix(streams[me])
        sent[me] = 1
        if phold:
            send(delay(word), me, me << 1 | 1)
        else:
            send((word >> 32) * BEAT_NS >> 32, me, 0)
    env.run(until=stop)

    digest = 0
    for seen, out, came in zip(hashes, sent, received):
        word = mix(seen ^ rotate(out, 20) ^ rotate(came, 40))
        digest = mix((digest + word & MASK) * GOLDEN & MASK)
    peak = resident_bytes("VmHWM")
    print("outcome", cpu_ns, digest, "-" if peak is None else peak - start_bytes)


main()
