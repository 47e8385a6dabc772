//! A population that grows: as many workers are up at each time as the Bass model says, at both fidelities.

use super::column::Columns;
use records::run::RunFolder;
use records::scenario::Scenario;
use records::table::TimelineRow;
use world::Growth;

const BASE: &str = "
[time]
duration_s = 864000
epoch_s = 21600
sample_s = 43200
[population]
workers = 2000
regions = ['EU_WEST', 'E_ASIA']
[heartbeat]
mode = 'runs'
[churn]
model = 'none'
[growth]
model = 'bass'
innovation_per_year = 10.0
imitation_per_year = 300.0
[workload]
jobs_per_hour = 1.0
";

#[test]
fn as_many_workers_are_up_as_have_joined() {
    for (fidelity, at_genesis) in [("session", 0.1), ("message", 0.0)] {
        let set = [("fidelity", format!("'{fidelity}'")), ("growth.at_genesis_share", at_genesis.to_string())];
        let set = set.map(|(key, value)| (key.to_owned(), value));
        let loaded = Scenario::parse("growth.toml", BASE, &set).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let finished = super::run(&loaded, folder.path());
        let timeline = Columns::of::<TimelineRow>(&RunFolder::open(&finished.folder).unwrap());
        let per_s = |per_year: f64| per_year / (365.0 * 86_400.0);
        let growth = Growth { innovation_per_s: per_s(10.0), imitation_per_s: per_s(300.0), at_genesis };
        let mut compared = 0;
        for (time_ns, online) in timeline.integers("time_ns").into_iter().zip(timeline.integers("online")) {
            let expected = growth.share(time_ns as f64 / 1e9);
            let error = (2_000.0 * expected * (1.0 - expected)).sqrt();
            assert!((online as f64 - 2_000.0 * expected).abs() <= 3.5 * error + 1.0, "{fidelity}: {online} at {time_ns} ns");
            compared += 1;
        }
        assert_eq!(compared, 21);
    }
}
