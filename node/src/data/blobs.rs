//! Blobs on disk, by digest.

use engine::wire::Digest;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Why a blob cannot be kept or read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: cannot {what} a blob: {cause}")]
pub struct BlobError {
    path: PathBuf,
    what: &'static str,
    cause: std::io::Error,
}

/// A folder of blobs; a name is the digest of what is in it. Checkpoints lie apart: they go when they are replaced, and nothing else
/// that happens to be the same goes with them.
#[derive(Clone, Debug)]
pub struct Blobs {
    folder: PathBuf,
}

impl Blobs {
    /// The blobs in `folder`, which is made if it is not there.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn open(folder: &Path) -> Result<Self, BlobError> {
        fs::create_dir_all(folder).map_err(|cause| BlobError { path: folder.to_owned(), what: "make a folder for", cause })?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Keeps `bytes`; whole or not at all. One that was damaged on disk is whole again.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn put(&self, bytes: &[u8]) -> Result<Digest, BlobError> {
        let digest = Digest::of(bytes);
        self.put_at(self.path(&digest), &self.folder, &digest, bytes)?;
        Ok(digest)
    }

    /// Keeps `bytes` until [`drop_checkpoint`](Self::drop_checkpoint).
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn put_checkpoint(&self, bytes: &[u8]) -> Result<Digest, BlobError> {
        let (digest, folder) = (Digest::of(bytes), self.folder.join(CHECKPOINTS));
        fs::create_dir_all(&folder).map_err(|cause| BlobError { path: folder.clone(), what: "make a folder for", cause })?;
        self.put_at(self.checkpoint_path(&digest), &folder, &digest, bytes)?;
        Ok(digest)
    }

    /// Forgets a checkpoint; one that is not here is forgotten already.
    pub fn drop_checkpoint(&self, digest: &Digest) {
        let _ = fs::remove_file(self.checkpoint_path(digest));
    }

    fn put_at(&self, path: PathBuf, folder: &Path, digest: &Digest, bytes: &[u8]) -> Result<(), BlobError> {
        if read(&path, digest).is_none() {
            let write = || {
                let mut file = tempfile::NamedTempFile::new_in(folder)?;
                file.write_all(bytes)?;
                file.as_file().sync_data()?;
                file.persist(&path).map_err(|error| error.error)
            };
            write().map_err(|cause| BlobError { path: path.clone(), what: "write", cause })?;
        }
        Ok(())
    }

    /// What is called `digest`; `None` if it is not here or not what its name says.
    #[must_use]
    pub fn get(&self, digest: &Digest) -> Option<Vec<u8>> {
        read(&self.path(digest), digest).or_else(|| read(&self.checkpoint_path(digest), digest))
    }

    /// The length of what is called `digest` (bytes) and at most `count` bytes of it from `offset` on; `None` if it is not here.
    /// It is not checked: that takes the whole, which whoever puts the pieces together has.
    #[must_use]
    pub fn piece(&self, digest: &Digest, offset: u64, count: usize) -> Option<(u64, Vec<u8>)> {
        let mut file = File::open(self.path(digest)).or_else(|_| File::open(self.checkpoint_path(digest))).ok()?;
        let length = file.metadata().ok()?.len();
        file.seek(SeekFrom::Start(offset.min(length))).ok()?;
        let mut bytes = Vec::with_capacity(count);
        file.take(count as u64).read_to_end(&mut bytes).ok()?;
        Some((length, bytes))
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        self.folder.join(digest.to_string())
    }

    fn checkpoint_path(&self, digest: &Digest) -> PathBuf {
        self.folder.join(CHECKPOINTS).join(digest.to_string())
    }
}

/// Where checkpoints lie.
const CHECKPOINTS: &str = "checkpoints";

/// What is in a file, if it is what it should be.
fn read(path: &Path, digest: &Digest) -> Option<Vec<u8>> {
    fs::read(path).ok().filter(|bytes| Digest::of(bytes) == *digest)
}

/// `length` bytes that stand for data of which only the size is known.
#[must_use]
pub fn ballast(length: u64) -> Vec<u8> {
    let mut draws = engine::rng::Stream::new(length, 0, 0);
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0).next_multiple_of(8));
    while (bytes.len() as u64) < length {
        bytes.extend(draws.next().to_le_bytes());
    }
    bytes.truncate(usize::try_from(length).unwrap_or(usize::MAX));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_that_was_altered_on_disk_is_not_given_out() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let digest = blobs.put(b"content").unwrap();
        assert_eq!(blobs.put(b"content").unwrap(), digest);
        assert_eq!(blobs.get(&digest).as_deref(), Some(&b"content"[..]));
        assert_eq!(blobs.get(&Digest::of(b"other")), None);
        fs::write(folder.path().join(digest.to_string()), b"contEnt").unwrap();
        assert_eq!(blobs.get(&digest), None);
        blobs.put(b"content").unwrap();
        assert_eq!(blobs.get(&digest).as_deref(), Some(&b"content"[..]), "repaired");
        assert_eq!(ballast(21).len(), 21);
    }

    #[test]
    fn pieces_end_where_the_blob_does() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let digest = blobs.put(b"content").unwrap();
        let piece = |offset| blobs.piece(&digest, offset, 3);
        assert_eq!([0, 6, 7, u64::MAX].map(piece), [&b"con"[..], b"t", b"", b""].map(|bytes| Some((7, bytes.to_vec()))));
        assert_eq!(blobs.piece(&Digest::of(b"other"), 0, 3), None);
    }
}
