//! The whole protocol at growing sizes: events a second and memory of `xpand run`, one process a run, one after the other.
//!
//! ```text
//! cargo build --release && cargo run --release -p xpand-bench --bin protocol
//! ```
//!
//! `--quick` runs the two smallest networks, as a check; without it the table and the figure in `bench/protocol/` are written anew.
#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use plotters::prelude::*;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// A run to measure: what it is called, the scenario, its options, and what is asked of it.
struct Case {
    told: String,
    scenario: &'static str,
    options: Vec<String>,
    workers: u32,
    /// The most it may take (s of CPU), and the most memory a worker (B).
    asked: (Option<f64>, Option<f64>),
}

/// What a run took.
struct Taken {
    events: u64,
    cpu_s: f64,
    peak_bytes: f64,
}

fn cases() -> Vec<Case> {
    let hour = |workers: u32| Case {
        told: format!("{} workers, 1 h", grouped(u64::from(workers))),
        scenario: "scale-100k",
        options: sized(workers),
        workers,
        asked: if workers == 1_000_000 { (Some(120.0), Some(1_024.0)) } else { (None, None) },
    };
    let day = |told: &str, asked_s, more: &[&str]| Case {
        told: told.to_owned(),
        scenario: "scale-100k",
        options: sized(10_000).into_iter().chain(more.iter().map(|&option| option.to_owned())).collect(),
        workers: 10_000,
        asked: (Some(asked_s), None),
    };
    let day_long = ["--set", "time.duration_s=86400", "--set", "time.epoch_s=21600"];
    let exact = ["--set", "time.duration_s=86400", "--set", "time.epoch_s=21600", "--exact-heartbeats"];
    let month = Case {
        told: "1 000 000 workers, 30 d, session by session".to_owned(),
        scenario: "scale-1m-30d",
        options: Vec::new(),
        workers: 1_000_000,
        asked: (Some(180.0), Some(400.0)),
    };
    let mut all: Vec<Case> = [1_000, 10_000, 100_000, 1_000_000].map(hour).into();
    all.push(day("10 000 workers, 1 d", 30.0, &day_long));
    all.push(day("10 000 workers, 1 d, every heartbeat an event", 120.0, &exact));
    all.push(month);
    all
}

/// `scale-100k` with so many workers, and a task an hour for each.
fn sized(workers: u32) -> Vec<String> {
    let jobs_per_hour = f64::from(workers) / 9.0;
    let set = [format!("population.workers={workers}"), format!("workload.jobs_per_hour={jobs_per_hour:.2}")];
    set.into_iter().flat_map(|value| ["--set".to_owned(), value]).collect()
}

fn main() -> Result<()> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release/xpand");
    let program = std::env::var_os("XPAND").map_or(program, PathBuf::from);
    let start = run(&program, &Case { told: String::new(), workers: 10, options: sized(10), ..hour_of_few() })?;
    let mut table = String::from(
        "| network | events | CPU time | ns an event | events/s | asked | peak memory | B a worker above start | asked |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    let mut curve = Vec::new();
    let all = cases();
    let few = if quick { 2 } else { all.len() };
    for case in all.iter().take(few) {
        eprintln!("{} …", case.told);
        let taken = run(&program, case)?;
        let ns = taken.cpu_s * 1e9 / taken.events as f64;
        let each = (taken.peak_bytes - start.peak_bytes) / f64::from(case.workers);
        let asked = |most: Option<f64>, unit: &str| most.map_or(String::new(), |most| format!("≤ {most} {unit}"));
        let (asked_s, asked_bytes) = (asked(case.asked.0, "s"), asked(case.asked.1, "B"));
        let (events, speed) = (grouped(taken.events), grouped((1e9 / ns) as u64));
        let (cpu_s, peak_mb) = (taken.cpu_s, taken.peak_bytes / 1e6);
        let _ = writeln!(
            table,
            "| {} | {events} | {cpu_s:.1} s | {ns:.0} | {speed} | {asked_s} | {peak_mb:.0} MB | {each:.0} | {asked_bytes} |",
            case.told
        );
        if case.told.ends_with("1 h") {
            curve.push((f64::from(case.workers), 1e9 / ns));
        }
    }
    println!("{table}");
    if !quick {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol");
        fs::create_dir_all(&folder)?;
        let text = format!(
            "# The whole protocol at growing sizes\n\nWritten by `cargo run --release -p xpand-bench --bin protocol`; {}. CPU time \
             is that of the whole process, user and system. Start is a run of ten workers. The peak is that of the \
             whole command, with the summary at the end.\n\n{table}\n![events a second]({FIGURE})\n",
            machine()
        );
        fs::write(folder.join("RESULTS.md"), text)?;
        draw(&folder.join(FIGURE), &curve).map_err(|error| Error::other(error.to_string()))?;
    }
    Ok(())
}

