//! The arguments of `xpand study`.

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  xpand study network-formation                    the report, in runs/network-formation-study; again to go on after a kill
  xpand study network-formation --quick            few replicates, short runs: to see that all works
  xpand study network-formation --check            check every file and every finding, count the runs, run nothing
  xpand study network-formation --with churn.trace=sessions.parquet
  xpand study economics --only E04                 one of its questions
  xpand study my-folder                            a study of one's own: a folder with a study.toml

What its folder holds:

  report.html     findings, figures, thresholds, limits
  findings.md     the same without figures
  figures/        each figure as SVG
  runs/NAME       the folder of each sweep and search
  files/          the files of a study that comes with the program

The same files give the same report, whatever threads and kills. The exit status is not zero if a run failed.")]
pub struct StudyArgs {
    /// Folder with a study.toml, or the name of a study that comes with the program: network-formation, economics.
    pub study: String,
    /// Few replicates and short runs, as the study says itself.
    #[arg(long)]
    pub quick: bool,
    /// A key that some of its runs need, such as churn.trace; may be given often. Runs whose key is not given are left out.
    #[arg(long, value_name = "KEY=VALUE")]
    pub with: Vec<String>,
    /// Answer these questions alone, by the names of their parts in study.toml, and make only the runs that they need; may be given often.
    #[arg(long, value_name = "PART")]
    pub only: Vec<String>,
    /// Folder for the study; new, empty, or that of the same study to go on with [default: runs/NAME-study, runs/NAME-quick].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Runs at once [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub threads: Option<u32>,
    /// Check all files and findings, say how many runs it takes, and run nothing.
    #[arg(long)]
    pub check: bool,
}
