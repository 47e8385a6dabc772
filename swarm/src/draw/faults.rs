//! What goes wrong: each kind in about half of the worlds that are not calm, up to three times.

use super::dice::{Dice, Part};
use records::scenario::{Crash, Faults, LossBurst, MassRestart, Partition, SlowLinks, SybilBehaviour, SybilWave, Victim};
use scenarios::scenario::Scenario;

/// Of 100 worlds, how many are spared.
const CALM_PERCENT: u64 = 10;

const VICTIMS: [Victim; 3] = [Victim::Validator, Victim::Requester, Victim::Sequencer];

/// Faults that are over by `active_s`.
pub(super) fn draw(seed: u64, scenario: &Scenario, active_s: u64) -> Faults {
    let regions = &scenario.population.regions;
    if Dice::new(seed, Part::Calm).percent(CALM_PERCENT) {
        return Faults::default();
    }
    let partition = some(seed, Part::Partition, |dice| {
        let (at_s, length_s) = window(dice, active_s);
        let named = dice.between(1, regions.len().max(2) as u64 - 1);
        Partition { at_s, length_s, regions: dice.several_of(regions, usize::try_from(named).unwrap_or(1)) }
    });
    let mass_restart = some(seed, Part::MassRestart, |dice| {
        let (at_s, length_s) = window(dice, active_s);
        let down_s = dice.between(1, length_s - 1);
        let share = dice.one_of(&[0.3, 0.95, 1.0]);
        MassRestart { at_s, over_s: length_s - down_s, share, down_s, regions: here(dice, regions) }
    });
    let crash = some(seed, Part::Crash, |dice| {
        let (at_s, length_s) = window(dice, active_s);
        let who = dice.one_of(&VICTIMS);
        let regions = if who == Victim::Sequencer { Vec::new() } else { here(dice, regions) };
        Crash { at_s, length_s, who, regions }
    });
    let slow_links = some(seed, Part::SlowLinks, |dice| {
        let (at_s, length_s) = window(dice, active_s);
        SlowLinks { at_s, length_s, factor: libm::round(dice.log(2.0, 300.0)), regions: here(dice, regions) }
    });
    let loss = some(seed, Part::Loss, |dice| {
        let (at_s, length_s) = window(dice, active_s);
        let (loss, duplicate) = (dice.one_of(&[0.0, 0.1, 0.5, 1.0]), dice.one_of(&[0.0, 0.1, 0.9]));
        let reorder_ms = dice.one_of(&[0, 500, 5_000, 60_000]);
        LossBurst { at_s, length_s, loss, duplicate, reorder_ms, regions: here(dice, regions) }
    });
    let sybil_wave = some(seed, Part::SybilWave, |dice| {
        let (at_s, length_s) = window(dice, active_s);
        let (nodes, regions) = (dice.count(1, 12), here(dice, regions));
        let behaviour = dice.one_of(&[SybilBehaviour::Wrong, SybilBehaviour::WrongAtOnce, SybilBehaviour::Silent]);
        SybilWave {
            at_s,
            length_s,
            over_s: dice.between(1, length_s),
            nodes,
            share: 0.0,
            regions,
            class: String::new(),
            behaviour,
        }
    });
    // A partition has two sides.
    let partition = if regions.len() < 2 { Vec::new() } else { partition };
    // A leave of workers is an outage as a restart is, and may be for good.
    let mass_leave = Vec::new();
    Faults { partition, mass_restart, mass_leave, crash, slow_links, loss, sybil_wave }
}

/// None in one half of the worlds, one to three in the other.
fn some<T>(seed: u64, part: Part, fault: impl Fn(&mut Dice) -> T) -> Vec<T> {
    let mut dice = Dice::new(seed, part);
    let count = dice.between(0, 5).saturating_sub(2);
    (0..count).map(|_| fault(&mut dice)).collect()
}

/// When a fault begins, and its length of at least two seconds: short or long, over by `active_s`.
fn window(dice: &mut Dice, active_s: u64) -> (u64, u64) {
    let at_s = dice.between(0, active_s * 3 / 4);
    let longest_s = dice.one_of(&[5, 60, 900]).min(active_s / 4);
    (at_s, dice.between(2, longest_s))
}

/// Some of the regions, or none, which stands for all.
fn here(dice: &mut Dice, regions: &[String]) -> Vec<String> {
    let count = dice.between(0, regions.len() as u64);
    dice.several_of(regions, usize::try_from(count).unwrap_or(0))
}
