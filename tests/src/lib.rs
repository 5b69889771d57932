//! End-to-end tests.

mod binary;
pub mod recorded;

pub use binary::binary;
