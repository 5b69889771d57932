//! Editor features, in editor terms: plain data in and out, no LSP.
//!
//! One file per feature. Each is a pure function of a [`Dockerfile`](plimsoll_semantics::Dockerfile) or a
//! [`Dockerignore`](plimsoll_semantics::Dockerignore), and of what the linter found in it.

mod code_actions;
mod code_lens;
mod completion;
mod definition;
pub mod docs;
mod edits_between;
mod folding;
mod hover;
mod inlay_hints;
mod linked_editing;
mod links;
mod outline;
mod parts;
mod refactor;
mod references;
mod registry_page;
mod rename;
mod selection;
mod semantic_tokens;
mod signature;
mod site;

#[cfg(test)]
mod fixture;

pub use code_actions::{ActionKind, CodeAction, Effect, FileEdit, code_actions, fix_all, fix_rule};
pub use code_lens::{CodeLens, code_lenses};
pub use completion::{Completion, CompletionKind, Completions, Topic, completions, ignore_file_completions};
pub use definition::{Destination, declaration, definition};
pub use edits_between::edits_between;
pub use folding::{Fold, FoldKind, folds, ignore_file_folds};
pub use hover::{Hover, hover, ignore_file_hover};
pub use inlay_hints::{InlayHint, inlay_hints};
pub use linked_editing::{LinkedRanges, linked_ranges};
pub use links::{Link, LinkTarget, links};
pub use outline::{OutlineItem, OutlineKind, outline};
pub use refactor::refactorings;
pub use references::{highlights, references};
pub use rename::{Rename, prepare_rename, rename};
pub use selection::selections;
pub use semantic_tokens::{SemanticToken, TokenKind, TokenModifier, semantic_tokens, semantic_tokens_in};
pub use signature::{Parameter, Signature, SignatureHelp, signature_help};
