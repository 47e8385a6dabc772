"""The model of MODEL.md in bare numpy: one array per column of state, no framework."""

import sys

import numpy as np

import plain

GOLDEN = np.uint64(plain.GOLDEN)
MUL1, MUL2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S30, S27, S31, S12 = (np.uint64(s) for s in (30, 27, 31, 12))
ONE = np.uint64(0x3FF0000000000000)


def words(stream, k):
    """Draws `k` (an array of 64-bit integers) of a stream."""
    z = (k + np.uint64(1)) * GOLDEN + np.uint64(stream)
    z = (z ^ (z >> S30)) * MUL1
    z = (z ^ (z >> S27)) * MUL2
    return z ^ (z >> S31)


def units(w):
    return ((w >> S12) | ONE).view(np.float64) - 1.0


def births(keys, k):
    f2, f3 = units(words(keys[2], k)), units(words(keys[3], k))
    power = 50.0 + np.rint(950.0 * (f2 * f2))
    cost = 150000.0 + np.rint(1850000.0 * (f3 * f3))
    return power, cost, 0.5 + 0.5 * units(words(keys[4], k))


def run(seed, n, epochs):
    keys = [plain.key(seed, p) for p in range(6)]
    index = np.arange(n, dtype=np.uint64)
    power, cost, quality = births(keys, index)
    tokens, cash, ewma, age = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    minted = burned = 0.0
    genesis, x, y = 4e9 * n, 2e9 * n, 1e9 * n
    price = y / x
    demand0 = demand = 1.5e6 * n
    replaced, emission, supply = 0, 1458508.0 * n, genesis
    low, rare = np.uint64(2047), np.uint64(128)
    for t in range(epochs):
        u = words(keys[1], index + np.uint64(t * n))
        q2 = 2.0 * quality - 1.0
        w = power * np.rint(255.0 * (q2 + (1.0 - q2) * units(u)))
        total = float(w.sum())
        reward = np.rint((emission / total) * w)
        fees = ((0.85 * demand) / total) * w
        held = tokens + reward
        sold = np.rint(np.minimum(held, 0.25 * reward + cost * (1.0 / price)))
        tokens = held - sold
        cash += (fees + sold * price) - cost
        ewma += 0.05 * (((fees + reward * price) - cost) - ewma)
        age += 1.0
        minted += float(reward.sum())
        supplied = float(sold.sum())
        leave = np.flatnonzero((ewma < -0.1 * cost) & (age >= 30.0) & ((u & low) < rare))
        if leave.size:
            supplied += float(tokens[leave].sum())
            replaced += leave.size
            power[leave], cost[leave], quality[leave] = births(keys, index[leave] + np.uint64(n + t * n))
            tokens[leave] = cash[leave] = ewma[leave] = age[leave] = 0.0
        d = 0.997 * supplied
        out = (y * d) / (x + d)
        x, y = x + supplied, y - out
        paid = 0.15 * demand
        d = 0.997 * paid
        out = (x * d) / (y + d)
        y, x = y + paid, x - out
        burned += out
        price = y / x
        supply = (genesis + minted) - burned
        f = [plain.unit(plain.word(keys[5], 4 * t + j)) for j in range(4)]
        e = (((f[0] + f[1]) + f[2]) + f[3]) - 2.0
        demand = (demand0 + 0.98 * (demand - demand0)) + (0.05 * demand0) * (1.7320508075688772 * e)
        demand = max(demand, 0.05 * demand0)
    return price, minted, burned, supply, replaced, float(tokens.sum()), int(age.sum())


if __name__ == "__main__":
    import time
    for n, e in [(1, 1), (3, 2), (10, 100), (100, 1080), (1000, 1080), (10000, 1080)]:
        s = time.time()
        print(n, e, run(1, n, e), round(time.time() - s, 3))
