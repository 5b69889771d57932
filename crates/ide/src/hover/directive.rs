//! Parser directives.

use plimsoll_syntax::Directive;
use plimsoll_text::{Span, TextSize};

use super::Hover;
use crate::docs;

pub(super) fn at(directive: &Directive, start: TextSize, at: TextSize) -> Option<Hover> {
    let range = Span::new(directive.name.start, directive.value.end).at(start);
    let markdown = docs::directive(directive.kind.as_str())?;
    range.contains(at).then(|| Hover { range, markdown: markdown.to_owned() })
}

#[cfg(test)]
mod tests {
    use crate::docs;
    use crate::hover::tests::shown;

    #[test]
    fn the_whole_directive() {
        let syntax = docs::directive("syntax").unwrap();
        for text in ["# sy$0ntax=a/b:1\nFROM c", "\u{feff}# syntax=a/$0b:1\r\nFROM c", "# syntax=a/b:1$0"] {
            assert_eq!(shown(text), format!("syntax=a/b:1\n\n{syntax}"), "{text}");
        }
        assert_eq!(shown("$0# syntax=a/b\n"), "nothing");
        assert_eq!(shown("# note\n# syn$0tax=a/b\nFROM scratch\n"), "nothing", "only a comment");
    }
}
