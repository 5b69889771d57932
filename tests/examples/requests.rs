//! Asks everything an editor can ask at every character of real Dockerfiles:
//! `cargo run --release -p plimsoll-tests --example requests -- FOLDER`.
//!
//! Prints for each request how often it was asked, and how long the slowest answer took, where.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use plimsoll_ide as ide;
use plimsoll_linter::{Finding, Settings, lint};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;
use plimsoll_text::{LineIndex, TextRange, TextSize};

/// Longer than that, nobody should wait.
const LIMIT: Duration = Duration::from_millis(10);

/// How often a request was asked, and its slowest answer.
#[derive(Default)]
struct Asked {
    count: usize,
    slowest: Duration,
    place: String,
}

#[derive(Default)]
struct Requests(BTreeMap<&'static str, Asked>);

impl Requests {
    /// What seems slow is asked three times: another program may have had the processor.
    fn ask<T>(&mut self, name: &'static str, place: &dyn Fn() -> String, answer: impl Fn() -> T) {
        let time = || {
            let start = Instant::now();
            std::hint::black_box(answer());
            start.elapsed()
        };
        let asked = self.0.entry(name).or_default();
        let mut best = time();
        if best > asked.slowest {
            best = best.min(time()).min(time());
        }
        asked.count += 1;
        if best > asked.slowest {
            asked.slowest = best;
            asked.place = place();
        }
    }
}

fn main() -> ExitCode {
    let Some(Ok(folder)) = std::env::args_os().nth(1).map(fs::read_dir) else {
        eprintln!("usage: requests FOLDER");
        return ExitCode::from(2);
    };
    let mut paths: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut requests = Requests::default();
    for path in &paths {
        if let Ok(text) = fs::read_to_string(path) {
            ask_about(path, &text, &mut requests);
        }
    }
    println!("{} files", paths.len());
    for (name, Asked { count, slowest, place }) in &requests.0 {
        println!("{name:16} {count:9}  {:8.3} ms  {place}", slowest.as_secs_f64() * 1e3);
    }
    let is_slow = requests.0.values().any(|asked| asked.slowest > LIMIT);
    ExitCode::from(u8::from(is_slow))
}

fn ask_about(path: &Path, text: &str, requests: &mut Requests) {
    let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
    let findings = lint(&file, &Settings::default());
    let lines = LineIndex::new(text);
    let whole = || path.display().to_string();
    requests.ask("folding", &whole, || ide::folds(&file, &lines));
    requests.ask("links", &whole, || ide::links(&file));
    requests.ask("outline", &whole, || ide::outline(&file));
    requests.ask("semantic tokens", &whole, || ide::semantic_tokens(&file));
    for (offset, _) in text.char_indices() {
        let place = || format!("{}:{offset}", path.display());
        ask_at(&file, &lines, &findings, TextSize::new(offset as u32), &place, requests);
    }
}

fn ask_at(
    file: &Dockerfile,
    lines: &LineIndex,
    findings: &[Finding],
    offset: TextSize,
    place: &dyn Fn() -> String,
    requests: &mut Requests,
) {
    let here = TextRange::empty(offset);
    requests.ask("code actions", place, || {
        let fixes = ide::code_actions(file, findings, here);
        ide::refactorings(file, here, &fixes)
    });
    requests.ask("completion", place, || ide::completions(file, offset));
    requests.ask("declaration", place, || ide::declaration(file, offset));
    requests.ask("definition", place, || ide::definition(file, offset));
    requests.ask("highlights", place, || ide::highlights(file, offset));
    requests.ask("hover", place, || ide::hover(file, lines, findings, offset));
    requests.ask("linked editing", place, || ide::linked_ranges(file, offset));
    requests.ask("references", place, || ide::references(file, offset, true));
    requests.ask("rename", place, || ide::rename(file, lines, offset, "renamed"));
    requests.ask("selections", place, || ide::selections(file, offset));
    requests.ask("signature help", place, || ide::signature_help(file, offset));
}
