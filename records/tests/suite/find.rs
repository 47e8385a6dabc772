//! `[find]`: what it holds, what it refuses, and that it is stored as it was.

use records::scenario::{AxisKind, Crossing, FindFile, FindStop, Loader, Scale, ScenarioError};
use toml::Value;

const LOSS: &str = "seed = 5\n[find]\nkey = \"network.loss\"\nfrom = 0\nto = 0.5\nmetric = \"success_share\"\ncrosses = 0.9\n";

fn parse(text: &str) -> Result<FindFile, ScenarioError> {
    Loader::default().parse_find("f.toml", text, &[])
}

fn parse_with(text: &str, overrides: &[(&str, &str)]) -> Result<FindFile, ScenarioError> {
    let overrides: Vec<_> = overrides.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Loader::default().parse_find("f.toml", text, &overrides)
}

#[test]
fn a_search_is_read_and_laid_over_the_scenario() {
    let file = parse(LOSS).unwrap();
    let search = &file.search;
    assert_eq!((search.kind, search.from, search.to, search.scale), (AxisKind::Number, 0.0, 0.5, Scale::Linear));
    assert_eq!((search.replicates, search.confidence, search.crosses), (20, 0.95, 0.9));
    assert_eq!(search.tolerance, 0.005, "a hundredth of the range");
    let loaded = file.at(None, &Value::from(0.25)).unwrap();
    assert_eq!((loaded.scenario.network.loss, loaded.scenario.seed), (0.25, 5));
    assert_eq!(loaded.place("network.loss").to_string(), "f.toml:3");
}

#[test]
fn integers_have_a_tolerance_of_one_and_ratios_of_two_percent() {
    let workers = LOSS.replace("network.loss", "population.workers").replace("= 0\n", "= 10\n").replace("0.5", "200");
    assert_eq!(parse(&workers).unwrap().search.tolerance, 1.0);
    assert_eq!(parse(&format!("{workers}scale = \"log\"\n")).unwrap().search.tolerance, 0.02);
}

#[test]
fn a_rule_may_say_how_many_replicates() {
    let search = parse(LOSS).unwrap().search;
    assert_eq!((search.crossing, search.stop.clone(), search.replicates_max()), (Crossing::OfMean, None, 20));
    let stop = "crossing = \"of-each\"\n[find.stop]\nhalf_width = 0.02\n";
    let search = parse(&format!("{LOSS}{stop}")).unwrap().search;
    assert_eq!(search.crossing, Crossing::OfEach);
    assert_eq!(search.stop, Some(FindStop { half_width: 0.02, replicates_min: 10, replicates_max: 200, batch: 10 }));
    assert_eq!(search.replicates_max(), 200);
    let flags = parse_with(LOSS, &[("find.stop.half_width", "0.02"), ("find.crossing", "of-each")]).unwrap();
    assert_eq!(flags.search, search);
    let log = format!("{}scale = \"log\"\n{stop}", LOSS.replace("= 0\n", "= 0.01\n"));
    assert_eq!(parse(&log).unwrap().search.tolerance, 0.01, "half of what the interval may be");
    refused(&log.replace("scale", "tolerance = 0.03\nscale"), &["f.toml:8", "0.03 is wider than find.stop.half_width = 0.02"]);
    refused(&format!("{LOSS}replicates = 3\n{stop}"), &["f.toml:8", "[find.stop] (f.toml:10) decides how many"]);
    refused(&format!("{LOSS}{stop}replicates_max = 9\n"), &["9 must be at least find.stop.replicates_min = 10"]);
    refused(&format!("{LOSS}crossing = \"mean\"\n"), &["f.toml:8", "of-mean"]);
}

#[test]
fn the_second_key_has_values_or_a_range_of_them() {
    let values = |text: &str| parse(&format!("{LOSS}[find.along]\n{text}\n")).unwrap().search.along.unwrap().values;
    assert_eq!(values("key = \"schedule.policy\"\nvalues = [\"random\", \"least-loaded\"]").len(), 2);
    let hours = values("key = \"workload.jobs_per_hour\"\nfrom = 10\nto = 1000\nsteps = 3\nscale = \"log\"");
    let hours: Vec<f64> = hours.iter().map(|value| value.as_float().unwrap()).collect();
    assert_eq!(hours, [10.0, 100.0, 1000.0]);
    let hours = values("key = \"workload.jobs_per_hour\"\nfrom = 30\nto = 240\nsteps = 3\nscale = \"log\"");
    assert_eq!(hours[1], Value::Float(84.8528), "six digits");
    let few = values("key = \"population.workers\"\nfrom = 1\nto = 3\nsteps = 9");
    assert_eq!(few, [1, 2, 3].map(Value::Integer), "integers fall together");
}

#[test]
fn flags_can_say_all_of_it_and_need_no_section() {
    let whole = [
        ("find.key", "network.loss"),
        ("find.from", "0"),
        ("find.to", "0.5"),
        ("find.metric", "success_share"),
        ("find.crosses", "0.9"),
        ("network.loss", "0.1"),
    ];
    let file = parse_with("seed = 5\n", &whole).unwrap();
    assert_eq!(file.search, parse(LOSS).unwrap().search);
    assert_eq!(file.scenario.network.loss, 0.1, "the base keeps its own value");
    let error = parse_with("seed = 5\n", &whole[..4]).err().unwrap().to_string();
    assert!(error.contains("find.crosses: missing: give the bound that success_share crosses"), "{error}");
}

