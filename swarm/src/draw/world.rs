//! Who is there, how far apart, and when they are up.

use super::dice::{Dice, Part};
use records::scenario::{ChurnModel, Detector, HeartbeatMode, words_of};
use scenarios::preset;
use scenarios::scenario::Scenario;

/// Churn presets with laws of both spells.
fn churn_presets() -> Vec<String> {
    let all = preset::list().into_iter().filter(|entry| entry.kind == "churn").map(|entry| entry.name);
    all.filter(|name| preset::churn(name, None).is_ok_and(|preset| preset.renewal().is_ok())).collect()
}

/// Draws them; what is a word of the schema is added to `set`.
pub(super) fn draw(seed: u64, scenario: &mut Scenario, set: &mut Vec<(String, String)>) {
    population(&mut Dice::new(seed, Part::Population), scenario);
    churn(&mut Dice::new(seed, Part::Churn), scenario, set);
    let mut dice = Dice::new(seed, Part::Network);
    let network = &mut scenario.network;
    network.jitter = dice.one_of(&["planetlab", "none"]).into();
    network.loss = dice.one_of(&[0.0, 0.001, 0.01, 0.05]);
    network.duplicate = dice.one_of(&[0.0, 0.0005, 0.05]);
}

/// Gossip among validators and referral of jobs, in some worlds.
pub(super) fn draw_discovery(seed: u64, scenario: &mut Scenario) {
    let mut dice = Dice::new(seed, Part::Discovery);
    let discovery = &mut scenario.discovery;
    discovery.gossip_period_s = dice.one_of(&[0, 0, 5, 20, 60]);
    discovery.gossip_fanout = dice.count(1, 3);
    if discovery.gossip_period_s > 0 {
        discovery.refer_after_s = dice.one_of(&[0, 1, 30, 300]);
        discovery.seeds = dice.one_of(&[0, 1, 3]);
    }
}

fn population(dice: &mut Dice, scenario: &mut Scenario) {
    let population = &mut scenario.population;
    let known = preset::latency(&scenario.network.latency).map(|table| table.regions.clone()).unwrap_or_default();
    let regions = usize::try_from(dice.between(1, 4)).unwrap_or(1);
    population.regions = dice.several_of(&known, regions);
    // A region without workers is a world, too: its jobs find no node.
    population.region_weights = population.regions.iter().map(|_| dice.one_of(&[0.0, 1.0, 1.0, 2.0, 4.0])).collect();
    population.region_weights[0] = 1.0;
    population.workers = dice.count(5, 40);
    population.requesters_per_region = dice.count(1, 2);
    population.workers_per_validator = dice.one_of(&[0, 0, 0, 10]);
    population.wrong_share = if dice.percent(20) { 0.3 * dice.share() } else { 0.0 };
    for class in &mut population.classes {
        (class.slots, class.weight) = (dice.count(1, 3), dice.one_of(&[0.1, 1.0, 3.0]));
    }
}

fn churn(dice: &mut Dice, scenario: &mut Scenario, set: &mut Vec<(String, String)>) {
    if dice.percent(30) {
        scenario.churn.model = ChurnModel::None;
        return;
    }
    let name = dice.one_of(&churn_presets());
    let law = dice.one_of(&words_of("churn.law"));
    if preset::churn(&name, Some(law)).is_ok_and(|preset| preset.renewal().is_ok()) {
        set.push(("churn.law".to_owned(), law.to_owned()));
    }
    scenario.churn.preset = name;
}

/// After the faults: heartbeats that are no messages go with none that strikes messages.
pub(super) fn draw_heartbeats(seed: u64, scenario: &mut Scenario) {
    let mut dice = Dice::new(seed, Part::Heartbeat);
    let heartbeat = &mut scenario.heartbeat;
    heartbeat.period_s = dice.one_of(&[5, 10, 20, 30, 60]);
    heartbeat.missed_max = dice.count(1, 4);
    heartbeat.inventory_period_s = dice.one_of(&[0, 7, 60, 300]);
    heartbeat.exact = dice.percent(25);
    let faults = &scenario.faults;
    let calm = faults.partition.is_empty() && faults.crash.is_empty() && faults.slow_links.is_empty() && faults.loss.is_empty();
    if calm && dice.percent(40) {
        heartbeat.mode = HeartbeatMode::Runs;
    }
    let silence_s = (heartbeat.period_s * (2 * u64::from(heartbeat.missed_max) + 3)).div_ceil(2);
    scenario.time.settle_grace_s = silence_s + dice.between(0, 60);
    if heartbeat.exact && heartbeat.mode == HeartbeatMode::Messages && dice.percent(50) {
        (heartbeat.detector, heartbeat.phi) = (Detector::PhiAccrual, dice.one_of(&[2.0, 8.0]));
    }
}
