//! Dockerfiles as BuildKit reads them: a lossless, error-tolerant, incremental parser.

mod directive;
pub mod dockerignore;
pub mod error;
pub mod expansion;
mod frontend;
mod grammar;
mod green;
mod heredoc;
pub mod image;
mod instruction;
mod json;
mod keyword;
mod lines;
mod mount;
mod parse;
mod path;
pub mod platform;
mod reparse;
mod suggest;
mod tree;
mod validate;
mod words;

pub use directive::{Directive, DirectiveKind, directive_in};
pub use error::{ErrorKind, SyntaxError};
pub use frontend::frontend;
pub use grammar::{FlagKind, FlagSpec};
pub use green::{Language, SyntaxKind, SyntaxNode, SyntaxToken};
pub use instruction::*;
pub use keyword::Keyword;
pub use mount::{MOUNT_KEYS, Mount, MountError, MountErrorKind, MountOption, MountType};
pub use path::clean_path;
pub use reparse::Reparsed;
pub use suggest::suggest;
pub use tree::*;
pub use validate::is_stage_name;
