//! What images say about themselves: LABEL.

use plimsoll_syntax::expansion::Value;
use plimsoll_syntax::{Arguments, Keyword, Pair, Placed};
use plimsoll_text::TextRange;

use crate::dockerfile::Dockerfile;
use crate::stage::Stage;

/// One label that a LABEL sets. Key and value are what every build makes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub key: Value,
    pub key_range: TextRange,
    pub value: Value,
    /// As written, quotes included; that of the whole label where nothing is written.
    pub value_range: TextRange,
}

impl Dockerfile {
    /// The labels that an instruction sets: none unless it is a LABEL.
    pub fn labels_in(&self, instruction: Placed<'_>) -> Vec<Label> {
        let command = instruction.instruction.command();
        let pairs: &[Pair] = match &command.arguments {
            _ if command.keyword != Some(Keyword::Label) => &[],
            Arguments::Pairs(pairs) => pairs,
            Arguments::LegacyPair(pair) => std::slice::from_ref(pair),
            _ => &[],
        };
        let label = |pair: &Pair| {
            let written = pair.value.filter(|value| value.start < value.end);
            Label {
                key: self.constant_value_of(instruction, pair.key),
                key_range: instruction.range(pair.key),
                value: pair.value.map_or(Value::Unset, |value| self.constant_value_of(instruction, value)),
                value_range: instruction.range(written.unwrap_or(pair.span)),
            }
        };
        pairs.iter().map(label).collect()
    }

    /// The labels of all stages, in order.
    pub fn labels(&self) -> impl Iterator<Item = Label> + '_ {
        self.instructions_of(Keyword::Label).flat_map(|label| self.labels_in(label))
    }
}

impl<'a> Stage<'a> {
    /// The labels of the file that its image has: its own, and those of the stages it is built from.
    pub fn labels(self) -> impl Iterator<Item = Label> + 'a {
        let instructions = self.chain().flat_map(|stage| stage.instructions_of(Keyword::Label));
        instructions.flat_map(move |label| self.file.labels_in(label))
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::file;

    #[test]
    fn labels_are_what_every_build_makes_of_them() {
        let labels = |text: &str| {
            let text = format!("FROM scratch\nARG V=1\nENV E=2\nENV F=$V\nLABEL {text}\n");
            let shown = |value: &super::Value| value.as_set().unwrap_or("?").to_owned();
            let file = file(&text);
            let labels = file.labels().map(|label| {
                format!("{}={} at {}", shown(&label.key), shown(&label.value), &text[label.value_range])
            });
            labels.collect::<Vec<_>>().join("; ")
        };
        assert_eq!(labels("a=b 'c d'=\"e f\""), "a=b at b; c d=e f at \"e f\"");
        assert_eq!(labels("a b c"), "a=b c at b c");
        assert_eq!(labels("a="), "a= at a=");
        assert_eq!(labels("a=$V b=$E c$E=x d=$F"), "a=? at $V; b=2 at $E; c2=x at x; d=? at $F");
        assert_eq!(labels("a=\\$V"), "a=$V at \\$V");
    }

    #[test]
    fn an_image_has_the_labels_of_the_stages_it_is_built_from() {
        let file = file("FROM a AS x\nLABEL a=1\nFROM b\nLABEL b=2\nFROM x\nLABEL c=3\n");
        let keys: Vec<String> = file
            .final_stage()
            .unwrap()
            .labels()
            .filter_map(|label| label.key.as_set().map(str::to_owned))
            .collect();
        assert_eq!(keys, ["c", "a"]);
    }
}
