//! The shell scripts inside Dockerfiles: a tolerant skeleton of lists, pipelines, commands and words.
//!
//! A [`Script`] is read from a [`View`], and never fails: half-typed text gives the commands that can be
//! told, and [faults](Script::faults). It covers what POSIX shells have in common, with the extensions of
//! bash that Dockerfiles use; [`Dialect`] says which shells speak that.

mod arguments;
mod builtins;
mod dialect;
mod errexit;
mod exec;
mod invocation;
mod parser;
mod script;
pub mod shellcheck;
mod solid;
mod source;
mod tree;
mod variables;
mod view;
mod walk;
mod word;
mod wrapper;

#[cfg(test)]
mod tests;

pub use arguments::{Arguments, Flag, Value};
pub use dialect::{Dialect, PosixShell};
pub use errexit::errexit;
pub use exec::{NeedsShell, Reason};
pub use invocation::{Invocation, Wrapping};
pub use script::Script;
pub use tree::*;
pub use variables::{Handling, Reference};
pub use view::View;
pub use walk::{Site, Surroundings};
pub use word::{Operation, Parameter, Piece, PieceKind, Quote, Word};
