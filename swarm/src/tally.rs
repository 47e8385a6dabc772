//! How often each kind of fault happened, over all worlds.

use crate::run::Ended;
use std::fmt::Write;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name in `summary.json`.
    pub name: &'static str,
    /// What brings it about.
    pub cause: &'static str,
}

const fn kind(name: &'static str, cause: &'static str) -> Kind {
    Kind { name, cause }
}

/// Jobs that one validator sent to another.
pub(crate) const REFERRED: &str = "jobs-referred";

/// All kinds of faults that worlds are drawn with.
pub const KINDS: [Kind; 14] = [
    kind("worker-crashes", "churn and mass restarts"),
    kind("workers-restarted", "faults.mass_restart"),
    kind("validator-crashes", "faults.crash"),
    kind("sequencer-crashes", "faults.crash"),
    kind("requester-crashes", "faults.crash"),
    kind("inputs-to-hosts-that-were-down", "whatever is down"),
    kind("messages-cut-off", "faults.partition"),
    kind("messages-slowed", "faults.slow_links"),
    kind("messages-lost-in-bursts", "faults.loss"),
    kind("messages-repeated-in-bursts", "faults.loss"),
    kind("messages-held-up", "faults.loss: reordered"),
    kind("messages-lost", "network.loss"),
    kind("messages-duplicated", "network.duplicate"),
    kind(REFERRED, "discovery: no fault, but jobs that change their validator"),
];

/// What many worlds came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Worlds.
    pub worlds: u64,
    /// Worlds in which something was violated.
    pub failed: u64,
    /// The first of them.
    pub first_failed: Option<u64>,
    /// Jobs settled.
    pub settled: u64,
    /// Jobs refunded.
    pub refunded: u64,
    /// Events handled.
    pub events: u64,
    /// By kind: worlds in which it happened, and how often.
    counts: [(u64, u64); KINDS.len()],
}

impl Tally {
    /// Adds a world.
    pub fn add(&mut self, ended: &Ended) {
        self.worlds += 1;
        if !ended.violations.is_empty() {
            self.failed += 1;
            self.first_failed.get_or_insert(ended.seed);
        }
        self.settled += ended.settled;
        self.refunded += ended.refunded;
        self.events += ended.events;
        for (kind, (worlds, times)) in KINDS.iter().zip(&mut self.counts) {
            let count = ended.faults.get(kind.name).copied().unwrap_or(0);
            *worlds += u64::from(count > 0);
            *times += count;
        }
    }

    /// Kinds that never happened.
    pub fn missing(&self) -> impl Iterator<Item = Kind> {
        KINDS.into_iter().zip(self.counts).filter(|(_, (worlds, _))| *worlds == 0).map(|(kind, _)| kind)
    }

    /// A line a kind: its name, in how many worlds it happened and how often, and what brings it about.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = format!("{:<32}{:>8}{:>14}   by", "fault", "worlds", "times");
        for (kind, (worlds, times)) in KINDS.iter().zip(self.counts) {
            // Writing to a String cannot fail.
            let _ = write!(text, "\n{:<32}{worlds:>8}{times:>14}   {}", kind.name, kind.cause);
        }
        text
    }
}
