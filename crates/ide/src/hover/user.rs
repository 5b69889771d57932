//! Who runs things from a USER on.

use plimsoll_semantics::Stage;
use plimsoll_semantics::facts::images;
use plimsoll_syntax::{Arguments, Keyword};

use super::markdown::code;
use super::{Hover, Place};

pub(super) fn at(place: &Place<'_>) -> Option<Hover> {
    if place.instruction.keyword() != Some(Keyword::User) {
        return None;
    }
    let Arguments::Text(span) = place.instruction.instruction.command().arguments else { return None };
    let texts = place.file.expanded_texts(place.instruction);
    if !place.is_in(span) || texts.iter().any(|text| place.file.refers_to_secret(text)) {
        return None;
    }
    let value = place.file.value_of(place.instruction, span);
    let (user, group) = match value.as_set()?.split_once(':') {
        Some((user, group)) => (user, format!(", group {}", code(group))),
        None => (value.as_set()?, String::new()),
    };
    let known = known(place.file.stage_of(place.instruction)?, user);
    place.hover(span, format!("Runs and starts everything below as {}{group}.{known}", code(user)))
}

/// What the base image says about a user.
fn known(stage: Stage<'_>, user: &str) -> String {
    if matches!(user, "root" | "0") {
        return " That is root.".to_owned();
    }
    let image = stage.root_base().image().and_then(|image| image.reference.as_ref().ok());
    let there = image.and_then(|image| images::existing_user(image.familiar_name(), image.tag()));
    match there.filter(|there| there.name == user) {
        Some(images::User { uid: Some(uid), .. }) => {
            format!(" The base image has that user, with the number {uid}.")
        }
        Some(_) => " The base image has that user.".to_owned(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::hover::tests::shown;

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&shown(text));
    }

    #[test]
    fn users() {
        check(
            "FROM node:24\nUSER no$0de\n",
            expect![[r#"
            node

            Runs and starts everything below as `node`. The base image has that user, with the number 1000."#]],
        );
        check(
            "FROM a\nARG U=app\nUSER ${U}:$0www\n",
            expect![[r#"
            ${U}:www

            Runs and starts everything below as `app`, group `www`."#]],
        );
        check(
            "FROM a\nUSER 0$0\n",
            expect![[r#"
            0

            Runs and starts everything below as `0`. That is root."#]],
        );
    }
}
