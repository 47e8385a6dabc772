//! Rules between keys: values that are allowed alone and not together.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::demands::PrivacyLevel;
use super::error::ScenarioError;
use super::faults;
use super::fidelity::Fidelity;
use super::heartbeat::{Detector, HeartbeatMode};
use super::loader::Loaded;
use super::population::DeviceClass;
use super::workload::{Arrivals, JobPattern};

/// Checks every rule between keys; the message names each key, its value and where it was set.
pub(super) fn check(loaded: &Loaded) -> Result<(), ScenarioError> {
    times(loaded)?;
    fidelity(loaded)?;
    discovery(loaded)?;
    population(loaded)?;
    super::owners_rules::check(loaded)?;
    super::growth_rules::check(loaded)?;
    workload(loaded)?;
    cloud(loaded)?;
    super::market::check(loaded)?;
    faults::check(loaded)
}

fn times(loaded: &Loaded) -> Result<(), ScenarioError> {
    let time = &loaded.scenario.time;
    let beat = &loaded.scenario.heartbeat;
    let say = |key: &str, value: u64| told(loaded, key, value);
    if !time.epoch_s.is_multiple_of(beat.period_s) {
        return refuse(format!(
            "{} must be a multiple of {}",
            say("time.epoch_s", time.epoch_s),
            say("heartbeat.period_s", beat.period_s)
        ));
    }
    if time.settle_grace_s >= time.epoch_s {
        return refuse(format!(
            "{} must be less than {}",
            say("time.settle_grace_s", time.settle_grace_s),
            say("time.epoch_s", time.epoch_s)
        ));
    }
    let period = engine::Span::from_secs(beat.period_s);
    let silence_s = engine::config::silence_max(period, beat.missed_max).0.div_ceil(engine::Span::SECOND.0);
    if time.settle_grace_s < silence_s {
        return refuse(format!(
            "{} must be at least {silence_s}, the silence after which a node is lost: {} times one and a half more than {}",
            say("time.settle_grace_s", time.settle_grace_s),
            say("heartbeat.period_s", beat.period_s),
            say("heartbeat.missed_max", u64::from(beat.missed_max))
        ));
    }
    let stop_s = loaded.scenario.workload.stop_before_end_s;
    if stop_s > time.duration_s {
        return refuse(format!(
            "{} must be at most {}",
            say("workload.stop_before_end_s", stop_s),
            say("time.duration_s", time.duration_s)
        ));
    }
    Ok(())
}

fn fidelity(loaded: &Loaded) -> Result<(), ScenarioError> {
    if loaded.scenario.fidelity == Fidelity::Session && loaded.scenario.heartbeat.exact {
        return refuse(format!(
            "{} asks for heartbeats as events, which {} has none of: set heartbeat.exact to false, or fidelity to message",
            told(loaded, "heartbeat.exact", "true"),
            told(loaded, "fidelity", "session"),
        ));
    }
    let (faults, heartbeat) = (&loaded.scenario.faults, &loaded.scenario.heartbeat);
    let strikes =
        !(faults.partition.is_empty() && faults.crash.is_empty() && faults.slow_links.is_empty() && faults.loss.is_empty());
    if heartbeat.detector == Detector::PhiAccrual && !heartbeat.exact && !strikes {
        return refuse(format!(
            "{} looks at each heartbeat, and they are evaluated without an event each: set heartbeat.exact ({}) to true",
            told(loaded, "heartbeat.detector", "\"phi-accrual\""),
            loaded.place("heartbeat.exact"),
        ));
    }
    if heartbeat.detector == Detector::PhiAccrual && heartbeat.mode == HeartbeatMode::Runs {
        return refuse(format!(
            "{} looks at each heartbeat, and with {} none is a message: set heartbeat.mode to \"messages\"",
            told(loaded, "heartbeat.detector", "\"phi-accrual\""),
            told(loaded, "heartbeat.mode", "\"runs\""),
        ));
    }
    let broadcasts = &loaded.scenario.network.broadcast;
    if loaded.scenario.fidelity == Fidelity::Session && !broadcasts.is_empty() {
        return refuse(format!(
            "{} are messages, which {} neither sends nor counts: leave them out, or set fidelity to message",
            told(loaded, "network.broadcast", broadcasts.len()),
            told(loaded, "fidelity", "session"),
        ));
    }
    distinct(loaded, "network.broadcast", "name", broadcasts.iter().map(|broadcast| &broadcast.name))
}

