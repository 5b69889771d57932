//! Flags and their values.

use plimsoll_syntax::{FlagKind, Keyword};

use super::{Completion, CompletionKind, Completions, Topic, images, mounts, platforms, stages, users};
use crate::docs;
use crate::site::{Word, Written};

/// The flags that the command does not have yet, where one may stand.
pub(super) fn names(written: &Written<'_>) -> Vec<Completion> {
    let Some(keyword) = written.keyword().filter(|_| written.may_be_flag()) else { return Vec::new() };
    let others: Vec<String> = written.other_flags().collect();
    let word = written.word();
    let has_value = word.rest.contains('=');
    let word = word.until(&['=']);
    let is_open = |name: &str| {
        let is_list = keyword.flags().iter().any(|flag| flag.name == name && flag.kind == FlagKind::List);
        is_list || !others.iter().any(|other| other == name)
    };
    let proposal = |flag: &docs::FlagDoc| {
        let label = format!("--{}", flag.name);
        let equals = if flag.value.is_some() && !has_value { "=" } else { "" };
        let item =
            Completion::new(label.clone(), CompletionKind::Key, word).inserting(format!("{label}{equals}"));
        item.with_detail(flag.value.unwrap_or_default()).with_topic(Topic::Flag(keyword, flag.name))
    };
    docs::flags(keyword).iter().filter(|flag| is_open(flag.name)).map(proposal).collect()
}

/// The values of the flag at the cursor, if that is behind its `=`.
pub(super) fn value(written: &Written<'_>) -> Option<Completions> {
    let word = written.word();
    let (name, value) = word.typed.strip_prefix("--").filter(|_| written.may_be_flag())?.split_once('=')?;
    let word = word.skip(word.typed.len() - value.len());
    let keyword = written.keyword()?;
    Some(match name {
        "mount" if keyword == Keyword::Run => mounts::value(written, word),
        "from" if keyword == Keyword::Copy => {
            let mut items = stages::names_and_numbers(written, word);
            items.extend(images::names(written.file, word));
            items.into()
        }
        "platform" if keyword == Keyword::From => platforms::names(word).into(),
        "chown" => users::names(written, word).into(),
        _ => plain_values(keyword, name, word).into(),
    })
}

fn plain_values(keyword: Keyword, name: &str, word: Word<'_>) -> Vec<Completion> {
    let Some(flag) = docs::flag(keyword, name) else { return Vec::new() };
    let values: &[&str] = match (keyword, name) {
        _ if flag.value.is_none() => &["true", "false"],
        (Keyword::Run, "network") => &["default", "none", "host"],
        (Keyword::Run, "security") => &["sandbox", "insecure"],
        (_, "chmod") => &["644", "755", "600", "700", "u=rwX,go=rX"],
        (Keyword::Add, "checksum") => &["sha256:"],
        (Keyword::Healthcheck, "retries") => &["3", "5"],
        (Keyword::Healthcheck, "start-period") => &["5s", "10s", "30s", "1m"],
        (Keyword::Healthcheck, _) => &["3s", "5s", "10s", "30s", "1m", "5m"],
        _ => &[],
    };
    let topic = Topic::Flag(keyword, flag.name);
    values
        .iter()
        .map(|value| Completion::new(*value, CompletionKind::Value, word).with_topic(topic))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{proposed, taken};

    fn after(line: &str) -> String {
        proposed(&format!("FROM a AS b\nFROM c\n{line}\n"))
    }

    #[test]
    fn those_that_are_not_there_yet() {
        assert_eq!(after("RUN --$0"), "--mount --network --security --device");
        assert_eq!(after("RUN --mount=type=ssh --network=none -$0"), "--mount --security --device");
        assert_eq!(after("COPY --li$0 --chown=1 --from=b x y"), "--chmod --link --parents --exclude");
        assert_eq!(
            after("ONBUILD ADD --chown=a --$0"),
            "--keep-git-dir --checksum --chmod --link --unpack --exclude"
        );
        assert_eq!(
            after("HEALTHCHECK --interval=3s --$0 CMD x"),
            "--timeout --start-period --start-interval --retries"
        );
        assert_eq!(proposed("FROM --$0"), "--platform");
        assert_eq!(after("COPY x --$0"), "");
        assert_eq!(after("RUN apt-get --$0"), "");
        assert_eq!(after("CMD --$0"), "");
    }

    #[test]
    fn names_are_replaced_whole() {
        assert_eq!(taken("FROM a\nCOPY --ch$0", "--chown"), "FROM a\nCOPY --chown=");
        assert_eq!(taken("FROM a\nCOPY --ch$0own=1:1 x y", "--chmod"), "FROM a\nCOPY --chmod=1:1 x y");
        assert_eq!(taken("FROM a\nCOPY -$0 x y", "--link"), "FROM a\nCOPY --link x y");
    }

    #[test]
    fn values() {
        assert_eq!(after("RUN --network=$0"), "default none host");
        assert_eq!(after("COPY --link=t$0 a b"), "true false");
        assert_eq!(after("HEALTHCHECK --retries=$0"), "3 5");
        assert_eq!(
            taken("FROM a\nRUN --security=sand$0box x", "insecure"),
            "FROM a\nRUN --security=insecure x"
        );
        assert_eq!(taken("FROM a\nRUN \\\n  --network=$0", "none"), "FROM a\nRUN \\\n  --network=none");
    }
}
