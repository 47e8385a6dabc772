"""The model of MODEL.md in plain Python: lists and loops, no library. The reference for all others."""

import sys

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
BIG = 4503599627370496.0  # 2^52


def mix(z):
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def key(seed, purpose):
    return mix((mix(mix((seed + GOLDEN) & MASK)) + purpose * GOLDEN) & MASK)


def word(stream, k):
    return mix((stream + (k + 1) * GOLDEN) & MASK)


def unit(w):
    return (w >> 12) * 2.0**-52


def run(seed, n, epochs):
    keys = [key(seed, p) for p in range(6)]

    def birth(k):
        f2, f3 = unit(word(keys[2], k)), unit(word(keys[3], k))
        return [
            50.0 + round(950.0 * (f2 * f2)),
            150000.0 + round(1850000.0 * (f3 * f3)),
            0.5 + 0.5 * unit(word(keys[4], k)),
            0.0,
            0.0,
            0.0,
            0,
        ]

    agents = [birth(i) for i in range(n)]
    minted = burned = 0.0
    genesis, x, y = 4e9 * n, 2e9 * n, 1e9 * n
    price = y / x
    demand0 = demand = 1.5e6 * n
    replaced, emission = 0, 1458508.0 * n
    supply = genesis
    for t in range(epochs):
        us = [word(keys[1], t * n + i) for i in range(n)]
        weights = []
        for agent, u in zip(agents, us):
            q2 = 2.0 * agent[2] - 1.0
            weights.append(agent[0] * round(255.0 * (q2 + (1.0 - q2) * unit(u))))
        total = sum(weights)
        reward_rate, fee_rate, per_usd = emission / total, (0.85 * demand) / total, 1.0 / price
        now = supplied = 0.0
        for i, (agent, w, u) in enumerate(zip(agents, weights, us)):
            cost = agent[1]
            reward = float(round(reward_rate * w))
            fees = fee_rate * w
            held = agent[3] + reward
            sold = float(round(min(held, 0.25 * reward + cost * per_usd)))
            agent[3] = held - sold
            agent[4] += (fees + sold * price) - cost
            profit = (fees + reward * price) - cost
            agent[5] += 0.05 * (profit - agent[5])
            agent[6] += 1
            now += reward
            supplied += sold
            if agent[5] < -0.1 * cost and agent[6] >= 30 and (u & 2047) < 128:
                supplied += agent[3]
                replaced += 1
                agents[i] = birth(n + t * n + i)
        minted += now
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
        f = [unit(word(keys[5], 4 * t + j)) for j in range(4)]
        e = (((f[0] + f[1]) + f[2]) + f[3]) - 2.0
        demand = (demand0 + 0.98 * (demand - demand0)) + (0.05 * demand0) * (1.7320508075688772 * e)
        demand = max(demand, 0.05 * demand0)
    return price, minted, burned, supply, replaced, sum(a[3] for a in agents), sum(a[6] for a in agents)


def flow(seed, epochs):
    n, stream = 1000, key(seed, 5)
    genesis, x, y = 4e9 * n, 2e9 * n, 1e9 * n
    demand0 = demand = 1.5e6 * n
    minted = burned = 0.0
    price, nodes, supply = y / x, float(n), genesis
    for t in range(epochs):
        income = 1458508.0 * price + (0.85 * demand) / nodes
        step = min(max(income / 1000000.0 - 1.0, -1.0), 1.0)
        nodes = max(nodes * (1.0 + 0.01 * step), 1.0)
        now = 1458508.0 * nodes
        minted += now
        supplied = 0.7 * now
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
        f = [unit(word(stream, 4 * t + j)) for j in range(4)]
        e = (((f[0] + f[1]) + f[2]) + f[3]) - 2.0
        demand = (demand0 + 0.98 * (demand - demand0)) + (0.05 * demand0) * (1.7320508075688772 * e)
        demand = max(demand, 0.05 * demand0)
    return price, minted, burned, supply, nodes


if __name__ == "__main__":
    for n, e in [(1, 1), (3, 2), (10, 100), (100, 1080), (1000, 1080)]:
        print(n, e, run(1, n, e))
    for seed, e in [(1, 1), (1, 1080), (2, 1080)]:
        print("flow", seed, e, flow(seed, e))
