//! `[sweep]`: what it holds, what it refuses, and that it is stored as it was.

use records::scenario::{AxisKind, Design, Loader, ScenarioError, SweepFile};

fn parse(text: &str) -> Result<SweepFile, ScenarioError> {
    Loader::default().parse_sweep("s.toml", text, &[])
}

const GRID: &str = "seed = 5\n[sweep]\n[[sweep.axes]]\nkey = \"schedule.policy\"\nvalues = [\"random\", \"least-loaded\"]\n\
    [[sweep.axes]]\nkey = \"network.loss\"\nvalues = [0, 0.5]\n";

#[test]
fn a_grid_is_read_and_laid_over_the_scenario() {
    let file = parse(GRID).unwrap();
    assert_eq!((file.sweep.design, file.sweep.replicates, file.scenario.seed), (Design::Grid, 10, 5));
    assert_eq!(file.keys(), ["schedule.policy", "network.loss"]);
    assert_eq!((file.kind("schedule.policy"), file.kind("network.loss")), (AxisKind::Text, AxisKind::Number));
    let values = [toml::Value::from("random"), toml::Value::from(0.5)];
    let loaded = file.at(1, &file.keys(), &values).unwrap();
    assert_eq!(loaded.scenario.network.loss, 0.5);
    assert_eq!(loaded.place("network.loss").to_string(), "s.toml:6");
}

#[test]
fn without_axes_the_scenario_is_repeated_as_it_is() {
    let file = parse("seed = 5\n[sweep]\nreplicates = 3\n").unwrap();
    assert_eq!((file.sweep.design, file.sweep.replicates, file.keys().len()), (Design::Grid, 3, 0));
    assert_eq!(file.at(0, &[], &[]).unwrap().scenario, file.scenario);
}

#[test]
fn the_stored_sweep_is_the_same_sweep() {
    let list = "[sweep]\ndesign = \"list\"\npoints = [{ network.loss = 0.5 }, { \"schedule.policy\" = \"random\", workload.jobs.0.tasks = 3 }]\n\
        [sweep.stop]\nmetric = \"completion_p50_s\"\nbatch = 3\n";
    let cube = "[sweep]\ndesign = \"latin-hypercube\"\nsamples = 7\nseed = 3\nreplicates = 2\n\
        [[sweep.axes]]\nkey = \"network.loss\"\nmin = 1e-3\nmax = 0.3\nscale = \"log\"\n";
    let morris = "[sweep]\ndesign = \"morris\"\ntrajectories = 7\nlevels = 6\nsensitivity_metrics = [\"events\"]\n\
        [[sweep.axes]]\nkey = \"network.loss\"\nmin = 1e-3\nmax = 0.3\nscale = \"log\"\n";
    let sobol = "[sweep]\ndesign = \"sobol\"\nsamples = 64\nsecond_order = false\nseed = 9\n\
        [[sweep.axes]]\nkey = \"population.workers\"\nmin = 1\nmax = 9\n";
    for text in [GRID, list, cube, morris, sobol] {
        let first = parse(text).unwrap();
        let stored = first.to_toml().unwrap();
        let again = parse(&stored).unwrap_or_else(|error| panic!("{error}\n{stored}"));
        assert_eq!(again.sweep, first.sweep);
        assert_eq!(again.scenario, first.scenario);
        assert_eq!(again.to_toml().unwrap(), stored);
    }
}

#[test]
fn paths_among_the_values_start_at_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.toml");
    std::fs::write(&path, "[sweep]\n[[sweep.axes]]\nkey = \"churn.trace\"\nvalues = [\"a.parquet\"]\n").unwrap();
    let file = Loader::default().load_sweep(&path, &[]).unwrap();
    let absolute = folder.path().join("a.parquet");
    assert_eq!(file.sweep.axes[0].values[0].as_str(), absolute.to_str());
}

#[track_caller]
fn refused(text: &str, words: &[&str]) {
    let error = parse(text).err().unwrap_or_else(|| panic!("not refused: {text}")).to_string();
    for word in words {
        assert!(error.contains(word), "no `{word}` in: {error}");
    }
}

fn axis(lines: &str) -> String {
    format!("[sweep]\n[[sweep.axes]]\n{lines}\n")
}

