"""One epoch of the model of MODEL.md, as the frameworks are given it: agents as dictionaries, or as columns of numpy.

All Python peers share these, and draw an epoch's random words as one numpy vector, so that what is compared is what a framework adds.
"""

import numpy as np

import plain

GOLDEN = np.uint64(plain.GOLDEN)
MUL1, MUL2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S30, S27, S31, S12 = (np.uint64(s) for s in (30, 27, 31, 12))
ONE, LOW, RARE = np.uint64(0x3FF0000000000000), np.uint64(2047), np.uint64(128)


def words(stream, k):
    """Draws `k`, an array of 64-bit integers, of a stream."""
    z = (k + np.uint64(1)) * GOLDEN + np.uint64(stream)
    z = (z ^ (z >> S30)) * MUL1
    z = (z ^ (z >> S27)) * MUL2
    return z ^ (z >> S31)


def units(w):
    return ((w >> S12) | ONE).view(np.float64) - 1.0


def keys(seed):
    return [plain.key(seed, purpose) for purpose in range(6)]


# Scalars: a dictionary that both kinds of agents share.


def economy(n):
    x, y = 2e9 * n, 1e9 * n
    return dict(
        n=n, minted=0.0, burned=0.0, supply=4e9 * n, x=x, y=y, price=y / x, demand=1.5e6 * n, replaced=0
    )


def pool(e, supplied):
    """Sales, then the buy-back."""
    x, y = e["x"], e["y"]
    d = 0.997 * supplied
    out = (y * d) / (x + d)
    x, y = x + supplied, y - out
    paid = 0.15 * e["demand"]
    d = 0.997 * paid
    out = (x * d) / (y + d)
    y, x = y + paid, x - out
    e["x"], e["y"], e["price"] = x, y, y / x
    e["burned"] += out


def close(e, stream, t, now, supplied):
    """Lines 5 to 7: what is minted, the pool, the demand of the next epoch."""
    n = e["n"]
    e["minted"] += now
    pool(e, supplied)
    e["supply"] = (4e9 * n + e["minted"]) - e["burned"]
    f = [plain.unit(plain.word(stream, 4 * t + j)) for j in range(4)]
    noise = (((f[0] + f[1]) + f[2]) + f[3]) - 2.0
    demand0 = 1.5e6 * n
    demand = (demand0 + 0.98 * (e["demand"] - demand0)) + (0.05 * demand0) * (1.7320508075688772 * noise)
    e["demand"] = max(demand, 0.05 * demand0)


def rates(e, total):
    if total == 0.0:
        return 0.0, 0.0, 1.0 / e["price"]
    return (1458508.0 * e["n"]) / total, (0.85 * e["demand"]) / total, 1.0 / e["price"]


# Agents as dictionaries.


def newborn(streams, k):
    f2, f3 = plain.unit(plain.word(streams[2], k)), plain.unit(plain.word(streams[3], k))
    return dict(
        power=50.0 + round(950.0 * (f2 * f2)),
        cost=150000.0 + round(1850000.0 * (f3 * f3)),
        quality=0.5 + 0.5 * plain.unit(plain.word(streams[4], k)),
        tokens=0.0,
        cash=0.0,
        ewma=0.0,
        age=0,
    )


def rows(streams, n):
    return [newborn(streams, i) for i in range(n)]


def draws(streams, t, n):
    """An epoch's draws for agents: shares in [0, 1), and whether one may leave."""
    w = words(streams[1], np.arange(t * n, t * n + n, dtype=np.uint64))
    return units(w).tolist(), ((w & LOW) < RARE).tolist()


