//! Figures of threshold searches.

use analysis::search::{Along, Search, Threshold};
use analysis::search_figure;

/// A metric that rises with the key and crosses 0.5 at about `crossing`.
fn threshold(along: Option<Along>, crossing: f64) -> Threshold {
    let crossings: Vec<f64> = (-2..=2).map(|step| crossing + f64::from(step)).collect();
    let runs = (0..=100).map(|value| (f64::from(value), if f64::from(value) < crossing { 0.2 } else { 0.8 })).collect();
    let interval = Some((crossing - 1.5, crossing + 1.5));
    Threshold { along, rising: Some(true), value: Some(crossing), interval, crossings, runs }
}

fn search(along: Option<&str>, thresholds: Vec<Threshold>) -> Search {
    Search {
        key: "population.workers".to_owned(),
        range: (0.0, 100.0),
        log: false,
        metric: "success_share".to_owned(),
        bound: 0.5,
        confidence: 0.95,
        along: along.map(|key| (key.to_owned(), false)),
        thresholds,
    }
}

fn frontier(values: &[(f64, f64)]) -> Search {
    search(Some("network.loss"), values.iter().map(|(along, at)| threshold(Some(Along::Number(*along)), *at)).collect())
}

/// Coordinates of every filled polygon.
fn polygons(svg: &str) -> Vec<Vec<(f64, f64)>> {
    let point = |pair: &str| pair.split_once(',').map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()));
    let points = |rest: &str| rest.split('"').next().unwrap_or_default().split_whitespace().filter_map(point).collect();
    svg.split("<polygon").skip(1).filter_map(|shape| shape.split_once("points=\"")).map(|(_, rest)| points(rest)).collect()
}

#[test]
fn a_threshold_is_told_and_shown_whole_and_close_up() {
    let figure = search_figure(&search(None, vec![threshold(None, 40.0)])).unwrap();
    assert_eq!(figure.title, "population.workers at which success_share crosses 0.5: 40 (38.5 to 41.5)");
    for words in ["all values tried", "about the threshold", "threshold with its 95 % interval", "success_share"] {
        assert!(figure.svg.contains(words), "no `{words}`");
    }
    let wide = Threshold { interval: Some((10.0, f64::INFINITY)), ..threshold(None, 40.0) };
    let figure = search_figure(&search(None, vec![wide])).unwrap();
    assert!(figure.title.ends_with("40 (10 to above 100)"), "{}", figure.title);
    assert!(!figure.svg.contains("about the threshold"), "no close-up of nearly all");
}

#[test]
fn a_frontier_names_its_sides_the_right_way_up() {
    let mut search = frontier(&[(0.0, 30.0), (0.1, 50.0), (0.2, 60.0)]);
    let height = |svg: &str, words: &str| {
        let before = svg.split(words).next().unwrap();
        before.rsplit_once(" y=\"").unwrap().1.split('"').next().unwrap().parse::<f64>().unwrap()
    };
    let rising = search_figure(&search).unwrap().svg;
    let [over, under] = ["success_share ≥ 0.5", "success_share &lt; 0.5"];
    assert!(height(&rising, over) < height(&rising, under), "at least the bound is above, where y is smaller");
    search.thresholds.iter_mut().for_each(|threshold| threshold.rising = Some(false));
    let falling = search_figure(&search).unwrap().svg;
    assert!(height(&falling, over) > height(&falling, under));
    search.thresholds[0].rising = Some(true);
    assert!(!search_figure(&search).unwrap().svg.contains(over), "sides that change have no name");
}

#[test]
fn a_frontier_has_a_gap_where_nothing_was_found() {
    let mut search = frontier(&[(0.0, 30.0), (0.1, 35.0), (0.2, 40.0), (0.3, 45.0), (0.4, 50.0)]);
    let whole = search_figure(&search).unwrap();
    assert_eq!(polygons(&whole.svg).iter().map(Vec::len).max(), Some(10), "one band over all five");
    (search.thresholds[2].value, search.thresholds[2].interval) = (None, None);
    let cut = search_figure(&search).unwrap();
    assert_eq!(polygons(&cut.svg).iter().filter(|band| band.len() == 4).count(), 2, "two bands over two each");
    let mut vague = frontier(&[(0.0, 30.0), (0.1, 35.0), (0.2, 40.0)]);
    vague.thresholds[0].interval = None;
    let vague = search_figure(&vague).unwrap();
    assert_eq!(polygons(&vague.svg).iter().map(Vec::len).max(), Some(4), "no band where there is no interval");
    assert!(cut.caption.contains("At 1 of 5 values of network.loss no threshold was found."), "{}", cut.caption);
}

#[test]
fn words_have_a_row_each() {
    let policies = [("random", 30.0), ("least-loaded", 50.0)];
    let rows = policies.map(|(policy, at)| threshold(Some(Along::Words(policy.to_owned())), at)).to_vec();
    let figure = search_figure(&search(Some("schedule.policy"), rows)).unwrap();
    for words in ["random", "least-loaded", "30 (28.5 to 31.5)", "50 (48.5 to 51.5)"] {
        assert!(figure.svg.contains(words), "no `{words}`");
    }
}

#[test]
fn nothing_found_is_drawn_too() {
    let nothing = || Threshold { value: None, interval: None, crossings: Vec::new(), rising: None, ..threshold(None, 200.0) };
    let figure = search_figure(&search(None, vec![nothing()])).unwrap();
    assert!(figure.title.ends_with("not found") && figure.svg.contains("<circle"), "the runs are drawn");
    let along = Threshold { along: Some(Along::Number(1.0)), ..nothing() };
    assert!(search_figure(&search(Some("network.loss"), vec![along])).unwrap().svg.contains("no threshold was found"));
    let empty = Threshold { runs: Vec::new(), ..nothing() };
    assert!(search_figure(&search(None, vec![empty])).is_ok());
}
