//! `xpand diff`.
//!
//! ```text
//!   scenarios ─▶ digests: in which interval? ─▶ events of that interval ─▶ the first that differs
//!                   again.rs: runs run again where a chain or events are missing          told.rs: in words
//! ```

mod again;
mod side;
mod told;

use crate::args::DiffArgs;
use crate::span::told_ns;
use again::{Again, NotReproduced};
use anyhow::{Context, Result, bail};
use records::compare::{
    Divergence, Interval, covered, differing_figures, differing_keys, first_difference, first_other, last_common_ns, part,
};
use side::Side;

/// Events before the first that differs.
const CONTEXT: usize = 5;

/// Events of an interval that are compared; a longer interval is cut first.
const EVENTS_MAX: u64 = 200_000;

/// Events of a whole run that are compared if no chain can say where it differs.
const WHOLE_MAX: u64 = 1_000_000;

/// An interval is cut into this many at once.
const PIECES: u64 = 64;

/// How the runs turned out to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They took the same course.
    Equal,
    /// They did not, or one of them does not take its own twice.
    Different,
}

/// Compares two runs, and tells what it finds.
pub fn diff(args: &DiffArgs) -> Result<Verdict> {
    let sides = [Side::open(&args.one)?, Side::open(&args.other)?];
    if !scenarios_comparable(&sides)? {
        return Ok(Verdict::Different);
    }
    let [one, other] = [&sides[0].chain, &sides[1].chain];
    let Some(last_ns) = last_common_ns(one, other) else { return no_common_digest(&sides) };
    let parted = part(one, other);
    if let Some(divergence) = in_recorded_events(&sides, parted)? {
        told::digests(parted, last_ns)?;
        told::divergence(&sides, &divergence)?;
        return Ok(Verdict::Different);
    }
    let Some(interval) = parted else {
        if let Some(verdict) = by_figures(&sides, last_ns)? {
            return Ok(verdict);
        }
        let end = if sides.iter().all(|side| side.is_finished()) && one.ticks.last() == other.ticks.last() {
            String::new()
        } else {
            format!(" up to {}, as far as both have digests", told_ns(last_ns))
        };
        crate::say(format_args!("equal{end}"))?;
        return Ok(Verdict::Equal);
    };
    told::digests(parted, last_ns)?;
    match run_again(&sides, interval)? {
        Ok(Some(divergence)) => told::divergence(&sides, &divergence)?,
        Ok(None) => bail!("a defect in xpand: the digests differ and no event does; please report it"),
        Err(not) => told::not_reproduced(&sides, &not)?,
    }
    Ok(Verdict::Different)
}

/// Runs of one digest may still differ in what is not part of it: heartbeats, and what follows from them before it is said.
fn by_figures(sides: &[Side; 2], last_ns: u64) -> Result<Option<Verdict>> {
    let [Some(one), Some(other)] = sides.each_ref().map(|side| side.summary.as_ref()) else { return Ok(None) };
    let figures = differing_figures([one, other]);
    if figures.is_empty() || one.simulated_s != other.simulated_s {
        return Ok(None);
    }
    told::figures(sides, &figures)?;
    if one.events.max(other.events) > WHOLE_MAX {
        crate::say("no chain says where they part: make both runs again with --events and compare those")?;
        return Ok(Some(Verdict::Different));
    }
    match run_again(sides, Interval { from_ns: 0, to_ns: last_ns, events: Some(0) })? {
        Ok(Some(divergence)) => told::divergence(sides, &divergence)?,
        Ok(None) => crate::say("all that nodes see is the same")?,
        Err(not) => told::not_reproduced(sides, &not)?,
    }
    Ok(Some(Verdict::Different))
}

/// Tells which keys differ; whether ids of nodes mean the same in both runs.
fn scenarios_comparable(sides: &[Side; 2]) -> Result<bool> {
    let keys = differing_keys([&sides[0].scenario_toml, &sides[1].scenario_toml]);
    let keys = keys.map_err(|(side, words)| anyhow::anyhow!("{}: scenario.toml is no TOML: {words}", sides[side].name))?;
    told::keys(sides, &keys)?;
    let [one, other] = [sides[0].nodes.count(), sides[1].nodes.count()];
    if one != other {
        crate::say(format_args!(
            "different networks: {one} and {other} nodes, so that ids mean other machines; no more is compared"
        ))?;
    }
    Ok(one == other)
}

fn no_common_digest(sides: &[Side; 2]) -> Result<Verdict> {
    if let Some(side) = sides.iter().find(|side| side.chain.ticks.is_empty()) {
        bail!("{}: the run was killed before it recorded a digest; run its scenario.toml again with --digest-every", side.name);
    }
    bail!("the runs have no digest of the same time; run their scenario.toml again with the same --digest-every")
}

/// The first event that differs, if what both runs recorded says for certain.
fn in_recorded_events(sides: &[Side; 2], parted: Option<Interval>) -> Result<Option<Divergence>> {
    let runs = [&sides[0].folder, &sides[1].folder];
    let Some((from_ns, to_ns)) = covered(runs)? else { return Ok(None) };
    let is_certain = |interval: Interval| from_ns <= first_ns(interval) && interval.to_ns <= to_ns;
    match parted {
        Some(interval) if !is_certain(interval) => Ok(None),
        Some(interval) => Ok(first_difference(runs, (from_ns, interval.to_ns), CONTEXT)?),
        None => Ok(first_difference(runs, (from_ns, to_ns), CONTEXT)?),
    }
}

/// The first moment at which the runs may differ (ns).
fn first_ns(interval: Interval) -> u64 {
    if interval.from_ns == 0 { 0 } else { interval.from_ns + 1 }
}

/// Runs both again, finer and finer, and compares their events.
fn run_again(sides: &[Side; 2], mut interval: Interval) -> Result<Result<Option<Divergence>, NotReproduced>> {
    let mut known = sides.each_ref().map(|side| side.chain.clone());
    loop {
        let width_ns = interval.to_ns - interval.from_ns;
        let is_narrow = interval.events.is_some_and(|events| events <= EVENTS_MAX) || width_ns < 2_000_000_000;
        let window = is_narrow.then(|| (first_ns(interval), interval.to_ns));
        // Ticks before the interval are of no use, but are paid for.
        let every_ns = if is_narrow { interval.to_ns } else { (width_ns / PIECES).max(interval.to_ns / 4096).max(1_000_000_000) };
        let mut agains = Vec::new();
        for (side, known) in sides.iter().zip(&mut known) {
            let again = Again::run(side, interval.to_ns, every_ns, window)?;
            if let Some((recorded, found)) = first_other(known, &again.chain) {
                let (recorded, found) = (recorded.clone(), found.clone());
                return Ok(Err(NotReproduced { name: side.name.clone(), version: side.other_version(), recorded, found }));
            }
            *known = again.chain.clone();
            agains.push(again);
        }
        let [one, other] = agains.as_slice() else { bail!("a defect in xpand: two runs were to be compared") };
        if let Some(window) = window {
            return Ok(Ok(first_difference([&one.folder, &other.folder], window, CONTEXT)?));
        }
        let finer = part(&one.chain, &other.chain).context("a defect in xpand: the runs' digests do not differ again")?;
        // What cannot be cut further is compared as it is.
        let is_cut = finer.to_ns - finer.from_ns < width_ns;
        interval = if is_cut { finer } else { Interval { events: Some(0), ..finer } };
    }
}
