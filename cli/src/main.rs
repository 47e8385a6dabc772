//! `xpand`: the researcher's command. From a scenario file to a run folder and its report.

mod args;
mod report;
mod run;
mod scenarios;

use args::{Cli, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Report(args) => report::report(&args),
        Command::Scenarios(command) => scenarios::scenarios(&command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", in_words(&error));
            ExitCode::FAILURE
        }
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