fn discovery(loaded: &Loaded) -> Result<(), ScenarioError> {
    let discovery = &loaded.scenario.discovery;
    if discovery.seeds > 0 && discovery.gossip_period_s == 0 {
        return refuse(format!(
            "{} are asked who serves a region, which validators know of each other by gossip alone: set discovery.gossip_period_s, which is \
             0 ({})",
            told(loaded, "discovery.seeds", discovery.seeds),
            loaded.place("discovery.gossip_period_s"),
        ));
    }
    if discovery.refer_after_s > 0 && discovery.gossip_period_s == 0 {
        return refuse(format!(
            "{} asks for referral, for which validators must know of each other's regions: set discovery.gossip_period_s, which is 0 ({})",
            told(loaded, "discovery.refer_after_s", discovery.refer_after_s),
            loaded.place("discovery.gossip_period_s"),
        ));
    }
    Ok(())
}

fn population(loaded: &Loaded) -> Result<(), ScenarioError> {
    let population = &loaded.scenario.population;
    let regions = population.regions.len();
    let weights = &population.region_weights;
    if regions == 0 {
        return refuse(format!("{} must name a region", told(loaded, "population.regions", "[]")));
    }
    distinct(loaded, "population.regions", "", population.regions.iter())?;
    if !weights.is_empty() && weights.len() != regions {
        return refuse(format!(
            "population.region_weights ({}) has {} entries, population.regions ({}) has {regions}: \
             one weight per region, or none for equal shares",
            loaded.place("population.region_weights"),
            weights.len(),
            loaded.place("population.regions"),
        ));
    }
    if !weights.is_empty() {
        some_weight(loaded, "population.region_weights", weights.iter().copied())?;
    }
    if population.snapshot.is_empty() && population.workers > 0 {
        if population.classes.is_empty() {
            let workers = told(loaded, "population.workers", population.workers);
            let classes = told(loaded, "population.classes", "[]");
            return refuse(format!("{classes} must hold a class, because {workers}"));
        }
        some_weight(loaded, "population.classes.*.weight", population.classes.iter().map(|c| c.weight))?;
    }
    distinct(loaded, "population.classes", "name", population.classes.iter().map(|c| &c.name))?;
    population.classes.iter().enumerate().try_for_each(|(index, class)| device(loaded, index, class))
}

/// A device file says what the machine is; the class must not say it too.
fn device(loaded: &Loaded, index: usize, class: &DeviceClass) -> Result<(), ScenarioError> {
    if class.device.is_empty() {
        return Ok(());
    }
    let usual = DeviceClass::default();
    let key = |field: &str| format!("population.classes.{index}.{field}");
    let given = [
        ("cpu", format!("{:?}", class.cpu), format!("{:?}", usual.cpu)),
        ("gflops", class.gflops.to_string(), usual.gflops.to_string()),
        ("gpu", format!("{:?}", class.gpu), format!("{:?}", usual.gpu)),
        ("memory_gib", class.memory_gib.to_string(), usual.memory_gib.to_string()),
        ("slots", class.slots.to_string(), usual.slots.to_string()),
    ];
    match given.iter().find(|(_, value, usual)| value != usual) {
        None => Ok(()),
        Some((field, value, usual)) => refuse(format!(
            "{} contradicts {}, which gives the machine as measured: leave {field} at its default, {usual}, and change \
             what differs in the device file",
            told(loaded, &key(field), value),
            told(loaded, &key("device"), format!("{:?}", class.device)),
        )),
    }
}

fn workload(loaded: &Loaded) -> Result<(), ScenarioError> {
    let workload = &loaded.scenario.workload;
    if workload.arrivals != Arrivals::None {
        if workload.jobs.is_empty() {
            let jobs = told(loaded, "workload.jobs", "[]");
            return refuse(format!(
                "{jobs} must hold a kind of job, because workload.arrivals ({}) is not \"none\"",
                loaded.place("workload.arrivals")
            ));
        }
        some_weight(loaded, "workload.jobs.*.weight", workload.jobs.iter().map(|job| job.weight))?;
    }
    distinct(loaded, "workload.jobs", "name", workload.jobs.iter().map(|job| &job.name))?;
    for (index, kind) in workload.jobs.iter().enumerate() {
        let list = format!("workload.jobs.{index}.stages");
        copies(loaded, &format!("workload.jobs.{index}"), kind.copies, kind.agree)?;
        privacy(loaded, index, kind.privacy)?;
        for (stage, spec) in kind.stages.iter().enumerate() {
            copies(loaded, &format!("{list}.{stage}"), spec.copies, spec.agree)?;
        }
        match (kind.pattern, kind.stages.is_empty()) {
            (JobPattern::Pipeline, true) => {
                return refuse(format!("{list} ({}) must name a stage, because the pattern is pipeline", loaded.place(&list)));
            }
            (JobPattern::Pipeline, false) => {
                distinct(loaded, &list, "name", kind.stages.iter().map(|stage| &stage.name))?;
                super::pipeline_rules::check(loaded, &list, &kind.stages)?;
            }
            (_, false) => {
                let pattern = told(loaded, &format!("workload.jobs.{index}.pattern"), kind.pattern.as_str());
                return refuse(format!("{list} ({}) is only read under pipeline, and {pattern}", loaded.place(&list)));
            }
            (_, true) => {}
        }
    }
    Ok(())
}