#[test]
fn keys_and_values_that_do_not_fit_the_scenario_are_refused_where_they_stand() {
    refused(
        &axis("key = \"schedule.polcy\"\nvalues = [1]"),
        &["s.toml:3", "unknown key schedule.polcy", "nearest: schedule.policy", "valid: "],
    );
    refused(
        &axis("key = \"schedule.policy\"\nvalues = [\n\"random\",\n\"rndom\"]"),
        &["s.toml:6", "\"rndom\" is not allowed", "nearest: \"random\""],
    );
    refused(
        &axis("key = \"network.loss\"\nvalues = [0.1, 2.0]"),
        &["s.toml:4", "network.loss = 2.0 is out of range, allowed: 0 to 1"],
    );
    refused(&axis("key = \"network.loss\"\nvalues = [\"x\"]"), &["network.loss is the string \"x\", expected a number"]);
    refused(&axis("key = \"churn\"\nvalues = [1]"), &["s.toml:3", "churn: a table: name the keys in it one by one"]);
    refused(&axis("key = \"seed\"\nvalues = [1]"), &["s.toml:3", "seed: replicates set the seed"]);
    refused(&axis("key = \"extends\"\nvalues = [\"quickstart\"]"), &["what a scenario extends cannot change"]);
    refused(
        &axis("key = \"workload.jobs.first\"\nvalues = [1]"),
        &["s.toml:3", "is a list: expected an index such as workload.jobs.0"],
    );
    refused(
        "[sweep]\ndesign = \"list\"\npoints = [\n{ network.loss = 0.1 },\n{ network.lss = 1 }]\n",
        &["s.toml:5", "unknown key network.lss"],
    );
    refused("[sweep]\ndesign = \"list\"\npoints = [\n3]\n", &["s.toml:4", "sweep.points.0 is the integer 3, expected a table"]);
}

#[test]
fn keys_of_the_sweep_itself_are_checked_like_any_other() {
    refused(
        "[sweep]\nreplicats = 3\n",
        &["s.toml:2", "unknown key sweep.replicats; nearest: sweep.replicates", "valid: design, "],
    );
    refused("[sweep]\nreplicates = 0\n", &["s.toml:2", "sweep.replicates = 0 is out of range, allowed: 1 to 1000000"]);
    refused("[sweep]\ndesign = \"gird\"\n", &["\"gird\" is not allowed", "nearest: \"grid\"", "latin-hypercube"]);
    refused("[sweep]\nmetric = \"x\"\n", &["unknown key sweep.metric; nearest: sweep.stop.metric"]);
    refused("[sweep]\n[sweep.stop]\nbatch = 2\n", &["s.toml:2", "the key sweep.stop.metric is missing"]);
    let stop = |lines: &str| format!("{}[sweep.stop]\n{lines}\n", axis("key = \"network.loss\"\nvalues = [0.1]"));
    refused(&stop("metric = \"completion\""), &["s.toml:6", "\"completion\" is not allowed", "nearest: \"completion_p50_s\""]);
    refused(
        &stop("metric = \"events\"\nreplicates_min = 9\nreplicates_max = 8"),
        &["s.toml:8", "at least sweep.stop.replicates_min = 9 (s.toml:7)"],
    );
    let both = stop("metric = \"events\"").replacen("[sweep]\n", "[sweep]\nreplicates = 3\n", 1);
    refused(&both, &["s.toml:2", "sweep.replicates", "[sweep.stop] (s.toml:6) decides how many"]);
}

#[test]
fn a_design_without_what_it_needs_or_with_what_it_does_not_read_is_refused() {
    let cube = "[sweep]\ndesign = \"latin-hypercube\"\n";
    refused(cube, &["s.toml:1", "sweep.axes: empty; the design \"latin-hypercube\" needs at least one [[sweep.axes]]"]);
    refused("[sweep]\ndesign = \"list\"\n", &["sweep.points: empty"]);
    refused(&axis("key = \"network.loss\"\nvalues = []"), &["s.toml:4", "network.loss needs at least one value"]);
    refused(&axis("key = \"network.loss\""), &["s.toml:2", "needs at least one value"]);
    refused(&axis("key = \"network.loss\"\nvalues = [0.1]\nmin = 0"), &["s.toml:5", "a grid takes `values`"]);
    refused(&axis("key = \"network.loss\"\nvalues = [0.1, 0.2, 0.1]"), &["0.1 occurs twice"]);
    refused(
        "[sweep]\nsamples = 3\n[[sweep.axes]]\nkey = \"network.loss\"\nvalues = [0.1]\n",
        &["s.toml:2", "sweep.samples", "does not read it"],
    );
    let twice =
        format!("{}[[sweep.axes]]\nkey = \"network.loss\"\nvalues = [0.2]\n", axis("key = \"network.loss\"\nvalues = [0.1]"));
    refused(&twice, &["s.toml:6", "network.loss is an axis already: network.loss (s.toml:3)"]);
    let inner = "[[sweep.axes]]\nkey = \"population.regions.0\"\nvalues = [\"A\"]\n";
    let outer = axis("key = \"population.regions\"\nvalues = [[\"A\", \"B\"]]");
    refused(&format!("{outer}{inner}"), &["population.regions.0 is set by another axis too: population.regions (s.toml:3)"]);
    refused("[sweep]\ndesign = \"list\"\npoints = [{ network.loss = 0.1 }, { network.loss = 0.1 }]\n", &["occurs twice"]);
}

