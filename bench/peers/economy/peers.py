"""Every Python peer: how it runs the model, plain and tuned. A peer takes (seed, agents or None for stock and flow, epochs)."""

import os

os.environ["OMP_NUM_THREADS"] = "1"

import epoch  # noqa: E402


def plain_rows(seed, n, epochs):
    """Lists and loops; the draws alone come from numpy."""
    streams = epoch.keys(seed)
    if n is None:
        s = epoch.flow_start()
        for t in range(epochs):
            s = epoch.step_flow(s, streams[5], t)
        return epoch.flow_outcome(s)
    agents, e = epoch.rows(streams, n), epoch.economy(n)
    for t in range(epochs):
        epoch.step_rows(agents, e, streams, t)
    return epoch.outcome(e, epoch.totals_rows(agents))


def numpy_columns(seed, n, epochs):
    streams = epoch.keys(seed)
    agents, e = epoch.columns(streams, n), epoch.economy(n)
    for t in range(epochs):
        epoch.step_columns(agents, e, streams, t)
    return epoch.outcome(e, epoch.totals_columns(agents))


# radCAD and cadCAD: the same blocks. Agents and scalars are two variables, which is the fewest copies that either can make of them.


def handed(name):
    def hand(params, substep, history, state, signals):
        return name, signals[name]

    return hand


def blocks(streams, n, with_columns):
    if n is None:

        def policy(params, substep, history, state):
            s = epoch.step_flow(state, streams[5], state["timestep"])
            return {name: s[name] for name in epoch.FLOW}

        names = epoch.FLOW
    else:
        step = epoch.step_columns if with_columns else epoch.step_rows

        def policy(params, substep, history, state):
            agents, e = state["agents"], state["economy"]
            step(agents, e, streams, state["timestep"])
            return {"agents": agents, "economy": e}

        names = ("agents", "economy")
    return [{"policies": {"epoch": policy}, "variables": {name: handed(name) for name in names}}]


def first(streams, n, with_columns):
    if n is None:
        return epoch.flow_start()
    return {"agents": (epoch.columns if with_columns else epoch.rows)(streams, n), "economy": epoch.economy(n)}


def last(state, n, with_columns):
    if n is None:
        return epoch.flow_outcome(state)
    totals = epoch.totals_columns if with_columns else epoch.totals_rows
    return epoch.outcome(state["economy"], totals(state["agents"]))


def radcad(seed, n, epochs, with_columns=False, tuned=False):
    from radcad import Engine, Model, Simulation
    from radcad.engine import Backend

    streams = epoch.keys(seed)
    model = Model(
        initial_state=first(streams, n, with_columns), state_update_blocks=blocks(streams, n, with_columns), params={}
    )
    simulation = Simulation(model=model, timesteps=epochs, runs=1)
    options = dict(deepcopy=False, drop_substeps=True) if tuned else {}
    simulation.engine = Engine(backend=Backend.SINGLE_PROCESS, **options)
    return last(simulation.run()[-1], n, with_columns)


def cadcad(seed, n, epochs, with_columns=False, tuned=False):
    from cadCAD.configuration import Experiment
    from cadCAD.configuration.utils import config_sim
    from cadCAD.engine import ExecutionContext, ExecutionMode, Executor

    streams = epoch.keys(seed)
    experiment = Experiment()
    experiment.append_model(
        model_id="benchmark",
        initial_state=first(streams, n, with_columns),
        partial_state_update_blocks=blocks(streams, n, with_columns),
        sim_configs=config_sim({"N": 1, "T": range(epochs), "M": {"swept": [0]}}),
    )
    context = ExecutionContext(ExecutionMode.single_mode, additional_objs={"deepcopy_off": True} if tuned else None)
    records, _, _ = Executor(exec_context=context, configs=experiment.configs, supress_print=True).execute()
    return last(records[-1], n, with_columns)


def mesa(seed, n, epochs):
    """The usual way: agents step in a random order, and the price is collected in each epoch."""
    from mesa import Agent, DataCollector, Model

    streams = epoch.keys(seed)

    class Operator(Agent):
        def __init__(self, model, slot, k):
            super().__init__(model)
            self.slot = slot
            for name, value in epoch.newborn(streams, k).items():
                setattr(self, name, value)

        def offer(self):
            q2 = 2.0 * self.quality - 1.0
            self.weight = self.power * round(255.0 * (q2 + (1.0 - q2) * self.model.shares[self.slot]))

        def earn(self):
            model, cost = self.model, self.cost
            reward = float(round(model.reward_rate * self.weight))
            fees = model.fee_rate * self.weight
            held = self.tokens + reward
            sold = float(round(min(held, 0.25 * reward + cost * model.per_usd)))
            self.tokens = held - sold
            self.cash += (fees + sold * model.price) - cost
            self.ewma += 0.05 * (((fees + reward * model.price) - cost) - self.ewma)
            self.age += 1
            model.now += reward
            model.supplied += sold
            if model.mays[self.slot] and self.ewma < -0.1 * cost and self.age >= 30:
                model.supplied += self.tokens
                model.economy["replaced"] += 1
                model.leavers.append(self)

    class Market(Model):
        def __init__(self):
            super().__init__(seed=seed)
            self.economy = epoch.economy(n)
            self.time = 0
            for i in range(n):
                Operator(self, i, i)
            self.collector = DataCollector(model_reporters={"price": "price"})

        def step(self):
            e, t = self.economy, self.time
            self.shares, self.mays = epoch.draws(streams, t, n)
            self.price, self.now, self.supplied, self.leavers = e["price"], 0.0, 0.0, []
            self.agents.shuffle_do("offer")
            self.reward_rate, self.fee_rate, self.per_usd = epoch.rates(e, self.agents.agg("weight", sum))
            self.agents.shuffle_do("earn")
            for leaver in self.leavers:
                leaver.remove()
                Operator(self, leaver.slot, n + t * n + leaver.slot)
            epoch.close(e, streams[5], t, self.now, self.supplied)
            self.price = e["price"]
            self.collector.collect(self)
            self.time += 1

    market = Market()
    for _ in range(epochs):
        market.step()
    totals = market.agents.agg("tokens", sum), market.agents.agg("age", sum)
    return epoch.outcome(market.economy, totals)


def mesa_columns(seed, n, epochs):
    """The framework keeps the time; the agents are columns of its model."""
    from mesa import Model

    streams = epoch.keys(seed)

    class Market(Model):
        def __init__(self):
            super().__init__(seed=seed)
            self.columns, self.economy, self.time = epoch.columns(streams, n), epoch.economy(n), 0

        def step(self):
            epoch.step_columns(self.columns, self.economy, streams, self.time)
            self.time += 1

    market = Market()
    for _ in range(epochs):
        market.step()
    return epoch.outcome(market.economy, epoch.totals_columns(market.columns))


def tuned(peer, **options):
    return lambda seed, n, epochs: peer(seed, n, epochs, **options)


PEERS = {
    "python": plain_rows,
    "numpy": numpy_columns,
    "radcad": radcad,
    "radcad-nocopy": tuned(radcad, tuned=True),
    "radcad-columns": tuned(radcad, tuned=True, with_columns=True),
    "cadcad": cadcad,
    "cadcad-nocopy": tuned(cadcad, tuned=True),
    "cadcad-columns": tuned(cadcad, tuned=True, with_columns=True),
    "mesa": mesa,
    "mesa-columns": mesa_columns,
}
