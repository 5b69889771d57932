//! Dockerfiles as BuildKit reads them: a lossless, error-tolerant, incremental parser.

pub mod error;
mod instruction;
mod keyword;
mod tree;

pub use instruction::*;
pub use keyword::Keyword;
pub use tree::*;
