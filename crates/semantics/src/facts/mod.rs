//! What is known about images and ecosystems before any of them is pulled: constant data, nothing is read at run time.
//!
//! Every entry names its source. What could not be read there is absent (`None`, an empty list, `Unknown`), never guessed.

pub mod args;
pub mod build_packages;
pub mod builds;
pub mod cache;
mod ecosystem_table;
pub mod ecosystems;
pub mod end_of_life;
pub mod images;
pub mod package_managers;
pub mod secret_readers;
pub mod secrets;
pub mod tokens;
pub mod unwanted;
pub mod versions;
