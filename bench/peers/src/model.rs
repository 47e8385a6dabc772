//! The two workloads, the same on every kernel.
//!
//! **PHOLD**: every LP (logical process) begins with one event; an event makes one more, for a random LP, after 0.1 s and an
//! exponential time of mean 0.9 s. **Heartbeat**: every LP beats once a second; a beat sends a message to a random LP, which
//! takes a lognormal time (median 60 ms, σ 0.5, at least 10 ms): two events for each LP and second.
//!
//! An LP is 32 bytes. What it sends depends on all that it saw, and so do all LPs in the end: if one event came in another order
//! somewhere, the hash over all LPs would tell.

use crate::law::Law;
use clap::ValueEnum;
use std::fmt;

/// Second in which every LP beats once (ns).
const BEAT_NS: u64 = 1_000_000_000;

/// What is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Workload {
    /// One event makes one more, for a random LP.
    Phold,
    /// Periodic beats and the messages that they send.
    Heartbeat,
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Phold => "phold",
            Self::Heartbeat => "heartbeat",
        })
    }
}

/// A logical process: its random stream, a chained hash of all it saw, and what it sent and received.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Lp {
    stream: u64,
    hash: u64,
    sent: u64,
    received: u64,
}

/// An event that an LP makes.
#[derive(Clone, Copy, Debug)]
pub struct Send {
    /// From now until it happens (ns).
    pub delay_ns: u64,
    /// The LP that it happens to.
    pub target: u32,
    /// What the target sees; 0 for a beat.
    pub token: u64,
    /// Running number of the sender.
    pub number: u32,
}

/// The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
const fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

impl Lp {
    /// Process number `me` at the start.
    pub fn new(me: u32) -> Self {
        Self { stream: mix(u64::from(me) ^ GOLDEN), ..Self::default() }
    }

    #[inline(always)]
    fn draw(&mut self) -> u64 {
        self.stream = self.stream.wrapping_add(GOLDEN);
        mix(self.stream)
    }

    #[inline(always)]
    fn send(&mut self, delay_ns: u64, target: u32, token: u64) -> Send {
        self.sent = self.sent.wrapping_add(1);
        Send { delay_ns, target, token, number: self.sent as u32 }
    }
}

/// Hash over the histories of all LPs, in the order of their numbers.
pub fn digest<'a>(lps: impl IntoIterator<Item = &'a Lp>) -> u64 {
    let word = |lp: &Lp| mix(lp.hash ^ lp.sent.rotate_left(20) ^ lp.received.rotate_left(40));
    lps.into_iter().fold(0, |hash: u64, lp| mix(hash.wrapping_add(word(lp)).wrapping_mul(GOLDEN)))
}

/// What LPs do: the same for all kernels.
#[derive(Clone, Debug)]
pub struct Rules {
    workload: Workload,
    count: u32,
    law: Law,
}

impl Rules {
    /// The rules of a workload for so many LPs.
    pub fn new(workload: Workload, count: u32) -> Self {
        let law = match workload {
            Workload::Phold => Law::exponential(100_000_000, 900_000_000),
            Workload::Heartbeat => Law::lognormal(60_000_000, 0.5, 10_000_000),
        };
        Self { workload, count, law }
    }

    /// The law of delays.
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// All LPs at the start.
    pub fn lps(&self) -> Vec<Lp> {
        (0..self.count).map(Lp::new).collect()
    }

    /// The first event of an LP, for itself.
    pub fn first(&self, me: u32, lp: &mut Lp) -> Send {
        let word = lp.draw();
        match self.workload {
            Workload::Phold => lp.send(self.law.draw(word), me, u64::from(me) << 1 | 1),
            Workload::Heartbeat => lp.send(below(word, BEAT_NS), me, 0),
        }
    }

    /// What an LP does at an event; gives all it makes to `send`.
    #[inline(always)]
    pub fn handle(&self, me: u32, lp: &mut Lp, now_ns: u64, token: u64, mut send: impl FnMut(Send)) {
        lp.hash = mix(lp.hash ^ now_ns.wrapping_mul(GOLDEN) ^ token);
        lp.received = lp.received.wrapping_add(1);
        if token == 0 || self.workload == Workload::Phold {
            let (when, whom) = (lp.draw(), lp.draw());
            let (delay_ns, target) = (self.law.draw(when), below(whom, u64::from(self.count)) as u32);
            send(lp.send(delay_ns, target, lp.hash | 1));
        }
        if token == 0 {
            send(lp.send(BEAT_NS, me, 0));
        }
    }
}

/// A number below `bound` (at most 2³²) from the upper half of a word.
#[inline(always)]
fn below(word: u64, bound: u64) -> u64 {
    ((word >> 32) * bound) >> 32
}
