//! How many replicates a threshold gets.
//!
//! The answer is a function of the runs of the rounds before, asked only when all of them have ended: it is the same for any number of
//! threads and after a resume.

use super::ladder::Ladder;
use super::threshold::{Estimated, Reach};
use records::scenario::{FindStop, Search};

/// Replicates after which a value far from the crossing may have enough of them, where their number is fixed (count).
const PILOT: u32 = 5;

/// Why a threshold has no more replicates: what can end a point of a sweep ([`crate::Stopped`]) with an interval, and what only a search
/// meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// See [`crate::Stopped::Fixed`].
    Fixed,
    /// See [`crate::Stopped::Target`].
    Target,
    /// See [`crate::Stopped::Maximum`].
    Maximum,
    /// Half a step of the ladder is wider than the interval may be: no number of replicates is enough.
    Tolerance,
    /// Nothing crosses between the ends.
    Nowhere,
}

impl Stopped {
    /// The word in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Target => "target",
            Self::Maximum => "maximum",
            Self::Tolerance => "tolerance",
            Self::Nowhere => "nowhere",
        }
    }
}

/// The rule of a search.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    replicates: u32,
    stop: Option<FindStop>,
}

impl Rule {
    pub fn of(search: &Search) -> Self {
        Self { replicates: search.replicates, stop: search.stop.clone() }
    }

    /// Replicates of the first round (count).
    pub fn first(&self) -> u32 {
        self.stop.as_ref().map_or(self.replicates, |stop| stop.replicates_min)
    }

    /// What follows a round that came to `estimate` with this many replicates: so many in all, or the end.
    pub fn after(&self, replicates: u32, estimate: Option<&Estimated>, ladder: &Ladder) -> Result<u32, Stopped> {
        let Some(stop) = &self.stop else { return Err(Stopped::Fixed) };
        let estimate = estimate.ok_or(Stopped::Nowhere)?;
        if estimate.relative_half_width().is_some_and(|width| width <= stop.half_width) {
            return Err(Stopped::Target);
        }
        if let Reach::At(value) = estimate.value
            && ladder.step(value) / 2.0 > stop.half_width * value.abs()
        {
            return Err(Stopped::Tolerance);
        }
        let more = replicates.saturating_add(stop.batch).min(stop.replicates_max);
        if replicates < stop.replicates_max { Ok(more) } else { Err(Stopped::Maximum) }
    }

    /// Numbers of replicates, ascending up to `replicates`, after each of which a value far from the crossing needs no more of them.
    pub fn looks(&self, replicates: u32) -> impl Iterator<Item = u32> {
        let (first, batch) = match &self.stop {
            None => (PILOT, replicates),
            Some(stop) => (stop.replicates_min, stop.batch),
        };
        let next = move |last: &u32| (*last < replicates).then(|| last.saturating_add(batch).min(replicates));
        std::iter::successors(Some(first.min(replicates)), next)
    }
}

#[cfg(test)]
mod tests {
    use super::super::ladder::tests::search;
    use super::super::threshold::Method;
    use super::*;
    use records::scenario::{AxisKind, Scale};

    fn at(value: f64, low: f64, high: f64) -> Estimated {
        Estimated { method: Method::OfMean, value: Reach::At(value), interval: Some([Reach::At(low), Reach::At(high)]) }
    }

    fn rule(stop: Option<FindStop>) -> (Rule, Ladder) {
        let mut search = search(AxisKind::Number, Scale::Linear, 0.0, 128.0, 1.0);
        search.stop = stop;
        (Rule::of(&search), Ladder::of(&search))
    }

    #[test]
    fn a_fixed_number_is_that_number() {
        let (rule, ladder) = rule(None);
        assert_eq!((rule.first(), rule.after(20, None, &ladder)), (20, Err(Stopped::Fixed)));
        assert_eq!(rule.looks(20).collect::<Vec<_>>(), [5, 20]);
        assert_eq!(rule.looks(3).collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn rounds_are_added_until_the_interval_is_narrow_or_cannot_be() {
        let stop = FindStop { half_width: 0.05, replicates_min: 4, replicates_max: 9, batch: 3 };
        let (rule, ladder) = rule(Some(stop));
        let narrow = at(100.0, 95.0, 105.0);
        let wide = at(100.0, 94.0, 105.0);
        assert_eq!(rule.after(4, Some(&narrow), &ladder), Err(Stopped::Target));
        assert_eq!(rule.after(4, Some(&wide), &ladder), Ok(7));
        assert_eq!(rule.after(7, Some(&wide), &ladder), Ok(9), "the last round is cut to the maximum");
        assert_eq!(rule.after(9, Some(&wide), &ladder), Err(Stopped::Maximum));
        assert_eq!(rule.after(4, None, &ladder), Err(Stopped::Nowhere));
        assert_eq!(rule.after(4, Some(&at(9.0, 8.0, 10.0)), &ladder), Err(Stopped::Tolerance), "half a step is 0.5, 5 % is 0.45");
        let open = Estimated { interval: Some([Reach::BelowFrom, Reach::At(101.0)]), ..narrow };
        assert_eq!(rule.after(4, Some(&open), &ladder), Ok(7));
        assert_eq!(rule.looks(9).collect::<Vec<_>>(), [4, 7, 9]);
    }
}
