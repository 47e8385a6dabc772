//! Memory does not grow with the number of runs, but for what a run is known to leave.
#![cfg(target_os = "linux")]

use crate::desk::Desk;
use std::fs;
use std::path::Path;
use std::process::Command;
use sweep::{Options, open_study, sweep};

/// The folder that a process is to end the sweep in.
const FOLDER: &str = "XPAND_TEST_SWEEP";

/// What ten thousand runs may take more than ten (kB): 2,200 when this was written, and 4,600 with all columns of a group open at once.
const GROWTH_MAX_KB: u64 = 3_200;

/// A journal of so many runs: the metrics of those of `journal` again and again.
fn repeated(journal: &str, runs: usize) -> String {
    let lines: Vec<&str> = journal.lines().collect();
    let fields = |line: &str| line.split_once("\"wall_s\"").map(|(_, fields)| fields.to_owned()).unwrap();
    let run = |replicate: usize| {
        let fields = fields(lines[1 + replicate % (lines.len() - 1)]);
        let json = format!("{{\"point\":0,\"replicate\":{replicate},\"seed\":{},\"wall_s\"{fields}", replicate + 1);
        format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes()))
    };
    format!("{}\n{}", lines[0], (0..runs).map(run).collect::<String>())
}

/// Peak memory (kB) of a process of its own that writes the tables of the sweep that was begun in `folder`.
fn peak_kb(folder: &Path) -> u64 {
    let mut process = Command::new(std::env::current_exe().unwrap());
    process.args(["--exact", "memory::end_a_sweep", "--ignored", "--nocapture"]).env(FOLDER, folder);
    let ended = process.output().unwrap();
    let told = String::from_utf8(ended.stdout).unwrap();
    let peak = told.lines().find_map(|line| line.split_once("peak: ")?.1.trim().trim_end_matches(" kB").parse().ok());
    peak.unwrap_or_else(|| panic!("{told}{}", String::from_utf8_lossy(&ended.stderr)))
}

#[test]
#[ignore = "a part of the test below, in a process of its own"]
fn end_a_sweep() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    let (study, options) = open_study(folder).unwrap();
    sweep(&study, folder, Options { threads: 2, ..options }, &|_| ()).unwrap();
    let status = fs::read_to_string("/proc/self/status").unwrap();
    println!("\npeak: {}", status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap().trim());
}

#[test]
fn ten_thousand_runs_take_little_more_memory_than_ten() {
    let desk = Desk::new();
    let study = desk.study("[sweep]\nreplicates = 10\n");
    desk.run(&study, "whole", 2);
    let peaks = [10, 10_000].map(|runs| {
        let out = runs.to_string();
        desk.begun("whole", &out, |journal| repeated(&journal, runs));
        let file = desk.path(&out).join("sweep.toml");
        let text = fs::read_to_string(&file).unwrap().replace("\nreplicates = 10\n", &format!("\nreplicates = {runs}\n"));
        fs::write(&file, text).unwrap();
        let peak = peak_kb(&desk.path(&out));
        let summary = fs::read_to_string(desk.path(&out).join("summary.json")).unwrap();
        assert!(summary.contains(&format!("\"runs\": {runs},")), "{summary}");
        peak
    });
    assert!(peaks[1] < peaks[0] + GROWTH_MAX_KB, "{} kB for ten runs, {} kB for ten thousand", peaks[0], peaks[1]);
}
