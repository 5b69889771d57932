//! Shared by the rules about health checks: programs that can ask a web server whether it answers.

use plimsoll_semantics::{Dockerfile, Stage};
use plimsoll_syntax::Keyword;

use super::command::json_text;
use crate::edit;

/// A program in an image that can send a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Client(&'static str);

/// The interpreters first: an image that has one always has it.
const CLIENTS: &[&str] = &["python", "python3", "node", "wget", "curl"];

impl Client {
    /// One that the image of the stage is known to have.
    pub(super) fn find(file: &Dockerfile, stage: Stage<'_>) -> Option<Client> {
        let is_there = |program: &&&str| file.presence_in(stage, program) == Some(true);
        CLIENTS.iter().find(is_there).map(|program| Client(program))
    }

    pub(super) fn name(self) -> &'static str {
        self.0
    }

    /// The command that succeeds if `http` at this address answers without an error.
    fn words(self, url: &str) -> Vec<String> {
        // These two may know `localhost` by its IPv6 address alone, on which few servers listen.
        let by_number = || url.replacen("://localhost", "://127.0.0.1", 1);
        let words: &[&str] = match self.0 {
            "node" => {
                let get = format!(
                    "require('http').get('{}', r => process.exit(r.statusCode < 400 ? 0 : 1))",
                    by_number()
                );
                let script = format!("{get}.on('error', () => process.exit(1))");
                return vec!["node".to_owned(), "-e".to_owned(), script];
            }
            "wget" => &["wget", "-q", "-O", "/dev/null", &by_number()],
            "curl" => &["curl", "--fail", "--silent", "--output", "/dev/null", url],
            python => &[python, "-c", &format!("import urllib.request; urllib.request.urlopen('{url}')")],
        };
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    /// As it stands behind `HEALTHCHECK CMD`: in exec form unless the address has a variable.
    pub(super) fn command(self, url: &str) -> String {
        let words = self.words(url);
        if url.contains('$') {
            let is_plain =
                |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-/".contains(&byte));
            let quoted = |word: String| if is_plain(&word) { word } else { format!("\"{word}\"") };
            return words.into_iter().map(quoted).collect::<Vec<_>>().join(" ");
        }
        let quoted: Vec<String> = words.iter().map(|word| format!("\"{}\"", json_text(word))).collect();
        format!("[{}]", quoted.join(", "))
    }

    /// A whole instruction.
    pub(super) fn healthcheck(self, file: &Dockerfile, url: &str) -> String {
        let keyword = |keyword| edit::keyword(file, keyword);
        format!("{} {} {}", keyword(Keyword::Healthcheck), keyword(Keyword::Cmd), self.command(url))
    }
}