#[test]
fn the_ends_of_an_axis_of_a_hypercube_are_checked() {
    let cube = |lines: &str| format!("[sweep]\ndesign = \"latin-hypercube\"\n[[sweep.axes]]\n{lines}\n");
    refused(&cube("key = \"network.loss\"\nmin = 0.5"), &["sweep.axes.0.max", "missing: network.loss needs"]);
    refused(&cube("key = \"network.loss\"\nmin = 0.5\nmax = 0.2"), &["s.toml:5", "0.5 must be below max (s.toml:6) = 0.2"]);
    refused(&cube("key = \"network.loss\"\nmin = 0\nmax = 2"), &["s.toml:6", "network.loss = 2.0 is out of range"]);
    refused(&cube("key = \"network.loss\"\nmin = 0\nmax = 1\nscale = \"log\""), &["s.toml:5", "must be above 0 on a log scale"]);
    refused(
        &cube("key = \"population.workers\"\nmin = 0.5\nmax = 9"),
        &["0.5 is no integer, and population.workers takes integers"],
    );
    refused(
        &cube("key = \"schedule.policy\"\nmin = 0\nmax = 9"),
        &["schedule.policy is a string: a Latin hypercube takes keys that are numbers"],
    );
    refused(&cube("key = \"network.loss\"\nvalues = [0.1]"), &["takes min and max, not values"]);
}

#[test]
fn the_last_seed_must_be_a_seed() {
    let text = format!("seed = {}\n{}", i64::MAX - 3, axis("key = \"network.loss\"\nvalues = [0.1]"));
    refused(&text, &["s.toml:1", "seed: with 10 replicates the last seed exceeds"]);
}

#[test]
fn designs_for_sensitivity_ask_for_what_they_need() {
    let with = |design: &str, lines: &str| {
        let axis = "[[sweep.axes]]\nkey = \"network.loss\"\nmin = 0\nmax = 0.5\n";
        format!("[sweep]\ndesign = \"{design}\"\n{lines}\n{axis}")
    };
    refused("[sweep]\ndesign = \"morris\"\n", &["sweep.axes: empty; the design \"morris\" needs at least one [[sweep.axes]]"]);
    refused(&with("sobol", ""), &["sweep.samples: 20: the design \"sobol\" takes a power of two up to 65536, such as 1024"]);
    refused(&with("sobol", "samples = 131072"), &["s.toml:3", "up to 65536"]);
    refused(&with("sobol", "samples = 8\nlevels = 6"), &["s.toml:4", "sweep.levels: the design \"sobol\" does not read it"]);
    refused(&with("morris", "levels = 5"), &["s.toml:3", "sweep.levels: 5 is odd"]);
    refused(&with("morris", "samples = 8"), &["s.toml:3", "sweep.samples: the design \"morris\" does not read it"]);
    refused(&with("morris", "base = 8"), &["s.toml:3", "sweep.base: the design \"morris\" does not read it"]);
    refused(&with("morris", "trajectories = 1"), &["s.toml:3", "sweep.trajectories = 1 is out of range"]);
    refused(
        &with("morris", "sensitivity_metrics = [\"events\", \"evens\"]"),
        &["s.toml:3", "\"evens\" is not allowed", "nearest: \"events\""],
    );
    refused(
        &format!("{}[sweep.stop]\nmetric = \"events\"\n", with("morris", "")),
        &["s.toml:8", "sweep.stop: the design \"morris\" compares points over the same replicates"],
    );
    refused(
        "[sweep]\ndesign = \"sobol\"\nsamples = 8\n[[sweep.axes]]\nkey = \"network.loss\"\nvalues = [0.1]\n",
        &["s.toml:6", "the design \"sobol\" takes min and max, not values"],
    );
}

#[test]
fn the_base_is_one_of_the_points() {
    let base = |base: u32| GRID.replacen("[sweep]\n", &format!("[sweep]\nbase = {base}\n"), 1);
    assert_eq!(parse(&base(3)).unwrap().sweep.base, 3);
    refused(&base(4), &["s.toml:3", "sweep.base: there is no point 4: the last is 3"]);
}
