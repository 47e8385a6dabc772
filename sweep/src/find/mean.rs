//! The mean over replicates: which runs it still needs, or where it crosses the bound.
//!
//! ```text
//!   both ends ─▶ which way ─┬─▶ first value where the mean has crossed             the threshold
//!                           ├─▶ first where it is not clear that it has not yet    low end of the interval
//!                           └─▶ first where it is clear that it has                high end
//! ```
//!
//! Each is bisected on the same runs: the mean over the same seeds at every value is one curve, whose crossing is the sample's estimate
//! of the true one (Pasupathy and Kim 2011, The stochastic root-finding problem). Clear is what Student's interval of the mean says
//! at that value, so that the threshold's interval holds all thresholds that a test of this level does not refuse (Fieller 1954): it
//! takes no slope and no crossing of single replicates. The three are what the median and both quantiles of a posterior are to
//! probabilistic bisection (Waeber, Frazier and Henderson 2013), which has no place here: it counts each answer as new evidence, and
//! answers on common random numbers are the same evidence again.
//!
//! A value far from the bound needs few replicates. The values beside an edge need all, and what few said there may turn out wrong.
//!
//! The answer is a function of what was measured, in whatever order.

use super::rule::Rule;
use crate::estimate::Estimate;
use std::collections::{BTreeMap, BTreeSet};

/// A mean farther from the bound than this many half-widths of its interval needs no more replicates.
const FAR: f64 = 2.0;

/// What a run at each position and replicate measured; `None` if it failed or gave no value.
pub(crate) type Runs = BTreeMap<(usize, u32), Option<f64>>;

/// The first position at which something holds that holds at all greater ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// It holds at the least one already.
    Below,
    /// This one, above the least.
    At(usize),
    /// It does not hold at the greatest one.
    Above,
}

/// Where the mean crosses. A mean that equals the bound is above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It has crossed from `here` on, in this direction; the ends are those of the interval, if there are replicates enough for one.
    Crosses { rising: bool, here: Edge, ends: Option<[Edge; 2]> },
    /// It is the same at both ends.
    Flat,
    /// It is clearly on one side of the bound at both ends, and on the other at this position.
    Twice { at: usize },
    /// No run at this position has a value of the metric.
    Unknown { at: usize },
}

/// Why there is no outcome yet.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Halt {
    /// These runs must end first: position and replicate.
    Needs(Vec<(usize, u32)>),
    /// No run at this position has a value.
    Unknown(usize),
}

/// The mean at a position.
#[derive(Clone, Copy)]
struct Look {
    mean: f64,
    above: bool,
    /// The interval of the mean does not hold the bound.
    clear: bool,
}

/// What is to be done about the mean of so many replicates, of which `runs` are known, on a ladder whose greatest position is `last`: runs
/// that must end first, or what it comes to.
pub(crate) fn outcome(
    last: usize,
    runs: &Runs,
    (bound, confidence): (f64, f64),
    (rule, replicates): (&Rule, u32),
) -> Result<Outcome, Vec<(usize, u32)>> {
    let sought = Sought { last, runs, bound, confidence, looks: rule.looks(replicates).collect() };
    match sought.outcome() {
        Ok(outcome) => Ok(outcome),
        Err(Halt::Unknown(at)) => Ok(Outcome::Unknown { at }),
        Err(Halt::Needs(needs)) => Err(needs),
    }
}

struct Sought<'a> {
    last: usize,
    runs: &'a Runs,
    bound: f64,
    confidence: f64,
    looks: Vec<u32>,
}

