//! Data channels with trouble on them.

use engine::NodeId;
use engine::rng::Stream;
use engine::wire::Digest;
use node::data::{Blobs, Exchange, OpenJobs};
use node::transport::{DataSender, SendError};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::mpsc;

/// Of 100 messages, how many meet each fate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trouble {
    pub lost: u64,
    pub repeated: u64,
    pub late: u64,
    pub altered: u64,
}

/// Channels between nodes, each with a task that feeds what arrives into its exchange.
#[derive(Clone, Default)]
pub struct Net(Arc<Mutex<BTreeMap<NodeId, mpsc::UnboundedSender<Vec<u8>>>>>);

/// One node's way into the net, with the trouble on it.
struct Way {
    net: Net,
    trouble: Trouble,
    draws: Mutex<Stream>,
}

impl Way {
    fn deliver(&self, to: NodeId, mut chunk: Vec<u8>) {
        let Some(inbox) = self.net.0.lock().unwrap().get(&to).cloned() else { return };
        let mut draws = self.draws.lock().unwrap();
        let mut happens = |percent: u64| draws.next() % 100 < percent;
        if happens(self.trouble.lost) {
            return;
        }
        if happens(self.trouble.repeated) {
            let _ = inbox.send(chunk.clone());
        }
        let (is_late, is_altered) = (happens(self.trouble.late), happens(self.trouble.altered));
        let delay = Duration::from_millis(draws.next() % 30);
        if is_altered {
            let at = draws.next() as usize % chunk.len();
            chunk[at] ^= 1 << (draws.next() % 8);
        }
        if is_late {
            tokio::spawn(async move {
                tokio::time::sleep(delay).await;
                let _ = inbox.send(chunk);
            });
        } else {
            let _ = inbox.send(chunk);
        }
    }
}

impl DataSender for Way {
    fn try_send(&self, to: NodeId, chunk: Vec<u8>) -> Result<(), SendError> {
        self.deliver(to, chunk);
        Ok(())
    }

    fn send(&self, to: NodeId, chunk: Vec<u8>) -> Pin<Box<dyn Future<Output = Result<(), SendError>> + Send + '_>> {
        self.deliver(to, chunk);
        Box::pin(async { Ok(()) })
    }
}

/// A node's data plane with its folder.
pub struct Peer {
    pub exchange: Exchange,
    pub jobs: Arc<OpenJobs>,
    /// Here as long as anything of the exchange is.
    pub sender: Weak<dyn DataSender>,
    folder: TempDir,
}

impl Peer {
    /// Alters a blob on its disk.
    pub fn damage(&self, digest: &Digest) {
        let path = self.folder.path().join(digest.to_string());
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[0] ^= 1;
        std::fs::write(&path, bytes).unwrap();
    }
}

impl Net {
    pub fn join(&self, node: NodeId, trouble: Trouble, seed: u64) -> Peer {
        let folder = tempfile::tempdir().unwrap();
        let jobs = Arc::new(OpenJobs::default());
        let way: Arc<dyn DataSender> =
            Arc::new(Way { net: self.clone(), trouble, draws: Mutex::new(Stream::new(seed, node.0.into(), 0)) });
        let sender = Arc::downgrade(&way);
        let exchange = Exchange::new(node, Blobs::open(folder.path()).unwrap(), way, jobs.clone());
        let (inbox, mut arrivals) = mpsc::unbounded_channel();
        self.0.lock().unwrap().insert(node, inbox);
        let receiving = exchange.clone();
        tokio::spawn(async move {
            while let Some(bytes) = arrivals.recv().await {
                receiving.on_data(&bytes);
            }
        });
        Peer { exchange, jobs, sender, folder }
    }

    pub fn leave(&self, node: NodeId) {
        self.0.lock().unwrap().remove(&node);
    }

    /// A stranger listens in as `node`.
    pub fn listen(&self, node: NodeId) -> mpsc::UnboundedReceiver<Vec<u8>> {
        let (inbox, arrivals) = mpsc::unbounded_channel();
        self.0.lock().unwrap().insert(node, inbox);
        arrivals
    }

    /// Says `bytes` to `node`, as anyone can.
    pub fn say(&self, node: NodeId, bytes: &[u8]) {
        let _ = self.0.lock().unwrap()[&node].send(bytes.to_vec());
    }
}
