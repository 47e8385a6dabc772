//! Debian's mosquitto as a child process on 127.0.0.1, for tests and measurements: no authentication.

use super::{BrokerError, MESSAGE_BYTES_MAX, free_port, url, wait_listening};
use crate::transport::BrokerUrl;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

const WHAT: &str = "mosquitto";

/// Folders that hold daemons but are not in every user's PATH.
const DAEMON_FOLDERS: [&str; 3] = ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"];

/// Whether sessions and queues outlive the broker's process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Persistence {
    /// Written to a file after every 200 changes; the changes since are lost when the process is killed.
    On,
    /// A restarted broker knows nobody.
    Off,
}

/// A running mosquitto; killed when dropped.
#[derive(Debug)]
pub struct Mosquitto {
    program: PathBuf,
    folder: TempDir,
    port: u16,
    child: Option<Child>,
}

impl Mosquitto {
    /// The program, from PATH or the usual folders; `None` if it is not installed.
    #[must_use]
    pub fn find() -> Option<PathBuf> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = env::split_paths(&path).chain(DAEMON_FOLDERS.map(PathBuf::from));
        folders.map(|folder| folder.join(WHAT)).find(|program| program.is_file())
    }

    /// Starts `program` on a free port with a configuration in a folder of its own.
    ///
    /// # Errors
    /// If there is no free port or folder, if the program cannot be run, or if it does not listen in time.
    pub fn start(program: &Path, persistence: Persistence) -> Result<Self, BrokerError> {
        let port = free_port().map_err(BrokerError::start(WHAT))?;
        let folder = tempfile::tempdir().map_err(BrokerError::start("mosquitto's folder"))?;
        fs::write(folder.path().join("mosquitto.conf"), configuration(folder.path(), port, persistence))
            .map_err(BrokerError::start("mosquitto's configuration"))?;
        let mut broker = Self { program: program.into(), folder, port, child: None };
        broker.restart()?;
        Ok(broker)
    }

    /// Where it listens, also after a restart.
    #[must_use]
    pub fn url(&self) -> BrokerUrl {
        url(self.port)
    }

    /// Kills the process (SIGKILL) and waits for its end. Nothing happens if it is not running.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Either fails only if the process has ended already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Starts it again on the same port, killing it first if it runs; waits until it listens.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn restart(&mut self) -> Result<(), BrokerError> {
        self.kill();
        let child = Command::new(&self.program)
            .arg("-c")
            .arg(self.folder.path().join("mosquitto.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(BrokerError::start(self.program.display().to_string()))?;
        let child = self.child.insert(child);
        if wait_listening(self.port, || matches!(child.try_wait(), Ok(None))) {
            return Ok(());
        }
        self.kill();
        let log = fs::read_to_string(self.folder.path().join("mosquitto.log")).unwrap_or_default();
        Err(BrokerError::Silent { what: WHAT, port: self.port, log: format!(": {}", log.trim()) })
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        self.kill();
    }
}

/// `user root` only says that a mosquitto started by root stays root: else it could not write into the folder.
fn configuration(folder: &Path, port: u16, persistence: Persistence) -> String {
    let folder = folder.display();
    let persistence = match persistence {
        Persistence::On => {
            format!("persistence true\npersistence_location {folder}/\nautosave_on_changes true\nautosave_interval 200\n")
        }
        Persistence::Off => "persistence false\n".into(),
    };
    format!(
        "listener {port} 127.0.0.1\nallow_anonymous true\nuser root\nlog_dest file {folder}/mosquitto.log\n\
         log_type error\nlog_type warning\nlog_type notice\n\
         message_size_limit {MESSAGE_BYTES_MAX}\nmax_queued_messages 0\nmax_inflight_messages 100\n{persistence}"
    )
}
