//! Every figure of a device file, one after the other.

use std::time::Duration;

use records::device::{self, Cpu, DeviceFile, Figure};

use super::repeat::{Failure, Known, Limits, Runner, rate};
use super::{machine, sgemm, triad};

/// How to measure.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Name of the device; `None`: the model of its processor.
    pub name: Option<String>,
    /// Tasks the device shall run at once (count, 1 to 1024); `None`: one for each core.
    pub slots: Option<u32>,
    /// Half a second for each figure in place of two, and memory bandwidth on arrays of at most 128 MiB.
    pub quick: bool,
}

/// A model to run.
pub struct Inference<'a> {
    /// Its name.
    pub model: String,
    /// Makes what runs one inference each time it is called; asked once for each thread.
    pub runner: Box<dyn Fn() -> Result<Runner<'a>, Failure> + 'a>,
}

/// How far a measurement is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// What is measured, in words.
    pub figure: &'static str,
    /// Share of all figures that is done (0 to 1).
    pub share: f64,
}

/// A measured machine and what its figures do not say.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// The figures.
    pub device: DeviceFile,
    /// Remarks for people, a sentence each.
    pub notes: Vec<String>,
}

/// Why a machine could not be measured, or its device file not written.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The system does not say what it is.
    #[error("the system does not tell its processor and memory: {0}")]
    System(#[from] sysinfo::Error),
    /// The model could not be run.
    #[error("the model {model} does not run: {cause}")]
    Inference {
        /// Name of the model.
        model: String,
        /// The model's reason.
        cause: Failure,
    },
    /// Part of the measurement failed.
    #[error("{figure} cannot be measured: {cause}")]
    Figure {
        /// What was measured, in words.
        figure: &'static str,
        /// The reason.
        cause: Failure,
    },
    /// The file is there already.
    #[error("{} exists: choose another --out, or overwrite it with --force", .0.display())]
    Exists(std::path::PathBuf),
    /// The file cannot be written.
    #[error("{}: cannot write the device file: {cause}", path.display())]
    Write {
        /// File as it was named.
        path: std::path::PathBuf,
        /// The operating system's reason.
        cause: std::io::Error,
    },
}

/// A median known less well than this gets a remark (share of the median).
const SPREAD_MAX: f64 = 0.05;

/// Measures this machine for some ten seconds; everything else that runs meanwhile makes it look slower.
///
/// # Errors
/// A system that does not describe itself, or a model that fails.
pub fn measure(
    options: &Options,
    inference: Option<&Inference<'_>>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Measurement, BenchError> {
    let machine = machine::look()?;
    let threads = machine.cores as usize;
    let mut bench = Bench::new(options.quick, if inference.is_some() { 5 } else { 3 }, progress);

    let gflop = sgemm::flop(sgemm::SIZE, sgemm::SIZE, sgemm::SIZE) / 1e9;
    let products = |count: usize| (0..count).map(|_| sgemm::runner()).collect::<Vec<_>>();
    let gflops_one_core = bench.figure("GFLOP/s of one core", gflop, products(1)).map_err(BenchError::figure)?;
    let gflops_all_cores = bench.figure("GFLOP/s of all cores", gflop, products(threads)).map_err(BenchError::figure)?;

    let (array_mib, large) = triad::array_mib(machine.cache_bytes, machine.available_bytes, options.quick);
    if !large {
        bench.notes.push(format!(
            "Memory bandwidth: arrays of {array_mib} MiB are less than four times the caches, so the figure may be too high: \
             a quick measurement takes no larger ones, and none takes more than a quarter of the available memory."
        ));
    }
    let passes = (0..threads).map(|_| triad::runner(array_mib, threads)).collect();
    let memory_bandwidth_gb_s = bench.figure("memory bandwidth", triad::BYTES / 1e9, passes).map_err(BenchError::figure)?;

    let inference = inference.map(|inference| bench.inference(inference, threads)).transpose()?;
    let gpu = bench.gpu();
    let device = DeviceFile {
        name: options.name.clone().unwrap_or_else(|| machine.cpu.clone()),
        measured_on: chrono::Utc::now().date_naive().to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        slots: options.slots.unwrap_or(machine.cores).clamp(1, 1_024),
        memory_gib: machine.memory_gib,
        memory_bandwidth_array_mib: array_mib,
        memory_bandwidth_gb_s,
        cpu: Cpu { model: machine.cpu, cores: machine.cores, gflops_one_core, gflops_all_cores },
        inference,
        gpu,
    };
    Ok(Measurement { device, notes: bench.notes })
}

impl BenchError {
    fn figure((figure, cause): (&'static str, Failure)) -> Self {
        Self::Figure { figure, cause }
    }
}

/// A measurement under way.
struct Bench<'a> {
    limits: Limits,
    done: u32,
    figures: u32,
    progress: &'a mut dyn FnMut(Progress),
    notes: Vec<String>,
}

impl<'a> Bench<'a> {
    fn new(quick: bool, figures: u32, progress: &'a mut dyn FnMut(Progress)) -> Self {
        let of = |warm_up, burst, time, spread| {
            let [warm_up, burst, time] = [warm_up, burst, time].map(Duration::from_millis);
            Limits { warm_up, burst, time, spread }
        };
        let limits = if quick { of(100, 25, 400, 0.02) } else { of(300, 50, 1_700, 0.005) };
        Self { limits, done: 0, figures, progress, notes: Vec::new() }
    }

    /// Work per second of `runners` together; one run is `work`.
    fn figure(
        &mut self,
        figure: &'static str,
        work: f64,
        mut runners: Vec<Runner<'_>>,
    ) -> Result<Figure, (&'static str, Failure)> {
        let (done, of) = (f64::from(self.done), f64::from(self.figures));
        (self.progress)(Progress { figure, share: done / of });
        let tell = |share: f64| (self.progress)(Progress { figure, share: (done + share) / of });
        let Known { figure: found, spread } = rate(self.limits, work, &mut runners, tell).map_err(|cause| (figure, cause))?;
        self.done += 1;
        if spread > SPREAD_MAX {
            self.notes.push(format!(
                "The median of {figure} is known to ±{:.0} % only: other programs may have been running.",
                spread * 100.0
            ));
        }
        Ok(found)
    }

    fn inference(&mut self, inference: &Inference<'_>, threads: usize) -> Result<device::Inference, BenchError> {
        let model = inference.model.clone();
        let failed = |cause| BenchError::Inference { model: model.clone(), cause };
        let mut rate = |figure, count| {
            let runners: Result<Vec<_>, _> = (0..count).map(|_| (inference.runner)()).collect();
            self.figure(figure, 1.0, runners.map_err(failed)?).map_err(|(_, cause)| failed(cause))
        };
        let per_s_one_thread = rate("inferences/s of one thread", 1)?;
        let per_s_all_threads = rate("inferences/s of all threads", threads)?;
        Ok(device::Inference { model: inference.model.clone(), per_s_one_thread, per_s_all_threads })
    }

    fn gpu(&mut self) -> Option<device::Gpu> {
        match machine::gpu() {
            Ok((gpu, more)) => {
                self.notes.push(
                    "The GPU's speed is not measured: write a GPU preset into gpu.preset, and tasks run on it in scenarios; without \
                     one they run on the CPU."
                        .to_owned(),
                );
                if more > 0 {
                    self.notes.push(format!("{more} more GPUs are there; a device has one."));
                }
                Some(gpu)
            }
            Err(why) => {
                self.notes.push(format!("No GPU: {why}."));
                None
            }
        }
    }
}