impl Sought<'_> {
    fn outcome(&self) -> Result<Outcome, Halt> {
        let [first, end] = together([self.look(0, false), self.look(self.last, false)])?;
        let rising = if first.above == end.above { end.mean > first.mean } else { end.above };
        if first.above == end.above && first.clear && end.clear {
            let between = [self.last / 4, self.last / 2, self.last - self.last / 4].map(|at| (at, self.look(at, false)));
            let looks = together(between.clone().map(|(_, look)| look))?;
            let other = looks.iter().zip(between).find(|(look, _)| look.clear && look.above != first.above);
            if let Some((_, (at, _))) = other {
                return Ok(Outcome::Twice { at });
            }
            if first.mean == end.mean {
                return Ok(Outcome::Flat);
            }
        }
        let beyond = |look: &Look| look.above == rising;
        let here = self.edge(&beyond);
        if self.looks.last().is_none_or(|replicates| *replicates < 2) {
            return Ok(Outcome::Crosses { rising, here: here?, ends: None });
        }
        // One walk must not wait for another.
        let low = self.edge(&|look| beyond(look) || !look.clear);
        let high = self.edge(&|look| beyond(look) && look.clear);
        let [low, here, high] = together([low, here, high])?;
        Ok(Outcome::Crosses { rising, here, ends: Some([low, high]) })
    }

    /// The first position at which `holds`. What few replicates say on the way is not enough beside it: where all of them say otherwise,
    /// the way is gone again.
    fn edge(&self, holds: &dyn Fn(&Look) -> bool) -> Result<Edge, Halt> {
        let mut whole = BTreeSet::new();
        loop {
            let edge = self.bisected(&|at| Ok(holds(&self.look(at, whole.contains(&at))?)))?;
            let beside = match edge {
                Edge::Below => vec![0],
                Edge::At(high) => vec![high - 1, high],
                Edge::Above => vec![self.last],
            };
            if beside.iter().all(|at| whole.contains(at)) {
                return Ok(edge);
            }
            whole.extend(beside);
        }
    }

    /// The first position at which `holds`, as bisection between both ends finds it.
    fn bisected(&self, holds: &dyn Fn(usize) -> Result<bool, Halt>) -> Result<Edge, Halt> {
        if holds(0)? {
            return Ok(Edge::Below);
        }
        if !holds(self.last)? {
            return Ok(Edge::Above);
        }
        let (mut low, mut high) = (0, self.last);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if holds(middle)? { high = middle } else { low = middle }
        }
        Ok(Edge::At(high))
    }

    /// The mean at a position, over all replicates or, unless the `whole` of them is asked for, fewer if it is far from the bound.
    fn look(&self, at: usize, whole: bool) -> Result<Look, Halt> {
        let mut values = Vec::new();
        let mut seen = 0;
        let mut estimate = None;
        for replicates in &self.looks {
            let run = |replicate: u32| self.runs.get(&(at, replicate)).copied().ok_or((at, replicate));
            let missing: Vec<(usize, u32)> = (seen..*replicates).filter_map(|replicate| run(replicate).err()).collect();
            if !missing.is_empty() {
                return Err(Halt::Needs(missing));
            }
            values.extend((seen..*replicates).filter_map(|replicate| run(replicate).ok().flatten()));
            seen = *replicates;
            estimate = Estimate::of(&values, self.confidence);
            // Values that are all the same may be those of a rare event that did not happen: these go on.
            let far = |half: f64, mean: f64| half > 0.0 && (mean - self.bound).abs() > FAR * half;
            if !whole && estimate.is_some_and(|estimate| estimate.half_width.is_some_and(|half| far(half, estimate.mean))) {
                break;
            }
        }
        let Estimate { mean, half_width, .. } = estimate.ok_or(Halt::Unknown(at))?;
        let clear = half_width.is_some_and(|half| half == 0.0 || (mean - self.bound).abs() > half);
        Ok(Look { mean, above: mean >= self.bound, clear })
    }
}

/// All of them, or all runs that any of them needs: which runs there are must not depend on which of them ended first.
fn together<T: Copy, const N: usize>(parts: [Result<T, Halt>; N]) -> Result<[T; N], Halt> {
    let mut needs = Vec::new();
    let mut unknown = None;
    let mut good = Vec::with_capacity(N);
    for part in parts {
        match part {
            Ok(part) => good.push(part),
            Err(Halt::Needs(more)) => needs.extend(more),
            Err(Halt::Unknown(at)) => unknown = unknown.or(Some(at)),
        }
    }
    if !needs.is_empty() {
        // Two walks that stand at one position ask for the same runs.
        needs.sort_unstable();
        needs.dedup();
        return Err(Halt::Needs(needs));
    }
    good.try_into().map_err(|_| Halt::Unknown(unknown.unwrap_or(0)))
}
