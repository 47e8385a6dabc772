//! Waves of workers that lie, after all others.

use records::scenario::{self, Scenario, SybilBehaviour};
use std::sync::Arc;
use world::engine::{Span, Time};
use world::{Conduct, NodePlan, PopulationPlan, Role, SybilWave, draw_workers};

/// Appends the workers of every wave to `nodes`; how many they are.
pub(super) fn join(scenario: &Scenario, from: &PopulationPlan, nodes: &mut Vec<NodePlan>) -> u64 {
    let honest = nodes.iter().filter(|node| node.role == Role::Worker).count();
    let before = nodes.len();
    for wave in &scenario.faults.sybil_wave {
        let count = match wave.nodes {
            0 => libm::round(wave.share * honest as f64).min(1e7) as u32,
            nodes => nodes,
        };
        let first_id = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
        let planned = planned(wave, count);
        let spells = |number| Arc::new(planned.spells(number));
        let mut drawn = draw_workers(&claimed(scenario, wave, from, count), scenario.seed, first_id, spells);
        drawn.iter_mut().for_each(|node| node.conduct = planned.conduct);
        nodes.append(&mut drawn);
    }
    (nodes.len() - before) as u64
}

fn planned(wave: &scenario::SybilWave, count: u32) -> SybilWave {
    let conduct = match wave.behaviour {
        SybilBehaviour::Wrong => Conduct::Wrong,
        SybilBehaviour::WrongAtOnce => Conduct::WrongAtOnce,
        SybilBehaviour::Silent => Conduct::Silent,
    };
    let (length, over) = (Span::from_secs(wave.length_s), Span::from_secs(wave.over_s));
    SybilWave { at: Time::ZERO + Span::from_secs(wave.at_s), length, over, count, conduct }
}

/// What their machines are drawn from: the class that they claim, in the regions that they come from.
fn claimed(scenario: &Scenario, wave: &scenario::SybilWave, from: &PopulationPlan, workers: u32) -> PopulationPlan {
    let mut plan = PopulationPlan { workers, ..from.clone() };
    if !wave.class.is_empty() {
        plan.classes.retain(|class| *class.name == *wave.class);
        plan.classes.iter_mut().for_each(|class| class.weight = 1.0);
    }
    if !wave.regions.is_empty() {
        let named = |site: usize| wave.regions.contains(&scenario.population.regions[site]);
        let weights: f64 = (0..plan.sites.len()).filter(|site| named(*site)).map(|site| plan.sites[site].weight).sum();
        for (site, place) in plan.sites.iter_mut().enumerate() {
            // Where no honest worker lives, all of the named places are alike.
            let weight = if weights > 0.0 { place.weight } else { 1.0 };
            place.weight = if named(site) { weight } else { 0.0 };
        }
    }
    plan
}
