//! `kill -9` at any moment of a sweep, then on with it: the same bytes as if nothing had happened.
#![cfg(unix)]

use crate::program::Desk;
use crate::sweep::{assert_same, desk, recorded};
use std::os::unix::process::ExitStatusExt;
use std::thread::sleep;
use std::time::{Duration, Instant};

const SIGKILL: i32 = 9;

/// Runs the command, and kills it when the journal has `runs` more lines and `wait` has passed; whether it was still alive.
pub fn kill(desk: &Desk, arguments: &[&str], folder: &str, runs: usize, wait: Duration) -> bool {
    let (folder, started) = (desk.path(folder), Instant::now());
    let before = recorded(&folder);
    let mut child = desk.command(arguments).spawn().unwrap();
    while recorded(&folder) < before + runs && child.try_wait().unwrap().is_none() {
        assert!(started.elapsed() < Duration::from_secs(60), "nothing was recorded for a minute");
        sleep(Duration::from_micros(300));
    }
    sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap().signal() == Some(SIGKILL)
}

#[test]
fn a_sweep_killed_again_and_again_ends_with_the_same_bytes() {
    let desk = desk();
    for file in ["grid", "stop"] {
        let (scenario, whole, cut) = (format!("{file}.toml"), format!("{file}-whole"), format!("{file}-cut"));
        desk.xpand(&["sweep", &scenario, "--out", &whole]).well();
        let begin = ["sweep", &*scenario, "--out", &cut];
        let resume = ["sweep", "--resume", &*cut];
        let mut killed = u32::from(kill(&desk, &begin, &cut, 0, Duration::from_millis(3)));
        for step in 0..6_u32 {
            let arguments: &[&str] = if desk.path(&cut).join("journal.txt").exists() && step % 2 == 0 { &resume } else { &begin };
            killed += u32::from(kill(&desk, arguments, &cut, 1, Duration::from_micros(7_000 * u64::from(step))));
        }
        assert!(killed >= 3, "only {killed} of the kills came in time");
        let kept = recorded(&desk.path(&cut));
        assert!(kept > 0, "nothing was kept");
        desk.xpand(&resume).well();
        assert_same(&desk, &whole, &cut);
        assert_eq!(recorded(&desk.path(&whole)), recorded(&desk.path(&cut)), "a run that was recorded was done again");
    }
}

#[test]
fn kept_runs_of_a_killed_sweep_are_whole_in_the_end() {
    let desk = desk();
    let begin = ["sweep", "grid.toml", "--keep-runs", "--out"];
    desk.xpand(&[&begin[..], &["whole"]].concat()).well();
    for step in 0..3_u64 {
        kill(&desk, &[&begin[..], &["cut"]].concat(), "cut", 1, Duration::from_millis(11 * step));
    }
    desk.xpand(&["sweep", "--resume", "cut"]).well();
    assert_same(&desk, "whole", "cut");
    for point in 0..3 {
        for replicate in 0..4 {
            let digest = |sweep: &str| desk.read(&format!("{sweep}/runs/point-{point:05}-replicate-{replicate:05}/digest.txt"));
            assert_eq!(digest("whole"), digest("cut"));
        }
    }
}
