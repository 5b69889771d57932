//! End-to-end tests.

mod binary;
pub mod case;
pub mod client;
pub mod dockerfiles;
pub mod documents;
pub mod editor;
pub mod examples;
pub mod fixes;
pub mod layout;
pub mod recorded;
pub mod renames;
pub mod workspace_edit;

pub use binary::binary;
pub use client::Client;
