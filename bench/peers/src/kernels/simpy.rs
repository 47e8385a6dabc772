//! SimPy 4, in a virtual environment of its own.

use crate::law::Law;
use crate::measure::{Case, Outcome};
use crate::model::{Rules, Workload};
use anyhow::{Context, Result, ensure};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What pip is asked for.
const PACKAGE: &str = "simpy==4.1.1";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(PACKAGE.replace("==", "-"))
}

fn python() -> PathBuf {
    folder().join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

/// Makes the environment if it is not there yet. An error says why SimPy must be left out.
pub fn prepare() -> Result<()> {
    let works = || Command::new(python()).args(["-c", "import simpy"]).stderr(Stdio::null()).status().is_ok_and(|s| s.success());
    if works() {
        return Ok(());
    }
    let folder = folder();
    let run = |command: &mut Command| -> Result<()> {
        let output = command.output().with_context(|| format!("{command:?}"))?;
        ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok(())
    };
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    run(Command::new(python()).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]))
}

/// The line that Python's own process prints.
pub fn run(case: &Case) -> Result<Outcome> {
    let rules = Rules::new(case.workload, case.lps);
    let input = serde_json::json!({
        "phold": case.workload == Workload::Phold,
        "lps": case.lps,
        "warm": case.warm,
        "events": case.events,
        "points": rules.law().points(),
        "shift": Law::SHIFT,
    });
    let mut command = Command::new(python());
    command.args(["-c", include_str!("simpy.py")]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().context("python")?;
    child.stdin.take().context("python's input")?.write_all(input.to_string().as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "python: {}", output.status);
    Outcome::parse(&String::from_utf8_lossy(&output.stdout))
}
