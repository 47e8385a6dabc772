//! A node's key: 32 random bytes from the operating system, in a file that only its owner reads.

use engine::wire::{Ed25519, PublicKey, Scheme, SecretKey};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Name of the key file in a node's folder.
pub const KEY: &str = "key";

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("{path}: cannot {what} the key: {cause}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What was tried.
        what: &'static str,
        /// Why not.
        cause: std::io::Error,
    },
    /// The file does not hold a key.
    #[error(
        "{path}: holds {found}; a key is 64 hexadecimal digits on one line. Restore it from its backup: without it the node's tokens are lost"
    )]
    Format {
        /// Which file.
        path: PathBuf,
        /// What it holds, in words.
        found: String,
    },
    /// The operating system has no random bytes.
    #[error("the operating system gives no random bytes: {0}")]
    Entropy(getrandom::Error),
}

/// The key in `folder`; a new one if there is none.
///
/// # Errors
/// See [`KeyError`]. A file that is there is never replaced.
pub fn load_or_create(folder: &Path) -> Result<SecretKey, KeyError> {
    let path = folder.join(KEY);
    if path.exists() {
        return load(&path);
    }
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(KeyError::Entropy)?;
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let io = |what| {
        let path = path.clone();
        move |cause| KeyError::Io { path, what, cause }
    };
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(io("create"))?;
    file.write_all(format!("{hex}\n").as_bytes()).and_then(|()| file.sync_all()).map_err(io("write"))?;
    Ok(SecretKey(secret))
}

/// The key in the file at `path`.
///
/// # Errors
/// If it cannot be read or is not a key.
pub fn load(path: &Path) -> Result<SecretKey, KeyError> {
    let text = fs::read_to_string(path).map_err(|cause| KeyError::Io { path: path.to_owned(), what: "read", cause })?;
    let wrong = |found: String| KeyError::Format { path: path.to_owned(), found };
    let digits = text.trim();
    if digits.len() != 64 || !digits.is_ascii() {
        return Err(wrong(format!("{} characters", digits.chars().count())));
    }
    let mut secret = [0; 32];
    for (byte, at) in secret.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| wrong("other characters".to_owned()))?;
    }
    Ok(SecretKey(secret))
}

/// The public key that belongs to `secret`.
#[must_use]
pub fn public(secret: &SecretKey) -> PublicKey {
    Ed25519.public_key(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_kept_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let first = load_or_create(folder.path()).unwrap();
        assert!(first == load_or_create(folder.path()).unwrap());
        assert!(first != load_or_create(tempfile::tempdir().unwrap().path()).unwrap(), "random");
        #[cfg(unix)]
        {
            let mode = fs::metadata(folder.path().join(KEY)).unwrap();
            assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o777, 0o600);
        }
        for (text, found) in [("", "0 characters"), ("abc", "3 characters"), (&"xy".repeat(32), "other characters")] {
            fs::write(folder.path().join(KEY), text).unwrap();
            let error = load_or_create(folder.path()).unwrap_err().to_string();
            assert!(error.contains(found) && error.contains("backup"), "{error}");
        }
    }
}
