//! What must be equal to the last unit in both worlds.

use crate::both::Both;
use crate::case::Case;
use crate::world::{JobKey, World};
use records::table::token_decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Display};

/// Every difference, in words: where, what, simulated and real value.
pub fn differences(case: &Case, both: &Both) -> Vec<String> {
    let mut found = Vec::new();
    jobs(both, &mut found);
    supply(both, &mut found);
    income(case, both, &mut found);
    found
}

fn differ<T: PartialEq + Display>(found: &mut Vec<String>, what: &str, simulated: T, real: T) {
    if simulated != real {
        found.push(format!("{what}: simulated {simulated}, real {real}"));
    }
}

/// Keys that only one world has.
fn unmatched<K: Ord + Copy + Debug, V>(found: &mut Vec<String>, what: &str, simulated: &BTreeMap<K, V>, real: &BTreeMap<K, V>) {
    let keys = |map: &BTreeMap<K, V>| map.keys().copied().collect::<BTreeSet<K>>();
    let (simulated, real) = (keys(simulated), keys(real));
    found.extend(simulated.difference(&real).map(|key| format!("{what} {key:?} is in the simulated world only")));
    found.extend(real.difference(&simulated).map(|key| format!("{what} {key:?} is in the real world only")));
}

/// As a job is called in messages and tables.
pub fn name((requester, number): JobKey) -> String {
    format!("{requester}/{number}")
}

fn jobs(both: &Both, found: &mut Vec<String>) {
    let (simulated, real) = (&both.simulated.jobs, &both.real.jobs);
    if simulated.is_empty() {
        found.push("no job came in the simulated world: nothing is compared".to_owned());
    }
    unmatched(found, "job (requester, number)", simulated, real);
    for (key, simulated) in simulated {
        let Some(real) = real.get(key) else { continue };
        let mut differ_in = |what: &str, a: &dyn Display, b: &dyn Display| {
            differ(found, &format!("job {} ({}), {what}", name(*key), simulated.kind), a.to_string(), b.to_string());
        };
        differ_in("kind", &simulated.kind, &real.kind);
        differ_in("tasks", &simulated.tasks, &real.tasks);
        differ_in("work (GFLOP)", &simulated.work_gflop, &real.work_gflop);
        differ_in("state", &simulated.state, &real.state);
        differ_in("reason", &simulated.reason, &real.reason);
        let amounts = ["escrowed", "paid", "burned", "refunded"].iter().zip(simulated.amounts.iter().zip(&real.amounts));
        for (what, (a, b)) in amounts {
            differ_in(what, &token_decimal(*a), &token_decimal(*b));
        }
    }
}

fn supply(both: &Both, found: &mut Vec<String>) {
    let (simulated, real) = (&both.simulated.supply, &both.real.supply);
    if simulated.is_empty() {
        found.push("no epoch was settled in the simulated world".to_owned());
    }
    unmatched(found, "settled epoch", simulated, real);
    for (epoch, simulated) in simulated {
        let Some(real) = real.get(epoch) else { continue };
        for ((name, a), (_, b)) in simulated.iter().zip(real) {
            differ(found, &format!("supply after epoch {epoch}, {name}"), token_decimal(*a), token_decimal(*b));
        }
    }
    let (a, b) = (&both.simulated.summary.supply, &both.real.summary.supply);
    let pairs = [
        ("minted", &a.minted, &b.minted),
        ("burned", &a.burned, &b.burned),
        ("in escrow", &a.escrow, &b.escrow),
        ("in all accounts", &a.balances, &b.balances),
    ];
    for (what, a, b) in pairs {
        differ(found, &format!("tokens {what} at the end"), a, b);
    }
}

/// Node by node where the order of events does not matter, else the sum. The sum of what nodes got is also what jobs paid.
fn income(case: &Case, both: &Both, found: &mut Vec<String>) {
    let got = |world: &World| world.income.values().sum::<u128>();
    let paid = |world: &World| world.jobs.values().map(|job| job.amounts[1]).sum::<u128>();
    for (name, world) in [("simulated", &both.simulated), ("real", &both.real)] {
        let (got, paid) = (token_decimal(got(world)), token_decimal(paid(world)));
        if got != paid {
            found.push(format!("{name} world: nodes got {got} tokens, jobs paid {paid}"));
        }
    }
    differ(found, "paid to all nodes", token_decimal(got(&both.simulated)), token_decimal(got(&both.real)));
    if case.order_free {
        let of = |world: &World, node: u32| token_decimal(world.income.get(&node).copied().unwrap_or(0));
        for &node in both.simulated.workers.keys() {
            differ(found, &format!("paid to node {node}"), of(&both.simulated, node), of(&both.real, node));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::CASES;
    use crate::world::{Job, SUPPLY};

    fn world() -> World {
        let job = Job { kind: "render".into(), state: "settled".into(), amounts: [10, 7, 3, 0], ..Job::default() };
        World {
            workers: [(4, 1.0), (5, 1.0)].into(),
            jobs: [((2, 0), job)].into(),
            supply: [(0, SUPPLY.map(|name| (name, 5)))].into(),
            income: [(4, 5), (5, 2)].into(),
            ..World::default()
        }
    }

    #[test]
    fn one_unit_or_one_word_off_is_found_and_named() {
        let [order_free, queueing, ..] = &CASES;
        let found = |case: &Case, change: &dyn Fn(&mut World)| {
            let mut both = Both { simulated: world(), real: world() };
            change(&mut both.real);
            differences(case, &both)
        };
        assert_eq!(found(order_free, &|_| ()), Vec::<String>::new());
        let job = |real: &mut World, change: &dyn Fn(&mut Job)| change(real.jobs.get_mut(&(2, 0)).unwrap());
        let told = |what: &str, a: u128, b: u128| format!("{what}: simulated {}, real {}", token_decimal(a), token_decimal(b));
        let burned = found(queueing, &|real| job(real, &|job| job.amounts[2] += 1));
        assert_eq!(burned, [told("job 2/0 (render), burned", 3, 4)]);
        let state = found(queueing, &|real| job(real, &|job| job.state = "refunded".into()));
        assert_eq!(state, ["job 2/0 (render), state: simulated settled, real refunded"]);
        let minted = found(queueing, &|real| real.supply.get_mut(&0).unwrap()[3].1 = 6);
        assert_eq!(minted, [told("supply after epoch 0, minted", 5, 6)]);
        let gone = found(queueing, &|real| real.jobs.clear());
        assert_eq!(gone[0], "job (requester, number) (2, 0) is in the simulated world only");
        let swap = |real: &mut World| real.income = [(4, 2), (5, 5)].into();
        assert_eq!(found(queueing, &swap), Vec::<String>::new(), "only the sum counts where the order matters");
        assert_eq!(found(order_free, &swap).len(), 2, "each node counts where it does not");
    }
}
