//! How evenly work is spread over the workers.

use crate::world::World;
use std::collections::BTreeMap;

/// Load of each worker and how even it is.
pub struct Load {
    /// Jain's index: (Σx)² ÷ (n Σx²); 1 is even, 1/n is all on one (Jain, Chiu and Hawe 1984).
    pub jain: f64,
    /// Largest load over the mean.
    pub max_over_mean: f64,
    /// Sum of loads, in their unit.
    pub total: f64,
}

/// Task-seconds of every worker: time that its attempts were with it, lost ones too.
pub fn task_seconds(world: &World) -> Load {
    let time = world.attempts.iter().filter_map(|attempt| Some((attempt.node, attempt.ended_s? - attempt.placed_s)));
    even(world, time)
}

/// Work whose results were taken (GFLOP), by worker.
pub fn work_done(world: &World) -> Load {
    let work = world.attempts.iter().filter(|attempt| attempt.is_verified()).map(|attempt| (attempt.node, attempt.work_gflop));
    even(world, work)
}

fn even(world: &World, loads: impl Iterator<Item = (u32, f64)>) -> Load {
    let mut of: BTreeMap<u32, f64> = world.workers.keys().map(|node| (*node, 0.0)).collect();
    for (node, load) in loads {
        *of.entry(node).or_default() += load;
    }
    let (count, total) = (of.len() as f64, of.values().sum::<f64>());
    let squares: f64 = of.values().map(|load| load * load).sum();
    let max = of.values().copied().fold(0.0, f64::max);
    Load { jain: total * total / (count * squares), max_over_mean: max * count / total, total }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_four_with_everything_has_index_a_quarter_and_four_times_the_mean() {
        let world = World { workers: (1..5).map(|node| (node, 1.0)).collect(), ..World::default() };
        let of = |loads: &[(u32, f64)]| even(&world, loads.iter().copied());
        let one = of(&[(2, 3.0), (2, 4.0)]);
        assert_eq!((one.jain, one.max_over_mean, one.total), (0.25, 4.0, 7.0));
        let all = of(&[(1, 2.0), (2, 2.0), (3, 2.0), (4, 2.0)]);
        assert_eq!((all.jain, all.max_over_mean), (1.0, 1.0));
    }
}
