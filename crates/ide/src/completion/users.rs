//! Users that the image is known to have.

use super::{Completion, CompletionKind};
use crate::site::{Word, Written};

/// `user`, or behind a `:` the group of that name.
pub(super) fn names(written: &Written<'_>, word: Word<'_>) -> Vec<Completion> {
    let is_first = written.keyword().is_some_and(|keyword| keyword != plimsoll_syntax::Keyword::User)
        || written.argument_index() == 0;
    let Some(stage) = written.stage().filter(|_| is_first) else { return Vec::new() };
    let word = word.behind(&[':']).until(&[':']);
    let users = stage.users_before(written.instruction).into_iter();
    users.map(|user| Completion::new(user, CompletionKind::User, word)).collect()
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{proposed, taken};

    #[test]
    fn those_of_the_image_and_of_the_file() {
        assert_eq!(proposed("FROM node:24\nUSER $0"), "node root");
        assert_eq!(proposed("FROM debian\nRUN useradd -r app\nUSER a$0"), "app root");
        assert_eq!(proposed("FROM debian\nRUN useradd -r app\nCOPY --chown=app:$0 a b"), "app root");
        assert_eq!(
            taken("FROM node:24\nCOPY --chown=ro$0ot:root a b", "node"),
            "FROM node:24\nCOPY --chown=node:root a b"
        );
        assert_eq!(proposed("FROM node:24\nUSER a $0"), "");
    }
}
