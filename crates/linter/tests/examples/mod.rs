//! Examples in pages: fences of Dockerfiles and ignore files, with what belongs to them.
//!
//! After the language and the kind a fence may say `files=a,b/c` (the build context), `ignore=.git,*.log` (its
//! .dockerignore, a pattern each), `with=rule,rule` (rules to switch on, if not just the one in question), `set=rule.option=value`
//! (an option of a rule, in TOML without blanks), `long` (a `…` in it
//! stands for a line that is too long) and `split` (a `·` in it stands for nothing: it keeps scanners from taking an example of a
//! secret for a leak).

use std::sync::Arc;

use plimsoll_linter::{FileChange, Finding, Rule, Settings, Source, apply_fix, lint, verified_fixes};
use plimsoll_semantics::{BuildContext, Dockerfile, Dockerignore, ListedContext, NoContext};
use plimsoll_syntax::SyntaxTree;

pub(crate) struct Example {
    language: String,
    pub(crate) kind: String,
    words: Vec<String>,
    pub(crate) text: String,
    pub(crate) line: usize,
}

pub(crate) fn examples(page: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let mut words = info.split_whitespace().map(str::to_owned);
        let language = words.next().unwrap_or_default();
        let kind = words.next().unwrap_or_default();
        let body: Vec<&str> =
            lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        let mut text: String = body.iter().map(|line| format!("{line}\n")).collect();
        let words: Vec<String> = words.collect();
        if words.iter().any(|word| word == "long") {
            text = text.replace('…', &"x".repeat(1 << 16));
        }
        if words.iter().any(|word| word == "split") {
            text = text.replace('·', "");
        }
        if ["dockerfile", "dockerignore"].contains(&&*language) || kind == "created" || kind == "appended" {
            found.push(Example { language, kind, words, text, line: number + 1 });
        }
    }
    found
}

impl Example {
    pub(crate) fn is(&self, word: &str) -> bool {
        self.words.iter().any(|own| own == word)
    }

    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
    }

    fn context(&self) -> Arc<dyn BuildContext> {
        let (files, ignore) = (self.option("files"), self.option("ignore"));
        if files.is_none() && ignore.is_none() {
            return Arc::new(NoContext);
        }
        let listed = ListedContext::new(files.unwrap_or_default().split(',').filter(|file| !file.is_empty()));
        match ignore {
            Some(patterns) => {
                Arc::new(listed.with_ignore_file(".dockerignore", &patterns.replace(',', "\n")))
            }
            None => Arc::new(listed),
        }
    }

    fn settings(&self, rule: &Rule) -> Settings {
        let select: Vec<String> =
            self.option("with").unwrap_or(rule.name).split(',').map(str::to_owned).collect();
        let options: String = self
            .words
            .iter()
            .filter_map(|word| Some(format!("rules.{}\n", word.strip_prefix("set=")?)))
            .collect();
        Settings::from_selection(&select, &[]).unwrap().merge(&Settings::from_toml(&options).unwrap())
    }

    pub(crate) fn file(&self, text: &str) -> Box<dyn Source> {
        match &*self.language {
            "dockerignore" => Box::new(Dockerignore::new(text, self.context())),
            _ => Box::new(Dockerfile::new(SyntaxTree::parse(text), self.context())),
        }
    }
}

pub(crate) fn findings(example: &Example, rule: &Rule, text: &str) -> Vec<Finding> {
    let all = lint(&*example.file(text), &example.settings(rule));
    all.into_iter().filter(|finding| finding.rule == rule).collect()
}

/// What the first fix of a rule makes of a text, or all of them one after the other: the text, or what another file gets, and
/// whether that is `created` or `appended`.
pub(crate) fn fixed(example: &Example, rule: &Rule, text: String, all: bool) -> (&'static str, String) {
    let mut text = text;
    for _ in 0..if all { 20 } else { 1 } {
        let file = example.file(&text);
        let found = findings(example, rule, &text);
        let Some(fix) = found.iter().find_map(|finding| verified_fixes(&*file, finding).into_iter().next())
        else {
            break;
        };
        text = apply_fix(&*file, fix).unwrap();
        match fix.other_files.first().map(|other| other.change.clone()) {
            Some(FileChange::Create(text)) => return ("created", text),
            Some(FileChange::Append(lines)) => {
                return ("appended", lines.iter().map(|line| format!("{line}\n")).collect());
            }
            None => {}
        }
    }
    ("fixed", text)
}
