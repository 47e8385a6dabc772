//! Arrivals in bursts and as recorded, memory as measured: what the user's files say is what comes, or an error says why not.

use records::scenario::Scenario;
use scenarios::prepare;
use std::path::{Path, PathBuf};
use world::engine::Time;
use world::{Plan, Workload};

const BASE: &str = "
[population]
workers = 10
regions = ['EU_WEST']
[workload]
stop_before_end_s = 0
[[workload.jobs]]
name = 'one'
pattern = 'scatter-gather'
tasks = 2
";

fn plan(set: &[(&str, String)]) -> Result<Plan, String> {
    let set: Vec<_> = set.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    let loaded = Scenario::parse("arrivals.toml", BASE, &set).map_err(|error| error.to_string())?;
    prepare(&loaded).map(|prepared| prepared.plan).map_err(|error| error.to_string())
}

fn traced(path: &Path, set: &[(&'static str, &str)]) -> Result<Plan, String> {
    let mut all = vec![("workload.arrivals", "'trace'".to_owned()), ("workload.trace", path.display().to_string())];
    all.extend(set.iter().map(|(key, value)| (*key, (*value).to_owned())));
    plan(&all)
}

/// When each job comes, and the work of its first task and of its last (GFLOP).
fn jobs(plan: &Plan) -> Vec<(Time, f64, f64)> {
    let mut workload = Workload::new(plan.workload.clone(), plan.seed);
    let mut all = Vec::new();
    let mut next = workload.next_arrival(Time::ZERO);
    while let Some(at) = next {
        let tasks = workload.draw(1).spec.tasks;
        let gflop = |task: Option<&world::engine::job::TaskSpec>| task.unwrap().work.0 as f64 / 1e3;
        all.push((at, gflop(tasks.first()), gflop(tasks.last())));
        next = workload.next_arrival(at);
    }
    all
}

#[test]
fn rows_of_a_file_are_the_jobs_that_come() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jobs.csv");
    std::fs::write(&file, "id,t_ms,prompt,output\n1,2500,100,20\n2,1000,7,3\n3,1000.5,1,0\n").unwrap();
    let keys =
        [("workload.trace_time", "t_ms"), ("workload.trace_work", "['prompt', 'output']"), ("workload.trace_work_gflop", "14")];
    let found = jobs(&traced(&file, &keys).unwrap());
    assert_eq!(found, [(Time(0), 140.0, 50.0), (Time(500_000), 14.0, 50.0), (Time(1_500_000_000), 1_680.0, 50.0)]);
    let as_it_is = jobs(&traced(&file, &keys[..1]).unwrap());
    assert_eq!(as_it_is[0].1, 5_000.0, "without a column the work is the kind's");

    let wrong = |set: &[(&'static str, &str)]| traced(&file, set).unwrap_err();
    let absent = wrong(&[]);
    assert!(absent.contains("workload.trace: ") && absent.contains("column time_s is absent"), "{absent}");
    assert!(absent.contains("there are: id, t_ms, prompt, output"), "{absent}");
    let zero = wrong(&[("workload.trace_time", "t_ms"), ("workload.trace_work", "['output']")]);
    assert!(zero.contains("row 3: column output is 0; allowed is what makes a work above 0"), "{zero}");
    std::fs::write(&file, "time_s\n1\nsoon\n").unwrap();
    assert!(wrong(&[]).contains("row 2: column time_s is \"soon\"; allowed is a number"), "{}", wrong(&[]));
    std::fs::write(&file, "time_s\n1e13\n").unwrap();
    assert!(wrong(&[]).contains("row 1: column time_s is 10000000000000"), "{}", wrong(&[]));
    std::fs::write(&file, "time_s\n").unwrap();
    assert!(wrong(&[]).contains("has no rows"), "{}", wrong(&[]));
    std::fs::write(&file, "time_s,x\n1,2,3\n").unwrap();
    assert!(wrong(&[]).contains("jobs.csv: CSV error"), "{}", wrong(&[]));
    let none = traced(Path::new("/nowhere/jobs.csv.gz"), &[]).unwrap_err();
    assert!(none.contains("/nowhere/jobs.csv.gz: cannot open the file"), "{none}");
    let unnamed = plan(&[("workload.arrivals", "'trace'".to_owned())]).unwrap_err();
    assert!(unnamed.contains("--set workload.trace=FILE"), "{unnamed}");
}

fn shared(file: &str) -> Option<PathBuf> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(file);
    if file.is_file() {
        return Some(file);
    }
    println!("skipped: recorded arrivals are read from {}, which is not there", file.display());
    None
}

/// The traces that users are most likely to bring.
#[test]
fn recorded_requests_of_language_models_and_gpu_jobs_can_be_replayed() {
    if let Some(file) = shared("workload/azure_llm_2023_conv.csv.gz") {
        let tokens = [
            ("workload.trace_time", "t_ms"),
            ("workload.trace_work", "['prompt_tokens', 'output_tokens']"),
            ("workload.trace_work_gflop", "14"),
        ];
        let found = jobs(&traced(&file, &tokens).unwrap());
        let law = scenarios::preset::workload("llm-conversation").unwrap();
        let mean = found.iter().map(|(_, gflop, _)| gflop).sum::<f64>() / found.len() as f64;
        let scenarios::preset::WorkloadSizes::LlmRequest { tokens, .. } = law.sizes else { panic!() };
        assert!((mean / (14.0 * tokens.observed_mean) - 1.0).abs() < 1e-5, "{mean}");
        let gap_s = found.last().unwrap().0.since(Time::ZERO).as_secs_f64() / (found.len() - 1) as f64;
        assert!((gap_s / law.mean_interarrival_s.unwrap() - 1.0).abs() < 1e-4, "{gap_s}");
    }
    if let Some(file) = shared("workload/philly_arrivals.csv.gz") {
        let keys = [("workload.trace_time", "arrival_s"), ("workload.trace_work", "['gpus']"), ("time.duration_s", "20000000")];
        let found = jobs(&traced(&file, &keys).unwrap());
        assert!(found.len() == 15_264 && found.is_sorted_by_key(|(at, ..)| *at) && found[0].0 == Time::ZERO, "{}", found.len());
    }
    if let Some(file) = shared("workload/alibaba_openb_pods.csv.gz") {
        let found = traced(&file, &[("workload.trace_time", "creation_time"), ("time.duration_s", "20000000")]).unwrap();
        assert_eq!(jobs(&found).len(), 8_152);
    }
}

#[test]
fn bursts_and_measured_memory_reach_the_plan() {
    let set = [
        ("workload.arrivals", "'bursts'".to_owned()),
        ("workload.burst_jobs", "20".to_owned()),
        ("workload.burst_spread_s", "10".to_owned()),
        ("workload.jobs_per_hour", "120".to_owned()),
        ("time.duration_s", "4320000".to_owned()),
        ("workload.jobs.0.memory", "alibaba-openb".to_owned()),
        ("workload.jobs.0.work", "philly".to_owned()),
    ];
    let plan = plan(&set).unwrap();
    let times = jobs(&plan);
    // 144,000 jobs of variance 39 a job.
    let (n, error) = (times.len() as f64, (144_000.0_f64 * 39.0).sqrt());
    assert!((n - 144_000.0).abs() < 3.0 * error, "{n} jobs, expected 144000 ± {error}");
    let close = times.windows(2).filter(|pair| pair[1].0.since(pair[0].0).as_secs_f64() < 10.0).count() as f64 / n;
    assert!(close > 0.85, "{close} of the jobs come within ten seconds of the one before");

    let mut workload = Workload::new(plan.workload.clone(), plan.seed);
    let memory: Vec<f64> = (0..20_000).map(|_| f64::from(workload.draw(1).spec.tasks[0].memory_mib) / 1_024.0).collect();
    let law = scenarios::preset::workload("alibaba-openb").unwrap().sizes.memory_gib().unwrap();
    let mean = memory.iter().sum::<f64>() / 20_000.0;
    let error = (memory.iter().map(|gib| (gib - mean).powi(2)).sum::<f64>() / 2e4 / 2e4).sqrt();
    assert!((mean - law.mean()).abs() < 3.0 * error, "{mean} GiB, the law has {} ± {error}", law.mean());
    let wrong = plan_with_memory_of("gpu-job");
    assert!(wrong.contains("whose memory was not measured"), "{wrong}");
}

fn plan_with_memory_of(preset: &str) -> String {
    plan(&[("workload.jobs.0.memory", preset.to_owned())]).unwrap_err()
}
