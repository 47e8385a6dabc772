//! The command: measure, show, write.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::measure::{BenchError, Inference, Options, measure};
use super::table::table;

/// Measures this machine and writes a device file for `population.classes[].device` of a scenario.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:
  xpand-node bench                                     about ten seconds; writes device.toml
  xpand-node bench --out office.toml --name \"office PC\" --slots 2

In a scenario:
  [[population.classes]]
  name = \"office\"
  device = \"office.toml\"

Close other programs first: they would be measured too.")]
pub struct BenchArgs {
    /// File to write.
    #[arg(long, value_name = "FILE", default_value = "device.toml")]
    pub out: PathBuf,
    /// Name of the device in tables and figures [default: the model of its processor].
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Tasks the device shall run at once [default: one for each core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_024))]
    pub slots: Option<u32>,
    /// Half a second for each figure in place of two, and memory bandwidth on arrays of at most 128 MiB.
    #[arg(long)]
    pub quick: bool,
    /// Overwrite the file if it is there.
    #[arg(long)]
    pub force: bool,
}

/// Measures, writes the device file and gives the text to print; a progress bar shows on a terminal meanwhile.
///
/// # Errors
/// As [`measure`]; a file that is there already and not to be overwritten; a file that cannot be written.
pub fn run(args: &BenchArgs, inference: Option<&Inference<'_>>) -> Result<String, BenchError> {
    if !args.force && args.out.exists() {
        return Err(BenchError::Exists(args.out.clone()));
    }
    let options = Options { name: args.name.clone(), slots: args.slots, quick: args.quick };
    let bar = ProgressBar::new(1_000);
    let style = ProgressStyle::with_template("{bar:32.cyan/dim} {percent:>3}%  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let measured = measure(&options, inference, &mut |progress| {
        bar.set_message(progress.figure);
        bar.set_position((progress.share * 1_000.0) as u64);
    });
    bar.finish_and_clear();
    let measured = measured?;
    write(args, &measured.device.to_toml())?;
    Ok(format!("{}\ndevice  {}", table(&measured), args.out.display()))
}

fn write(args: &BenchArgs, text: &str) -> Result<(), BenchError> {
    let mut options = OpenOptions::new();
    if args.force {
        options.write(true).create(true).truncate(true);
    } else {
        options.write(true).create_new(true);
    }
    let written = options.open(&args.out).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|cause| match cause.kind() {
        ErrorKind::AlreadyExists => BenchError::Exists(args.out.clone()),
        _ => BenchError::Write { path: args.out.clone(), cause },
    })
}
