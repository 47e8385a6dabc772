//! Rules between `[faults]` and the rest: a fault lies within the run, names regions that are there, and can be played out.

use super::{Crash, SybilWave, Victim};
use crate::scenario::conflict::{distinct, refuse, told};
use crate::scenario::error::{ScenarioError, nearest};
use crate::scenario::fidelity::Fidelity;
use crate::scenario::heartbeat::HeartbeatMode;
use crate::scenario::loader::Loaded;

/// What the faults of all kinds have in common.
struct Common<'a> {
    /// Dotted key of the fault.
    key: String,
    at_s: u64,
    regions: &'a [String],
    /// Whether it is one of single messages.
    needs_messages: bool,
}

/// Checks every fault; the message names the key, its value and where it was set.
pub(in crate::scenario) fn check(loaded: &Loaded) -> Result<(), ScenarioError> {
    for fault in all(loaded) {
        within_the_run(loaded, &fault)?;
        in_known_regions(loaded, &fault)?;
        playable(loaded, &fault)?;
    }
    sides(loaded)?;
    sequencer(loaded)?;
    loaded.scenario.faults.sybil_wave.iter().enumerate().try_for_each(|(index, wave)| sybils(loaded, index, wave))
}

/// Every fault, in the order of the lists.
fn all(loaded: &Loaded) -> Vec<Common<'_>> {
    let super::Faults { partition, mass_restart, mass_leave, crash, slow_links, loss, sybil_wave } = &loaded.scenario.faults;
    let mut all = Vec::new();
    let mut add = |list: &str, index: usize, at_s, regions, needs_messages| {
        all.push(Common { key: format!("faults.{list}.{index}"), at_s, regions, needs_messages });
    };
    partition.iter().enumerate().for_each(|(index, fault)| add("partition", index, fault.at_s, &*fault.regions, true));
    mass_restart.iter().enumerate().for_each(|(index, fault)| add("mass_restart", index, fault.at_s, &*fault.regions, false));
    mass_leave.iter().enumerate().for_each(|(index, fault)| add("mass_leave", index, fault.at_s, &*fault.regions, false));
    crash.iter().enumerate().for_each(|(index, fault)| add("crash", index, fault.at_s, &*fault.regions, true));
    slow_links.iter().enumerate().for_each(|(index, fault)| add("slow_links", index, fault.at_s, &*fault.regions, true));
    loss.iter().enumerate().for_each(|(index, fault)| add("loss", index, fault.at_s, &*fault.regions, true));
    sybil_wave.iter().enumerate().for_each(|(index, fault)| add("sybil_wave", index, fault.at_s, &*fault.regions, false));
    all
}

fn within_the_run(loaded: &Loaded, fault: &Common<'_>) -> Result<(), ScenarioError> {
    let duration_s = loaded.scenario.time.duration_s;
    if fault.at_s < duration_s {
        return Ok(());
    }
    let at = told(loaded, &format!("{}.at_s", fault.key), fault.at_s);
    refuse(format!("{at} must be less than {}: it would never happen", told(loaded, "time.duration_s", duration_s)))
}

fn in_known_regions(loaded: &Loaded, fault: &Common<'_>) -> Result<(), ScenarioError> {
    let known = &loaded.scenario.population.regions;
    let list = format!("{}.regions", fault.key);
    distinct(loaded, &list, "", fault.regions.iter())?;
    let Some((index, name)) = fault.regions.iter().enumerate().find(|(_, name)| !known.contains(name)) else { return Ok(()) };
    refuse(format!(
        "{} is not in population.regions ({}), the nearest is {}; there are: {}",
        told(loaded, &format!("{list}.{index}"), format!("\"{name}\"")),
        loaded.place("population.regions"),
        nearest(name, known.iter().map(String::as_str)).unwrap_or_default(),
        known.join(", ")
    ))
}

/// What happens to messages needs a run that has them.
fn playable(loaded: &Loaded, fault: &Common<'_>) -> Result<(), ScenarioError> {
    let (scenario, key, place) = (&loaded.scenario, &fault.key, loaded.place(&fault.key));
    if fault.needs_messages && scenario.fidelity == Fidelity::Session {
        return refuse(format!(
            "{key} ({place}) needs single messages, of which {} has none: set fidelity to message, or keep to faults.mass_restart",
            told(loaded, "fidelity", "session")
        ));
    }
    if fault.needs_messages && scenario.heartbeat.mode == HeartbeatMode::Runs {
        return refuse(format!(
            "{key} ({place}) needs heartbeats that are messages, unlike {}: set heartbeat.mode to messages, or keep to \
             faults.mass_restart",
            told(loaded, "heartbeat.mode", "runs")
        ));
    }
    Ok(())
}

/// Both sides of a partition need a region.
fn sides(loaded: &Loaded) -> Result<(), ScenarioError> {
    let known = &loaded.scenario.population.regions;
    let one_sided = |regions: &[String]| regions.is_empty() || regions.len() == known.len();
    match loaded.scenario.faults.partition.iter().position(|cut| one_sided(&cut.regions)) {
        None => Ok(()),
        Some(index) => {
            let key = format!("faults.partition.{index}.regions");
            let (place, regions) = (loaded.place(&key), loaded.place("population.regions"));
            refuse(format!("{key} ({place}) must name some of population.regions ({regions}) and not all: it has two sides"))
        }
    }
}

/// The sequencer is one node, wherever it is.
fn sequencer(loaded: &Loaded) -> Result<(), ScenarioError> {
    let is_placed = |crash: &Crash| crash.who == Victim::Sequencer && !crash.regions.is_empty();
    match loaded.scenario.faults.crash.iter().position(is_placed) {
        None => Ok(()),
        Some(index) => {
            let key = |field: &str| format!("faults.crash.{index}.{field}");
            let (regions, who) = (key("regions"), told(loaded, &key("who"), "\"sequencer\""));
            refuse(format!("{regions} ({}) must be empty, because {who} is the first region's validator", loaded.place(&regions)))
        }
    }
}

/// A wave has a number, a class that there is, and time to join.
fn sybils(loaded: &Loaded, index: usize, wave: &SybilWave) -> Result<(), ScenarioError> {
    let key = |field: &str| format!("faults.sybil_wave.{index}.{field}");
    if (wave.nodes == 0) == (wave.share == 0.0) {
        return refuse(format!(
            "{} and {}: one of them must be above 0 and the other 0",
            told(loaded, &key("nodes"), wave.nodes),
            told(loaded, &key("share"), wave.share)
        ));
    }
    if wave.over_s > wave.length_s {
        let over = told(loaded, &key("over_s"), wave.over_s);
        return refuse(format!("{over} must be at most {}", told(loaded, &key("length_s"), wave.length_s)));
    }
    let classes = || loaded.scenario.population.classes.iter().map(|class| class.name.as_str());
    if wave.class.is_empty() || classes().any(|class| class == wave.class) {
        return Ok(());
    }
    refuse(format!(
        "{} is not in population.classes ({}), the nearest is {}; there are: {}",
        told(loaded, &key("class"), format!("\"{}\"", wave.class)),
        loaded.place("population.classes"),
        nearest(&wave.class, classes()).unwrap_or_default(),
        classes().collect::<Vec<_>>().join(", ")
    ))
}
