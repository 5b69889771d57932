//! All rules, by theme. A rule is two files side by side: what it looks for, and the page that the user reads.

mod base_image;
mod caching;
mod context;
mod labels;
mod layers;
mod packages;
mod runtime;
mod security;
pub(crate) mod shell;
mod stages;
mod style;
mod syntax;

use crate::rule::Rule;
pub(crate) use labels::LABEL_KINDS;
pub(crate) use runtime::is_meant_as_array;
pub use runtime::to_exec_form;
pub(crate) use security::secrets_in;
pub use style::with_equals_sign;

/// The themes and their rules, but for those of [`shell`].
pub(crate) const THEMES: &[(&str, &[&Rule])] = &[
    ("base_image", base_image::RULES),
    ("caching", caching::RULES),
    ("context", context::RULES),
    ("labels", labels::RULES),
    ("layers", layers::RULES),
    ("packages", packages::RULES),
    ("runtime", runtime::RULES),
    ("security", security::RULES),
    ("stages", stages::RULES),
    ("style", style::RULES),
    ("syntax", syntax::RULES),
];
