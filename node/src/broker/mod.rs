//! Brokers that this machine can start: one inside the process, and Debian's mosquitto as a child process.

mod embedded;
mod mosquitto;

pub use embedded::{EmbeddedBroker, Segments};
pub use mosquitto::{Mosquitto, Persistence};

use crate::transport::{BrokerUrl, ENVELOPE_BYTES_MAX};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// Longest message that a broker of ours takes (bytes): an envelope of the longest kind with its header.
const MESSAGE_BYTES_MAX: usize = ENVELOPE_BYTES_MAX + (64 << 10);

/// How long a broker may take to listen.
const START_TIMEOUT: Duration = Duration::from_secs(10);

/// Why a broker could not be started.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// No free port, no folder, no process.
    #[error("cannot start {what}: {error}")]
    Start {
        /// Which part.
        what: String,
        /// What the system said.
        error: io::Error,
    },
    /// Started, but nothing listens.
    #[error("{what} does not listen on 127.0.0.1:{port} after {} s{log}", START_TIMEOUT.as_secs())]
    Silent {
        /// Which broker.
        what: &'static str,
        /// Where it should.
        port: u16,
        /// What it wrote, after a colon; empty if nothing.
        log: String,
    },
}

impl BrokerError {
    fn start(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Start { what: what.into(), error }
    }
}

fn address(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

fn url(port: u16) -> BrokerUrl {
    BrokerUrl { host: Ipv4Addr::LOCALHOST.to_string(), port, credentials: None }
}

/// A TCP port of 127.0.0.1 that was free just now.
fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(address(0))?.local_addr()?.port())
}

/// Waits until something listens on `port`; false if `alive` says no first, or not in time.
fn wait_listening(port: u16, mut alive: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + START_TIMEOUT;
    while alive() && Instant::now() < deadline {
        if TcpStream::connect_timeout(&address(port), Duration::from_millis(200)).is_ok() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}
