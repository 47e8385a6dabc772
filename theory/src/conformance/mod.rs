//! Simulation held against theory: 27 rows, one for each statement of the table, each with its own mechanism.
//!
//! ```text
//!   market  pool, washers          ─┐
//!   entry   operators, capacity     │
//!   price   barrier, late copies    │             ┌─▶ rows ──▶ table::text, table::json
//!   uptime  spells, thresholds      ├─▶ Experiment ┤
//!   games   cheats and checkers    │             └─▶ fresh ──▶ table::fresh_text, table::fresh_json
//!   voting  votes, juries           │
//!   queue   waits, populations      │
//!   option  when to leave           │
//!   sobol   indices                 │
//!   rules   published, shares, …   ─┘
//! ```
//!
//! A row's simulation never calls the closed form that it is held against. Draws come from counter-based streams named by
//! (seed, row, replication), so that a result is the same for any number of threads. Rows without chance are judged by a stated
//! tolerance, the others by |z| at most 3 (one seed) or by p-values over many seeds with Holm's correction ([`fresh`]).

mod draws;
mod entry;
mod fresh;
mod games;
mod market;
mod option;
mod price;
pub(crate) mod queue;
mod row;
pub(crate) mod rules;
mod sobol;
pub mod table;
#[cfg(test)]
mod tests;
mod uptime;
mod voting;

pub use fresh::{FreshCheck, FreshRow, fresh};
pub use row::{Check, Judged, Row};

use draws::Draws;
use rayon::prelude::*;

/// A row of the table and what simulates it.
struct Experiment {
    /// Number in the table of theory.
    id: &'static str,
    /// What is claimed.
    statement: &'static str,
    /// Independent replications at full length; 0 where nothing is left to chance.
    replications: u32,
    /// Simulates it.
    run: fn(&Draws) -> Vec<Check>,
}

impl Experiment {
    fn row(&self, number: usize, seed: u64, replications: u32) -> Row {
        let draws = Draws { seed, row: number as u64, replications };
        Row { id: self.id, statement: self.statement, checks: (self.run)(&draws) }
    }
}

/// The rows, in the order of the table.
const EXPERIMENTS: [Experiment; 27] = [
    Experiment {
        id: "T1",
        statement: "Operators sell q tokens, customers buy for D: a pool's price rests at (D/q)(1 + q/X*)",
        replications: 0,
        run: market::rest,
    },
    Experiment {
        id: "T1b",
        statement: "A small disturbance of that price falls by e in X*/(2q) epochs",
        replications: 0,
        run: market::relaxation,
    },
    Experiment {
        id: "T2",
        statement: "Wash jobs grow until a washed dollar earns what it burns: E·p/β − V_h",
        replications: 0,
        run: market::washing,
    },
    Experiment {
        id: "T3",
        statement: "Honesty pays from a detection of (c − c_f)/(w + S + V) on, faking once or for ever",
        replications: 200,
        run: games::deterrence,
    },
    Experiment { id: "T4", statement: "Free entry stops where M·F(c*)·c* = R", replications: 64, run: entry::free_entry },
    Experiment {
        id: "T5",
        statement: "Strategic capacity: shares (1 − c/c*)⁺ of the pool",
        replications: 0,
        run: entry::capacity,
    },
    Experiment { id: "T6", statement: "A price looked at daily falls to a barrier", replications: 200, run: price::passage },
    Experiment { id: "T7", statement: "Availability is E(U)/(E(U) + E(D))", replications: 400, run: uptime::mean },
    Experiment {
        id: "T7b",
        statement: "Its standard deviation over a horizon H falls as H^(−½)",
        replications: 600,
        run: uptime::deviation,
    },
    Experiment {
        id: "T7c",
        statement: "A job of length L is not cut with probability Γ(1/k, (L/λ)^k)/Γ(1/k)",
        replications: 200,
        run: uptime::uncut,
    },
    Experiment {
        id: "T8",
        statement: "Spot-checks and a blacklist leave sf(1−qs)ⁿ/((1−f) + f(1−qs)ⁿ) wrong",
        replications: 200,
        run: voting::spot_checks,
    },
    Experiment {
        id: "T8b",
        statement: "The first M equal votes are wrong with a binomial tail's probability",
        replications: 200,
        run: voting::first_to_agree,
    },
    Experiment {
        id: "T9",
        statement: "M/M/10 at 90 % load waits for Erlang C/(c − λ/μ)",
        replications: 200,
        run: queue::many_servers,
    },
    Experiment {
        id: "T9b",
        statement: "M/G/1 waits for λE(S²)/(2(1 − ρ)) (Weibull 0.6, 70 % load)",
        replications: 200,
        run: queue::any_service,
    },
    Experiment {
        id: "T10",
        statement: "n checkers find a cheat with probability G/(G + S), whatever n",
        replications: 200,
        run: games::checkers,
    },
    Experiment {
        id: "T10b",
        statement: "Cheating settles at C/(R + L) of epochs, by fictitious play",
        replications: 0,
        run: games::fictitious_play,
    },
    Experiment {
        id: "T10c",
        statement: "Attention challenges make checking dominant iff P_a·A > C",
        replications: 0,
        run: games::attention,
    },
    Experiment {
        id: "T11",
        statement: "An operator that can never come back leaves at β₂/(β₂−1)·(r−μ)/r of its cost",
        replications: 0,
        run: option::exit,
    },
    Experiment {
        id: "T12",
        statement: "Joining at α and leaving at δ each: a Poisson number present, mean α/δ",
        replications: 200,
        run: queue::population,
    },
    Experiment { id: "T13", statement: "Published numbers of other networks", replications: 0, run: rules::published },
    Experiment { id: "T14", statement: "Sobol' indices of Ishigami's function", replications: 64, run: sobol::ishigami },
    Experiment {
        id: "T15",
        statement: "Bought jurors get a majority with a hypergeometric tail's probability (300 of 1,000)",
        replications: 200,
        run: voting::jury,
    },
    Experiment {
        id: "T16",
        statement: "Spoofed power takes φs/(1 + (φ−1)s) of the pool (φ = 150)",
        replications: 0,
        run: rules::spoofing,
    },
    Experiment {
        id: "T17",
        statement: "Spoofing stops paying at ((φ−1)uk − c)/(φuk + S + V)",
        replications: 200,
        run: games::spoofing,
    },
    Experiment {
        id: "T18",
        statement: "A threshold θ on uptime: machines stay for θ, an hour is paid 1/θ",
        replications: 0,
        run: uptime::threshold,
    },
    Experiment {
        id: "T19",
        statement: "A random walk's copy from τ epochs ago is off by σ√(2τ/π)",
        replications: 200,
        run: price::stale_copy,
    },
    Experiment {
        id: "T20",
        statement: "Bass, logistic and geometric curves in closed form",
        replications: 0,
        run: rules::curves,
    },
];

/// All rows of the table, simulated at full length under `seed`; the same for any number of threads.
#[must_use]
pub fn rows(seed: u64) -> Vec<Row> {
    EXPERIMENTS.par_iter().enumerate().map(|(number, one)| one.row(number, seed, one.replications)).collect()
}