def step_rows(agents, e, streams, t):
    """An epoch, in place."""
    n = e["n"]
    shares, mays = draws(streams, t, n)
    weights = []
    for agent, share in zip(agents, shares):
        q2 = 2.0 * agent["quality"] - 1.0
        weights.append(agent["power"] * round(255.0 * (q2 + (1.0 - q2) * share)))
    reward_rate, fee_rate, per_usd = rates(e, sum(weights))
    price = e["price"]
    now = supplied = 0.0
    for i, (agent, weight, may) in enumerate(zip(agents, weights, mays)):
        cost = agent["cost"]
        reward = float(round(reward_rate * weight))
        fees = fee_rate * weight
        held = agent["tokens"] + reward
        sold = float(round(min(held, 0.25 * reward + cost * per_usd)))
        agent["tokens"] = held - sold
        agent["cash"] += (fees + sold * price) - cost
        ewma = agent["ewma"]
        agent["ewma"] = ewma = ewma + 0.05 * (((fees + reward * price) - cost) - ewma)
        agent["age"] += 1
        now += reward
        supplied += sold
        if may and ewma < -0.1 * cost and agent["age"] >= 30:
            supplied += agent["tokens"]
            e["replaced"] += 1
            agents[i] = newborn(streams, n + t * n + i)
    close(e, streams[5], t, now, supplied)


def totals_rows(agents):
    return sum(agent["tokens"] for agent in agents), sum(agent["age"] for agent in agents)


# Agents as columns.


def births(streams, k):
    f2, f3 = units(words(streams[2], k)), units(words(streams[3], k))
    power = 50.0 + np.rint(950.0 * (f2 * f2))
    cost = 150000.0 + np.rint(1850000.0 * (f3 * f3))
    return power, cost, 0.5 + 0.5 * units(words(streams[4], k))


def columns(streams, n):
    power, cost, quality = births(streams, np.arange(n, dtype=np.uint64))
    zeros = {name: np.zeros(n) for name in ("tokens", "cash", "ewma", "age")}
    return dict(power=power, cost=cost, quality=quality, **zeros)


def step_columns(agents, e, streams, t):
    """An epoch, in place."""
    n, price = e["n"], e["price"]
    index = np.arange(t * n, t * n + n, dtype=np.uint64)
    u = words(streams[1], index)
    cost, quality, ewma, age = agents["cost"], agents["quality"], agents["ewma"], agents["age"]
    q2 = 2.0 * quality - 1.0
    w = agents["power"] * np.rint(255.0 * (q2 + (1.0 - q2) * units(u)))
    reward_rate, fee_rate, per_usd = rates(e, float(w.sum()))
    reward = np.rint(reward_rate * w)
    fees = fee_rate * w
    held = agents["tokens"] + reward
    sold = np.rint(np.minimum(held, 0.25 * reward + cost * per_usd))
    agents["tokens"] = tokens = held - sold
    agents["cash"] += (fees + sold * price) - cost
    ewma += 0.05 * (((fees + reward * price) - cost) - ewma)
    age += 1.0
    now, supplied = float(reward.sum()), float(sold.sum())
    leave = np.flatnonzero((ewma < -0.1 * cost) & (age >= 30.0) & ((u & LOW) < RARE))
    if leave.size:
        supplied += float(tokens[leave].sum())
        e["replaced"] += int(leave.size)
        agents["power"][leave], cost[leave], quality[leave] = births(streams, index[leave] + np.uint64(n))
        tokens[leave] = agents["cash"][leave] = ewma[leave] = age[leave] = 0.0
    close(e, streams[5], t, now, supplied)


def totals_columns(agents):
    return float(agents["tokens"].sum()), int(agents["age"].sum())


# Stock and flow: eight variables, no agents.

FLOW = ("minted", "burned", "supply", "x", "y", "price", "demand", "nodes")


def flow_start():
    e = economy(1000)
    return {name: e.get(name, 1000.0) for name in FLOW}


def step_flow(s, stream, t):
    """The state after epoch `t`, as a new dictionary."""
    e = dict(s, n=1000)
    income = 1458508.0 * s["price"] + (0.85 * s["demand"]) / s["nodes"]
    growth = min(max(income / 1000000.0 - 1.0, -1.0), 1.0)
    e["nodes"] = nodes = max(s["nodes"] * (1.0 + 0.01 * growth), 1.0)
    now = 1458508.0 * nodes
    close(e, stream, t, now, 0.7 * now)
    return e


# What a run came to, alike for all.


def outcome(e, totals):
    tokens, ages = totals
    return [e["price"], e["minted"], e["burned"], e["supply"], e["replaced"], tokens, ages]


def flow_outcome(s):
    return [s[name] for name in ("price", "minted", "burned", "supply", "nodes")]
