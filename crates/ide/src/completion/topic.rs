//! What there is more to say about than fits into a list.

use plimsoll_linter::find_rule;
use plimsoll_semantics::facts::args::predefined;
use plimsoll_semantics::facts::images;
use plimsoll_syntax::{DirectiveKind, Keyword};

use crate::docs;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    Instruction(Keyword),
    Flag(Keyword, &'static str),
    Mount(&'static str),
    MountOption(&'static str, &'static str),
    Directive(DirectiveKind),
    Argument(&'static str),
    Image(&'static str),
    Label(&'static str),
    Rule(&'static str),
}

impl Topic {
    /// In words that [`Self::parse`] understands.
    pub fn to_words(self) -> String {
        match self {
            Topic::Instruction(keyword) => format!("instruction {keyword}"),
            Topic::Flag(keyword, name) => format!("flag {keyword} {name}"),
            Topic::Mount(name) => format!("mount {name}"),
            Topic::MountOption(mount, option) => format!("option {mount} {option}"),
            Topic::Directive(kind) => format!("directive {}", kind.as_str()),
            Topic::Argument(name) => format!("argument {name}"),
            Topic::Image(name) => format!("image {name}"),
            Topic::Label(key) => format!("label {key}"),
            Topic::Rule(name) => format!("rule {name}"),
        }
    }

    pub fn parse(words: &str) -> Option<Topic> {
        let words: Vec<&str> = words.split(' ').collect();
        Some(match words[..] {
            ["instruction", keyword] => Topic::Instruction(Keyword::parse(keyword)?),
            ["flag", keyword, name] => {
                let keyword = Keyword::parse(keyword)?;
                Topic::Flag(keyword, docs::flag(keyword, name)?.name)
            }
            ["mount", name] => Topic::Mount(docs::mount_type(name)?.name),
            ["option", mount, name] => {
                Topic::MountOption(docs::mount_type(mount)?.name, docs::mount_option(mount, name)?.name)
            }
            ["directive", name] => {
                Topic::Directive(DirectiveKind::ALL.into_iter().find(|kind| kind.as_str() == name)?)
            }
            ["argument", name] => Topic::Argument(predefined(name)?.name),
            ["image", name] => Topic::Image(images::image(name)?.name),
            ["label", key] => Topic::Label(docs::label(key)?.key),
            ["rule", name] => Topic::Rule(find_rule(name)?.name),
            _ => return None,
        })
    }

    pub fn markdown(self) -> Option<String> {
        match self {
            Topic::Instruction(keyword) => Some(docs::instruction(keyword).to_owned()),
            Topic::Flag(keyword, name) => Some(docs::flag(keyword, name)?.markdown()),
            Topic::Mount(name) => Some(docs::mount_type(name)?.text.to_owned()),
            Topic::MountOption(mount, name) => Some(docs::mount_option(mount, name)?.markdown()),
            Topic::Directive(kind) => docs::directive(kind.as_str()).map(str::to_owned),
            Topic::Argument(name) => Some(docs::predefined_arg(predefined(name)?)),
            Topic::Image(name) => crate::hover::image_markdown(name),
            Topic::Label(key) => Some(docs::label(key)?.markdown()),
            Topic::Rule(name) => Some(find_rule(name)?.page().into_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_to_the_topic() {
        for topic in [
            Topic::Instruction(Keyword::Copy),
            Topic::Flag(Keyword::Healthcheck, "start-period"),
            Topic::Mount("cache"),
            Topic::MountOption("cache", "sharing"),
            Topic::Directive(DirectiveKind::Check),
            Topic::Argument("TARGETARCH"),
            Topic::Image("python"),
            Topic::Label("org.opencontainers.image.source"),
            Topic::Rule("shell-form-command"),
        ] {
            assert_eq!(Topic::parse(&topic.to_words()), Some(topic));
            assert!(topic.markdown().is_some_and(|text| text.len() > 10), "{topic:?}");
        }
        for words in ["", "flag", "flag COPY nothing", "instruction FORM", "a b c d"] {
            assert_eq!(Topic::parse(words), None, "{words}");
        }
    }
}
