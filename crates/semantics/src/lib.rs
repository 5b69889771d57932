//! What a Dockerfile means: stages, scopes, values, users, installs; and what an ignore file is about.
//!
//! A pure function of the tree and of what is known about the build context.

mod builds;
mod caches;
mod commands;
mod context;
mod copy;
mod dockerfile;
mod dockerignore;
mod expand;
pub mod facts;
mod floating;
mod frontend;
mod image_files;
mod independent;
mod install;
mod installers;
mod labels;
mod location;
mod modes;
mod packages;
mod passwd;
pub mod port;
mod problem;
mod programs;
mod reading;
mod reference;
mod scope;
mod shell_problems;
pub mod signal;
mod stage;
mod state;
mod survey;
mod symbol;
#[cfg(test)]
mod tests;
mod users;
mod writing;

pub use builds::Build;
pub use caches::{CachePlace, Deletion};
pub use context::{BuildContext, ContextEntry, ListedContext, NoContext};
pub use copy::{Copy, Origin, Path, PathKind};
pub use dockerfile::Dockerfile;
pub use dockerignore::Dockerignore;
pub use expand::{ExpandedText, VariableUse};
pub use floating::FloatingPackages;
pub use image_files::ImageFiles;
pub use install::{Install, RunStep, StepKind};
pub use installers::{InstallerCall, empties_cache};
pub use labels::Label;
pub use location::Location;
pub use modes::{FileMode, SetMode};
pub use packages::{PackageCommand, relies_on_earlier_index};
pub use passwd::MissingUser;
pub use port::ExposedPort;
pub use problem::{Problem, ProblemKind};
pub use reading::{Reader, Reading};
pub use reference::{ReferenceKind, StageReference, Target};
pub use scope::{Definition, DefinitionKind, Found};
pub use stage::{Base, ImageName, Stage};
pub use state::{Shell, User};
pub use survey::{Sight, Survey};
pub use symbol::{Access, Occurrence, Spelling, Symbol};
pub use users::{Account, UnprivilegedUser};
