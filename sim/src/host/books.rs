//! Time up and busy of one machine.

use borsh::{BorshDeserialize, BorshSerialize};
use engine::Span;
use records::observe::Truth;

/// Counts time up, and time of tasks under way.
///
/// A time that goes on is kept as its length less the time at which it is looked at, modulo 2⁶⁴: what begins takes `now` off, what
/// ends puts it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Books {
    /// When it came up (ns); `u64::MAX` while it is down.
    up_since_ns: u64,
    /// Time up since the last [`take`](Self::take), less now while it is up.
    up_ns: u64,
    /// Task-time since then, less now for each task under way.
    busy_ns: u64,
    /// Tasks under way.
    pub tasks: u32,
    /// First slot of the stretch of beats not handed over yet, under `HeartbeatMode::Runs`.
    pub beats_from: u32,
}

impl Default for Books {
    fn default() -> Self {
        Self { up_since_ns: u64::MAX, up_ns: 0, busy_ns: 0, tasks: 0, beats_from: 0 }
    }
}

impl Books {
    /// When it came up (ns), while it is up.
    pub fn up_since_ns(&self) -> Option<u64> {
        (self.up_since_ns != u64::MAX).then_some(self.up_since_ns)
    }

    /// It starts; it was down.
    pub fn go_up(&mut self, now_ns: u64) {
        self.up_since_ns = now_ns;
        self.up_ns = self.up_ns.wrapping_sub(now_ns);
    }

    /// It stops, with all of its tasks; it was up.
    pub fn go_down(&mut self, now_ns: u64) {
        self.up_since_ns = u64::MAX;
        self.up_ns = self.up_ns.wrapping_add(now_ns);
        self.busy_ns = self.busy_ns.wrapping_add(now_ns.wrapping_mul(self.tasks.into()));
        self.tasks = 0;
    }

    /// One more task. Whether it was idle.
    pub fn begin_task(&mut self, now_ns: u64) -> bool {
        self.busy_ns = self.busy_ns.wrapping_sub(now_ns);
        self.tasks += 1;
        self.tasks == 1
    }

    /// One task less. Whether it is idle.
    pub fn end_task(&mut self, now_ns: u64) -> bool {
        self.busy_ns = self.busy_ns.wrapping_add(now_ns);
        self.tasks -= 1;
        self.tasks == 0
    }

    /// What was true since the last call.
    pub fn take(&mut self, now_ns: u64) -> Truth {
        let up_now_ns = if self.up_since_ns().is_some() { now_ns } else { 0 };
        let busy_now_ns = now_ns.wrapping_mul(self.tasks.into());
        let (up_ns, busy_ns) = (self.up_ns.wrapping_add(up_now_ns), self.busy_ns.wrapping_add(busy_now_ns));
        (self.up_ns, self.busy_ns) = (0_u64.wrapping_sub(up_now_ns), 0_u64.wrapping_sub(busy_now_ns));
        let second = Span::SECOND.0;
        let up_s = u32::try_from((up_ns + second / 2) / second).unwrap_or(u32::MAX);
        Truth { up_s, busy_s: Span(busy_ns).as_secs_f64() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_up_and_busy_is_counted_from_look_to_look() {
        const S: u64 = 1_000_000_000;
        let (mut books, truth) = (Books::default(), |up_s, busy_s| Truth { up_s, busy_s });
        books.go_up(10 * S);
        assert!(books.begin_task(20 * S) && !books.begin_task(30 * S));
        assert_eq!(books.take(40 * S), truth(30, 30.0), "20 to 40 and 30 to 40");
        assert!(!books.end_task(45 * S));
        books.go_down(60 * S);
        assert_eq!((books.take(100 * S), books.tasks), (truth(20, 25.0), 0), "2 × 5 and 15");
        assert_eq!(books.take(200 * S), truth(0, 0.0));
        books.go_up(210 * S);
        assert!(books.begin_task(210 * S) && books.end_task(215 * S));
        assert_eq!(books.take(220 * S), truth(10, 5.0));
    }
}
