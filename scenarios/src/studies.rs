//! The studies that come with the program.

/// A shipped study: its name and its files.
#[derive(Clone, Copy, Debug)]
pub struct ShippedStudy {
    /// Its name, as in `xpand study NAME`.
    pub name: &'static str,
    /// Its files: name and text. One is `study.toml`.
    pub files: &'static [(&'static str, &'static str)],
}

macro_rules! study {
    ($name:literal: $($file:literal),* $(,)?) => {
        ShippedStudy { name: $name, files: &[$(($file, include_str!(concat!("../studies/", $name, "/", $file)))),*] }
    };
}

/// All of them.
pub const ALL: [ShippedStudy; 1] = [study!("network-formation": "study.toml", "size.toml")];
