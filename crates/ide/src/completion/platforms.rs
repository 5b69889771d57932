//! Platforms.

use plimsoll_semantics::facts::args::predefined;
use plimsoll_syntax::platform::COMMON;

use super::{Completion, CompletionKind, Topic};
use crate::site::Word;

/// The variables that make sense here, then those that people build for.
pub(super) fn names(word: Word<'_>) -> Vec<Completion> {
    let variables = ["BUILDPLATFORM", "TARGETPLATFORM"].into_iter().filter_map(predefined).map(|arg| {
        let label = format!("${}", arg.name);
        Completion::new(label, CompletionKind::Variable, word)
            .with_detail(arg.meaning)
            .with_topic(Topic::Argument(arg.name))
    });
    variables.chain(COMMON.map(|name| Completion::new(name, CompletionKind::Value, word))).collect()
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{proposed, taken};

    #[test]
    fn common_ones() {
        let common = proposed("FROM --platform=$0 a");
        assert!(common.starts_with("$BUILDPLATFORM $TARGETPLATFORM linux/amd64 linux/arm64"), "{common}");
        assert_eq!(
            taken("FROM --platform=linux/$0amd64 a", "linux/arm/v7"),
            "FROM --platform=linux/arm/v7 a"
        );
    }
}
