//! Values that are allowed alone and not together are refused with every key named.

use records::scenario::Scenario;

fn message(text: &str) -> String {
    Scenario::parse("s.toml", text, &[]).expect_err("the scenario contradicts itself").to_string()
}

#[test]
fn epoch_is_a_multiple_of_the_heartbeat_period() {
    assert_eq!(
        message("[time]\nepoch_s = 21601"),
        "time.epoch_s (s.toml:2) = 21601 must be a multiple of heartbeat.period_s (default) = 30"
    );
}

#[test]
fn grace_lies_between_the_patience_and_the_epoch() {
    assert_eq!(
        message("[time]\nsettle_grace_s = 119"),
        "time.settle_grace_s (s.toml:2) = 119 must be at least 135, the silence after which a node is lost: \
         heartbeat.period_s (default) = 30 times one and a half more than heartbeat.missed_max (default) = 3"
    );
    assert_eq!(
        message("[time]\nepoch_s = 600\nsettle_grace_s = 600"),
        "time.settle_grace_s (s.toml:3) = 600 must be less than time.epoch_s (s.toml:2) = 600"
    );
}

#[test]
fn submissions_stop_within_the_run() {
    assert_eq!(
        message("[workload]\nstop_before_end_s = 200000"),
        "workload.stop_before_end_s (s.toml:2) = 200000 must be at most time.duration_s (default) = 172800"
    );
    let set = [("time.duration_s".to_owned(), "3600".to_owned())];
    let text = Scenario::parse("s.toml", "", &set).expect_err("too short").to_string();
    assert!(text.ends_with("at most time.duration_s (--set time.duration_s) = 3600"), "{text}");
}

#[test]
fn regions_are_there_differ_and_match_their_weights() {
    assert_eq!(message("[population]\nregions = []"), "population.regions (s.toml:2) = [] must name a region");
    assert_eq!(
        message("[population]\nregions = ['A', 'B', 'A']"),
        "population.regions.2 (s.toml:2) = \"A\" occurs twice in population.regions"
    );
    assert_eq!(
        message("[population]\nregion_weights = [1, 2]"),
        "population.region_weights (s.toml:2) has 2 entries, population.regions (default) has 3: \
         one weight per region, or none for equal shares"
    );
    assert_eq!(
        message("[population]\nregion_weights = [0, 0, 0]"),
        "population.region_weights (s.toml:2) are all 0: at least one must be above 0"
    );
}

#[test]
fn classes_are_there_named_and_weighted() {
    assert_eq!(
        message("[population]\nclasses = []"),
        "population.classes (s.toml:2) = [] must hold a class, because population.workers (default) = 200"
    );
    assert_eq!(message("[[population.classes]]\nslots = 2\n"), "population.classes.0.name (s.toml:1) must not be empty");
    assert_eq!(
        message("[[population.classes]]\nname = 'a'\nweight = 0\n"),
        "population.classes.*.weight (s.toml:1) are all 0: at least one must be above 0"
    );
    Scenario::parse("s.toml", "[population]\nworkers = 0\nclasses = []", &[]).expect("nobody needs a class");
    Scenario::parse("s.toml", "[population]\nsnapshot = 'x'\nclasses = []", &[]).expect("the snapshot has its own");
}

#[test]
fn private_jobs_need_somebody_who_is_trusted() {
    let text = "[[workload.jobs]]\nname = 'a'\nprivacy = 'trusted'\n";
    assert_eq!(
        message(text),
        "workload.jobs.0.privacy (s.toml:3) = \"trusted\" asks for trusted workers, and no class of population.classes (default) \
         has trusted = true and a weight above 0"
    );
    let class = "[[population.classes]]\nname = 'b'\ntrusted = true\n";
    Scenario::parse("s.toml", &format!("{class}{text}"), &[]).expect("there is somebody");
}

#[test]
fn kinds_of_job_are_there_named_and_weighted() {
    assert_eq!(
        message("[workload]\njobs = []"),
        "workload.jobs (s.toml:2) = [] must hold a kind of job, because workload.arrivals (default) is not \"none\""
    );
    assert_eq!(
        message("[[workload.jobs]]\nname = 'a'\n[[workload.jobs]]\nname = 'a'\n"),
        "workload.jobs.1.name (s.toml:4) = \"a\" occurs twice in workload.jobs"
    );
    assert!(message("[[workload.jobs]]\nname = 'a'\nweight = 0\n").starts_with("workload.jobs.*.weight (s.toml:1) are all 0"));
    Scenario::parse("s.toml", "[workload]\narrivals = 'none'\njobs = []", &[]).expect("no job, no kind");
}

#[test]
fn a_cloud_price_comes_with_its_machine_its_source_and_its_date() {
    let price = "[cloud]\nusd_per_hour = 0.5";
    assert_eq!(
        message(price),
        "cloud.gflops (default) = 0 must be above 0, the speed that the machine sustains (GFLOP/s), because \
         cloud.usd_per_hour (s.toml:2) = 0.5"
    );
    let priced = format!("{price}\ngflops = 100");
    assert_eq!(
        message(&priced),
        "cloud.source (default) = \"\" must say where the price was read, because cloud.usd_per_hour (s.toml:2) = 0.5: \
         a price is only as good as its source"
    );
    assert_eq!(
        message(&format!("{priced}\nsource = 'a list'\ndate = ' '")),
        "cloud.date (s.toml:5) = \" \" must say when the price was read, because cloud.usd_per_hour (s.toml:2) = 0.5: \
         a price is only as good as its source"
    );
    assert!(message("[cloud]\nusd_per_hour = -1").starts_with("s.toml:2: cloud.usd_per_hour = -1 "));
    let given = Scenario::parse("s.toml", &format!("{priced}\nsource = 'a list'\ndate = '2026-11-23'"), &[]).unwrap();
    assert!(given.scenario.cloud.is_given() && !Scenario::default().cloud.is_given());
}

#[test]
fn owners_have_hours_classes_and_a_time_of_day() {
    assert_eq!(
        message("[owners]\nshare_by_hour = [0.5, 0.5]"),
        "owners.share_by_hour (s.toml:2) has 2 entries: it must have 24, one an hour of the day"
    );
    assert_eq!(
        message("[owners]\nutc_offset_h = [1.0]"),
        "owners.utc_offset_h (s.toml:2) has 1 entries, population.regions (default) has 3: one per region, or none for those of our \
         table"
    );
    assert_eq!(
        message("[owners]\nclasses = ['rack']"),
        "owners.classes.0 (s.toml:2) = \"rack\" is not in population.classes (default); there are: home-cpu, workstation, gaming-gpu"
    );
}

#[test]
fn somebody_joins_a_population_that_grows() {
    assert_eq!(
        message("[growth]\nmodel = 'bass'\ninnovation_per_year = 0"),
        "growth.innovation_per_year (s.toml:3) = 0 and growth.at_genesis_share (default) = 0: one of them must be above 0, or nobody \
         ever joins"
    );
}
