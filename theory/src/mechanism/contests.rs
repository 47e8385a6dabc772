//! Operators who choose their capacity against each other, and jobs that wait for a server (E20, E22).

use super::sample::mean;
use super::{Entry, Parameter, Played, Values};
use crate::closed::contest;
use crate::closed::queue::wait_mmc;
use crate::conformance::queue::Queue;
use engine::rng::Stream;
use world::law::Law;

const CANDIDATES: Parameter = Parameter::count("candidates", "Operators who may take part (count).", 10.0, [2.0, 10_000.0]);
const COST_SIGMA: Parameter =
    Parameter::number("cost_sigma", "Standard deviation of the logarithm of their costs.", 0.2, [0.0, 5.0]);
const MARKETS: Parameter = Parameter::rounds(200.0);

/// Shares of the pool where best replies meet: each operator answers the reward per unit of capacity, cheaper ones more, and
/// that reward falls until nobody would add any. Found by bisection on the capacity of all.
///
/// Operator i adds capacity until R·(X − xᵢ)/X² = cᵢ, so it holds X − cᵢX²/R of the whole X, or nothing.
fn shares(costs: &[f64]) -> Vec<f64> {
    let held = |all: f64| costs.iter().map(move |cost| (all - cost * all * all).max(0.0));
    // More than 1 over the least cost nobody can hold; less than half of it the two cheapest exceed.
    let cheapest = costs.iter().copied().fold(f64::INFINITY, f64::min);
    let all = super::sample::least(1e-12 / cheapest, 1.0 / cheapest, |all| held(all).sum::<f64>() <= all);
    held(all).map(|capacity| capacity / all).collect()
}

/// Draws markets with lognormal costs: what `of` makes of the shares, and of those by the closed form.
fn oligopoly(seed: u64, values: &Values, of: fn(&[f64]) -> f64) -> Played {
    let law = Law::Lognormal { mu: 0.0, sigma: values.of(&COST_SIGMA) };
    let (candidates, markets) = (values.count(&CANDIDATES), values.count(&MARKETS));
    let costs = |market: u32| -> Vec<f64> {
        let mut draws = Stream::new(seed, u64::from(market), u64::from_le_bytes(*b"oligopol"));
        (0..candidates).map(|_| law.sample(&mut draws)).collect()
    };
    let found = mean((0..markets).map(|market| of(&shares(&costs(market)))));
    Played::sampled(found, mean((0..markets).map(|market| of(&contest::shares(&costs(market))))).mean)
}

/// A share below this is rounding, not capacity.
const NOTHING: f64 = 1e-9;

pub(super) const OLIGOPOLY_ACTIVE: Entry = Entry {
    name: "oligopoly-active",
    about: "Operators of random cost choose capacity against each other for one pool; theory is the closed form in the same markets.",
    value: "operators with any capacity (count)",
    parameters: &[CANDIDATES, COST_SIGMA, MARKETS],
    play: |seed, values| oligopoly(seed, values, |shares| shares.iter().filter(|share| **share > NOTHING).count() as f64),
};

pub(super) const OLIGOPOLY_TOP: Entry = Entry {
    name: "oligopoly-top",
    about: "The same markets: how much of the pool the largest operator takes.",
    value: "share of the largest (0 to 1)",
    play: |seed, values| oligopoly(seed, values, |shares| shares.iter().copied().fold(0.0, f64::max)),
    ..OLIGOPOLY_ACTIVE
};

pub(super) const OLIGOPOLY_HHI: Entry = Entry {
    name: "oligopoly-hhi",
    about: "The same markets: how concentrated they are.",
    value: "sum of the squares of all shares (0 to 1)",
    play: |seed, values| oligopoly(seed, values, contest::concentration),
    ..OLIGOPOLY_ACTIVE
};

const SERVERS: Parameter = Parameter::count("servers", "Servers of the class, all alike (count).", 10.0, [1.0, 1_000.0]);
const LOAD: Parameter = Parameter::number("load", "Share of the servers' time that jobs ask for.", 0.85, [0.01, 0.97]);
const QUEUES: Parameter = Parameter::count("rounds", "Queues of 20,000 jobs each that are played (count).", 20.0, [2.0, 1e5]);

pub(super) const ERLANG_WAIT: Entry = Entry {
    name: "erlang-wait",
    about: "Jobs arrive at random at servers that are all alike and wait in line, job by job.",
    value: "mean wait (mean service times)",
    parameters: &[SERVERS, LOAD, QUEUES],
    play: |seed, values| {
        let (servers, load) = (values.count(&SERVERS), values.of(&LOAD));
        // Fifteen relaxation times of the queue, in jobs.
        let slack = 1.0 - libm::sqrt(load);
        let warm_up = 1_000 + (15.0 * load / (slack * slack)) as usize;
        let between = 1.0 / (load * f64::from(servers));
        let waits = (0..values.count(&QUEUES)).map(|round| {
            let mut draws = Stream::new(seed, u64::from(round), u64::from_le_bytes(*b"erlangwa"));
            Queue::new(servers as usize, between, Law::Exponential { mean: 1.0 }).mean_wait(&mut draws, warm_up)
        });
        Played::sampled(mean(waits), wait_mmc(servers, load * f64::from(servers)))
    },
};
