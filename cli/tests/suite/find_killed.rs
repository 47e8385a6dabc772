//! `kill -9` at any moment of a search, then the same command again: the same bytes as if nothing had happened.
#![cfg(unix)]

use crate::find::{assert_same, desk};
use crate::sweep::recorded;
use crate::sweep_killed::kill;
use std::time::Duration;

#[test]
fn a_search_killed_again_and_again_ends_with_the_same_bytes() {
    let desk = desk();
    desk.xpand(&["find", "frontier.toml", "--out", "whole"]).well();
    let again = ["find", "frontier.toml", "--out", "cut"];
    let mut killed = u32::from(kill(&desk, &again, "cut", 0, Duration::from_millis(3)));
    for step in 0..6_u32 {
        killed += u32::from(kill(&desk, &again, "cut", 1, Duration::from_micros(7_000 * u64::from(step))));
    }
    assert!(killed >= 3, "only {killed} of the kills came in time");
    desk.xpand(&again).well();
    assert_same(&desk, "whole", "cut");
    assert_eq!(recorded(&desk.path("whole")), recorded(&desk.path("cut")), "a run that was recorded was done again");
}
