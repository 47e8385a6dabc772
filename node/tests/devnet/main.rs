//! Whole devnets on real files: killed workers, killed brokers, hostile strangers on the broker; and every log replayed.
//!
//! Each runs in real time until its epoch is settled; none decides on how fast that is.

mod attack;
mod books;
mod broker;
mod hostile;
mod kill;
mod policies;
mod repository;

use node::broker::{Mosquitto, Persistence};
use node::devnet::{self, Files, Kill, Options, Outcome, Wire};
use repository::Repository;
use std::path::Path;

/// What the workers say they can do (GFLOP/s); only expected times depend on it.
const GFLOPS: f64 = 5.0;

/// The devnet's own options for a job on the files of `repository`.
fn options(repository: &Repository, out: &Path, wire: Wire, kills: Vec<Kill>) -> Options {
    let files = Files { folder: repository.folder().to_owned(), max: 1_000 };
    Options::on_files(files, GFLOPS, None, out.join("run"), wire, kills).expect("the options fit")
}

/// Epochs short enough not to be waited for.
fn with_short_epochs(mut options: Options) -> Options {
    options.plan.protocol.epoch = engine::Span::from_secs(10);
    options
}

fn run(options: Options) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("a runtime");
    runtime.block_on(devnet::run(options, indicatif::ProgressBar::hidden())).expect("the devnet runs to its end")
}

/// A running mosquitto without persistence; says loudly if there is none.
fn mosquitto() -> Option<Mosquitto> {
    let Some(program) = Mosquitto::find() else {
        eprintln!("SKIPPED, NOT RUN: mosquitto is not installed (Debian: apt-get install mosquitto)");
        return None;
    };
    Some(Mosquitto::start(&program, Persistence::Off).expect("mosquitto starts"))
}