/// Private tasks for which there is nobody would wait in vain.
fn privacy(loaded: &Loaded, index: usize, level: PrivacyLevel) -> Result<(), ScenarioError> {
    let classes = &loaded.scenario.population.classes;
    if level == PrivacyLevel::Open || classes.iter().any(|class| class.trusted && class.weight > 0.0) {
        return Ok(());
    }
    refuse(format!(
        "{} asks for trusted workers, and no class of population.classes ({}) has trusted = true and a weight above 0",
        told(loaded, &format!("workload.jobs.{index}.privacy"), "\"trusted\""),
        loaded.place("population.classes"),
    ))
}

/// A price without its machine, its source or its date says nothing.
fn cloud(loaded: &Loaded) -> Result<(), ScenarioError> {
    let cloud = &loaded.scenario.cloud;
    if !cloud.is_given() {
        return Ok(());
    }
    let price = told(loaded, "cloud.usd_per_hour", cloud.usd_per_hour);
    if cloud.gflops <= 0.0 {
        let speed = told(loaded, "cloud.gflops", cloud.gflops);
        return refuse(format!("{speed} must be above 0, the speed that the machine sustains (GFLOP/s), because {price}"));
    }
    let given = [("source", &cloud.source, "where the price was read"), ("date", &cloud.date, "when the price was read")];
    match given.into_iter().find(|(_, value, _)| value.trim().is_empty()) {
        None => Ok(()),
        Some((field, value, what)) => {
            let missing = told(loaded, &format!("cloud.{field}"), format!("\"{value}\""));
            refuse(format!("{missing} must say {what}, because {price}: a price is only as good as its source"))
        }
    }
}

fn copies(loaded: &Loaded, key: &str, copies: u32, agree: u32) -> Result<(), ScenarioError> {
    if agree <= copies {
        return Ok(());
    }
    let (agree, copies) = (told(loaded, &format!("{key}.agree"), agree), told(loaded, &format!("{key}.copies"), copies));
    refuse(format!("{agree} must be at most {copies}"))
}

fn some_weight(loaded: &Loaded, key: &str, weights: impl Iterator<Item = f64>) -> Result<(), ScenarioError> {
    if weights.sum::<f64>() > 0.0 {
        return Ok(());
    }
    let list = key.split(".*").next().unwrap_or(key);
    refuse(format!("{key} ({}) are all 0: at least one must be above 0", loaded.place(list)))
}

/// Names in the list at `list` must be there and differ; `field` is empty if the list holds the names themselves.
pub(super) fn distinct<'a>(
    loaded: &Loaded,
    list: &str,
    field: &str,
    names: impl Iterator<Item = &'a String>,
) -> Result<(), ScenarioError> {
    let mut seen = BTreeSet::new();
    for (index, name) in names.enumerate() {
        let key = format!("{list}.{index}.{field}");
        let key = key.trim_end_matches('.');
        if name.is_empty() {
            return refuse(format!("{key} ({}) must not be empty", loaded.place(key)));
        }
        if !seen.insert(name) {
            let named = told(loaded, key, format!("\"{name}\""));
            return refuse(format!("{named} occurs twice in {list}"));
        }
    }
    Ok(())
}

/// `key (place) = value`.
pub(super) fn told(loaded: &Loaded, key: &str, value: impl Display) -> String {
    format!("{key} ({}) = {value}", loaded.place(key))
}

pub(super) fn refuse(message: String) -> Result<(), ScenarioError> {
    Err(ScenarioError::Conflict { message })
}
