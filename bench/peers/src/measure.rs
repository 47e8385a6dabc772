//! One measurement, in a process of its own: what it is and what came of it.

use crate::model::Workload;
use anyhow::{Context, Result, bail, ensure};
use cpu_time::ProcessTime;
use std::process::Command;
use std::str::FromStr;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// What is simulated.
    pub workload: Workload,
    /// Number of logical processes.
    pub lps: u32,
    /// Events before the clock starts.
    pub warm: u64,
    /// Events on the clock.
    pub events: u64,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// CPU time of the process (ns) for the events on the clock.
    pub cpu_ns: u64,
    /// Hash over the histories of all LPs; `None` if the kernel cannot keep the order by design.
    pub hash: Option<u64>,
    /// Peak of the resident memory above that at the start (bytes); `None` where the system does not say.
    pub bytes: Option<u64>,
}

/// Counts events and holds the clock.
#[derive(Debug, Default)]
pub struct Meter {
    done: u64,
    warm: u64,
    total: u64,
    start: Option<ProcessTime>,
    cpu_ns: u64,
}

impl Meter {
    /// A meter for a case.
    pub fn new(case: &Case) -> Self {
        Self { done: 0, warm: case.warm, total: case.warm + case.events, start: None, cpu_ns: 0 }
    }

    /// Counts an event. `false` if it was the last one.
    #[inline(always)]
    pub fn tick(&mut self) -> bool {
        self.done += 1;
        if self.done == self.warm {
            self.start = Some(ProcessTime::now());
        }
        if self.done == self.total {
            self.cpu_ns = self.start.map_or(0, |start| start.elapsed().as_nanos() as u64);
        }
        self.done < self.total
    }

    /// Whether all events were counted.
    pub fn finished(&self) -> bool {
        self.done >= self.total
    }

    /// CPU time (ns) of the events on the clock.
    pub fn cpu_ns(&self) -> u64 {
        self.cpu_ns
    }
}

/// A line of `/proc/self/status` (bytes).
pub fn resident_bytes(key: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    let kib: u64 = line.trim_start_matches(':').trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

impl Outcome {
    /// As a line, for the process that asked.
    pub fn line(&self) -> String {
        let word = |value: Option<u64>| value.map_or("-".to_owned(), |value| value.to_string());
        format!("outcome {} {} {}", self.cpu_ns, word(self.hash), word(self.bytes))
    }

    /// From the output of a process that ends with a line.
    pub fn parse(output: &str) -> Result<Self> {
        let line = output.lines().find_map(|line| line.strip_prefix("outcome ")).context("no outcome in its output")?;
        let words: Vec<&str> = line.split(' ').collect();
        let [cpu_ns, hash, bytes] = words[..] else { bail!("an outcome has three words, not `{line}`") };
        let word = |word: &str| if word == "-" { Ok(None) } else { u64::from_str(word).map(Some) };
        Ok(Self { cpu_ns: cpu_ns.parse()?, hash: word(hash)?, bytes: word(bytes)? })
    }
}

/// Measures in a fresh process of this program, so that memory is that of this case alone.
pub fn in_a_process(kernel: &str, case: &Case) -> Result<Outcome> {
    let program = std::env::current_exe().context("the path of this program")?;
    let numbers = [u64::from(case.lps), case.warm, case.events].map(|number| number.to_string());
    let workload = case.workload.to_string();
    let args = ["child", kernel, workload.as_str()].into_iter().chain(numbers.iter().map(String::as_str));
    let output = Command::new(program).args(args).output().context("a process for a measurement")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{kernel}, {} of {} LPs: {}\n{errors}", case.workload, case.lps, output.status);
    Outcome::parse(&String::from_utf8_lossy(&output.stdout)).with_context(|| format!("{kernel}: {errors}"))
}
