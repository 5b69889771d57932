//! End-to-end tests.

pub mod recorded;
