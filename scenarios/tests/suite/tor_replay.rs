//! The recorded network replayed against its own record, poll by poll.

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use flate2::read::GzDecoder;
use records::table::read_batches;
use scenarios::{prepare, shipped, trace};
use serde::Deserialize;
use sim::Simulation;
use std::fs::File;
use std::path::{Path, PathBuf};
use world::Role;
use world::engine::Time;

/// One poll of the directory.
#[derive(Deserialize)]
struct Poll {
    t_s: i64,
    online: u32,
}

/// Starts and ends of all recorded intervals, each in order; an interval counts from its start to its end, both included. They
/// lie half-way between polls, but where a window begins or ends: there they are at a poll, of which both are part.
struct Record {
    starts_s: Vec<i32>,
    ends_s: Vec<i32>,
}

impl Record {
    fn read(path: &Path) -> Self {
        let batches = read_batches(path).unwrap();
        let column = |name: &str| {
            let mut values: Vec<i32> =
                batches.iter().flat_map(|batch| batch[name].as_primitive::<Int32Type>().values().to_vec()).collect();
            values.sort_unstable();
            values
        };
        Self { starts_s: column("start_s"), ends_s: column("end_s") }
    }

    fn online(&self, second: i64) -> u32 {
        let started = self.starts_s.partition_point(|start| i64::from(*start) <= second);
        let ended = self.ends_s.partition_point(|end| i64::from(*end) < second);
        u32::try_from(started - ended).unwrap()
    }
}

fn recorded() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/churn");
    if folder.join("tor_sessions.parquet").is_file() {
        return Some(folder);
    }
    println!("skipped: the replay is compared with recorded sessions, and {} has none", folder.display());
    None
}

#[test]
fn as_many_workers_are_online_as_the_record_has_at_every_poll() {
    let Some(folder) = recorded() else { return };
    let sessions = folder.join("tor_sessions.parquet");
    let overrides = [("churn.trace", sessions.to_str().unwrap()), ("workload.arrivals", "none")];
    let loaded = shipped::load("tor-replay", &overrides.map(|(key, value)| (key.to_owned(), value.to_owned()))).unwrap();
    let plan = prepare(&loaded).unwrap().plan;
    assert_eq!(plan.count(Role::Worker), 57_021);
    let trace = trace::read(&sessions, loaded.scenario.churn.trace_gap_s, 0).unwrap();
    let record = Record::read(&sessions);
    let polls = csv::Reader::from_reader(GzDecoder::new(File::open(folder.join("tor_counts.csv.gz")).unwrap()));
    let polls: Vec<Poll> = polls.into_deserialize().collect::<Result<_, _>>().unwrap();

    let mut simulation = Simulation::new(plan, None).unwrap();
    let (mut compared, mut outside, mut greatest) = (0, 0, 0);
    for poll in &polls {
        let Some(simulated_s) = trace.simulated_s(poll.t_s) else {
            outside += 1;
            continue;
        };
        // The last poll of a window and the first of the next are one moment of simulated time: that one is its last instant.
        let ends_window = trace.windows.iter().any(|window| window.end_s == poll.t_s);
        let now = Time(u64::try_from(simulated_s).unwrap() * 1_000_000_000 - u64::from(ends_window));
        simulation.run_until(now, |_| {}).unwrap();
        assert_eq!(simulation.online(), record.online(poll.t_s), "intervals that hold second {}", poll.t_s);
        assert_eq!(simulation.online(), poll.online, "counted at second {}", poll.t_s);
        greatest = greatest.max(poll.online);
        compared += 1;
    }
    println!("{compared} polls agree exactly, {outside} lie outside the windows; at most {greatest} relays were online");
    assert_eq!((compared, outside), (3_572, 35), "after the last window the record goes on in one too short to be kept");
    assert_eq!(greatest, 15_400, "the mass join of day 55 is part of the record, fault of the collector or not");
}
