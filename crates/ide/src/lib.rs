//! Editor features, in editor terms: plain data in and out, no LSP.
//!
//! One file per feature. Each is a pure function of a [`Dockerfile`](plimsoll_semantics::Dockerfile) or a
//! [`Dockerignore`](plimsoll_semantics::Dockerignore), and of what the linter found in it.

mod code_actions;
mod completion;
pub mod docs;
mod edits_between;
mod hover;
mod links;

#[cfg(test)]
mod fixture;

pub use code_actions::{ActionKind, CodeAction, Effect, FileEdit, code_actions, fix_all, fix_rule};
pub use completion::{Completion, CompletionKind, Completions, ignore_file_completions};
pub use edits_between::edits_between;
pub use hover::{Hover, hover, ignore_file_hover};
pub use links::{Link, LinkTarget, links};
