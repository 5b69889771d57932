//! The outside world: configuration files, build contexts, and reading, finding and writing files.
//!
//! Everything here is bounded, and nothing follows a symbolic link out of the folder it works in.

mod config;
mod context;
mod inside;
mod names;
mod read;
mod walk;
mod write;

pub use config::{CONFIG_NAMES, Configuration, Configurations, HADOLINT_NAMES, is_hadolint_configuration};
pub use context::{FolderContext, FolderListing, ignore_file_names, read_ignore_file};
pub use names::{is_dockerfile_name, is_ignore_file_name};
pub use read::{InvalidUtf8, ReadError, SourceText, decode, read_all, read_source};
pub use walk::{WalkError, find_files};
pub use write::{WriteError, create_file, replace_file};
