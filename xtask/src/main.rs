//! The project's own chores.
//!
//! ```text
//! cargo xtask test     every test, in the release profile that `xpand` runs in
//! cargo xtask check    formatting, lints, documentation; warnings are errors
//! cargo xtask golden   rewrite the files that are generated from code, to be reviewed as the new truth
//! ```

use anyhow::{Context, Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const USAGE: &str = "usage: cargo xtask test [ARGS for cargo test]  |  check  |  golden";

fn main() -> Result<()> {
    let mut args = env::args().skip(1);
    let task = args.next();
    let rest: Vec<String> = args.collect();
    match task.as_deref() {
        Some("test") => test(&rest),
        Some("check") => check(),
        Some("golden") => golden(),
        _ => bail!("{USAGE}"),
    }
}

/// One profile for all: polars is built once, and tests that simulate are quick. What fails in one program does not hide what
/// fails in the next.
fn test(rest: &[String]) -> Result<()> {
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    let run = |group: Vec<&str>| cargo(&[&["test", "--release", "--locked", "--no-fail-fast"], &*group, &*rest].concat(), &[]);
    let failed: Vec<String> = groups().map(run).filter_map(Result::err).map(|error| format!("{error:#}")).collect();
    if failed.is_empty() { Ok(()) } else { bail!("in {} groups of tests: {}", failed.len(), failed.join("; ")) }
}

fn check() -> Result<()> {
    cargo(&["fmt", "--all", "--check"], &[])?;
    for group in groups() {
        let clippy: [&[&str]; 3] = [&["clippy", "--release", "--all-targets", "--locked"], &group, &["--", "-D", "warnings"]];
        cargo(&clippy.concat(), &[])?;
        cargo(&[&["doc", "--release", "--no-deps", "--locked"], &*group].concat(), &[("RUSTDOCFLAGS", "-D warnings")])?;
    }
    Ok(())
}

/// The crates of the real node.
const REAL: [&str; 3] = ["xpand-models", "xpand-node", "xpand-worlds"];

/// The benchmarks, whose harness brings features of its own.
const BENCH: &str = "xpand-bench";

/// The workspace in parts: the simulator's, the node's, the benchmarks. Cargo unites the features of what it builds at once; apart,
/// each part is built with the features that its own program has, and `run` and `test` share their builds.
fn groups() -> impl Iterator<Item = Vec<&'static str>> {
    let rest = REAL.into_iter().chain([BENCH]).flat_map(|name| ["--exclude", name]);
    let rest = std::iter::once("--workspace").chain(rest).collect();
    [rest, REAL.into_iter().flat_map(|name| ["-p", name]).collect(), vec!["-p", BENCH]].into_iter()
}

/// The tests that compare kept files with what the code makes also write them, when asked to: the reference of scenarios and
/// the digests of the shipped ones.
fn golden() -> Result<()> {
    let tests = ["the_reference_in_docs_is_the_one_of_the_code", "golden_digests_change_only_by_intent"];
    let simulator = groups().next().unwrap_or_default();
    let args = [&["test", "--release", "--locked"], &*simulator, &["--"], &tests[..]].concat();
    cargo(&args, &[("XPAND_GOLDEN", "write")])
}

fn cargo(args: &[&str], env: &[(&str, &str)]) -> Result<()> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    eprintln!("cargo {}", args.join(" "));
    let status = Command::new(cargo)
        .args(args)
        .envs(env.iter().copied())
        .current_dir(root())
        .status()
        .context("cargo could not be started")?;
    if !status.success() {
        bail!("cargo {} failed ({status})", args.first().copied().unwrap_or_default());
    }
    Ok(())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
