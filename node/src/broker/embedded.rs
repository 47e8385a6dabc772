//! rumqttd inside this process, for the devnet and for tests.
//!
//! It cannot be stopped: its threads end with the process. It logs by `tracing`: a program that installs a subscriber
//! silences it with the filter `rumqttd=off`.

use super::{BrokerError, MESSAGE_BYTES_MAX, address, free_port, url, wait_listening};
use crate::transport::BrokerUrl;
use rumqttd::{Broker, Config, ConnectionSettings, RouterConfig, ServerSettings};
use std::collections::HashMap;
use std::io;
use std::thread;

/// Attempts at a port: another process may take the one just found.
const PORT_ATTEMPTS: u32 = 3;

/// How much of each topic the broker keeps. A subscriber that lags further behind loses the oldest without a word.
///
/// Held for each topic that was ever subscribed to, until the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// Size of a segment, at least 1,024 (bytes).
    pub bytes: usize,
    /// Segments, at least 1; the oldest is dropped whole.
    pub count: usize,
}

impl Default for Segments {
    /// 32 MiB: half a minute of a link that moves 1 MiB/s.
    fn default() -> Self {
        Self { bytes: 8 << 20, count: 4 }
    }
}

/// A broker on a free port of 127.0.0.1, until the process ends.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedBroker {
    port: u16,
}

impl EmbeddedBroker {
    /// Starts one that keeps 32 MiB of each topic.
    ///
    /// # Errors
    /// If no port is free, a thread cannot be started, or it does not listen in time.
    pub fn start() -> Result<Self, BrokerError> {
        Self::start_with(Segments::default())
    }

    /// Starts one that keeps `segments` of each topic.
    ///
    /// # Errors
    /// As [`start`](Self::start), and if `segments` is smaller than allowed.
    pub fn start_with(segments: Segments) -> Result<Self, BrokerError> {
        const WHAT: &str = "the built-in broker";
        if segments.bytes < 1_024 || segments.count < 1 {
            let error =
                format!("a topic needs at least 1 segment of 1,024 bytes, {} of {} given", segments.count, segments.bytes);
            return Err(BrokerError::start(WHAT)(io::Error::new(io::ErrorKind::InvalidInput, error)));
        }
        let mut port = 0;
        for _ in 0..PORT_ATTEMPTS {
            port = free_port().map_err(BrokerError::start(WHAT))?;
            let mut broker = Broker::new(config(port, segments));
            let server = thread::Builder::new().name("broker".into()).spawn(move || {
                // Returns only if it cannot listen.
                let _ = broker.start();
            });
            let server = server.map_err(BrokerError::start(WHAT))?;
            if wait_listening(port, || !server.is_finished()) && !server.is_finished() {
                return Ok(Self { port });
            }
        }
        Err(BrokerError::Silent { what: WHAT, port, log: String::new() })
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> BrokerUrl {
        url(self.port)
    }
}

fn config(port: u16, segments: Segments) -> Config {
    let server = ServerSettings {
        name: "mqtt".into(),
        listen: address(port),
        tls: None,
        next_connection_delay_ms: 0,
        connections: ConnectionSettings {
            connection_timeout_ms: 10_000,
            max_payload_size: MESSAGE_BYTES_MAX,
            max_inflight_count: 100,
            auth: None,
            external_auth: None,
            dynamic_filters: false,
        },
    };
    let router = RouterConfig {
        max_connections: 4_096,
        max_outgoing_packet_count: 200,
        max_segment_size: segments.bytes,
        max_segment_count: segments.count,
        ..RouterConfig::default()
    };
    Config { router, v4: Some(HashMap::from([("mqtt".into(), server)])), ..Config::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_segments_that_rumqttd_would_panic_at() {
        let error = EmbeddedBroker::start_with(Segments { bytes: 10, count: 1 }).expect_err("too small").to_string();
        assert!(error.contains("1,024 bytes, 1 of 10 given"), "{error}");
    }
}
