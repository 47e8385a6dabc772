//! A node's time: nanoseconds since the network's genesis, never going back, not even over a restart.
//!
//! Within a life the machine's monotonic clock rules, because a wall clock may be set back. Where the wall clock runs ahead of
//! it (the machine slept, or a time server corrected it) time jumps forward to it. A life begins at the wall clock's time or at
//! the last time that an earlier life persisted, whichever is later.

use engine::{Span, Time};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How far the wall clock may run ahead before time follows it: below this it is the two clocks' different rates.
const JUMP: Span = Span::from_millis(500);

/// Where a clock reads its time from; tests have their own.
pub trait Source: Send {
    /// Time since the Unix epoch by the wall clock.
    fn wall(&self) -> Duration;
    /// Time since some fixed moment by a clock that is never set.
    fn monotonic(&self) -> Duration;
}

/// The machine's clocks.
#[derive(Clone, Copy, Debug)]
pub struct Machine(Instant);

impl Default for Machine {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Source for Machine {
    fn wall(&self) -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
    }

    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Tells a node's time.
#[derive(Debug)]
pub struct Clock<S = Machine> {
    source: S,
    genesis: Duration,
    /// What the time was at a moment of the monotonic clock.
    anchor: (Time, Duration),
    last: Time,
}

/// How far a life's beginning had to be moved to stay after what was persisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind(pub Span);

impl<S: Source> Clock<S> {
    /// A clock for a network that began at `genesis` (since the Unix epoch), in a life after one that persisted `last`. Also
    /// says if the wall clock was behind that.
    pub fn new(source: S, genesis: Duration, last: Time) -> (Self, Option<Behind>) {
        let wall = since_genesis(source.wall(), genesis);
        let behind = last.since(wall);
        let start = wall.max(last);
        let clock = Self { anchor: (start, source.monotonic()), genesis, last: start, source };
        (clock, (behind > Span::ZERO).then_some(Behind(behind)))
    }

    /// The time now; never before the time it told last.
    pub fn now(&mut self) -> Time {
        let (anchored, at) = self.anchor;
        let monotonic = self.source.monotonic();
        let steady = anchored + span(monotonic.saturating_sub(at));
        let wall = since_genesis(self.source.wall(), self.genesis);
        let now = if wall.since(steady) > JUMP {
            self.anchor = (wall, monotonic);
            wall
        } else {
            steady
        };
        self.last = self.last.max(now);
        self.last
    }

    /// How long from now until `at`; zero if that is over.
    pub fn until(&mut self, at: Time) -> Duration {
        Duration::from_nanos(at.since(self.now()).0)
    }
}

fn span(duration: Duration) -> Span {
    Span(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX))
}

fn since_genesis(wall: Duration, genesis: Duration) -> Time {
    Time(span(wall.saturating_sub(genesis)).0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// Wall and monotonic clock (s).
    #[derive(Clone)]
    struct Fake(Arc<Mutex<(u64, u64)>>);

    impl Source for Fake {
        fn wall(&self) -> Duration {
            Duration::from_secs(self.0.lock().unwrap().0)
        }
        fn monotonic(&self) -> Duration {
            Duration::from_secs(self.0.lock().unwrap().1)
        }
    }

    const fn s(seconds: u64) -> Time {
        Time(seconds * 1_000_000_000)
    }

    fn at(wall: u64, monotonic: u64) -> Fake {
        Fake(Arc::new(Mutex::new((wall, monotonic))))
    }

    #[test]
    fn a_wall_clock_set_back_does_not_turn_time_back_and_one_set_forward_moves_it() {
        let hands = at(1_000, 50);
        let (mut clock, behind) = Clock::new(hands.clone(), Duration::from_secs(900), Time::ZERO);
        assert_eq!((clock.now(), behind), (s(100), None));
        *hands.0.lock().unwrap() = (500, 60);
        assert_eq!(clock.now(), s(110), "set back by 510 s: the steady clock rules");
        *hands.0.lock().unwrap() = (2_000, 61);
        assert_eq!(clock.now(), s(1_100), "the machine slept: the wall clock rules");
        *hands.0.lock().unwrap() = (900, 63);
        assert_eq!(clock.now(), s(1_102));
        assert_eq!(clock.until(s(1_105)), Duration::from_secs(3));
        assert_eq!(clock.until(s(9)), Duration::ZERO);
    }

    #[test]
    fn a_life_begins_after_all_that_an_earlier_one_persisted() {
        let hands = at(1_000, 0);
        let (mut clock, behind) = Clock::new(hands.clone(), Duration::from_secs(900), s(130));
        assert_eq!((clock.now(), behind), (s(130), Some(Behind(Span::from_secs(30)))));
        *hands.0.lock().unwrap() = (1_001, 1);
        assert_eq!(clock.now(), s(131));
        let (mut early, _) = Clock::new(at(10, 0), Duration::from_secs(900), Time::ZERO);
        assert_eq!(early.now(), Time::ZERO, "before genesis it is genesis");
    }
}
