//! Several machines that compute the same task, each for itself.

use borsh::{BorshDeserialize, BorshSerialize};

/// Which copy of a task this is, and what becomes of the copies. Those of one task lie next to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Replica {
    /// Its number among the copies, from 0.
    pub number: u8,
    /// Copies at most; at least 1.
    pub of: u8,
    /// So many results must be equal; from 1 to `of`.
    pub agree: u8,
    /// 0: all begin at once. Else as many as must agree begin, and one more whenever one takes longer than this many thousandths
    /// of its expected time, or when they differ; [`u16::MAX`]: only when they differ.
    pub late_milli: u16,
}

impl Default for Replica {
    fn default() -> Self {
        Self::ONE
    }
}

impl Replica {
    /// The only one.
    pub const ONE: Self = Self { number: 0, of: 1, agree: 1, late_milli: 0 };

    /// The copy of this number.
    #[must_use]
    pub fn numbered(self, number: u8) -> Self {
        Self { number, ..self }
    }

    /// Whether it is one that can be.
    #[must_use]
    pub fn is_sound(self) -> bool {
        (1..=self.of).contains(&self.agree) && self.number < self.of
    }

    /// Whether it only begins when the others are late, or differ.
    #[must_use]
    pub fn is_spare(self) -> bool {
        self.late_milli > 0 && self.number >= self.agree
    }

    /// After how many thousandths of the expected time a copy that runs is late; `None`: it never is.
    #[must_use]
    pub fn late_after_milli(self) -> Option<u16> {
        Some(self.late_milli).filter(|late| (1..u16::MAX).contains(late) && self.agree < self.of)
    }
}
