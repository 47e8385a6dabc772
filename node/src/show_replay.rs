//! `xpand-node replay`.

use crate::args::ReplayArgs;
use crate::say;
use anyhow::Result;
use node::replay::{Replayed, find, folder_of, key_beside, replay};
use node::store::Store;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Outputs of a differing step that are printed.
const OUTPUTS_MAX: usize = 20;

/// What all logs together came to.
#[derive(Default)]
struct Verdict {
    logs: u32,
    differ: u32,
    unusable: u32,
    /// Remarks on what could not be checked.
    gaps: u32,
}

/// Replays every log and prints one line for each; status 1 if an output differs or a log cannot be replayed.
pub fn run(args: &ReplayArgs) -> Result<ExitCode> {
    let mut verdict = Verdict::default();
    for path in &args.paths {
        let logs = find(path)?;
        // Logs of one node are neighbours, in the order of its lives.
        for lives in logs.chunk_by(|a, b| a.parent() == b.parent()) {
            node(lives, args.key.as_deref(), &mut verdict)?;
        }
    }
    let Verdict { logs, differ, unusable, gaps } = verdict;
    let noun = if logs == 1 { "log" } else { "logs" };
    let mut end = if differ == 0 { "all equal".to_owned() } else { format!("{differ} NOT equal") };
    if unusable > 0 {
        end += &format!("; {unusable} could not be replayed");
    }
    if gaps > 0 {
        end += "; not everything could be checked, see above";
    }
    say(format_args!("{logs} {noun} replayed, {end}"))?;
    Ok(if differ + unusable == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The lives of one node.
fn node(lives: &[PathBuf], key: Option<&Path>, verdict: &mut Verdict) -> Result<()> {
    let mut before: Option<Replayed> = None;
    for (number, log) in lives.iter().enumerate() {
        let key = key.map_or_else(|| key_beside(log), Path::to_owned);
        let replayed = match replay(log, &key) {
            Ok(replayed) => replayed,
            Err(error) => {
                verdict.unusable += 1;
                say(format_args!("CANNOT   {error}"))?;
                before = None;
                continue;
            }
        };
        verdict.logs += 1;
        verdict.differ += u32::from(replayed.difference.is_some());
        say(line(&replayed))?;
        explain(&replayed)?;
        match &before {
            Some(before) if before.difference.is_none() && !before.leads_to(&replayed) => {
                verdict.differ += 1;
                say(format_args!("  differs: it did not begin from what {} left in the store", before.path.display()))?;
            }
            None if number == 0 && replayed.has_past() => {
                verdict.gaps += 1;
                say("  the node lived before this log: earlier logs are not here")?;
            }
            _ => {}
        }
        before = Some(replayed);
    }
    match before {
        Some(last) if last.difference.is_none() => compare_with_store(&last, verdict),
        _ => Ok(()),
    }
}

/// What the last life left must be what the store holds: a log that lacks its end shows here.
fn compare_with_store(last: &Replayed, verdict: &mut Verdict) -> Result<()> {
    match Store::peek(folder_of(&last.path)) {
        Ok(Some(store)) if last.is_kept_in(&store) => {}
        Ok(Some(_)) => {
            verdict.differ += 1;
            say("  differs: the store holds something else than this life left; the end of the log may be missing")?;
        }
        Ok(None) => {
            verdict.gaps += 1;
            say("  no store beside it: whether the log is whole cannot be told")?;
        }
        Err(error) => {
            verdict.gaps += 1;
            say(format_args!("  the store beside it cannot be compared: {error}"))?;
        }
    }
    Ok(())
}

fn line(replayed: &Replayed) -> String {
    let Replayed { path, life, steps, outputs, bytes, end, difference, .. } = replayed;
    let verdict = if difference.is_none() { "equal" } else { "DIFFERS" };
    format!("{verdict:<8} {}  life {life}, {steps} steps until {end}, {outputs} outputs, {bytes} bytes", path.display())
}

fn explain(replayed: &Replayed) -> Result<()> {
    if let Some(bytes) = replayed.torn_bytes {
        say(format_args!("  its last {bytes} bytes are no whole entry: the process or the machine died while writing"))?;
    }
    let Some(difference) = &replayed.difference else { return Ok(()) };
    let (step, now, input) = (difference.step, difference.entry.now, &difference.entry.input);
    say(format_args!("  step {step} at {now}: this version answers {input:?} with"))?;
    for output in difference.outputs.iter().take(OUTPUTS_MAX) {
        say(format_args!("    {output:?}"))?;
    }
    let more = difference.outputs.len().saturating_sub(OUTPUTS_MAX);
    if more > 0 {
        say(format_args!("    and {more} more"))?;
    }
    Ok(())
}
