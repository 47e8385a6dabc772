//! `xpand`: the researcher's command. From a scenario file to a run folder and its report.

mod args;
mod breakeven;
mod breakeven_args;
mod conformance;
mod diff;
mod find;
mod find_args;
mod market;
mod mechanism;
mod pages;
mod panics;
mod report;
mod resume;
mod run;
mod scenarios;
mod span;
mod study;
mod study_args;
mod swarm;
mod sweep;

use anyhow::Result;
use args::{Cli, Command};
use clap::Parser;
use diff::Verdict;
use std::fmt::Display;
use std::io::{ErrorKind, Write, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    let command = Cli::parse().command;
    // As diff(1): 1 says that there is a difference.
    let failure = if matches!(command, Command::Diff(_)) { ExitCode::from(2) } else { ExitCode::FAILURE };
    let done = panics::told_if_uncaught(|| match command {
        Command::Run(args) => run::run(&args).map(|()| Verdict::Equal),
        Command::Resume(args) => resume::resume(&args).map(|()| Verdict::Equal),
        Command::Sweep(args) => sweep::sweep(&args).map(|()| Verdict::Equal),
        Command::Swarm(args) => swarm::swarm(&args).map(|()| Verdict::Equal),
        Command::Find(args) => find::find(&args).map(|()| Verdict::Equal),
        Command::Study(args) => study::study(&args).map(|()| Verdict::Equal),
        Command::Breakeven(args) => breakeven::breakeven(&args).map(|()| Verdict::Equal),
        Command::Conformance(args) => conformance::conformance(&args).map(|()| Verdict::Equal),
        Command::Report(args) => report::report(&args).map(|()| Verdict::Equal),
        Command::Diff(args) => diff::diff(&args),
        Command::Scenarios(command) => scenarios::scenarios(&command).map(|()| Verdict::Equal),
    });
    match done {
        Some(Ok(Verdict::Equal)) => ExitCode::SUCCESS,
        Some(Ok(Verdict::Different)) => ExitCode::FAILURE,
        Some(Err(error)) => {
            eprintln!("error: {}", in_words(&error));
            failure
        }
        None => failure,
    }
}

/// Prints a line; that nobody reads on (`xpand … | head`) is no fault.
pub fn say(line: impl Display) -> Result<()> {
    match writeln!(stdout().lock(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// The error and its causes, without what an outer message already quotes.
pub fn in_words(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |text, cause| {
        let cause = cause.to_string();
        match text.as_str() {
            "" => cause,
            outer if outer.contains(&cause) => text,
            outer => format!("{outer}: {cause}"),
        }
    })
}
