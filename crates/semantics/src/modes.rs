//! Modes that instructions give to files: `chmod`, `install -m`, `COPY --chmod`.

use std::borrow::Cow;

use plimsoll_shell::{Invocation, Script};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::Span;

use crate::dockerfile::Dockerfile;

/// A mode that files get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetMode<'a> {
    /// Of the mode, in the instruction.
    pub span: Span,
    pub mode: FileMode<'a>,
}

/// An octal mode such as `0755`, or a symbolic one such as `u+x,go-w`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMode<'a>(Cow<'a, str>);

impl<'a> FileMode<'a> {
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        FileMode(text.into())
    }

    pub fn text(&self) -> &str {
        &self.0
    }

    /// The bits of an octal mode.
    pub fn bits(&self) -> Option<u32> {
        u32::from_str_radix(&self.0, 8).ok()
    }

    /// The program runs as the owner of its file, whoever starts it.
    pub fn sets_user_id(&self) -> bool {
        match self.bits() {
            Some(bits) => bits & 0o4000 != 0,
            None => self.grants(|who| who.is_empty() || who.contains(['u', 'a']), 's'),
        }
    }

    /// Everybody may change the file, or delete what is in the folder: in a sticky one only the owners may.
    pub fn is_world_writable(&self) -> bool {
        match self.bits() {
            Some(bits) => bits & 0o1002 == 0o0002,
            // Without a letter in front, the umask keeps `w` from the others.
            None => self.grants(|who| who.contains(['o', 'a']), 'w') && !self.0.contains('t'),
        }
    }

    /// Whether a clause of a symbolic mode gives a permission to some of `ugoa`.
    fn grants(&self, to: impl Fn(&str) -> bool, permission: char) -> bool {
        self.0.split(',').any(|clause| {
            let parts = clause.split_once(['+', '=']);
            parts.is_some_and(|(who, what)| {
                let is_who = who.chars().all(|letter| "ugoa".contains(letter));
                is_who && to(who) && what.contains(permission)
            })
        })
    }
}

impl Dockerfile {
    /// The modes that a RUN, COPY or ADD gives to files, as far as they are written out.
    pub fn modes_set<'a>(&'a self, instruction: Placed<'a>) -> Vec<SetMode<'a>> {
        match instruction.keyword() {
            Some(Keyword::Copy | Keyword::Add) => flag_mode(instruction).into_iter().collect(),
            Some(Keyword::Run) => {
                let calls = self.scripts(instruction).iter().flat_map(Script::invocations);
                calls.filter_map(|(_, call)| mode_of(&call)).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn flag_mode(instruction: Placed<'_>) -> Option<SetMode<'_>> {
    let flag = instruction.instruction.flag("chmod")?;
    let mode = FileMode(instruction.instruction.flag_value(flag)?);
    Some(SetMode { span: flag.value?, mode })
}

fn mode_of<'a>(call: &Invocation<'a>) -> Option<SetMode<'a>> {
    match call.name {
        "chmod" => {
            let arguments = call.parse(&["--reference"]);
            let word = *arguments.operands.first().filter(|_| !arguments.has_flag("--reference"))?;
            Some(SetMode { span: word.span, mode: FileMode::new(word.literal()?) })
        }
        "install" | "mkdir" => {
            let arguments = call.parse(&["-m", "--mode", "-o", "--owner", "-g", "--group", "-t", "-S"]);
            let value = arguments.value_of("-m").or_else(|| arguments.value_of("--mode"))?;
            Some(SetMode { span: value.span, mode: FileMode::new(value.text) })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_syntax::SyntaxTree;

    use super::*;
    use crate::context::NoContext;

    #[test]
    fn reads_octal_and_symbolic_modes() {
        let are = |modes: &str, is: fn(&FileMode<'_>) -> bool| {
            modes.split(' ').map(|mode| is(&FileMode::new(mode))).collect::<Vec<_>>()
        };
        let setuid = |mode: &FileMode<'_>| mode.sets_user_id();
        assert_eq!(are("4755 6755 u+s +s a+s go-w,u+rxs ug=rws", setuid), [true; 7]);
        assert_eq!(are("755 2755 g+s u-s 01777 u+x", setuid), [false; 6]);
        let writable = |mode: &FileMode<'_>| mode.is_world_writable();
        assert_eq!(are("777 0666 2777 a+w o+w ugo+rwx a=rw go-r,o+w", writable), [true; 8]);
        assert_eq!(are("755 775 1777 +w g+w u+w o-w go-w a+rX a+rwxt", writable), [false; 10]);
    }

    #[test]
    fn finds_modes_where_they_are_set() {
        let text = "FROM a\nCOPY --chmod=755 a b\nRUN chmod -R 777 /a && sudo install -m 4755 a b\n\
                    RUN mkdir -pm700 /c && chmod $MODE d && chmod --reference e f\n";
        let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
        let modes = file.instructions().flat_map(|one| file.modes_set(one));
        let texts: Vec<String> = modes.map(|set| set.mode.text().to_owned()).collect();
        assert_eq!(texts, ["755", "777", "4755", "700"]);
    }
}
