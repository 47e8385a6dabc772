//! A TCP link that can be cut: stands between a node and its broker.

use std::net::{Ipv4Addr, SocketAddr};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// A proxy on 127.0.0.1; ends with its runtime.
pub struct Proxy {
    pub port: u16,
    open: watch::Sender<bool>,
}

impl Proxy {
    pub fn start(runtime: &Runtime, target: u16) -> Self {
        let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = runtime.block_on(TcpListener::bind(local(0))).expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let open = watch::Sender::new(true);
        let state = open.subscribe();
        runtime.spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let mut state = state.clone();
                if !*state.borrow_and_update() {
                    continue; // dropped: refused at once
                }
                tokio::spawn(async move {
                    let Ok(mut server) = TcpStream::connect(local(target)).await else { return };
                    let _ = client.set_nodelay(true);
                    let _ = server.set_nodelay(true);
                    tokio::select! {
                        biased;
                        _ = state.changed() => {}
                        _ = copy_bidirectional(&mut client, &mut server) => {}
                    }
                });
            }
        });
        Self { port, open }
    }

    /// Ends all connections and refuses new ones, or lets them pass again.
    pub fn set_open(&self, open: bool) {
        self.open.send_replace(open);
    }
}
