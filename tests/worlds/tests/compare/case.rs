//! The scenarios, and what each must have shown to be worth its minute.

use crate::both::Both;
use crate::trace::Spell;
use crate::world::{Attempt, World};
use node::devnet::Wire;
use records::table::{JobState, Outcome};

/// A scenario to run in both worlds.
pub struct Case {
    /// Name of its file.
    pub name: &'static str,
    /// What the real nodes talk over.
    pub wire: Wire,
    /// Whether who runs what is independent of the order of events: then each node must be paid the same.
    pub order_free: bool,
    /// Recorded spells that its churn replays; none without churn.
    pub spells: &'static [Spell],
    /// What is missing of what it is there to show, in either world.
    pub shows: fn(&Both) -> Vec<String>,
}

/// All of them.
pub const CASES: [Case; 4] = [
    Case { name: "order-free", wire: Wire::Embedded, order_free: true, spells: &[], shows: many_are_paid },
    Case { name: "queueing", wire: Wire::Embedded, order_free: false, spells: &[], shows: tasks_wait },
    Case { name: "failures", wire: Wire::Loopback, order_free: false, spells: &[], shows: each_reason_occurs },
    Case { name: "crashes", wire: Wire::Embedded, order_free: false, spells: CRASHES, shows: work_is_lost },
];

/// Worker 0 is away for a while, worker 1 for long, worker 2 for less than it takes to be missed; 3 and 4 stay.
const CRASHES: &[Spell] = &[
    Spell { node: 0, start_s: 0, end_s: 12 },
    Spell { node: 0, start_s: 20, end_s: 60 },
    Spell { node: 1, start_s: 0, end_s: 14 },
    Spell { node: 1, start_s: 34, end_s: 60 },
    Spell { node: 2, start_s: 0, end_s: 13 },
    Spell { node: 2, start_s: 15, end_s: 60 },
    Spell { node: 3, start_s: 0, end_s: 60 },
    Spell { node: 4, start_s: 0, end_s: 60 },
];

/// Which world does not show that `what`.
fn lacking(both: &Both, what: &str, has: impl Fn(&World) -> bool) -> Vec<String> {
    let worlds = [("simulated", &both.simulated), ("real", &both.real)];
    worlds
        .iter()
        .filter(|(_, world)| !has(world))
        .map(|(name, _)| format!("the {name} world does not show that {what}"))
        .collect()
}

fn many_are_paid(both: &Both) -> Vec<String> {
    [
        lacking(both, "five nodes are paid", |world| world.income.values().filter(|amount| **amount > 0).count() >= 5),
        lacking(both, "each task is done at its first attempt", |world| {
            world.attempts.iter().all(|attempt| attempt.number == 0 && attempt.outcome == Outcome::Verified.as_str())
        }),
    ]
    .concat()
}

fn tasks_wait(both: &Both) -> Vec<String> {
    lacking(both, "a task waits a second for a slot", |world| {
        let waited = |attempt: &&Attempt| {
            let job = world.jobs.get(&attempt.job);
            attempt.is_first_stage() && job.is_some_and(|job| attempt.placed_s > job.submitted_s + 1.0)
        };
        world.attempts.iter().any(|attempt| waited(&attempt))
    })
}

fn each_reason_occurs(both: &Both) -> Vec<String> {
    let reasons = ["too little GPU memory", "too little memory", "balance is below the price"];
    let refunded = reasons.iter().flat_map(|reason| {
        lacking(both, &format!("a job is refunded because of {reason}"), |world| {
            world.jobs.values().any(|job| job.state == JobState::Refunded.as_str() && job.reason.contains(reason))
        })
    });
    let settled =
        lacking(both, "a job is settled", |world| world.jobs.values().any(|job| job.state == JobState::Settled.as_str()));
    refunded.chain(settled).collect()
}

fn work_is_lost(both: &Both) -> Vec<String> {
    [
        lacking(both, "three workers crash", |world| world.crashes == 3),
        lacking(both, "an attempt is lost with its node", |world| {
            world.attempts.iter().any(|attempt| attempt.outcome == Outcome::NodeLost.as_str())
        }),
    ]
    .concat()
}
