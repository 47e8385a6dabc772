//! Recorded intervals read: what is cut out, what is kept, what is refused.

use arrow_array::{ArrayRef, BooleanArray, Int32Array, Int64Array, RecordBatch};
use parquet::arrow::ArrowWriter;
use scenarios::trace::{Trace, TraceError, Window, read};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// Gaps of this length are cut out (s).
const GAP_S: u64 = 1_000;

fn write(columns: Vec<(&str, ArrayRef)>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.parquet");
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    (folder, path)
}

/// Reads intervals given as node, start (s), end (s), window.
fn trace_of(rows: &[[i64; 4]], nodes_max: u32) -> Result<Trace, TraceError> {
    let column = |at: usize| Arc::new(rows.iter().map(|row| row[at]).collect::<Int64Array>()) as ArrayRef;
    let names = ["node", "start_s", "end_s", "window"];
    let (_folder, path) = write(names.into_iter().enumerate().map(|(at, name)| (name, column(at))).collect());
    read(&path, GAP_S, nodes_max)
}

fn good(rows: &[[i64; 4]]) -> Trace {
    trace_of(rows, 0).unwrap()
}

/// Intervals of every node in simulated seconds.
fn spells(trace: &Trace) -> Vec<Vec<(u64, u64)>> {
    let seconds = |(on, off): &(world::engine::Time, world::engine::Time)| (on.as_secs(), off.as_secs());
    trace.nodes.iter().map(|node| node.iter().map(seconds).collect()).collect()
}

#[test]
fn the_record_begins_at_genesis_and_nodes_come_in_the_order_of_their_ids() {
    let trace = good(&[[7, 5_100, 5_200, 0], [-3, 5_000, 5_050, 0], [7, 5_010, 5_020, 0]]);
    assert_eq!(spells(&trace), [vec![(0, 50)], vec![(10, 20), (100, 200)]]);
    assert_eq!(trace.windows, [Window { start_s: 5_000, end_s: 5_200, sim_start_s: 0 }]);
}

#[test]
fn a_long_gap_between_windows_is_cut_out() {
    let trace = good(&[[1, 0, 100, 0], [2, 1_100, 1_300, 1]]);
    assert_eq!(spells(&trace), [[(0, 100)], [(100, 300)]], "a gap of just the length counts as long");
    let simulated = [0, 100, 101, 1_099, 1_100, 1_300, 1_301, -1].map(|second| trace.simulated_s(second));
    assert_eq!(simulated, [Some(0), Some(100), None, None, Some(100), Some(300), None, None]);
}

#[test]
fn a_short_gap_between_windows_is_kept_and_everybody_is_down_in_it() {
    let trace = good(&[[1, 0, 100, 0], [1, 1_099, 1_300, 1]]);
    assert_eq!(spells(&trace), [[(0, 100), (1_099, 1_300)]]);
    assert_eq!(trace.simulated_s(1_099), Some(1_099));
    assert_eq!(trace.simulated_s(500), None, "nobody was looking");
}

#[test]
fn cuts_add_up_over_windows() {
    let trace = good(&[[1, 0, 10, 0], [1, 5_000, 5_020, 1], [1, 5_500, 5_530, 2], [1, 90_000, 90_040, 3]]);
    assert_eq!(trace.windows.iter().map(|window| window.sim_start_s).collect::<Vec<_>>(), [0, 10, 510, 540]);
    assert_eq!(spells(&trace), [[(0, 30), (510, 580)]]);
}

#[test]
fn a_node_that_is_on_at_both_sides_of_a_cut_is_on_throughout() {
    let rows =
        [[1, 0, 100, 0], [1, 9_000, 9_100, 1], [2, 50, 100, 0], [2, 9_001, 9_100, 1], [3, 50, 99, 0], [3, 9_000, 9_010, 1]];
    let [both, late, early] = &spells(&good(&rows))[..] else { panic!("three nodes") };
    assert_eq!(both, &[(0, 200)]);
    assert_eq!(late, &[(50, 100), (101, 200)]);
    assert_eq!(early, &[(50, 99), (100, 110)]);
}

#[test]
fn intervals_that_meet_are_one() {
    assert_eq!(spells(&good(&[[1, 40, 70, 0], [1, 0, 40, 0]])), [[(0, 70)]]);
}

