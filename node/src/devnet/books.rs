//! What each node of a devnet did and got.

use crate::driver::Seen;
use engine::node::TaskOutcome;
use engine::wire::Refusal;
use engine::{Amount, Event, NodeId, Span, Time};
use records::observe::Truth;
use std::collections::BTreeMap;

/// One node's books.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeBooks {
    /// Tasks of its that were verified.
    pub tasks_verified: u32,
    /// Attempts of its that came to nothing.
    pub attempts_failed: u32,
    /// Earned with jobs.
    pub job_income: Amount,
    /// Earned as reward.
    pub reward: Amount,
    /// Seconds available in the settled epochs, as its validator measured it.
    pub available_s: u64,
    /// Envelopes it refused, by reason.
    pub refused: BTreeMap<Refusal, u64>,
    /// Messages that were no envelopes.
    pub malformed: u64,
    /// Envelopes that waited too long for its link.
    pub dropped: u64,
    /// Times its link went down.
    pub links_lost: u64,
    up_since: Option<Time>,
    running: u32,
    counted_to: Time,
    up_ns: u64,
    busy_ns: u64,
}

impl NodeBooks {
    /// It started, or stopped.
    pub fn set_up(&mut self, now: Time, up: bool) {
        self.count(now);
        self.up_since = up.then_some(now);
        if !up {
            self.running = 0;
        }
    }

    /// Tasks it has under way now; gives back how many it had.
    pub fn set_running(&mut self, now: Time, running: u32) -> u32 {
        self.count(now);
        std::mem::replace(&mut self.running, running)
    }

    /// Tasks it has under way.
    #[must_use]
    pub fn running(&self) -> u32 {
        self.running
    }

    fn count(&mut self, now: Time) {
        let since = now.since(self.counted_to).0;
        self.counted_to = self.counted_to.max(now);
        if self.up_since.is_some() {
            self.up_ns += since;
            self.busy_ns += since.saturating_mul(u64::from(self.running));
        }
    }

    /// Time up and busy since the last call.
    pub fn take_truth(&mut self, now: Time) -> Truth {
        self.count(now);
        let (up_ns, busy_ns) = (std::mem::take(&mut self.up_ns), std::mem::take(&mut self.busy_ns));
        let half = Span::SECOND.0 / 2;
        let up_s = u32::try_from((up_ns + half) / Span::SECOND.0).unwrap_or(u32::MAX);
        Truth { up_s, busy_s: Span(busy_ns).as_secs_f64() }
    }
}

/// Books what was seen, by node.
pub fn book(books: &mut [NodeBooks], seen: &Seen) {
    let mut of = |node: NodeId, change: &dyn Fn(&mut NodeBooks)| {
        if let Some(books) = books.get_mut(node.0 as usize) {
            change(books);
        }
    };
    match seen {
        Seen::Malformed(node) => of(*node, &|books| books.malformed += 1),
        Seen::Dropped(node, envelopes) => of(*node, &|books| books.dropped += envelopes),
        Seen::Link(node, false) => of(*node, &|books| books.links_lost += 1),
        Seen::Event { node, event, .. } => match &**event {
            Event::Refused(refusal) => of(*node, &|books| *books.refused.entry(*refusal).or_default() += 1),
            Event::TaskEnded { node, outcome: TaskOutcome::Verified, .. } => of(*node, &|books| books.tasks_verified += 1),
            Event::TaskEnded { node, .. } => of(*node, &|books| books.attempts_failed += 1),
            Event::JobClosed { closed, .. } => {
                for &(node, amount) in &closed.payouts {
                    of(node, &|books| books.job_income = books.job_income.saturating_add(amount));
                }
            }
            Event::EpochSettled(settled) => {
                for (entry, reward) in settled.entries.iter().zip(&settled.rewards) {
                    of(entry.node, &|books| {
                        books.reward = books.reward.saturating_add(*reward);
                        books.available_s += u64::from(entry.available_s);
                    });
                }
            }
            _ => {}
        },
        _ => {}
    }
}
