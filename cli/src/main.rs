//! `xpand`: the researcher's command. From a scenario file to a run folder and its report.

mod args;
mod panics;
mod report;
mod run;
mod scenarios;

use anyhow::Result;
use args::{Cli, Command};
use clap::Parser;
use std::fmt::Display;
use std::io::{ErrorKind, Write, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    let command = Cli::parse().command;
    let done = panics::told_if_uncaught(|| match command {
        Command::Run(args) => run::run(&args),
        Command::Report(args) => report::report(&args),
        Command::Scenarios(command) => scenarios::scenarios(&command),
    });
    match done {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(error)) => {
            eprintln!("error: {}", in_words(&error));
            ExitCode::FAILURE
        }
        None => ExitCode::FAILURE,
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
