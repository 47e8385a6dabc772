//! The bytes do not depend on threads, kills, shards, or the order in which runs ended.

use crate::desk::{Desk, RANGES, cut, turned};
use std::fs;
use sweep::{Options, Shard, merge, sweep};

fn sweeps() -> Vec<(&'static str, String)> {
    let grid = "[[sweep.axes]]\nkey = \"market.operators.active_share\"\nvalues = [0.3, 0.6, 0.9]\n";
    vec![
        ("grid", format!("[sweep]\nreplicates = 3\nbase = 1\n{grid}")),
        (
            "stop",
            format!(
                "[sweep.stop]\nmetric = \"fee_share\"\nhalf_width = 0.4\nreplicates_min = 2\nreplicates_max = 9\nbatch = 2\n{grid}"
            ),
        ),
        // More runs than are held at once, and more cells.
        ("many", "[sweep]\nreplicates = 1100\n".to_owned()),
        ("cube", format!("[sweep]\ndesign = \"latin-hypercube\"\nsamples = 70\nreplicates = 2\n{RANGES}")),
        ("morris", format!("[sweep]\ndesign = \"morris\"\ntrajectories = 5\nreplicates = 2\n{RANGES}")),
        ("sobol", format!("[sweep]\ndesign = \"sobol\"\nsamples = 8\nreplicates = 1\n{RANGES}")),
    ]
}

#[test]
fn threads_kills_and_the_order_of_runs_do_not_show() {
    for (name, text) in sweeps() {
        let desk = Desk::new();
        let study = desk.study(&text);
        let whole = desk.run(&study, "1", 1).runs();
        // The long one once: it is there for what does not fit into memory at once.
        let threads: &[usize] = if name == "many" { &[8] } else { &[2, 8] };
        for threads in threads.iter().copied() {
            let out = threads.to_string();
            assert_eq!(desk.run(&study, &out, threads).runs(), whole, "{name}");
            desk.assert_same("1", &out);
        }
        desk.begun("8", "killed", cut);
        desk.begun("8", "turned", turned);
        for out in ["killed", "turned"] {
            assert_eq!(desk.run(&study, out, 2).runs(), whole, "{name}");
            desk.assert_same("1", out);
        }
    }
}

#[test]
fn parts_put_together_are_the_whole() {
    for (name, text) in sweeps().into_iter().filter(|(name, _)| *name != "many") {
        let desk = Desk::new();
        let study = desk.study(&text);
        let whole = desk.run(&study, "whole", 2).table();
        let parts = [1, 2].map(|number| {
            let options = Options { threads: 2, keep_runs: false, shard: Shard { number, of: 2 } };
            let out = desk.path(&format!("part-{number}"));
            sweep(&study, &out, options, &|_| ()).unwrap();
            out
        });
        let merged = merge(&study, &parts, &desk.path("merged")).unwrap();
        assert_eq!(merged.table(), whole, "{name}");
        desk.assert_same("whole", "merged");
    }
}

#[test]
fn cells_hold_what_the_journal_does_point_by_point() {
    let desk = Desk::new();
    let study = desk.study(&sweeps()[0].1);
    let results = desk.run(&study, "out", 2);
    let cells: Vec<Vec<Option<f64>>> = results.cells().map(|cell| cell.unwrap().values("nodes_end")).collect();
    assert_eq!(cells.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 3]);
    assert!(cells.iter().flatten().all(Option::is_some));
    assert_ne!(cells[0], cells[2]);
    assert!(results.cells().all(|cell| cell.unwrap().values("no_such_metric") == [None; 3]));
    // A journal that has changed since is told of, not read as if it had not.
    let journal = desk.path("out").join("journal.txt");
    let text = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, turned(text)).unwrap();
    let told: Vec<String> = results.cells().filter_map(|cell| cell.err()).map(|error| error.to_string()).collect();
    assert!(!told.is_empty() && told.iter().all(|told| told.contains("not a journal of runs")), "{told:?}");
}

#[test]
fn differences_are_from_the_point_of_the_base() {
    let desk = Desk::new();
    let text = sweeps()[0].1.clone();
    let (study, other) = (desk.study(&text), desk.study(&text.replace("base = 1", "base = 0")));
    let (results, others) = (desk.run(&study, "1", 2), desk.run(&other, "0", 2));
    assert!(results.table().contains("differences from point 1, run by run of equal seed"));
    assert!(others.table().contains("differences from point 0, run by run of equal seed"));
    let (left, other_left) = (desk.left("1"), desk.left("0"));
    assert_ne!(left["differences.parquet"], other_left["differences.parquet"]);
    assert_eq!(left["points.parquet"], other_left["points.parquet"]);
    // The mean of the pairs is the difference of the means.
    let means: Vec<f64> =
        results.cells().map(|cell| cell.unwrap().values("nodes_mean").iter().flatten().sum::<f64>() / 3.0).collect();
    let shown = format!("{:.0}", means[0] - means[1]);
    let line = results.table().lines().skip_while(|line| !line.starts_with("differences")).nth(3).unwrap().to_owned();
    assert!(line.trim_start().starts_with('0') && means[0] < means[1] && shown.starts_with('-'), "{line}: {shown}");
}

#[test]
fn differences_have_the_chance_of_as_much_among_all_that_are_compared() {
    let desk = Desk::new();
    let study = desk.study(&sweeps()[0].1);
    let results = desk.run(&study, "out", 2);
    let cells: Vec<Vec<f64>> =
        results.cells().map(|cell| cell.unwrap().values("nodes_mean").into_iter().flatten().collect()).collect();
    let summary: serde_json::Value = serde_json::from_slice(&desk.left("out")["summary.json"]).unwrap();
    let comparison = &summary["comparison"];
    assert_eq!((comparison["base"].as_u64(), comparison["points"].as_u64()), (Some(1), Some(2)));
    let differ = comparison["differ"].as_array().unwrap();
    let found = differ.iter().find(|one| one["metric"] == "nodes_mean" && one["point"] == 0).expect("more nodes from the start");
    let number = |name: &str| found[name].as_f64().unwrap();
    let pairs = cells[0].iter().zip(&cells[1]).map(|(one, base)| one - base);
    assert!((number("mean") - pairs.sum::<f64>() / 3.0).abs() < 1e-9, "{found}");
    assert!(number("low") < number("mean") && number("mean") < number("high") && number("high") < 0.0, "{found}");
    assert!(number("p") <= number("p_holm") && number("p_holm") <= 2.0 * number("p") && number("p_holm") < 0.05, "{found}");
    assert!(results.table().contains("in 2 comparisons (Holm)") && results.table().contains(", p "), "{}", results.table());
}
