//! The command `xpand-node` as people meet it: help, and what it says when it cannot do what was asked.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

struct Ran {
    output: Output,
    text: String,
    took: Duration,
}

fn xpand_node(folder: &Path, args: &[&str]) -> Ran {
    let began = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_xpand-node")).args(args).current_dir(folder).output().expect("it starts");
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    Ran { text: String::from_utf8(text).expect("UTF-8"), output, took: began.elapsed() }
}

/// It must fail, name the thing and say what to do, without the traces of a panic, and leave nothing behind.
fn refused(args: &[&str], words: &[&str]) -> Ran {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = xpand_node(folder.path(), args);
    assert!(matches!(ran.output.status.code(), Some(1 | 2)), "{args:?}: {}\n{}", ran.output.status, ran.text);
    for words in words {
        assert!(ran.text.contains(words), "{words:?} is not in what {args:?} says:\n{}", ran.text);
    }
    for trace in ["panicked", "RUST_BACKTRACE", "stack backtrace"] {
        assert!(!ran.text.contains(trace), "{args:?}:\n{}", ran.text);
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("readable").collect();
    assert!(left.is_empty(), "{args:?} left {left:?}");
    ran
}

/// A git repository with a file.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("main.rs"), "fn main() { println!(\"hello\"); }").expect("a file");
    for args in [&["init", "--quiet"][..], &["add", "main.rs"]] {
        let git = Command::new("git").arg("-C").arg(folder.path()).args(args).status().expect("git is installed");
        assert!(git.success(), "git {args:?}");
    }
    folder
}

#[test]
fn help_has_examples_for_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let help = xpand_node(folder.path(), &["--help"]);
    assert!(help.output.status.success());
    for command in ["devnet", "replay", "bench"] {
        assert!(help.text.contains(command), "{}", help.text);
        let of_command = xpand_node(folder.path(), &[command, "--help"]);
        assert!(of_command.output.status.success());
        assert!(of_command.text.contains("Examples:"), "{command}:\n{}", of_command.text);
        assert!(of_command.text.contains(&format!("xpand-node {command}")), "{command}:\n{}", of_command.text);
    }
}

#[test]
fn a_folder_that_is_none_or_not_of_a_repository_is_named() {
    refused(&["devnet", "/nonexistent"], &["/nonexistent", "No such file", "name a folder of a git repository"]);
    let folder = tempfile::tempdir().expect("a folder");
    let name = folder.path().display().to_string();
    refused(&["devnet", &name], &[&name, "not a git repository", "name a folder of a git repository"]);
    let git = Command::new("git").arg("init").arg("--quiet").arg(folder.path()).status().expect("git is installed");
    assert!(git.success());
    refused(&["devnet", &name], &[&name, "git tracks no files here"]);
}

#[test]
fn a_kill_that_makes_no_sense_is_explained() {
    refused(&["devnet", "--kill-worker", "2"], &["--kill-worker", "`2` is not WORKER@SECONDS", "such as 2@5s"]);
    refused(&["devnet", "--kill-worker", "0@5s"], &["`0@5s`", "such as 2@5s"]);
    refused(&["devnet", "--kill-worker", "9@5s"], &["there is no worker 9", "workers are 1 to 4"]);
}

#[test]
fn a_broker_that_is_none_is_explained() {
    let repository = repository();
    let here = &*repository.path().display().to_string();
    refused(&["devnet", here, "--broker", "localhost:1883"], &["localhost:1883", "mqtt://host:port"]);
    refused(&["devnet", here, "--broker", "mqtts://broker.example"], &["mqtts", "TLS tunnel"]);
    refused(&["devnet", "--broker", "mqtt://h", "--loopback"], &["--loopback", "--broker"]);
}

#[test]
fn a_broker_that_does_not_answer_is_explained_before_long() {
    let repository = repository();
    let here = &*repository.path().display().to_string();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    drop(listener);
    let url = format!("mqtt://127.0.0.1:{port}");
    let ran = refused(&["devnet", here, "--broker", &url], &[&url, "Is it running", "mosquitto -p", "leave --broker away"]);
    // Its own patience is 5 s; the rest is room for a busy machine.
    assert!(ran.took < Duration::from_secs(15), "{:?}", ran.took);
}

