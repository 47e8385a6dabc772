//! The kernels that are compared. Each runs a case through its usual interface, in its quickest way.

mod desque;
mod nexosim;
mod ours;
mod simcore;
mod simpy;
mod simulacra;
mod tokio;

use crate::measure::{Case, Meter, Outcome, resident_bytes};
use crate::model::{Lp, Rules, digest};
use anyhow::Result;
use clap::ValueEnum;

/// A kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Kernel {
    /// This project's calendar queue, 64-byte payloads.
    Calendar64,
    /// This project's calendar queue, 8-byte payloads: entries of 32 bytes.
    Calendar8,
    /// This project's binary heap, the oracle of its tests, 64-byte payloads.
    Heap64,
    /// nexosim 1.0.
    Nexosim,
    /// simcore 0.1.
    Simcore,
    /// desque 0.4.
    Desque,
    /// simulacra 0.1.
    Simulacra,
    /// tokio with a paused clock.
    Tokio,
    /// SimPy 4.1.
    Simpy,
}

impl Kernel {
    /// As the table calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Calendar64 => "**this kernel**, 64-byte payloads",
            Self::Calendar8 => "**this kernel**, 8-byte payloads (32-byte entries)",
            Self::Heap64 => "its `BinaryHeap` twin, 64-byte payloads (88-byte entries)",
            Self::Nexosim => "nexosim 1.0, 1 thread",
            Self::Simcore => "simcore 0.1",
            Self::Desque => "desque 0.4",
            Self::Simulacra => "simulacra 0.1",
            Self::Tokio => "tokio 1, paused clock, task per chain",
            Self::Simpy => "SimPy 4.1, callbacks",
        }
    }

    /// As the command line calls it.
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Whether it is of this project.
    pub fn is_ours(self) -> bool {
        matches!(self, Self::Calendar64 | Self::Calendar8 | Self::Heap64)
    }

    /// Events that it is measured over, fewer for slow ones: before the clock starts, and on it.
    pub fn events(self, lps: u32, quick: bool) -> (u64, u64) {
        let (warm, events) = match self {
            Self::Simpy => (50_000, 200_000),
            Self::Nexosim | Self::Tokio => (100_000, 500_000),
            _ => (u64::from(lps).max(200_000), 2_000_000),
        };
        if quick { (warm.min(10_000), events / 100) } else { (warm, events) }
    }

    /// Gets ready what is not built with this program. An error says why the kernel must be left out.
    pub fn prepare(self) -> Result<()> {
        if self == Self::Simpy { simpy::prepare() } else { Ok(()) }
    }

    /// Measures a case in this process.
    pub fn run(self, case: &Case) -> Result<Outcome> {
        if self == Self::Simpy {
            return simpy::run(case);
        }
        let start = resident_bytes("VmRSS");
        let rules = Rules::new(case.workload, case.lps);
        let (lps, meter) = self.simulate(&rules, rules.lps(), Meter::new(case));
        let bytes = resident_bytes("VmHWM").zip(start).map(|(peak, start)| peak.saturating_sub(start));
        // tokio ticks in milliseconds.
        let hash = (self != Self::Tokio).then(|| digest(&lps));
        Ok(Outcome { cpu_ns: meter.cpu_ns(), hash, bytes })
    }

    fn simulate(self, rules: &Rules, mut lps: Vec<Lp>, mut meter: Meter) -> (Vec<Lp>, Meter) {
        match self {
            Self::Calendar64 => ours::calendar::<[u64; 8]>(rules, &mut lps, &mut meter),
            Self::Calendar8 => ours::calendar::<u64>(rules, &mut lps, &mut meter),
            Self::Heap64 => ours::heap::<[u64; 8]>(rules, &mut lps, &mut meter),
            Self::Simulacra => simulacra::run(rules, &mut lps, &mut meter),
            Self::Nexosim => return nexosim::run(rules, lps, meter),
            Self::Simcore => return simcore::run(rules, lps, meter),
            Self::Desque => return desque::run(rules, lps, meter),
            Self::Tokio => return tokio::run(rules, lps, meter),
            Self::Simpy => {} // in a process of Python, see `run`
        }
        (lps, meter)
    }
}
