//! Dockerfiles as BuildKit reads them: a lossless, error-tolerant, incremental parser.

pub mod dockerignore;
pub mod error;
pub mod image;
mod instruction;
mod keyword;
pub mod platform;
mod tree;

pub use instruction::*;
pub use keyword::Keyword;
pub use tree::*;