#[test]
fn the_stored_search_is_the_same_search() {
    let along = "[find.along]\nkey = \"heartbeat.missed_max\"\nfrom = 1\nto = 9\nsteps = 3\n";
    let stop = "[find.stop]\nreplicates_max = 50\n";
    for text in [
        LOSS.to_owned(),
        format!("{LOSS}{along}"),
        format!("{LOSS}{stop}{along}"),
        format!("{}scale = \"log\"\n", LOSS.replace("= 0\n", "= 0.01\n")),
    ] {
        let first = parse(&text).unwrap();
        let stored = first.to_toml().unwrap();
        let again = parse(&stored).unwrap_or_else(|error| panic!("{error}\n{stored}"));
        assert_eq!(again.search, first.search);
        assert_eq!(again.scenario, first.scenario);
        assert_eq!(again.to_toml().unwrap(), stored);
    }
}

#[track_caller]
fn refused(text: &str, words: &[&str]) {
    let error = parse(text).err().unwrap_or_else(|| panic!("not refused: {text}")).to_string();
    for word in words {
        assert!(error.contains(word), "no `{word}` in: {error}");
    }
}

#[test]
fn what_does_not_fit_is_refused_where_it_stands() {
    let with = |from: &str, to: &str| LOSS.replace(from, to);
    refused(&with("network.loss", "network.lss"), &["f.toml:3", "unknown key network.lss", "nearest: network.loss"]);
    refused(&with("network.loss", "schedule.policy"), &["f.toml:3", "a search takes keys that are numbers"]);
    refused(&with("network.loss", "seed"), &["f.toml:3", "replicates set the seed"]);
    refused(&with("to = 0.5", "to = 1.5"), &["f.toml:5", "network.loss = 1.5 is out of range, allowed: 0 to 1"]);
    refused(&with("to = 0.5", "to = 0"), &["f.toml:4", "find.from: 0 must be below to (f.toml:5) = 0"]);
    refused(&with("to = 0.5\n", ""), &["find.to: missing: network.loss needs its least and greatest value, from and to"]);
    refused(&with("network.loss", "population.workers"), &["f.toml:5", "0.5 is no integer"]);
    refused(&with("success_share", "succes"), &["f.toml:6", "\"succes\" is not allowed", "nearest: \"success_share\""]);
    refused(&with("crosses", "cross"), &["f.toml:7", "unknown key find.cross; nearest: find.crosses"]);
    refused(&with("key = \"network.loss\"\n", ""), &["f.toml:2", "find.key: missing", "--key"]);
    refused(&format!("{LOSS}scale = \"log\"\n"), &["f.toml:4", "0 must be above 0 on a log scale"]);
    refused(&format!("{LOSS}tolerance = 1e-9\n"), &["f.toml:8", "into more than 1048576 steps"]);
    refused(&format!("{LOSS}replicates = 0\n"), &["f.toml:8", "find.replicates = 0 is out of range"]);
}

#[test]
fn a_second_key_that_cannot_be_is_refused() {
    let along = |lines: &str| format!("{LOSS}[find.along]\n{lines}\n");
    refused(&along("key = \"network.loss\"\nvalues = [0.1]"), &["f.toml:9", "is searched over already: find.key (f.toml:3)"]);
    refused(&along("key = \"schedule.policy\"\nvalues = [\"rndom\"]"), &["f.toml:10", "\"rndom\" is not allowed"]);
    refused(&along("key = \"schedule.policy\""), &["f.toml:8", "find.along.values: missing"]);
    refused(&along("key = \"heartbeat.missed_max\"\nfrom = 1\nto = 3"), &["find.along.steps: missing"]);
    refused(&along("key = \"heartbeat.missed_max\"\nvalues = [1]\nto = 3"), &["f.toml:11", "leave one of the two out"]);
    refused(&along("key = \"heartbeat.missed_max\"\nvalues = [1, 1]"), &["f.toml:10", "1 occurs twice"]);
}

#[test]
fn each_section_is_told_which_command_reads_it() {
    refused("[sweep]\n", &["f.toml:1", "this file has [sweep]: use `xpand sweep f.toml`"]);
    refused("seed = 5\n", &["f.toml: has no [find]", "use `xpand run f.toml`"]);
    refused(&format!("{LOSS}[sweep]\nreplicates = 3\n"), &["f.toml:2", "find: the file has [sweep] too"]);
    let error = Loader::default().parse("f.toml", LOSS, &[]).unwrap_err().to_string();
    assert!(error.contains("f.toml:2: [find] makes this many runs, not one: use `xpand find f.toml`"), "{error}");
    let error = Loader::default().parse_sweep("f.toml", LOSS, &[]).err().unwrap().to_string();
    assert!(error.contains("f.toml:2: this file has [find]: use `xpand find f.toml`"), "{error}");
}
