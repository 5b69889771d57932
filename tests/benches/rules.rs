//! What each rule costs on a long document, and how that grows: one look, for finding what to mend. No statistics.

use std::sync::Arc;
use std::time::{Duration, Instant};

use plimsoll_linter::{Rule, Settings, lint, rules};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;
use plimsoll_tests::documents;

const SHORT: usize = 2_000;
const LONG: usize = 20_000;
/// The most expensive rules.
const SHOWN: usize = 15;

fn main() {
    for (shape, document) in [("staged", documents::staged as fn(usize) -> String), ("flat", documents::flat)]
    {
        println!("{shape}: {LONG} lines, and growth from {SHORT}");
        let (short, long) = (model(&document(SHORT)), model(&document(LONG)));
        print("the model itself", short.1, long.1);
        let mut costs: Vec<_> =
            rules().iter().map(|rule| (cost(&long.0, rule), cost(&short.0, rule), rule.name)).collect();
        costs.sort_unstable();
        for (long, short, name) in costs.iter().rev().take(SHOWN) {
            print(name, *short, *long);
        }
    }
}

fn model(text: &str) -> (Dockerfile, Duration) {
    let tree = SyntaxTree::parse(text);
    let start = Instant::now();
    let file = Dockerfile::new(tree, Arc::new(NoContext));
    let time = start.elapsed();
    // Scripts are parsed once for all rules.
    lint(&file, &Settings::default());
    (file, time)
}

/// The best of three.
fn cost(file: &Dockerfile, rule: &'static Rule) -> Duration {
    let settings = Settings::from_selection(&[rule.name.to_owned()], &[]).unwrap_or_default();
    let time = || {
        let start = Instant::now();
        std::hint::black_box(lint(file, &settings));
        start.elapsed()
    };
    (0..3).map(|_| time()).min().unwrap_or_default()
}

fn print(name: &str, short: Duration, long: Duration) {
    let growth = long.as_secs_f64() / short.as_secs_f64();
    println!("  {name:32} {:8.2} ms  x{growth:.1}", long.as_secs_f64() * 1e3);
}
