//! What the shipped model does on this machine, and how fast one of several nodes on it may be called.

use super::measure::Inference;
use super::repeat::Runner;
use super::sgemm;
use models::magika::{Magika, Sample};
use std::time::{Duration, Instant};

/// How long a short look at the machine takes.
const LOOK: Duration = Duration::from_millis(200);

/// Inferences of the file-type model, on this source file.
#[must_use]
pub fn file_types(model: &Magika) -> Inference<'_> {
    let runner = move || -> Result<Runner<'_>, _> {
        let sample = Sample::of_bytes(include_bytes!("files.rs"));
        Ok(Box::new(move || Ok(model.classify(&sample).map(drop)?)))
    };
    Inference { model: "magika-standard_v3_3".to_owned(), runner: Box::new(runner) }
}

/// The speed that each of `nodes` on this machine can count on (GFLOP/s): a short look at one core, times the cores, shared out.
#[must_use]
pub fn share_of_this_machine(nodes: u32) -> f64 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut multiply = sgemm::runner();
    let (began, mut best_s) = (Instant::now(), f64::INFINITY);
    while began.elapsed() < LOOK {
        let before = Instant::now();
        if multiply().is_err() {
            break;
        }
        best_s = best_s.min(before.elapsed().as_secs_f64());
    }
    let gflops = sgemm::flop(sgemm::SIZE, sgemm::SIZE, sgemm::SIZE) / best_s / 1e9;
    gflops * cores as f64 / f64::from(nodes.max(1))
}