#[test]
fn a_run_never_replaces_what_is_there() {
    let out = tempfile::tempdir().expect("a folder");
    std::fs::write(out.path().join("mine"), "keep").expect("a file");
    let name = out.path().display().to_string();
    let repository = repository();
    let here = &*repository.path().display().to_string();
    refused(&["devnet", here, "--loopback", "--out", &name], &[&name, "not empty"]);
    assert_eq!(std::fs::read_to_string(out.path().join("mine")).expect("still there"), "keep");
}

#[test]
fn a_scenario_that_is_none_or_asks_too_much_is_explained() {
    refused(&["devnet", "--scenario", "nosuch"], &["nosuch", "quickstart"]);
    refused(&["devnet", "--set", "population.workers=6"], &["--scenario"]);
    let many = ["devnet", "--scenario", "quickstart", "--set", "population.workers=5000"];
    refused(&many, &["at most 200", "--set population.workers="]);
    refused(&["devnet", "--scenario", "quickstart", "--set", "nonsense"], &["nonsense"]);
}

#[test]
fn replay_of_nothing_is_explained() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = folder.path().display().to_string();
    refused(&["replay", &name], &[&name, "holds no *.xlog", "name a log"]);
    refused(&["replay", "/nonexistent"], &["/nonexistent", "No such file"]);
    refused(&["replay"], &["<PATH>"]);
    let other = folder.path().join("notes.txt");
    std::fs::write(&other, "hello").expect("a file");
    refused(&["replay", &other.display().to_string()], &["notes.txt", "is not an input log", "hello"]);
}

#[test]
fn a_device_file_is_not_overwritten_unasked() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("device.toml");
    std::fs::write(&file, "mine").expect("a file");
    refused(&["bench", "--quick", "--out", &file.display().to_string()], &["device.toml", "--force"]);
    assert_eq!(std::fs::read_to_string(&file).expect("still there"), "mine");
}

#[test]
fn a_command_that_is_none_is_explained() {
    refused(&["devnt"], &["devnt", "devnet"]);
    refused(&[], &["Usage:", "devnet", "replay", "bench"]);
}

/// All nodes at once, in the middle of whatever they do; not even the run's tables are closed.
#[test]
fn a_devnet_whose_process_is_killed_replays() {
    let (repository, folder) = (repository(), tempfile::tempdir().expect("a folder"));
    let mut devnet = Command::new(env!("CARGO_BIN_EXE_xpand-node"));
    devnet.arg("devnet").arg(repository.path()).arg("--out").arg("run").current_dir(folder.path());
    let mut devnet = devnet.stderr(Stdio::piped()).spawn().expect("it starts");
    let said = BufReader::new(devnet.stderr.take().expect("piped")).lines();
    let submitted = said.map_while(Result::ok).find(|line| line.contains("job submitted"));
    std::thread::sleep(Duration::from_millis(700));
    devnet.kill().expect("it runs");
    devnet.wait().expect("it is dead");
    assert!(submitted.is_some_and(|line| line.contains("1 file in 2 tasks")), "it ran");
    let replayed = xpand_node(folder.path(), &["replay", "run"]);
    assert!(replayed.output.status.success(), "{}", replayed.text);
    assert!(replayed.text.contains("8 logs replayed, all equal"), "{}", replayed.text);
    let again = xpand_node(folder.path(), &["replay", "run/hosts/worker-1", "--key", "run/hosts/worker-2/key"]);
    assert_eq!(again.output.status.code(), Some(1));
    assert!(again.text.contains("is not the key of the node that wrote"), "{}", again.text);

    // A log that lacks its end does not pass for whole: the store knows more.
    let log = folder.path().join("run/hosts/validator-1/log/life-000000.xlog");
    let bytes = std::fs::read(&log).expect("a log");
    let frame = |at: usize| 8 + u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize;
    let header = b"XPANDLOG\x01".len();
    std::fs::write(&log, &bytes[..header + frame(header)]).expect("cut");
    let cut = xpand_node(folder.path(), &["replay", "run"]);
    assert_eq!(cut.output.status.code(), Some(1));
    assert!(cut.text.contains("the end of the log may be missing"), "{}", cut.text);
    // One that cannot be read does not keep the others from being looked at.
    std::fs::write(&log, "").expect("emptied");
    let cut = xpand_node(folder.path(), &["replay", "run"]);
    assert_eq!(cut.output.status.code(), Some(1));
    assert!(cut.text.contains("7 logs replayed, all equal; 1 could not be replayed"), "{}", cut.text);
}
