//! Chains of digests: where two runs were still equal, and where no longer.

use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;

use crate::run::RunFolder;
use crate::table::{DigestRow, TableError};

/// A run's digest at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// The time (ns since genesis).
    pub time_ns: u64,
    /// The digest, hexadecimal.
    pub digest: String,
    /// Events until then (count).
    pub events: u64,
}

/// The digests of a run, in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// One for each time at which the digest was recorded.
    pub ticks: Vec<Tick>,
}

/// A stretch of simulated time in which two runs part: they are equal at its start and differ at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// All up to and at this time is equal (ns since genesis); genesis itself is before all events.
    pub from_ns: u64,
    /// Something up to and at this time differs (ns since genesis).
    pub to_ns: u64,
    /// Events in the stretch, of the run that has more (count); `None` if nobody counted.
    pub events: Option<u64>,
}

impl Chain {
    /// The digests that a run recorded, and that of its end; empty if it recorded none and was killed.
    ///
    /// # Errors
    /// A table or the summary that cannot be read.
    pub fn read(run: &RunFolder) -> Result<Self, TableError> {
        let mut chain = Self::recorded(run)?;
        if let Some(summary) = run.summary()? {
            let end = Tick { time_ns: (summary.simulated_s * 1e9) as u64, digest: summary.digest, events: summary.events };
            if chain.ticks.last().is_none_or(|tick| tick.time_ns < end.time_ns) {
                chain.ticks.push(end);
            }
        }
        Ok(chain)
    }

    /// The digests in the table of a run; empty if it has none.
    ///
    /// # Errors
    /// A table that cannot be read.
    pub fn recorded(run: &RunFolder) -> Result<Self, TableError> {
        if run.recording()?.digest_every_ns.is_none() {
            return Ok(Self::default());
        }
        let mut ticks = Vec::new();
        for batch in run.batches::<DigestRow>()? {
            let batch = batch?;
            let (times, digests) = (batch["time_ns"].as_primitive::<UInt64Type>(), batch["digest"].as_string::<i32>());
            let events = batch["events"].as_primitive::<UInt64Type>();
            ticks.extend((0..batch.num_rows()).map(|row| Tick {
                time_ns: times.value(row),
                digest: digests.value(row).to_owned(),
                events: events.value(row),
            }));
        }
        Ok(Self { ticks })
    }

    /// The digest at `time_ns`, if it was recorded.
    #[must_use]
    pub fn at(&self, time_ns: u64) -> Option<&Tick> {
        self.ticks.binary_search_by_key(&time_ns, |tick| tick.time_ns).ok().map(|place| &self.ticks[place])
    }
}

/// The first time at which both chains have a digest, and another one.
#[must_use]
pub fn first_other<'a>(one: &'a Chain, other: &'a Chain) -> Option<(&'a Tick, &'a Tick)> {
    let common = one.ticks.iter().filter_map(|tick| Some((tick, other.at(tick.time_ns)?)));
    common.into_iter().find(|(tick, twin)| tick.digest != twin.digest)
}

/// The last time at which both chains have a digest (ns since genesis).
#[must_use]
pub fn last_common_ns(one: &Chain, other: &Chain) -> Option<u64> {
    one.ticks.iter().rev().map(|tick| tick.time_ns).find(|time_ns| other.at(*time_ns).is_some())
}

/// Where two chains part, judged by the times that both have.
#[must_use]
pub fn part(one: &Chain, other: &Chain) -> Option<Interval> {
    let mut equal: Option<(&Tick, &Tick)> = None;
    for tick in &one.ticks {
        let Some(twin) = other.at(tick.time_ns) else { continue };
        if tick.digest != twin.digest {
            let before = equal.map_or([0, 0], |(tick, twin)| [tick.events, twin.events]);
            let events = tick.events.saturating_sub(before[0]).max(twin.events.saturating_sub(before[1]));
            let from_ns = equal.map_or(0, |(tick, _)| tick.time_ns);
            return Some(Interval { from_ns, to_ns: tick.time_ns, events: Some(events) });
        }
        equal = Some((tick, twin));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(ticks: &[(u64, &str)]) -> Chain {
        let tick = |(time_ns, digest): &(u64, &str)| Tick { time_ns: *time_ns, digest: (*digest).to_owned(), events: *time_ns };
        Chain { ticks: ticks.iter().map(tick).collect() }
    }

    #[test]
    fn chains_part_between_two_common_times() {
        let one = chain(&[(10, "a"), (20, "b"), (30, "c"), (40, "d")]);
        let other = chain(&[(10, "a"), (20, "b"), (25, "x"), (30, "y"), (40, "z")]);
        assert_eq!(part(&one, &other), Some(Interval { from_ns: 20, to_ns: 30, events: Some(10) }));
        assert_eq!(part(&one, &chain(&[(10, "q")])), Some(Interval { from_ns: 0, to_ns: 10, events: Some(10) }));
        assert_eq!(part(&one, &chain(&[(20, "b")])), None);
        assert_eq!(part(&one, &Chain::default()), None);
    }
}
