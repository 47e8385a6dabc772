//! How a worker treats the tasks it is given; waves of those that lie.

use crate::churn::Spells;
use engine::{Span, Time};

/// How a worker treats its tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conduct {
    /// It computes them.
    #[default]
    Honest,
    /// It gives wrong results, in the time that the machine it claims to be would take.
    Wrong,
    /// It gives wrong results at once, and computes nothing.
    WrongAtOnce,
    /// It takes tasks and gives nothing back.
    Silent,
}

/// Workers of one will that come all together and leave all together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SybilWave {
    /// When the first comes.
    pub at: Time,
    /// How long after that all leave.
    pub length: Span,
    /// They come spread evenly over this time.
    pub over: Span,
    /// How many.
    pub count: u32,
    /// What they do.
    pub conduct: Conduct,
}

impl SybilWave {
    /// When the one of this `number`, from 0, is up.
    #[must_use]
    pub fn spells(&self, number: u32) -> Spells {
        let later = u128::from(self.over.0) * u128::from(number) / u128::from(self.count.max(1));
        let (from, until) = (self.at + Span(u64::try_from(later).unwrap_or(u64::MAX)), self.at + self.length);
        if from < until { Spells::Recorded(vec![(from, until)]) } else { Spells::Never }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_comes_evenly_and_leaves_at_once() {
        let s = Span::from_secs;
        let at = |seconds| Time::ZERO + s(seconds);
        let wave = SybilWave { at: at(100), length: s(50), over: s(40), count: 4, conduct: Conduct::Silent };
        let times: Vec<_> = (0..4)
            .map(|number| match wave.spells(number) {
                Spells::Recorded(up) => up[0],
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(times, [100, 110, 120, 130].map(|from| (at(from), at(150))));
        assert!(matches!(SybilWave { over: s(90), ..wave }.spells(3), Spells::Never), "it would come after all have left");
    }
}
