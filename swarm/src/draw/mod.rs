//! From a seed to a world: everything that a scenario may say, drawn, but for what needs a file.
//!
//! ```text
//!   dice.rs     draws       world.rs   who is there, the network, churn
//!   jobs.rs     what comes, how it is placed and paid
//!   faults.rs   what goes wrong, all of it before the quiet tail
//! ```

mod dice;
mod faults;
mod jobs;
mod world;

use dice::{Dice, Part};
use records::scenario::{Loaded, ScenarioError};
use scenarios::scenario::Scenario;

/// Epochs are multiples of all periods of heartbeats that are drawn (s).
const EPOCHS_S: [u64; 3] = [600, 900, 1_800];

/// What takes longer than a week counts as lost, even if everything that can go wrong might take longer one after the other: the
/// scenario is one that people run.
const TAIL_MAX_S: u64 = 7 * 86_400;

/// A drawn world.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// Its scenario, read as a file would be. The run may be stopped before its end: once every job is over.
    pub loaded: Loaded,
    /// Jobs come and faults strike until then (s since genesis).
    pub active_s: u64,
}

/// The world of `seed`.
///
/// # Errors
/// A scenario that contradicts itself: a defect of the draw.
pub fn draw(seed: u64) -> Result<Drawn, ScenarioError> {
    let mut time = Dice::new(seed, Part::Time);
    let active_s = 60 * time.between(10, 60);
    let description = format!("The random world of seed {seed}, as `xpand swarm --seed {seed}` runs it until every job is over.");
    let mut scenario = Scenario { name: format!("swarm-{seed}"), description, seed, ..Scenario::default() };
    scenario.time.epoch_s = time.one_of(&EPOCHS_S);
    scenario.time.sample_s = time.one_of(&[60, 300, 301]);
    let mut set = Vec::new();
    world::draw(seed, &mut scenario, &mut set);
    jobs::draw(seed, &mut scenario, &mut set);
    scenario.faults = faults::draw(seed, &scenario, active_s);
    world::draw_heartbeats(seed, &mut scenario);
    world::draw_discovery(seed, &mut scenario);
    scenario.time.duration_s = active_s + jobs::tail_s(&scenario).min(TAIL_MAX_S);
    scenario.workload.stop_before_end_s = scenario.time.duration_s - active_s;
    Ok(Drawn { loaded: Scenario::parse(&scenario.name, &scenario.to_toml(), &set)?, active_s })
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::scenario::{Detector, Faults, HeartbeatMode, Locality, PrivacyLevel, words_of};
    use std::collections::BTreeSet;

    #[test]
    fn every_world_can_be_prepared_and_its_faults_are_over_before_the_tail() {
        for seed in 0..200 {
            let Drawn { loaded, active_s } = draw(seed).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            let plan = scenarios::prepare(&loaded).unwrap_or_else(|error| panic!("seed {seed}: {error}")).plan;
            let Faults { partition, mass_restart, crash, slow_links, loss, sybil_wave, .. } = &loaded.scenario.faults;
            let ends = partition.iter().map(|fault| fault.at_s + fault.length_s);
            let ends = ends.chain(mass_restart.iter().map(|fault| fault.at_s + fault.over_s + fault.down_s));
            let ends = ends.chain(crash.iter().map(|fault| fault.at_s + fault.length_s));
            let ends = ends.chain(slow_links.iter().map(|fault| fault.at_s + fault.length_s));
            let ends = ends.chain(sybil_wave.iter().map(|fault| fault.at_s + fault.length_s));
            let mut ends = ends.chain(loss.iter().map(|fault| fault.at_s + fault.length_s));
            assert!(ends.all(|end_s| end_s <= active_s), "seed {seed}");
            assert!(plan.workload.until.as_secs() == active_s && (6..=60 + 3 * 12).contains(&plan.nodes.len()), "seed {seed}");
            assert_eq!(draw(seed).map(|again| again.loaded.scenario).ok(), Some(loaded.scenario), "seed {seed}");
        }
    }

    #[test]
    fn everything_that_can_be_drawn_is() {
        let drawn: Vec<Scenario> = (0..300).map(|seed| draw(seed).unwrap().loaded.scenario).collect();
        let words = |of: &dyn Fn(&Scenario) -> String| drawn.iter().map(of).collect::<BTreeSet<_>>();
        assert_eq!(words(&|scenario| format!("{:?}", scenario.schedule.policy)).len(), words_of("schedule.policy").len());
        assert_eq!(words(&|scenario| scenario.population.regions.len().to_string()).len(), 4);
        assert!(words(&|scenario| scenario.churn.preset.clone()).len() > 5);
        assert!(words(&|scenario| format!("{:?}", scenario.churn.law)).len() > 4);
        let share = |of: &dyn Fn(&Scenario) -> bool| drawn.iter().filter(|scenario| of(scenario)).count();
        for (what, count) in [
            ("runs", share(&|scenario| scenario.heartbeat.mode == HeartbeatMode::Runs)),
            ("exact", share(&|scenario| scenario.heartbeat.exact)),
            ("calm", share(&|scenario| scenario.faults.is_empty())),
            ("stormy", share(&|scenario| !scenario.faults.is_empty())),
            ("phi", share(&|scenario| scenario.heartbeat.detector == Detector::PhiAccrual)),
            ("gossip", share(&|scenario| scenario.discovery.gossip_period_s > 0)),
            ("referral", share(&|scenario| scenario.discovery.refer_after_s > 0)),
            ("partition", share(&|scenario| !scenario.faults.partition.is_empty())),
            ("restart", share(&|scenario| !scenario.faults.mass_restart.is_empty())),
            ("crash", share(&|scenario| !scenario.faults.crash.is_empty())),
            ("slow", share(&|scenario| !scenario.faults.slow_links.is_empty())),
            ("near", share(&|scenario| scenario.workload.jobs.iter().any(|kind| kind.locality == Locality::Near))),
            ("private", share(&|scenario| scenario.workload.jobs.iter().any(|kind| kind.privacy == PrivacyLevel::Trusted))),
            ("loss", share(&|scenario| !scenario.faults.loss.is_empty())),
        ] {
            assert!(count > 10, "{what} in {count} of 300");
        }
    }
}
