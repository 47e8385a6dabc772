//! A sweep without the program around it, to measure its memory and time:
//! `plain FILE FOLDER THREADS [KEY=VALUE …]`.

use std::error::Error;
use std::path::Path;
use sweep::{Options, Shard, Study, sweep};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [file, out, threads, set @ ..] = &args[..] else { return Err("plain FILE FOLDER THREADS [KEY=VALUE …]".into()) };
    let pair = |text: &String| text.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
    let overrides: Vec<(String, String)> = set.iter().filter_map(pair).collect();
    let study = Study::load(Path::new(file), &overrides)?;
    study.check()?;
    let options = Options { threads: threads.parse()?, keep_runs: false, shard: Shard::WHOLE };
    let results = sweep(&study, Path::new(out), options, &|_| ())?;
    println!("{}", results.table());
    Ok(())
}
