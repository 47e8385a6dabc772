//! Whether a copy of a message is lost, or comes twice: one word decides both.

use engine::rng::{Stream, hits};

/// What becomes of one copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// It never arrives.
    pub lost: bool,
    /// It arrives twice, if it does.
    pub repeated: bool,
}

impl Fate {
    /// It arrives once.
    pub const ARRIVES: Self = Self { lost: false, repeated: false };
}

/// The network's probabilities, in parts of 2³².
#[derive(Clone, Copy, Debug)]
pub struct Odds {
    /// Of a loss.
    pub loss_parts: u64,
    /// Of a repeat.
    pub duplicate_parts: u64,
}

impl Odds {
    /// Whether every copy arrives once.
    pub fn are_none(self) -> bool {
        self.loss_parts == 0 && self.duplicate_parts == 0
    }

    /// The fate in a uniform `word`: its upper half says of the loss, its lower half of the repeat.
    pub fn fate(self, word: u64) -> Fate {
        Fate { lost: hits(word, self.loss_parts), repeated: hits(word << 32, self.duplicate_parts) }
    }
}

/// The fates of one node's heartbeats: a pure function of their wire numbers.
#[derive(Clone, Copy, Debug)]
pub struct BeatFates {
    /// A word for each.
    pub draws: Stream,
    /// The network's.
    pub odds: Odds,
}

impl BeatFates {
    /// What becomes of beat `sequence`.
    pub fn of(&self, sequence: u64) -> Fate {
        self.odds.fate(self.draws.at(sequence))
    }

    /// Whether none is ever lost.
    pub fn none_is_lost(&self) -> bool {
        self.odds.loss_parts == 0
    }
}