#[test]
fn windows_are_ordered_by_time_whatever_their_numbers() {
    let trace = good(&[[1, 9_000, 9_100, 2], [1, 0, 100, 8]]);
    assert_eq!(spells(&trace), [[(0, 200)]]);
}

#[test]
fn overlapping_intervals_of_one_node_are_refused_and_of_two_are_not() {
    let error = trace_of(&[[1, 0, 100, 0], [5, 60, 90, 0], [5, 10, 61, 0]], 0).unwrap_err();
    assert!(matches!(error, TraceError::Overlap { node: 5, start_s: 60, earlier_s: 10, until_s: 61, .. }), "{error}");
    let error = trace_of(&[[5, 0, 100, 0], [5, 0, 100, 0]], 0).unwrap_err();
    assert!(matches!(error, TraceError::Overlap { .. }), "an interval that is there twice: {error}");
    assert_eq!(good(&[[5, 60, 90, 0], [6, 10, 61, 0]]).nodes.len(), 2);
}

#[test]
fn overlapping_windows_are_refused() {
    let error = trace_of(&[[1, 0, 100, 3], [2, 99, 200, 4]], 0).unwrap_err();
    assert!(matches!(error, TraceError::Windows { earlier: 3, later: 4, .. }), "{error}");
    assert_eq!(good(&[[1, 0, 100, 3], [2, 100, 200, 4]]).windows.len(), 2, "windows may touch");
}

#[test]
fn empty_and_backward_intervals_and_empty_records_are_refused() {
    for end_s in [10, 9] {
        let error = trace_of(&[[1, 10, end_s, 0]], 0).unwrap_err();
        assert!(matches!(error, TraceError::Backwards { node: 1, start_s: 10, .. }), "{error}");
    }
    assert!(matches!(trace_of(&[], 0).unwrap_err(), TraceError::Empty { .. }));
}

#[test]
fn times_that_no_clock_shows_are_refused() {
    for (start_s, end_s) in [(i64::MIN, 0), (0, i64::MAX), (i64::MIN, i64::MAX), (-1_000_000_000_001, 0)] {
        let error = trace_of(&[[1, start_s, end_s, 0], [1, i64::MAX - 1, i64::MAX, 1]], 0).unwrap_err();
        assert!(matches!(error, TraceError::OutOfRange { .. }), "{error}");
    }
    let day = 86_400;
    let trace = good(&[[1, -1_000_000_000_000, -1_000_000_000_000 + day, 0], [1, 1_000_000_000_000 - day, 1_000_000_000_000, 1]]);
    assert_eq!(spells(&trace), [[(0, 2 * day.unsigned_abs())]]);
}

#[test]
fn the_first_nodes_are_taken_and_time_stays_that_of_the_whole_record() {
    let rows = [[30, 0, 10, 0], [10, 500, 600, 0], [20, 550, 700, 0]];
    let trace = trace_of(&rows, 2).unwrap();
    assert_eq!(spells(&trace), [[(500, 600)], [(550, 700)]]);
    assert_eq!(trace_of(&rows, 9).unwrap().nodes.len(), 3);
}

#[test]
fn any_integers_will_do_and_nothing_else() {
    let narrow = |values: [i32; 2]| Arc::new(Int32Array::from(values.to_vec())) as ArrayRef;
    let columns = |window: ArrayRef| {
        vec![("window", window), ("end_s", narrow([9, 9])), ("node", narrow([1, 2])), ("start_s", narrow([0, 3]))]
    };
    let (_folder, path) = write(columns(narrow([0, 0])));
    assert_eq!(spells(&read(&path, GAP_S, 0).unwrap()), [[(0, 9)], [(3, 9)]]);

    let unfit: [ArrayRef; 3] = [
        Arc::new(BooleanArray::from(vec![true, true])),
        Arc::new(arrow_array::Float64Array::from(vec![0.0, 0.0])),
        Arc::new(Int64Array::from(vec![Some(0), None])),
    ];
    for window in unfit {
        let (_folder, path) = write(columns(window));
        let error = read(&path, GAP_S, 0).unwrap_err();
        assert!(matches!(error, TraceError::Column { column: "window", .. }), "{error}");
    }
}
