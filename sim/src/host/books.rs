//! Time up and busy of one machine.

use borsh::{BorshDeserialize, BorshSerialize};
use engine::Span;
use records::observe::Truth;

/// Counts time up, and time of tasks under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Books {
    /// When it came up (ns); `u64::MAX` while it is down.
    up_since_ns: u64,
    counted_to_ns: u64,
    up_ns: u64,
    busy_ns: u64,
    /// Tasks under way.
    pub tasks: u32,
    /// First slot of the stretch of beats not handed over yet, under `HeartbeatMode::Runs`.
    pub beats_from: u32,
}

impl Default for Books {
    fn default() -> Self {
        Self { up_since_ns: u64::MAX, counted_to_ns: 0, up_ns: 0, busy_ns: 0, tasks: 0, beats_from: 0 }
    }
}

impl Books {
    /// When it came up (ns), while it is up.
    pub fn up_since_ns(&self) -> Option<u64> {
        (self.up_since_ns != u64::MAX).then_some(self.up_since_ns)
    }

    pub fn go_up(&mut self, now_ns: u64) {
        (self.up_since_ns, self.counted_to_ns) = (now_ns, now_ns);
    }

    pub fn go_down(&mut self) {
        (self.up_since_ns, self.tasks) = (u64::MAX, 0);
    }

    /// Books time up and busy until now.
    pub fn count(&mut self, now_ns: u64) {
        if self.up_since_ns != u64::MAX {
            let passed_ns = now_ns.saturating_sub(self.counted_to_ns);
            self.up_ns += passed_ns;
            self.busy_ns += passed_ns * u64::from(self.tasks);
            self.counted_to_ns = now_ns;
        }
    }

    /// What was true since the last call.
    pub fn take(&mut self, now_ns: u64) -> Truth {
        self.count(now_ns);
        let (up_ns, busy_ns) = (std::mem::take(&mut self.up_ns), std::mem::take(&mut self.busy_ns));
        let second = Span::SECOND.0;
        let up_s = u32::try_from((up_ns + second / 2) / second).unwrap_or(u32::MAX);
        Truth { up_s, busy_s: Span(busy_ns).as_secs_f64() }
    }
}
