//! The arrows of ARCHITECTURE.md against `cargo metadata`: who may use whom.

use cargo_metadata::{DependencyKind, MetadataCommand};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The arrows as ARCHITECTURE.md draws them: lines `from -> to, to` in the fenced block below its heading.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ARCHITECTURE.md");
    let text = std::fs::read_to_string(file).unwrap();
    let (_, section) = text.split_once("## Arrows between crates").expect("ARCHITECTURE.md has the arrows");
    let block = section.split("```").nth(1).expect("the arrows are in a fenced block");
    let package = |name: &str| if name == "xtask" { name.to_owned() } else { format!("xpand-{name}") };
    let lines = block.lines().filter_map(|line| line.split_once("->"));
    let targets = |to: &str| to.split(',').map(str::trim).filter(|name| !name.is_empty()).map(package).collect();
    lines.map(|(from, to)| (package(from.trim()), targets(to))).collect()
}

/// What `xpand` must never link. polars brings tokio for its own readers; what it brings is not counted.
const NEVER_IN_XPAND: [&str; 8] = ["tokio", "rumqttc", "rumqttd", "tract-onnx", "redb", "wasmtime", "alloy", "revm"];

/// What `xpand-node` must never link.
const NEVER_IN_NODE: [&str; 3] = ["polars", "xpand-sim", "xpand-analysis"];

fn metadata() -> cargo_metadata::Metadata {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).other_options(["--locked".to_owned()]).exec().unwrap()
}

#[test]
fn our_crates_use_each_other_only_along_the_arrows() {
    let metadata = metadata();
    let allowed = arrows();
    let ours: BTreeSet<String> = metadata.workspace_packages().iter().map(|package| package.name.to_string()).collect();
    assert_eq!(ours, allowed.keys().cloned().collect(), "a crate came or went: draw its arrows in ARCHITECTURE.md");
    for package in metadata.workspace_packages() {
        for dependency in package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development) {
            let (from, to) = (package.name.as_str(), &dependency.name);
            assert!(!ours.contains(to) || allowed[from].contains(to), "{from} must not use {to}");
        }
    }
}

/// Names of all crates that `package` links, but for what polars brings.
fn linked(package: &str) -> BTreeSet<String> {
    let metadata = metadata();
    let resolve = metadata.resolve.as_ref().unwrap();
    let nodes: BTreeMap<_, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let start = metadata.packages.iter().find(|found| found.name == package).unwrap();
    let (mut open, mut seen) = (vec![&start.id], BTreeSet::new());
    let polars = &metadata.packages.iter().find(|package| package.name == "polars").unwrap().id;
    while let Some(id) = open.pop() {
        if seen.insert(id) && id != polars {
            let normal = |dep: &&cargo_metadata::NodeDep| dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            open.extend(nodes[id].deps.iter().filter(normal).map(|dep| &dep.pkg));
        }
    }
    metadata.packages.iter().filter(|package| seen.contains(&package.id)).map(|package| package.name.to_string()).collect()
}

#[test]
fn xpand_links_no_runtime_no_broker_no_model_and_no_chain_client() {
    let names = linked("xpand-cli");
    for name in NEVER_IN_XPAND {
        assert!(!names.contains(name), "xpand links {name}");
    }
    assert!(names.contains("polars"), "the walk reaches the leaves");
}

#[test]
fn the_node_links_neither_the_simulator_nor_polars() {
    let names = linked("xpand-node");
    for name in NEVER_IN_NODE {
        assert!(!names.contains(name), "xpand-node links {name}");
    }
    assert!(names.contains("rumqttc") && names.contains("tract-core"), "the walk reaches the leaves");
}

#[test]
fn engine_is_no_std_and_asks_for_no_clock_map_or_thread() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/src");
    let library = std::fs::read_to_string(source.join("lib.rs")).unwrap();
    assert!(library.lines().any(|line| line == "#![no_std]"), "without no_std the compiler no longer refuses clocks and sockets");
    // `std` may come back for tests only.
    let mut folders = vec![source];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            let is_tests = entry.file_name() == "tests.rs";
            let std_uses = code.lines().filter(|line| line.contains("std::") || line.contains("extern crate std")).count();
            let allowed = usize::from(entry.file_name() == "lib.rs"); // `#[cfg(test)] extern crate std;`
            assert!(is_tests || std_uses <= allowed, "{} uses std", entry.path().display());
        }
    }
}
