//! A whole network in one process, in real time: validators, requesters and workers, each a real node with its own key, store,
//! log and connection.
//!
//! ```text
//!   Options ─▶ run ─▶ Ground (parameters, broker) + Hosts ─▶ supervise: agenda (jobs, kills, epochs) ─▶ Outcome ─▶ report
//!                                                                 ▲ Seen: events of all nodes ─▶ books, run folder
//! ```

mod agenda;
mod books;
mod files;
mod host;
mod network;
mod options;
mod outcome;
mod report;
mod supervise;
mod watch;

pub use books::NodeBooks;
pub use files::FileJob;
pub use network::Wire;
pub use options::{Files, Kill, Options, WORKERS};
pub use outcome::{Killed, Outcome};
pub use report::report;

use crate::identity;
use crate::work::{MAGIKA, MagikaProgram, Program, Programs};
use anyhow::{Context, Result};
use engine::wire::{Ed25519, SecretKey};
use host::{Ground, Host};
use indicatif::ProgressBar;
use models::magika::Magika;
use network::Network;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc;
use world::Role;

/// Runs a devnet to its end: a job on files until its epoch is settled, or a scenario for its duration. Needs a tokio runtime of
/// several threads.
///
/// # Errors
/// In words: what could not be started or written, or which node failed and why. What was written until then is readable.
pub async fn run(options: Options, bar: ProgressBar) -> Result<Outcome> {
    // Before anything is written: what cannot work leaves no folder behind.
    if let Some(files) = &options.files {
        files::tracked(&files.folder)?;
    }
    bar.set_message("starting the network");
    let network = Network::open(&options.wire).await?;
    let writer = records::run::RunWriter::create(&options.out, &options.scenario_toml)?;
    say(&bar, format_args!("network  {}", network.describe()));
    let mut secrets = Vec::with_capacity(options.plan.nodes.len());
    let mut names = Vec::with_capacity(options.plan.nodes.len());
    let mut counts = [0_u32; 3];
    for node in &options.plan.nodes {
        let (kind, count) = match node.role {
            Role::Validator => ("validator", &mut counts[0]),
            Role::Requester => ("requester", &mut counts[1]),
            Role::Worker => ("worker", &mut counts[2]),
        };
        *count += 1;
        let name = format!("{kind}-{count}");
        let folder = options.out.join("hosts").join(&name);
        std::fs::create_dir_all(&folder).with_context(|| format!("{}: cannot make the folder", folder.display()))?;
        secrets.push(identity::load_or_create(&folder)?);
        names.push((name, folder));
    }
    let mut id = [0; 8];
    getrandom::fill(&mut id).map_err(identity::KeyError::Entropy)?;
    let key = |id: u32| identity::public(secrets.get(id as usize).unwrap_or(&SecretKey([0; 32])));
    let shared = options.plan.shared_with(u64::from_le_bytes(id), Box::new(Ed25519), key)?;
    let local = |(id, secret): (u32, &SecretKey)| options.plan.local_with(id, secret.clone());
    let locals = (0..).zip(&secrets).map(local);
    let hosts = names.into_iter().zip(locals).map(|((name, folder), local)| Host::new(name, local, folder)).collect();
    let (watcher, seen) = mpsc::unbounded_channel();
    let ground = Ground {
        shared: Arc::new(shared),
        genesis: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO),
        network,
        programs: Arc::new(programs(options.files.is_some())?),
        watcher,
    };
    supervise::Devnet::new(options, ground, hosts, writer, seen, bar)?.run().await
}

/// Tells people something while the bar runs; without a terminal for the bar, as plain lines.
fn say(bar: &ProgressBar, text: std::fmt::Arguments<'_>) {
    if bar.is_hidden() { eprintln!("{text}") } else { bar.println(text.to_string()) }
}

/// What workers can run; the model is loaded only if a job needs it.
fn programs(with_model: bool) -> Result<Programs> {
    let mut programs = Programs::new();
    if with_model {
        let program: Arc<dyn Program> = Arc::new(MagikaProgram(Arc::new(Magika::shipped()?)));
        programs.insert(MAGIKA.to_owned(), program);
    }
    Ok(programs)
}
