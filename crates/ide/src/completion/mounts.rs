//! `RUN --mount=`: types, the options that a type takes, and their values.

use plimsoll_syntax::{Mount, MountType};

use super::{Completion, CompletionKind, Completions, Topic, images, paths, stages};
use crate::docs::{self, OptionDoc};
use crate::site::{Word, Written};

/// `word` is the value of the flag.
pub(super) fn value(written: &Written<'_>, word: Word<'_>) -> Completions {
    let mount = Mount::parse(&word.text());
    let kind = mount.kind().unwrap_or(MountType::Bind);
    let field = word.behind(&[',']).until(&[',']);
    match field.typed.split_once('=') {
        Some((key, value)) => {
            let word = field.skip(field.typed.len() - value.len());
            option_value(written, &mount, kind, &key.to_ascii_lowercase(), word)
        }
        None => keys(&mount, kind, field, word.typed.len() == field.typed.len()).into(),
    }
}

fn keys(mount: &Mount, kind: MountType, field: Word<'_>, is_first: bool) -> Vec<Completion> {
    let here = field.text();
    let has_type = mount.get(&["type"]).is_some();
    let has_value = field.rest.contains('=');
    let word = field.until(&['=']);
    let mut items = Vec::new();
    if is_first && !has_type && !has_value {
        items.extend(docs::MOUNTS.iter().map(|kind| {
            Completion::new(format!("type={}", kind.name), CompletionKind::Value, field)
                .with_topic(Topic::Mount(kind.name))
        }));
    }
    let written = |option: &OptionDoc| {
        let names: Vec<&str> = option.aliases.iter().copied().chain([option.name]).collect();
        mount
            .options
            .iter()
            .any(|one| names.contains(&one.key.as_str()) && !here.to_lowercase().starts_with(&one.key))
    };
    let options = docs::mount_type(kind.as_str()).map_or(&[][..], |kind| kind.options);
    // Of a secret, `source` is only another word for `id`.
    let is_other_word = |option: &OptionDoc| kind == MountType::Secret && option.name == "source";
    let open = options.iter().filter(|option| !option.ignored && !is_other_word(option) && !written(option));
    items.extend(open.map(|option| {
        let is_switch = matches!(option.name, "readonly" | "readwrite" | "required");
        let equals = if is_switch || has_value { "" } else { "=" };
        let item = Completion::new(option.name, CompletionKind::Key, word);
        let item = item
            .inserting(format!("{}{equals}", option.name))
            .with_topic(Topic::MountOption(kind.as_str(), option.name));
        match option.default {
            Some(default) => item.with_detail(format!("default: {}", default.replace('`', ""))),
            None => item,
        }
    }));
    items
}

fn option_value(
    written: &Written<'_>,
    mount: &Mount,
    kind: MountType,
    key: &str,
    word: Word<'_>,
) -> Completions {
    let value = |text: &'static str| Completion::new(text, CompletionKind::Value, word);
    let values = |texts: &[&'static str]| texts.iter().copied().map(value).collect::<Vec<_>>().into();
    match key {
        "type" => {
            let item = |kind: &docs::MountDoc| value(kind.name).with_topic(Topic::Mount(kind.name));
            docs::MOUNTS.iter().map(item).collect::<Vec<_>>().into()
        }
        "sharing" => values(&["shared", "private", "locked"]),
        "readonly" | "ro" | "readwrite" | "rw" | "required" => values(&["true", "false"]),
        "mode" => values(&["0755", "0700", "0400"]),
        "from" => {
            let mut items = stages::names(written, word);
            items.extend(images::names(written.file, word));
            items.into()
        }
        "source" | "src" if matches!(kind, MountType::Bind | MountType::Cache) => {
            match mount.get(&["from"]).and_then(|from| from.value.as_deref()) {
                Some(from) => paths::in_stage(written, from, word),
                None if kind == MountType::Bind => paths::in_context(written.file, word),
                None => Completions::default(),
            }
        }
        "target" | "dst" | "destination" if kind == MountType::Cache => cache_folders(written, word).into(),
        "target" | "dst" | "destination" => paths::in_image(written, word),
        _ => Completions::default(),
    }
}

/// Where package managers keep what they download.
fn cache_folders(written: &Written<'_>, word: Word<'_>) -> Vec<Completion> {
    let folders = written.file.usual_cache_folders(written.instruction);
    let item = |(folder, owner): (String, &str)| {
        Completion::new(folder, CompletionKind::Folder, word).with_detail(owner)
    };
    folders.into_iter().map(item).collect()
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{proposed, taken};

    fn mount(value: &str) -> String {
        proposed(&format!("FROM a AS b\nFROM c\nRUN --mount={value} x\n"))
    }

    #[test]
    fn types() {
        assert_eq!(mount("type=$0"), "bind cache tmpfs secret ssh");
        assert!(mount("$0").starts_with("type=bind type=cache type=tmpfs type=secret type=ssh type target"));
        assert_eq!(
            taken("FROM a\nRUN --mount=type=ca$0,target=/x y", "cache"),
            "FROM a\nRUN --mount=type=cache,target=/x y"
        );
    }

    #[test]
    fn only_the_options_of_the_type() {
        assert_eq!(
            mount("type=cache,target=/x,$0"),
            "id source from sharing readonly readwrite mode uid gid"
        );
        assert_eq!(mount("type=ssh,$0"), "id target required mode uid gid");
        assert_eq!(mount("type=secret,id=k,sr$0"), "target env required mode uid gid");
        assert_eq!(mount("$0,type=tmpfs"), "target size readonly readwrite");
        assert_eq!(mount("type=bind,dst=/x,$0"), "source from readonly readwrite");
        assert_eq!(
            taken("FROM a\nRUN --mount=type=cache,ta$0=/x", "target"),
            "FROM a\nRUN --mount=type=cache,target=/x"
        );
        assert_eq!(
            taken("FROM a\nRUN --mount=type=secret,id=k,$0", "required"),
            "FROM a\nRUN --mount=type=secret,id=k,required"
        );
    }

    #[test]
    fn values_of_options() {
        assert_eq!(mount("type=cache,target=/x,sharing=l$0"), "shared private locked");
        assert!(mount("from=$0,target=/x").starts_with("b "), "{}", mount("from=$0"));
        assert!(mount("type=cache,target=$0").contains("/root/.cache/pip"));
        assert_eq!(
            taken("FROM a AS b\nFROM c\nRUN --mount=from=x$0,target=/x", "b"),
            "FROM a AS b\nFROM c\nRUN --mount=from=b,target=/x"
        );
    }
}
