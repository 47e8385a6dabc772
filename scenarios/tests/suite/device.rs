//! A class with a device file has workers as the file says.

use records::device::{Cpu, DeviceFile, Figure, Gpu};
use scenarios::{Loaded, prepare, shipped};
use std::path::Path;
use world::{NodePlan, Role};

fn figure(median: f64) -> Figure {
    Figure { median, low: median / 2.0, high: median * 2.0, repeats: 9 }
}

fn machine(gpu: Option<Gpu>) -> DeviceFile {
    DeviceFile {
        name: "measured".into(),
        measured_on: "2026-03-01".into(),
        version: "0.1.0".into(),
        slots: 4,
        memory_gib: 15.5,
        memory_bandwidth_array_mib: 256,
        memory_bandwidth_gb_s: figure(20.0),
        cpu: Cpu { model: "Some CPU".into(), cores: 8, gflops_one_core: figure(70.0), gflops_all_cores: figure(420.5) },
        inference: None,
        gpu,
    }
}

fn gpu(preset: &str) -> Option<Gpu> {
    let (model, driver) = ("NVIDIA GeForce RTX 3060".to_owned(), "580".to_owned());
    Some(Gpu { model, memory_gib: 11.5, power_limit_w: None, driver, preset: preset.to_owned() })
}

/// `quickstart` with one class, whose device is the file at `path`.
fn loaded(path: &Path) -> Loaded {
    let classes = format!("[{{name = 'mine', idle_w = 7, device = '{}'}}]", path.display());
    shipped::load("quickstart", &[("population.classes".to_owned(), classes)]).unwrap()
}

fn workers(device: &DeviceFile) -> Vec<NodePlan> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("device.toml");
    std::fs::write(&path, device.to_toml()).unwrap();
    let plan = prepare(&loaded(&path)).unwrap().plan;
    assert!(plan.limits.iter().any(|limit| limit.contains("device file")), "{:?}", plan.limits);
    let workers: Vec<_> = plan.nodes.into_iter().filter(|node| node.role == Role::Worker).collect();
    assert!(!workers.is_empty());
    workers
}

#[test]
fn every_worker_has_the_measured_speed_memory_and_slots() {
    for file in [machine(None), machine(gpu(""))] {
        for worker in workers(&file) {
            assert_eq!((&*worker.device.class, &*worker.device.model, worker.device.slots), ("mine", "measured", 4));
            assert_eq!((worker.compute_gflops, worker.device.memory_gib, worker.device.gpu_memory_gib), (420.5, 15.5, 0.0));
            assert_eq!((worker.device.idle_w, worker.device.busy_w), (7.0, 95.0), "the class's own");
        }
    }
}

#[test]
fn tasks_run_on_the_gpu_if_the_file_names_a_preset_for_it() {
    let name = "GeForce RTX 3060 12 GB";
    let peak_gflops = scenarios::preset::gpu(name).unwrap().fp32_gflops;
    for worker in workers(&machine(gpu(name))) {
        assert_eq!((&*worker.device.model, worker.device.gpu_memory_gib, worker.device.memory_gib), (name, 11.5, 15.5));
        assert_eq!(worker.compute_gflops, peak_gflops * 0.4, "the share of the peak that prepare assumes");
    }
}

#[test]
fn a_file_that_cannot_be_used_is_told_with_the_key_and_its_own_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("d.toml");
    let refused = || prepare(&loaded(&path)).unwrap_err().to_string();
    let missing = refused();
    assert!(missing.starts_with("--set population.classes: population.classes.0.device: "), "{missing}");
    assert!(missing.contains("d.toml: cannot read the device file: "), "{missing}");
    std::fs::write(&path, machine(None).to_toml().replace("slots", "slot")).unwrap();
    assert!(refused().contains("d.toml:4: unknown key slot; nearest: slots; valid: name, "), "{}", refused());
    std::fs::write(&path, machine(gpu("GeForce RTX 3060")).to_toml()).unwrap();
    let unknown = refused();
    assert!(unknown.contains("d.toml: gpu.preset: ") && unknown.contains("GeForce RTX 3060 12 GB"), "{unknown}");
}
