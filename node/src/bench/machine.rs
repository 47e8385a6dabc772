//! What the machine is: processor, caches, memory, GPU.

use std::collections::BTreeMap;
use std::path::Path;

use nvml_wrapper::Nvml;
use nvml_wrapper::error::NvmlError;
use records::device::Gpu;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

const GIB: f64 = (1_u64 << 30) as f64;

/// Processor and memory.
pub(super) struct Machine {
    /// Model of the processor.
    pub cpu: String,
    /// Logical cores that this process may use.
    pub cores: u32,
    /// Main memory (GiB).
    pub memory_gib: f64,
    /// Memory that programs may still take (bytes).
    pub available_bytes: u64,
    /// All last-level caches together (bytes), if the system tells.
    pub cache_bytes: Option<u64>,
}

pub(super) fn look() -> Result<Machine, sysinfo::Error> {
    let what = RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing()).with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(what)?;
    let model = system.cpus().first().map(|cpu| cpu.brand().trim().to_owned()).filter(|model| !model.is_empty());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(Machine {
        cpu: model.unwrap_or_else(|| format!("unnamed {} processor", std::env::consts::ARCH)),
        cores: u32::try_from(cores).unwrap_or(u32::MAX),
        memory_gib: (system.total_memory() as f64 / GIB * 100.0).round() / 100.0,
        available_bytes: system.available_memory(),
        cache_bytes: last_level_caches(Path::new("/sys/devices/system/cpu")),
    })
}

/// Sum of the caches of the highest level, each counted once however many cores share it: Linux's
/// `cpu*/cache/index*/{level,size,shared_cpu_list}` below `root`. `None` elsewhere.
fn last_level_caches(root: &Path) -> Option<u64> {
    let mut levels: BTreeMap<u32, BTreeMap<String, u64>> = BTreeMap::new();
    for cpu in std::fs::read_dir(root).ok()?.flatten() {
        for index in std::fs::read_dir(cpu.path().join("cache")).into_iter().flatten().flatten() {
            let word = |name: &str| Some(std::fs::read_to_string(index.path().join(name)).ok()?.trim().to_owned());
            let cache = || Some((word("level")?.parse().ok()?, word("shared_cpu_list")?, kib(&word("size")?)?));
            if let Some((level, shared, size_kib)) = cache() {
                levels.entry(level).or_default().insert(shared, size_kib * 1_024);
            }
        }
    }
    levels.last_entry().map(|caches| caches.get().values().sum())
}

/// `266240K` as KiB.
fn kib(text: &str) -> Option<u64> {
    text.strip_suffix('K')?.parse().ok()
}

/// The first GPU that NVIDIA's driver knows, or why there is none, in words; and how many more there are.
pub(super) fn gpu() -> Result<(Gpu, u32), String> {
    let nvml = Nvml::init().map_err(|error| match error {
        NvmlError::LibloadingError(cause) => format!("NVIDIA's management library (NVML) cannot be loaded: {cause}"),
        other => format!("NVIDIA's management library (NVML) does not start: {other}"),
    })?;
    let asked = || -> Result<Option<(Gpu, u32)>, NvmlError> {
        let count = nvml.device_count()?;
        if count == 0 {
            return Ok(None);
        }
        let device = nvml.device_by_index(0)?;
        let memory_mib = device.memory_info()?.total >> 20;
        let gpu = Gpu {
            model: device.name()?,
            memory_gib: memory_mib as f64 / 1_024.0,
            power_limit_w: device.enforced_power_limit().ok().map(|limit_mw| f64::from(limit_mw) / 1_000.0),
            driver: nvml.sys_driver_version()?,
            preset: String::new(),
        };
        Ok(Some((gpu, count - 1)))
    };
    match asked() {
        Ok(Some(found)) => Ok(found),
        Ok(None) => Err("NVIDIA's driver knows none".to_owned()),
        Err(error) => Err(format!("NVIDIA's driver does not answer: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_that_cores_share_counts_once_and_only_the_last_level_counts() {
        let root = tempfile::tempdir().unwrap();
        let caches = [(0, 2, "0", "2048K"), (0, 3, "0-1", "32768K"), (1, 3, "0-1", "32768K"), (2, 3, "2-3", "32768K")];
        for (cpu, level, shared, size) in caches {
            let folder = root.path().join(format!("cpu{cpu}/cache/index{level}"));
            std::fs::create_dir_all(&folder).unwrap();
            for (name, text) in [("level", level.to_string().as_str()), ("shared_cpu_list", shared), ("size", size)] {
                std::fs::write(folder.join(name), format!("{text}\n")).unwrap();
            }
        }
        assert_eq!(last_level_caches(root.path()), Some(64 << 20));
        assert_eq!(last_level_caches(&root.path().join("elsewhere")), None);
    }

    #[test]
    fn this_machine_is_named_and_has_memory() {
        let machine = look().unwrap();
        assert!(!machine.cpu.is_empty() && machine.cores > 0 && machine.memory_gib > 0.0 && machine.available_bytes > 0);
    }

    #[test]
    fn a_gpu_is_described_or_its_absence_explained() {
        match gpu() {
            Ok((gpu, _)) => assert!(!gpu.model.is_empty() && gpu.memory_gib > 0.0 && !gpu.driver.is_empty()),
            Err(words) => assert!(words.starts_with("NVIDIA's ") && !words.contains('\n'), "{words}"),
        }
    }
}
