//! Keys of labels that have a meaning for everybody.

use super::{Completion, CompletionKind, Topic};
use crate::docs::LABELS;
use crate::site::Written;

pub(super) fn keys(written: &Written<'_>) -> Vec<Completion> {
    let word = written.word();
    if word.typed.contains('=') {
        return Vec::new();
    }
    let has_value = word.rest.contains('=');
    let word = word.behind(&['"', '\'']).until(&['=', '"', '\'']);
    let others = written.instruction.instruction.source();
    let is_open = |key: &str| !others.contains(key) || word.text() == key;
    let item = |doc: &crate::docs::LabelDoc| {
        let equals = if has_value { "" } else { "=" };
        let snippet = (!has_value).then(|| format!("{}=\"${{1}}\"", doc.key));
        let item = Completion::new(doc.key, CompletionKind::Key, word).with_topic(Topic::Label(doc.key));
        Completion { snippet, ..item.inserting(format!("{}{equals}", doc.key)) }
    };
    LABELS.iter().filter(|doc| is_open(doc.key)).map(item).collect()
}

#[cfg(test)]
mod tests {
    use crate::completion::tests::{item, proposed, taken};

    #[test]
    fn oci_keys() {
        assert!(proposed("FROM a\nLABEL $0").starts_with("org.opencontainers.image.title"));
        let second = proposed("FROM a\nLABEL org.opencontainers.image.title=x \\\n  org$0");
        assert!(second.starts_with("org.opencontainers.image.description"), "{second}");
        assert_eq!(proposed("FROM a\nLABEL a=$0"), "");
        let key = "org.opencontainers.image.source";
        assert_eq!(taken("FROM a\nLABEL org.op$0en=x", key), format!("FROM a\nLABEL {key}=x"));
        assert_eq!(item("FROM a\nLABEL o$0", key).snippet.unwrap(), format!("{key}=\"${{1}}\""));
    }
}
