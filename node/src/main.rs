//! `xpand-node`: the command of those who run nodes.

mod args;
mod show_replay;

use anyhow::{Context, Result};
use args::{Cli, Command, DevnetArgs};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use models::magika::Magika;
use node::bench::{self, BenchArgs};
use node::devnet::{self, Files, Options, Wire};
use std::fmt::Display;
use std::io::{ErrorKind, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Devnet(args) => devnet(&args),
        Command::Replay(args) => show_replay::run(&args),
        Command::Bench(args) => measure(&args),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// Prints a line; a reader who has seen enough is no error.
fn say(line: impl Display) -> Result<()> {
    match writeln!(stdout().lock(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn devnet(args: &DevnetArgs) -> Result<ExitCode> {
    let wire = match &args.broker {
        Some(url) => Wire::Broker(url.clone()),
        None if args.loopback => Wire::Loopback,
        None => Wire::Embedded,
    };
    let kills = args.kill_worker.clone();
    let options = match &args.scenario {
        None => {
            let out = args.out.clone().unwrap_or_else(|| free_folder("devnet"));
            let files = Files { folder: args.folder.clone(), max: args.files_max as usize };
            let gflops = bench::share_of_this_machine(devnet::WORKERS);
            Options::on_files(files, gflops, args.policy.as_deref(), out, wire, kills)?
        }
        Some(scenario) => {
            let overrides = args.set.iter().map(|text| records::scenario::split_override(text)).collect::<Result<Vec<_>, _>>()?;
            let loaded = scenarios::shipped::load(scenario, &overrides).with_context(|| known(scenario))?;
            let out = args.out.clone().unwrap_or_else(|| free_folder(&format!("devnet-{}", plain(&loaded.scenario.name))));
            Options::on_scenario(&loaded, out, wire, kills)?
        }
    };
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{spinner} {bar:32.cyan/dim} {pos}/{len} tasks  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build();
    let outcome = runtime.context("no async runtime")?.block_on(devnet::run(options, bar))?;
    say(devnet::report(&outcome).trim_end())?;
    Ok(ExitCode::SUCCESS)
}

fn measure(args: &BenchArgs) -> Result<ExitCode> {
    let model = Magika::shipped()?;
    say(bench::run(args, Some(&bench::file_types(&model)))?)?;
    Ok(ExitCode::SUCCESS)
}

/// What `scenario` may be, for whoever mistyped it.
fn known(scenario: &str) -> String {
    let names: Vec<&str> = scenarios::shipped::ALL.iter().map(|shipped| shipped.name).collect();
    format!("--scenario {scenario} (a file, or one of {})", names.join(", "))
}

/// `runs/NAME`, with a number behind it if that is taken.
fn free_folder(name: &str) -> PathBuf {
    let numbered = (2_u32..).map(|n| Path::new("runs").join(format!("{name}-{n}")));
    let first = Path::new("runs").join(name);
    std::iter::once(first.clone()).chain(numbered).find(|folder| !folder.exists()).unwrap_or(first)
}

/// A scenario's name as part of a folder's.
fn plain(name: &str) -> String {
    name.chars().map(|letter| if letter.is_alphanumeric() || letter == '-' || letter == '_' { letter } else { '-' }).collect()
}
