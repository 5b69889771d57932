//! End-to-end tests.

mod binary;
pub mod client;
pub mod dockerfiles;
pub mod documents;
pub mod recorded;

pub use binary::binary;
pub use client::Client;
