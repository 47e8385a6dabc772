//! The device file: what is written is read again, and mistakes are explained.

use std::path::Path;

use records::device::{Cpu, DeviceFile, Figure, Gpu, Inference};
use records::scenario::Scenario;

fn figure(median: f64) -> Figure {
    Figure { median, low: median * 0.9, high: median * 1.1, repeats: 12 }
}

fn device() -> DeviceFile {
    DeviceFile {
        name: "desk \"left\"".into(),
        measured_on: "2026-03-01".into(),
        version: "0.1.0".into(),
        slots: 4,
        memory_gib: 15.5,
        memory_bandwidth_array_mib: 256,
        memory_bandwidth_gb_s: figure(21.25),
        cpu: Cpu { model: "Some CPU".into(), cores: 8, gflops_one_core: figure(70.1), gflops_all_cores: figure(420.0) },
        inference: Some(Inference {
            model: "magika".into(),
            per_s_one_thread: figure(300.0),
            per_s_all_threads: figure(1_900.0),
        }),
        gpu: Some(Gpu {
            model: "NVIDIA GeForce RTX 3060".into(),
            memory_gib: 12.0,
            power_limit_w: Some(170.0),
            driver: "580.1".into(),
            preset: String::new(),
        }),
    }
}

/// The message for the sample file with one text replaced.
fn message(from: &str, to: &str) -> String {
    let text = device().to_toml();
    assert!(text.contains(from), "{text}");
    DeviceFile::parse("d.toml", &text.replacen(from, to, 1)).expect_err("the device file is wrong").to_string()
}

#[test]
fn what_is_written_is_read_again() {
    let whole = device();
    let bare = DeviceFile { inference: None, gpu: None, ..device() };
    let silent = DeviceFile { gpu: whole.gpu.clone().map(|gpu| Gpu { power_limit_w: None, ..gpu }), ..device() };
    for device in [whole, bare, silent] {
        assert_eq!(DeviceFile::parse("d.toml", &device.to_toml()).expect("valid"), device);
    }
}

#[test]
fn mistakes_are_told_with_line_key_and_what_is_allowed() {
    assert_eq!(
        message("slots = 4", "slot = 4"),
        "d.toml:4: unknown key slot; nearest: slots; valid: name, measured_on, version, slots, memory_gib, \
         memory_bandwidth_array_mib, memory_bandwidth_gb_s, cpu, inference, gpu"
    );
    assert_eq!(message("slots = 4", "slots = 0"), "d.toml:4: slots = 0 is out of range, allowed: 1 to 1024");
    assert_eq!(message("slots = 4\n", ""), "d.toml:1: the key slots is missing, expected an integer, 1 to 1024");
    assert_eq!(message("cores = 8", "cores = '8'"), "d.toml:16: cpu.cores is the string \"8\", expected an integer");
    assert_eq!(
        message("driver = \"580.1\"\n", "slots = 2\n"),
        "d.toml:49: unknown key gpu.slots; nearest: slots; valid: model, memory_gib, power_limit_w, driver, preset"
    );
    assert_eq!(
        message("median = 420.0\n", ""),
        "d.toml:24: the key cpu.gflops_all_cores.median is missing, expected a number, 1e-6 to 1e9"
    );
    assert_eq!(
        message("median = 420.0", "median = 4.0"),
        "d.toml: cpu.gflops_all_cores: expected low <= median <= high, found 378 <= 4 <= 462.00000000000006"
    );
    assert!(message("name", "name name").starts_with("d.toml:1: not valid TOML: "));
}

#[test]
fn a_missing_file_says_how_to_make_one() {
    let text = DeviceFile::load("no/such.toml").expect_err("no such file").to_string();
    assert!(text.starts_with("no/such.toml: cannot read the device file: "), "{text}");
    assert!(text.ends_with("`xpand-node bench` writes one"), "{text}");
}

#[test]
fn its_path_in_a_class_is_relative_to_the_file_or_to_the_working_directory_with_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("s.toml");
    std::fs::write(&path, "[[population.classes]]\nname = 'a'\ndevice = 'in/desk.toml'\n").expect("a file");
    let device = |set: &[(&str, &str)]| {
        let set: Vec<_> = set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Scenario::load(&path, &set).expect("valid").scenario.population.classes[0].device.clone()
    };
    assert_eq!(Path::new(&device(&[])), folder.path().join("in/desk.toml"));
    let here = std::env::current_dir().expect("a working directory").join("desk.toml");
    assert_eq!(Path::new(&device(&[("population.classes.0.device", "desk.toml")])), here);
    assert_eq!(Path::new(&device(&[("population.classes", "[{name = 'b', device = 'desk.toml'}]")])), here);
}

#[test]
fn a_class_says_no_second_time_what_its_device_file_says() {
    let refused = |line: &str| {
        let text = format!("[[population.classes]]\nname = 'a'\ndevice = 'd.toml'\n{line}\n");
        Scenario::parse("s.toml", &text, &[]).expect_err("said twice").to_string()
    };
    assert_eq!(
        refused("cpu = 'boinc-lhc'"),
        "population.classes.0.cpu (s.toml:4) = \"boinc-lhc\" contradicts population.classes.0.device (s.toml:3) = \"d.toml\", \
         which gives the machine as measured: leave cpu at its default, \"boinc-seti\", and change what differs in the device \
         file"
    );
    for line in ["gpu = 'GeForce RTX 4090'", "memory_gib = 9", "slots = 3"] {
        let key = line.split_once(' ').expect("a key").0;
        let text = refused(line);
        assert!(text.starts_with(&format!("population.classes.0.{key} (s.toml:4) = ")), "{text}");
        assert!(text.contains("contradicts population.classes.0.device (s.toml:3)"), "{text}");
    }
    let alone = "[[population.classes]]\nname = 'a'\ndevice = 'd.toml'\nweight = 2\nidle_w = 5\nbusy_w = 65\n";
    let stored = Scenario::parse("s.toml", alone, &[]).expect("valid").scenario.to_toml();
    Scenario::parse("stored.toml", &stored, &[]).expect("a stored scenario names every key, at its default");
}
