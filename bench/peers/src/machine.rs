//! The machine that measured, in words.

use std::path::Path;
use std::process::Command;
use sysinfo::System;

/// Processor, cores, caches, memory, system, load, compilers and date, one line each; what the system does not tell is left out.
pub fn describe() -> Vec<String> {
    let system = System::new_all().ok();
    let cpu = system.as_ref().and_then(|system| Some((system.cpus().first()?.brand().trim(), system.cpus().len())));
    let memory = system.as_ref().map(|system| format!("Memory: {} GiB", system.total_memory() >> 30));
    let os = System::long_os_version().ok().zip(System::kernel_version().ok());
    let lines = [
        cpu.map(|(brand, cores)| format!("CPU: {brand}, {cores} cores")),
        caches().map(|caches| format!("Caches: {caches}")),
        memory,
        os.map(|(os, kernel)| format!("System: {os}, kernel {kernel}")),
        System::load_average()
            .ok()
            .map(|load| format!("Load over the last 15 minutes: {:.1} processes, this benchmark among them", load.fifteen)),
        version("rustc"),
        version("python3"),
        Some(format!("Measured on {}", chrono::Utc::now().date_naive())),
    ];
    lines.into_iter().flatten().collect()
}

/// Caches of the first core, where Linux tells them.
fn caches() -> Option<String> {
    let folder = Path::new("/sys/devices/system/cpu/cpu0/cache");
    let cache = |index: u32| {
        let of = |name: &str| std::fs::read_to_string(folder.join(format!("index{index}")).join(name)).ok();
        let (level, kind, size) = (of("level")?, of("type")?, of("size")?);
        let [level, kind, size] = [&level, &kind, &size].map(|text| text.trim());
        Some(format!("L{level} {} {size}", kind.to_lowercase()))
    };
    let caches: Vec<String> = (0..8).map_while(cache).collect();
    (!caches.is_empty()).then(|| caches.join(", "))
}

fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned()).filter(|text| !text.is_empty())
}