const FIGURE: &str = "events-per-second.svg";

fn hour_of_few() -> Case {
    Case { told: String::new(), scenario: "scale-100k", options: Vec::new(), workers: 0, asked: (None, None) }
}

/// Runs a case in a process and a folder of its own.
fn run(program: &Path, case: &Case) -> Result<Taken> {
    let out = std::env::temp_dir().join(format!("xpand-bench-protocol-{}", std::process::id()));
    let mut command = Command::new(program);
    command.args(["run", case.scenario, "--no-report", "--out"]).arg(&out).args(&case.options);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let child =
        child.map_err(|error| Error::other(format!("{}: {error}; run `cargo build --release` first", program.display())))?;
    let (cpu_s, peak_bytes) = watch(child)?;
    let summary: Value = serde_json::from_str(&fs::read_to_string(out.join("summary.json"))?)?;
    fs::remove_dir_all(&out)?;
    Ok(Taken { events: summary["events"].as_u64().unwrap_or(0), cpu_s, peak_bytes })
}

/// Looks at a process every few milliseconds until it has ended: its CPU time (s) and its peak memory (B), as Linux counts them.
fn watch(mut child: Child) -> Result<(f64, f64)> {
    const TICKS_A_SECOND: f64 = 100.0;
    let folder = PathBuf::from(format!("/proc/{}", child.id()));
    let (mut cpu_s, mut peak_bytes) = (0.0, 0.0);
    loop {
        let status = fs::read_to_string(folder.join("status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        if let Some(kib) = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()) {
            peak_bytes = kib * 1_024.0;
        }
        // After the name in brackets: state is field 0, user and system time are fields 11 and 12.
        let times = fs::read_to_string(folder.join("stat")).unwrap_or_default();
        let fields: Vec<&str> = times.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        if let (Some(user), Some(system)) = (fields.get(11), fields.get(12)) {
            cpu_s = (user.parse::<f64>().unwrap_or(0.0) + system.parse::<f64>().unwrap_or(0.0)) / TICKS_A_SECOND;
        }
        // A process that has ended keeps its times until it is waited for.
        if fields.first() == Some(&"Z") {
            let status = child.wait()?;
            return if status.success() { Ok((cpu_s, peak_bytes)) } else { Err(Error::other(format!("xpand run: {status}"))) };
        }
        sleep(Duration::from_millis(5));
    }
}

/// Model and number of processors, and the day.
fn machine() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let models: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name)).collect();
    let day =
        Command::new("date").arg("+%Y-%m-%d").output().map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let name = models.first().copied().unwrap_or("unknown processor");
    format!("{name}, {} cores, Linux, {}", models.len(), day.unwrap_or_default())
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let group = |(at, digit): (usize, char)| [(at > 0 && (digits.len() - at).is_multiple_of(3)).then_some(' '), Some(digit)];
    digits.chars().enumerate().flat_map(group).flatten().collect()
}

/// Events a second over workers, both on logarithmic axes, with the line that is a quarter of the fastest.
fn draw(path: &Path, curve: &[(f64, f64)]) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let best = curve.iter().map(|(_, speed)| *speed).fold(0.0, f64::max);
    let area = SVGBackend::new(path, (760, 420)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .margin(16)
        .x_label_area_size(48)
        .y_label_area_size(72)
        .build_cartesian_2d((800.0..1_250_000.0_f64).log_scale(), (best / 8.0..best * 1.5).log_scale())?;
    let millions = |speed: &f64| format!("{:.1} M", speed / 1e6);
    chart
        .configure_mesh()
        .x_desc("workers")
        .y_desc("events a second of CPU time")
        .x_label_formatter(&|workers| grouped(*workers as u64))
        .y_label_formatter(&millions)
        .draw()?;
    let quarter = best / 4.0;
    let limit = LineSeries::new([(800.0, quarter), (1_250_000.0, quarter)], RED.mix(0.6).stroke_width(1));
    chart.draw_series(limit)?;
    chart.draw_series([Text::new(
        "a quarter of the fastest",
        (1_000.0, quarter * 1.18),
        ("sans-serif", 13).into_font().color(&RED),
    )])?;
    chart.draw_series(LineSeries::new(curve.iter().copied(), BLUE.stroke_width(2)))?;
    chart.draw_series(curve.iter().map(|point| Circle::new(*point, 4, BLUE.filled())))?;
    chart.draw_series(curve.iter().map(|&(workers, speed)| {
        let told = format!("{:.2} M", speed / 1e6);
        Text::new(told, (workers * 0.9, speed * 1.2), ("sans-serif", 13).into_font())
    }))?;
    Ok(area.present()?)
}
